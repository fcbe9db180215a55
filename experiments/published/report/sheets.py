"""A table that is published, as data: one for the page, the workbook and the CSV alike.

A cell is a text, a number, None where there is none, or `HIDDEN` where a small count is withheld.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from experiments.published.small_counts import WITHHELD
from experiments.report.number_format import DASH, number
from experiments.report.words import Words

Kind = Literal["text", "code", "year", "count", "rate", "share", "thousands", "millions", "number"]
"""How a column is written: `thousands` and `millions` are euros, shown as such."""
DIGITS = 3
"""Of a count, at most: what is beyond is no knowledge."""


@dataclass(frozen=True)
class Hidden:
    """A withheld cell."""


HIDDEN: Final = Hidden()
Cell = str | int | float | Hidden | None


@dataclass(frozen=True)
class Column:
    """A column: its head, with the unit, and how it is written."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """A table with its name, its title and what must be known to read it.

    Attributes
    ----------
    name : str
        Of the sheet and of the file.
    title : str
    columns : tuple of Column
    rows : tuple of tuple of Cell
    notes : tuple of str
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def only(self, *places: int) -> "Sheet":
        """Return the sheet with some of its columns."""
        columns = tuple(self.columns[k] for k in places)
        rows = tuple(tuple(row[k] for k in places) for row in self.rows)
        return Sheet(self.name, self.title, columns, rows, self.notes)

    @property
    def hides(self) -> bool:
        """Whether a cell is withheld."""
        return any(isinstance(cell, Hidden) for row in self.rows for cell in row)


def written(cell: Cell, kind: Kind, w: Words) -> str:
    """Return a cell as a reader sees it: as many digits as it deserves, in his language."""
    if isinstance(cell, Hidden):
        return WITHHELD
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return DASH
    if isinstance(cell, str):
        return cell
    if kind == "year":
        return str(int(cell))
    if kind == "share":
        return w.figure(cell, ".0%")
    if kind == "thousands":
        return _unsigned_zero(w.figure(cell / 1_000, ",.0f"))
    if kind == "millions":
        return number(rounded(cell / 1_000_000, 2), w)
    return number(rounded(cell), w)


def _unsigned_zero(text: str) -> str:
    return "0" if text == "-0" else text


def rounded(value: float, digits: int = DIGITS) -> float:
    """Return a number with so many digits that count, the rest nought."""
    if not value or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def rows_written(sheet: Sheet, w: Words) -> list[list[str]]:
    """Return the cells of a sheet as texts, row by row."""
    kinds: Sequence[Kind] = [column.kind for column in sheet.columns]
    return [
        [written(cell, kind, w) for cell, kind in zip(row, kinds, strict=True)]
        for row in sheet.rows
    ]
