"""A table that is published, as data: one for the page, the workbook and the CSV alike.

A cell is a text, a number, None where there is none, or `HIDDEN` where a small count is withheld.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from experiments.published.small_counts import WITHHELD
from experiments.report.number_format import DASH, known, number
from experiments.report.words import Words

Kind = Literal["text", "code", "year", "count", "rate", "share", "thousands", "millions", "number"]
"""How a column is written: `thousands` and `millions` are euros, shown as such."""
End = Literal["", "low", "high"]
THOUSAND, MILLION = 1_000.0, 1_000_000.0
TENTH = 0.1
"""A share below it has a decimal."""


@dataclass(frozen=True)
class Hidden:
    """A withheld cell."""


HIDDEN: Final = Hidden()
Cell = str | int | float | Hidden | None


@dataclass(frozen=True)
class Column:
    """A column: its head, with the unit, and how it is written.

    `end` says that it is the low or the high end of an interval; its middle stands before both.
    """

    title: str
    kind: Kind = "text"
    end: End = ""


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

    @property
    def hides(self) -> bool:
        """Whether a cell is withheld."""
        return any(isinstance(cell, Hidden) for row in self.rows for cell in row)


def written(cell: Cell, kind: Kind, w: Words) -> str:
    """Return a cell as a reader sees it: as many digits as it deserves, in his language.

    Of a figure with an interval these are the digits that the interval knows: see `rows_written`.
    """
    if isinstance(cell, Hidden):
        return WITHHELD
    if isinstance(cell, str):
        return cell
    if cell is None or math.isnan(cell):
        return DASH
    return _FORMS.get(kind, number)(cell, w)


def _share(value: float, w: Words) -> str:
    return w.figure(value, ".0%" if abs(value) >= TENTH or not value else ".1%")


def _thousands(value: float, w: Words) -> str:
    text = w.figure(value / THOUSAND, ",.0f")
    return "0" if text == "-0" else text


_FORMS: dict[Kind, Callable[[float, Words], str]] = {
    "year": lambda value, _: str(int(value)),
    "share": _share,
    "thousands": _thousands,
    "millions": lambda value, w: number(value / MILLION, w),
}
UNIT: dict[Kind, float] = {"thousands": THOUSAND, "millions": MILLION}


def rounded(value: float, digits: int) -> float:
    """Return a number with so many digits that count, the rest nought."""
    if not value or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def rows_written(sheet: Sheet, w: Words) -> list[list[str]]:
    """Return the cells of a sheet as texts, row by row; a middle and its ends in the same step."""
    return [_row_written(row, sheet.columns, w) for row in sheet.rows]


def _row_written(row: Sequence[Cell], columns: Sequence[Column], w: Words) -> list[str]:
    texts = [written(cell, column.kind, w) for cell, column in zip(row, columns, strict=True)]
    for k in [k for k, column in enumerate(columns) if column.end == "low"]:
        three, unit = row[k - 1 : k + 2], UNIT.get(columns[k].kind, 1.0)
        ends = [float(x) for x in three if isinstance(x, int | float) and not math.isnan(x)]
        if columns[k].kind != "share" and len(ends) == len(three):
            texts[k - 1 : k + 2] = known(ends[0], ends[1], ends[2], w, unit)
    return texts


def end_of(name: str) -> End:
    """Return which end of an interval a column of this name holds."""
    return "low" if name == "low" else "high" if name == "high" else ""
