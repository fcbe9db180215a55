"""Where the tables of a municipality's folder come from, and which are not its own."""

import os
from pathlib import Path

import pandas as pd

from model.inputs.tables import read_table, refuse, refuse_repeats

FILE = "sources.csv"
COLUMNS = ("table", "source", "year", "status", "note")
VERIFIED, RECALLED, SUBSTITUTE, ABSENT = "verified", "recalled", "substitute", "absent"
STATUSES = (VERIFIED, RECALLED, SUBSTITUTE, ABSENT)
"""Read at the source; from memory; another municipality's in place of its own; not there."""


def table_sources(home: Path) -> pd.DataFrame:
    """Return source, year and status of each file of a folder; empty where there is no list.

    Parameters
    ----------
    home : Path
        The municipality's folder.

    Raises
    ------
    DataError
        If the list names a file twice, one that is not there, or another status.
    """
    path = home / FILE
    if not os.path.lexists(path):
        return pd.DataFrame(columns=list(COLUMNS))
    table = read_table(path, COLUMNS)
    refuse_repeats(path, table, ["table"])
    known = table["status"].isin(STATUSES)
    refuse(path, table, "status", ~known, f"give one of {', '.join(STATUSES)}")
    there = table["table"].isin([one.name for one in home.iterdir()])
    gone = ~there & (table["status"] != ABSENT)
    refuse(path, table, "table", gone, f"name a file of this folder, or give status {ABSENT}")
    return table[list(COLUMNS)].reset_index(drop=True)
