"""Tables of input data: read, or refused with file, line, column and remedy when wrong."""

from pathlib import Path

import numpy as np
import pandas as pd

from model.errors import DataError, nearest


def read_table(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    """Read a table and check that it has its columns and at least one row."""
    if not path.is_file():
        raise DataError(f"{path} is missing: add it with the columns {', '.join(needed)}.")
    try:
        table = pd.read_csv(path)
    except (ValueError, UnicodeDecodeError) as error:  # pandas' parser errors are ValueErrors
        raise DataError(f"{path}: not readable as CSV ({error}).") from None
    for column in needed:
        if column not in table:
            raise DataError(
                f"{path}: column '{column}' is missing.{nearest(column, table.columns)} Add it."
            )
    if table.empty:
        raise DataError(f"{path}: no rows: add at least one.")
    return table


def make_numbers(
    path: Path, table: pd.DataFrame, columns: tuple[str, ...], *, whole: bool = True
) -> None:
    """Refuse what is not a number of at least 0, naming the first such row (line in the file)."""
    for column in columns:
        values = pd.to_numeric(table[column], errors="coerce")
        wrong = values.isna() | (values < 0) | ~np.isfinite(values)
        if whole:
            wrong |= values % 1 != 0
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            kind = "a whole number" if whole else "a number"
            raise DataError(
                f"{path}: line {row + 2}, column '{column}' is {table[column].iloc[row]!r}: "
                f"give {kind} of at least 0."
            )
        table[column] = values.astype(np.int64 if whole else np.float64)


def refuse_repeats(path: Path, table: pd.DataFrame, columns: list[str]) -> None:
    """Refuse a second row for the same thing, naming the first such row (line in the file)."""
    twice = table.duplicated(columns)
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        what = ", ".join(f"{c} {table[c].iloc[row]}" for c in columns)
        raise DataError(f"{path}: line {row + 2} repeats {what}: keep one row.")
