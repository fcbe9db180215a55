"""Tables as text: for people in columns, for programs as csv or json."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.report.columns import columns
from experiments.report.number_format import short
from model.inputs.number_text import number_in

FORMULA = (*"=+-@＝＋－＠", "\t", "\r")
"""A text that begins with one of these is a formula to some spreadsheet."""
SHOWN = "\n"
"""Lays JSON out; within its texts a line end is an escape already."""


def as_text(table: pd.DataFrame, shape: str, widest: int = 60, measured: bool = False) -> str:
    """Return a table as text.

    Parameters
    ----------
    table : DataFrame
    shape : {'table', 'csv', 'json'}
        json is a list of flat objects, absent numbers null; csv has every digit.
    widest : int
        Longest cell in columns for people; a longer one ends in `...`.
    measured : bool
        Whether its fractions are results, of which people see three digits: those of a parameter
        are all meant.
    """
    if shape == "csv":
        return as_csv(table).rstrip("\n")
    if shape == "json":
        text = table.to_json(orient="records", force_ascii=False, indent=2, date_format="iso")
        return "".join(one if one in SHOWN or one.isprintable() else _escaped(one) for one in text)
    if table.empty:
        return f"none (columns: {', '.join(map(str, table.columns))})"
    cells = [[*map(str, table.columns)]]
    cells += [
        [_cell(value, widest, measured) for value in row] for row in table.itertuples(index=False)
    ]
    return columns(cells, ruled=False, figures=False)


def as_csv(table: pd.DataFrame) -> str:
    """Return a table as csv, every digit in it; no text of it is a formula to a spreadsheet."""
    return inert(table).to_csv(index=False, lineterminator="\n")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as csv."""
    path.write_text(as_csv(table), encoding="utf-8", newline="")


def inert(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts, names of columns included, no spreadsheet computes.

    A text that begins as a formula does gets an apostrophe in front, the mark by which
    spreadsheets know a text. Numbers stay what they are, and so do texts that are plain numbers.
    """
    safe = table.rename(columns=inert_text)
    for place, kind in enumerate(table.dtypes):
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind)):
            column = [inert_text(value) for value in table.iloc[:, place]]
            safe.isetitem(place, pd.array(column, dtype=object))
    return safe


def inert_text(value: Any) -> Any:
    """Return a value; a text that begins as a formula does, with an apostrophe in front."""
    if not isinstance(value, str) or number_in(value) is not None:
        return value
    formula = value[:1] in FORMULA or value.lstrip()[:1] in FORMULA
    return f"'{value}" if value and formula else value


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each a value by column name."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row.values(), strict=True)) for row in table.to_dict("records")]


def _escaped(one: str) -> str:
    """Return a character as JSON writes it in ASCII."""
    return json.dumps(one)[1:-1]


def _cell(value: Any, widest: int, measured: bool) -> str:
    if isinstance(value, float):
        if pd.isna(value):
            return ""
        return short(value) if measured and not value.is_integer() else f"{value:.6g}"
    if value is pd.NA:
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    text = " ".join(str(value).split())
    return text if len(text) <= widest else f"{text[: widest - 3]}..."
