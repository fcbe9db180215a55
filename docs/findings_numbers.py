"""Numbers, intervals and tables as the page of findings writes them."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

MILLION = 1_000_000
Row = dict[str, Any]


def by_key(rows: Iterable[Row], key: str) -> dict[str, Row]:
    """Return rows by what stands under a key."""
    return {row[key]: row for row in rows}


def shown(value: float | None, digits: int = 0, sign: str = "") -> str:
    """Return a number; a difference gets three digits at least where it is below 10."""
    if value is None or math.isnan(value):
        return "-"
    text = f"{value:{sign},.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def span(row: Row, unit: float = 1, digits: int = 0) -> str:
    """Return the bounds of a figure's interval, in a unit."""
    return f"{shown(row['low'] / unit, digits)} to {shown(row['high'] / unit, digits)}"


def gap(row: Row, unit: float = 1, digits: int = 0) -> str:
    """Return a difference with its interval, in a unit."""
    return f"{shown(row['difference'] / unit, digits, '+')} ({span(row, unit, digits)})"


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table in Markdown, figures at the right."""
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join(['---', *['---:'] * (len(head) - 1)])} |"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows)]
