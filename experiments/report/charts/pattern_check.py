"""Patterns: what was observed with its error, beside what the model gives; hit or miss."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, NullLocator
from numpy.typing import NDArray

from experiments.report.charts.style import GREY, POLICY_COLOUR, as_written, say, wrapped
from experiments.report.number_format import number
from experiments.report.tables import records
from experiments.report.words import Words, words_of

ELSEWHERE = "ANALOGUE"
USES = ("FIT", "NEXT", "VAL", "CHECK", ELSEWHERE)
LEGENDS = "legend"
MISS, BOUND = "#d55e00", "#dde6ec"
FIGURES = ("bound_low", "bound_high", "low", "high", "median")
HEADING_LETTERS, LEGEND_LETTERS = 34, 24
"""Of a line above or below a panel, and in the legend."""
EDGE = 4.0
"""Times what was observed, or that part of it, at which figures are cut; of what was seen
elsewhere, half widths of its bounds."""
TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)
ROW, APART, LEGEND = 0.165, 1.0, 1.1
"""Inches of a row, of the room for a panel's title and axis, and of the legend."""


def pattern_check(
    table: pd.DataFrame, caption: str, lang: str | Words = "en"
) -> tuple[Figure, pd.DataFrame]:
    """Draw every pattern as a multiple of what was observed: those fitted, held out, and checks.

    What was seen elsewhere stands apart, by its distance: a change can be zero or have either sign.

    Parameters
    ----------
    table : DataFrame
        `id, use, observed, median, low, high, bound_low, bound_high, hit` as `shipped_patterns`
        returns them; rows without a median, and those observed at zero or below, have no multiple
        and are left out. Of use `ANALOGUE` the bounds lie as far below what was seen as above.
    caption : str
        What dots, lines and a hit are; version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    drawn = (table["observed"] > 0) | (table["use"] == ELSEWHERE)
    shown = table[drawn & table["median"].notna()].reset_index(drop=True)
    by_use = {use: shown[shown["use"] == use] for use in USES if (shown["use"] == use).any()}
    figure = _panels(by_use, w)
    say(figure, finding(by_use, w), wrapped(f"{w('check.how')} {caption}", 145))
    return figure, shown


def _panels(by_use: dict[str, pd.DataFrame], w: Words) -> Figure:
    """Draw the first use on the left, the others and the legend on the right; the last where room.

    It stands below the first where the figure is less tall so.
    """
    tall = {use: ROW * len(rows) + APART for use, rows in by_use.items()} | {LEGENDS: LEGEND}
    first, *rest = by_use
    columns = [[first], [*rest, LEGENDS]]
    if len(rest) > 1 and tall[first] + tall[rest[-1]] < sum(tall[one] for one in columns[1]):
        columns = [[first, rest[-1]], [*rest[:-1], LEGENDS]]
    heights = [sum(tall[one] for one in column) for column in columns]
    figure = Figure(figsize=(9.0, max(heights) + 1.5), layout="constrained", dpi=120)
    grid = figure.add_gridspec(1, 2)
    for k, (column, height) in enumerate(zip(columns, heights, strict=True)):
        ratios = [*(tall[one] for one in column), max(0.05, max(heights) - height)]
        cells = grid[k].subgridspec(len(ratios), 1, height_ratios=ratios)
        for row, use in enumerate(column):
            axes = figure.add_subplot(cells[row])
            if use == LEGENDS:
                axes.axis("off")
                axes.legend(handles=_legend(w), loc="upper left", frameon=False, fontsize=8)
                continue
            _panel(axes, by_use[use], use == ELSEWHERE, w)
            heading = wrapped(_heading(use, by_use[use], w), HEADING_LETTERS)
            axes.set_title(heading, loc="left", fontsize=8.5)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, elsewhere: bool, w: Words) -> None:
    axes.axvline(0 if elsewhere else 1, color=GREY, lw=1)
    for k, row in enumerate(records(rows)):
        bound_low, bound_high, low, high, median = _distances(row) if elsewhere else _multiples(row)
        axes.barh(k, bound_high - bound_low, left=bound_low, height=0.8, color=BOUND, lw=0)
        colour = MISS if row["hit"] is False else POLICY_COLOUR
        axes.plot([low, high], [k, k], color=colour, lw=1.6, solid_capstyle="butt")
        mark, face = ("X", colour) if row["hit"] is False else ("o", colour)
        axes.plot(median, k, mark, ms=4.5, markeredgecolor=colour,
                  markerfacecolor=face if isinstance(row["hit"], bool) else "white")  # fmt: skip
    if elsewhere:
        axes.set_xlim(-1.1 * EDGE, 1.1 * EDGE)
    else:
        axes.set_xscale("log")
        axes.set_xlim(1 / EDGE / 1.1, EDGE * 1.1)
        axes.xaxis.set_major_locator(FixedLocator(TICKS))
        axes.xaxis.set_minor_locator(NullLocator())
    as_written(axes.xaxis, w, "g")
    axes.set_yticks(range(len(rows)), rows["id"].tolist(), fontsize=6.5)
    axes.set_ylim(len(rows) - 0.3, -0.7)
    unit = w("check.distance" if elsewhere else "check.axis")
    axes.set_xlabel(wrapped(unit, HEADING_LETTERS), fontsize=8)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="x", labelsize=8)
    axes.tick_params(axis="y", left=False, pad=1)


def _multiples(row: dict[str, Any]) -> NDArray[np.float64]:
    """Return bounds, interval and middle over what was observed."""
    cells = [row[name] / row["observed"] for name in FIGURES]
    return np.clip(np.maximum(cells, 1e-9), 1 / EDGE, EDGE)


def _distances(row: dict[str, Any]) -> NDArray[np.float64]:
    """Return the same as distances from what was seen, in half widths of its bounds."""
    half = (row["bound_high"] - row["bound_low"]) / 2.0
    cells = [(row[name] - row["observed"]) / half for name in FIGURES]
    return np.clip(cells, -EDGE, EDGE)


def _heading(use: str, rows: pd.DataFrame, w: Words) -> str:
    judged = rows["hit"].dropna().astype(bool)
    return w(f"check.{use}", hits=int(judged.sum()), all=len(judged))


def _legend(w: Words) -> list[Patch | Line2D]:
    def line(mark: str, colour: str, face: str, name: str) -> Line2D:
        return Line2D([], [], color=colour, lw=1.6, marker=mark, ms=5, markeredgecolor=colour,
                      markerfacecolor=face, label=w(f"check.legend.{name}"))  # fmt: skip

    return [
        Patch(color=BOUND, label=wrapped(w("check.legend.bound"), LEGEND_LETTERS)),
        line("o", POLICY_COLOUR, POLICY_COLOUR, "hit"),
        line("X", MISS, MISS, "miss"),
        line("o", POLICY_COLOUR, "white", "unjudged"),
    ]


def finding(by_use: dict[str, pd.DataFrame], w: Words) -> str:
    """Say how many hit of each use, and how far off the worst miss is but for those elsewhere."""
    judged = pd.concat([rows for use, rows in by_use.items() if use != ELSEWHERE])
    said = "; ".join(_heading(use, rows, w) for use, rows in by_use.items())
    missed = judged[~judged["hit"].fillna(True).astype(bool)]
    if missed.empty:
        return w("check.finding.none", said=said)
    times = missed["median"] / missed["observed"]
    worst: Any = missed.iloc[int(np.abs(np.log(times.clip(lower=1e-9))).argmax())]
    return w(
        "check.finding.some", said=said, id=worst["id"],
        times=number(float(worst["median"] / worst["observed"]), w),
    )  # fmt: skip
