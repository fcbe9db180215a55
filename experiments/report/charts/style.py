"""How every chart looks: one place for colours, fonts and the line below."""

import math
import textwrap

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.report.words import Words

BASE_COLOUR, POLICY_COLOUR, GREY = "#4a4a4a", "#0b6fa4", "#888888"
"""Dark grey for the base world, blue for the policy: distinct in print and if colour-blind."""

LINES = {"x": "#e4e4e4", "y": "#ececec"}
"""Colours of faint lines: at figures, and through rows."""

LETTERS_AN_INCH = 10
"""Of a title, at most: a bold letter is some 0.09 inch wide, a digit more."""


def new_figure(rows: int, columns: int, width: float = 9.0, height: float = 6.0) -> Figure:
    """Return an empty figure with a grid of axes that share their months."""
    figure = Figure(figsize=(width, height), layout="constrained", dpi=120)
    figure.subplots(rows, columns, sharex=True, squeeze=False)
    return figure


def plain(axes: Axes, unit: str, w: Words) -> None:
    """Take away what carries no information, name the unit, write numbers as the language does."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_ylabel(unit, fontsize=9)
    axes.tick_params(labelsize=8.5)
    as_written(axes.yaxis, w)


def rows_plain(axes: Axes, lines: str | None = None, size: float = 8.5) -> None:
    """Take away what carries no information where each item has a row.

    Parameters
    ----------
    axes : Axes
    lines : {'x', 'y'}, optional
        Whether faint lines stand at the figures or run through the rows; none by default.
    size : float
        Of the labels, in points.
    """
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=size, left=False)
    axes.set_axisbelow(True)
    if lines is not None:
        axes.grid(axis=lines, color=LINES[lines], linewidth=0.7)  # type: ignore[arg-type]


def as_written(axis: Axis, w: Words, form: str = ",.10g", unit: float = 1.0) -> None:
    """Write the numbers of an axis as the language does, in a unit."""
    axis.set_major_formatter(FuncFormatter(lambda x, _: w.figure(x / unit, form)))


def say(figure: Figure, title: str, caption: str) -> None:
    """Put the finding above, in lines that fit, and scenario, seeds and version below."""
    width = int(LETTERS_AN_INCH * figure.get_figwidth())
    lines = [wrapped(line, width) for line in title.split("\n")]
    figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=11.5, fontweight="bold")
    figure.supxlabel(caption, x=0.01, ha="left", fontsize=7.5, color="#555555")


def why_not(low: float, w: Words) -> str:
    """Say why an interval tells nothing: there is none, or it has no width."""
    return w("picture.one" if math.isnan(low) else "picture.same")


def wrapped(text: str, width: int = 150) -> str:
    """Break a line of small print."""
    return "\n".join(textwrap.wrap(text, width, break_on_hyphens=False))
