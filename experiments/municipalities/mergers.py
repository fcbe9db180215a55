"""Municipalities that went up in another one: their codes are in tables up to the year before."""

import re
from functools import cache
from pathlib import Path

import pandas as pd

from model.errors import DataError
from model.inputs.tables import read_csv

TABLE = Path(__file__).with_name("mergers.csv")
"""`code, name, into_code, into_name, date, kind, source, status`."""
_CODE = re.compile(r"GM[0-9]{4}")


@cache
def mergers() -> pd.DataFrame:
    """Return a row per municipality that went up in another, and per municipality it went to."""
    return read_csv(TABLE)


def refuse_merged(code: str, year: int) -> None:
    """Refuse a code that is none, or that the tables of a year do not have because of a merger.

    Parameters
    ----------
    code : str
    year : int
        Of the key figures, which are those of its 1 January.

    Raises
    ------
    DataError
        Naming the predecessors or successors, the day and what to do.
    """
    if not _CODE.fullmatch(code):
        raise DataError(f"code '{code}': give CBS' own, GM and four digits, such as GM0748.")
    table, day = mergers(), f"{year}-01-01"
    gone = table[(table["code"] == code) & (table["date"] <= day)]
    if len(gone):
        into = " and ".join(f"{r.into_code} ({r.into_name})" for r in gone.itertuples())
        raise DataError(
            f"{code} ({gone['name'].iloc[0]}) went up in {into} on {gone['date'].iloc[0]}, before "
            f"the key figures of {year}: give that code."
        )
    born = table[(table["into_code"] == code) & (table["date"] > day) & (table["kind"] == "new")]
    if len(born):
        old = ", ".join(f"{r.code} ({r.name})" for r in born.itertuples(index=False))
        raise DataError(
            f"{code} ({born['into_name'].iloc[0]}) is there since {born['date'].iloc[0]}; the "
            f"key figures of {year} have its predecessors {old}: give one of these."
        )
