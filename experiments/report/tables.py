"""Tables as text: for people in columns, for programs as csv or json."""

from typing import Any

import pandas as pd


def as_text(table: pd.DataFrame, shape: str, widest: int = 60) -> str:
    """Return a table as text.

    Parameters
    ----------
    table : DataFrame
    shape : {'table', 'csv', 'json'}
        json is a list of flat objects, absent numbers null; csv has every digit.
    widest : int
        Longest cell in columns for people; a longer one ends in `...`.
    """
    if shape == "csv":
        return table.to_csv(index=False, lineterminator="\n").rstrip("\n")
    if shape == "json":
        return table.to_json(orient="records", force_ascii=False, indent=2, date_format="iso")
    if table.empty:
        return f"none (columns: {', '.join(map(str, table.columns))})"
    cells = [[*map(str, table.columns)]]
    cells += [[_cell(value, widest) for value in row] for row in table.itertuples(index=False)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each a value by column name."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row.values(), strict=True)) for row in table.to_dict("records")]


def _cell(value: Any, widest: int) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:.6g}"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m}"
    text = " ".join(str(value).split())
    return text if len(text) <= widest else f"{text[: widest - 3]}..."
