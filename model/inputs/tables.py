"""Tables of input data (CSV): read, or refused with file, line, column and remedy when wrong.

A table is text until a column is asked for as numbers, and a number has one form: digits, with a
point before decimals. What a Dutch spreadsheet writes (`28.123`, `1.234,5`, `12,3`) is refused, not
guessed: read as another number it would be wrong by a factor of a thousand, in silence.
"""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from model.errors import DataError, InputError, nearest
from model.inputs.plain_text import read_plain

MOST_BYTES = 50_000_000
MOST_COLUMNS = 5_000
LONGEST_CELL = 10_000
_WHOLE = re.compile(r"-?[0-9]{1,15}(?:\.0)?")
_REAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,20})?(?:[eE][-+]?[0-9]{1,2})?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_table(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    """Read a table and check that it has its columns and at least one row.

    Parameters
    ----------
    path : Path
    needed : tuple of str
        Columns that it must have; others may be there.

    Returns
    -------
    DataFrame
        Texts as they stand in the file, '' for an empty cell; the index is the line in the file.

    Raises
    ------
    DataError
        Naming file, line, column, value and remedy.
    """
    if not os.path.lexists(path):
        raise DataError(f"{path} is missing: add it with the columns {', '.join(needed)}.")
    table = read_csv(path)
    for column in needed:
        if column not in table:
            raise DataError(
                f"{path}: column '{column}' is missing.{nearest(column, table.columns)} Add it."
            )
    if table.empty:
        raise DataError(f"{path}: no rows: add at least one.")
    return table


def read_csv(
    path: Path, most: int = MOST_BYTES, *, error: type[InputError] = DataError
) -> pd.DataFrame:
    """Return the cells of a CSV file as texts; the index is the line in the file.

    Parameters
    ----------
    path : Path
    most : int
        Bytes it may have.
    error : type of InputError
        What is raised.

    Raises
    ------
    InputError
        If it cannot be read, has no header, the same column twice, a row of another length, or a
        cell that is too long.
    """
    reader = csv.reader(io.StringIO(read_plain(path, most, error=error), newline=""), strict=True)
    lines, rows = [], []
    try:
        header = next(reader, [])
        _check_header(path, header, error)
        for row in reader:
            if not row:  # an empty line
                continue
            _check_row(path, header, row, reader.line_num, error)
            lines.append(reader.line_num)
            rows.append(row)
    except csv.Error as fault:
        line = reader.line_num
        raise error(f"{path}: line {line} is no CSV ({fault}): mend its quotes.") from None
    index = pd.Index(lines, dtype="int64", name="line")
    return pd.DataFrame(rows, index=index, columns=header, dtype=object)


def _check_header(path: Path, header: Sequence[str], error: type[InputError]) -> None:
    if not header or not any(header):
        raise error(f"{path}: line 1 is empty: write the names of the columns there.")
    for separator, name in _OTHER_SEPARATORS.items():
        if len(header) == 1 and separator in header[0]:
            raise error(f"{path}: columns are apart by {name}: save it with commas.")
    if len(header) > MOST_COLUMNS:
        raise error(f"{path}: {len(header):,} columns: give at most {MOST_COLUMNS:,}.")
    name, times = Counter(header).most_common(1)[0]
    if times > 1:
        raise error(f"{path}: line 1 names column '{name}' {times} times: give each its own name.")


def _check_row(
    path: Path, header: Sequence[str], row: Sequence[str], line: int, error: type[InputError]
) -> None:
    if len(row) != len(header):
        raise error(
            f"{path}: line {line} has {len(row)} cells, line 1 names {len(header)} columns: a "
            f"comma too many or too few? A text with a comma stands in quotes."
        )
    longest = max(row, key=len)
    if len(longest) > LONGEST_CELL:
        raise error(
            f"{path}: line {line} has a cell of {len(longest):,} characters: give at most "
            f"{LONGEST_CELL:,}."
        )


def refuse(
    path: Path, table: pd.DataFrame, column: str, wrong: "pd.Series[bool]", remedy: str
) -> None:
    """Refuse a table with a wrong cell, naming the first one: file, line, column and value.

    Raises
    ------
    DataError
        If any is wrong.
    """
    if wrong.any():
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        value = table[column].tolist()[row]
        line = table.index[row]
        raise DataError(f"{path}: line {line}, column '{column}' is {value!r}: {remedy}.")


def make_numbers(
    path: Path,
    table: pd.DataFrame,
    columns: Sequence[str],
    *,
    whole: bool = True,
    least: float | None = 0,
    may_lack: bool = False,
) -> None:
    """Turn columns of texts into numbers, refusing what is none.

    Parameters
    ----------
    path : Path
        For the message.
    table : DataFrame
        As `read_table` returns it; changed in place.
    columns : sequence of str
    whole : bool
        int64, else float64.
    least : float or None
        The smallest number there may be; None for no bound.
    may_lack : bool
        An empty cell becomes NaN (not for whole numbers).

    Raises
    ------
    DataError
        Naming the first wrong cell.
    """
    kind = "a whole number" if whole else "a number"
    bound = "" if least is None else f" of at least {least:g}"
    form = _WHOLE if whole else _REAL
    for column in columns:
        texts = table[column].str.strip()
        lacks = (texts == "") & may_lack
        dutch = texts.str.fullmatch(_THOUSANDS)
        if whole or not _has_decimals(texts):
            refuse(path, table, column, dutch, "write thousands without a point, such as 28123")
        comma = texts.str.contains(",", regex=False)
        refuse(path, table, column, comma, "write a point before decimals, such as 12.3")
        good = texts.str.fullmatch(form) | lacks
        refuse(path, table, column, ~good, f"give {kind}{bound}")
        values = pd.Series([float(text or "nan") for text in texts], table.index)
        if least is not None:
            refuse(path, table, column, values < least, f"give {kind}{bound}")
        table[column] = values.astype(np.int64) if whole else values


def _has_decimals(texts: "pd.Series[str]") -> bool:
    """Say whether a column writes decimals: then three behind a point can be decimals, too."""
    after = texts.str.extract(r"^-?[0-9]+\.([0-9]+)$")[0].dropna()
    return bool(((after.str.len() > 0) & (after.str.len() != 3) & (after != "0")).any())


def refuse_repeats(path: Path, table: pd.DataFrame, columns: list[str]) -> None:
    """Refuse a second row for the same thing, naming the first such row (line in the file)."""
    twice = table.duplicated(columns)
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        what = ", ".join(f"{c} {table[c].iloc[row]}" for c in columns)
        raise DataError(f"{path}: line {table.index[row]} repeats {what}: keep one row.")
