"""Tables as people see them: few columns, figures with their interval, heads of a language."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from experiments.report.number_format import DASH, from_to, known, number
from experiments.report.sections import Table
from experiments.report.words import Words


def table_of(heads: Sequence[str], rows: Iterable[Sequence[str]], w: Words) -> Table:
    """Return a table with heads by their names."""
    return Table(tuple(w(f"shown.head.{name}") for name in heads), tuple(map(tuple, rows)))


def spread(mean: Any, low: Any, high: Any, w: Words) -> str:
    """Return a figure with the digits that its bounds know, and these; a dash for none."""
    if absent(mean):
        return DASH
    if absent(low) or absent(high):
        return number(float(mean), w)
    middle, bottom, top = known(float(mean), float(low), float(high), w)
    return f"{middle} ({from_to(bottom, top, w)})"


def between(low: Any, high: Any, w: Words) -> str:
    """Return two bounds; a dash where they are absent."""
    if absent(low) or absent(high):
        return DASH
    return from_to(number(float(low), w), number(float(high), w), w)


def figure(value: Any, w: Words) -> str:
    """Return a figure; a dash where it is absent."""
    return DASH if absent(value) else number(float(value), w)


def verdict(hit: Any, w: Words) -> str:
    """Say whether a figure hits; none where nothing can be said."""
    if pd.isna(hit):
        return w("shown.none")
    return w("shown.yes") if hit else w("shown.no")


def absent(value: Any) -> bool:
    """Say whether there is no figure."""
    return value is None or value is pd.NA or math.isnan(value)
