"""Cells of the findings for the whole municipality, where a smaller town was simulated."""

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval
from experiments.report.number_format import bounds, number
from experiments.report.words import Words


def per_head(c: Comparison, w: Words) -> tuple[str, ...]:
    """Return the head of the column; none where the whole town was simulated."""
    return (w("per", full=w.figure(c.size_full, ",")),) if c.size != c.size_full else ()


def whole_town(c: Comparison, gap: Interval, w: Words) -> tuple[str, ...]:
    """Return its cell: the difference for all residents of the municipality, with its interval."""
    return (with_bounds(gap.times(c.factor), w),) if c.size != c.size_full else ()


def with_bounds(figure: Interval, w: Words) -> str:
    """Return a figure with its interval in brackets, where it has one."""
    mean = number(figure.mean, w)
    return f"{mean} ({bounds(figure, w)})" if figure.known else mean
