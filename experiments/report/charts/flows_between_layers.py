"""Moves of needs between layers: bands of one world, coloured by what the policy changes."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path as Line
from matplotlib.ticker import MaxNLocator

from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    POLICY_COLOUR,
    as_written,
    rows_plain,
    say,
    wrapped,
)
from experiments.report.number_format import number, signed_with_bounds
from experiments.report.width import beyond_zero
from experiments.report.words import Words, words_of

MORE, FEWER, UNTOLD, HATCH = POLICY_COLOUR, "#e0a03a", "#dcdcdc", "////"
GAP = 0.13
"""Between two ends on one side, of all moves: room for what stands beside them."""
LEFT, RIGHT, BLOCK = 0.0, 1.0, 0.035
MOST_ROWS = 12
END_LETTERS, ROW_LETTERS = 14, 30


def flows_between_layers(
    table: pd.DataFrame, base: str, policy: str, caption: str, lang: str | Words = "en"
) -> tuple[Figure, pd.DataFrame]:
    """Draw every kind of move as a band, and beside it what the policy changes of the largest.

    Parameters
    ----------
    table : DataFrame
        `source, goal, base, policy, difference, low, high, replications`: moves of needs over
        twelve months; figures that are withheld are NaN and not drawn. `none` stands for a need
        that is not open, `left` for a resident who is gone.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows, with `clear`: whether zero lies outside the interval.
    """
    w = words_of(lang)
    rows = table.assign(clear=beyond_zero(table["low"], table["high"])).reset_index(drop=True)
    figure = Figure(figsize=(9.0, 6.2), layout="constrained", dpi=120)
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1.0])
    _bands(left, rows, w)
    worlds = w.worlds(base, policy)
    left.set_title(wrapped(w("flows.left", **worlds), 62), loc="left", fontsize=9)
    _list(right, rows, w)
    right.set_title(wrapped(w("flows.right", **worlds), 34), loc="left", fontsize=9)
    left.legend(handles=_legend(rows, w), loc="upper left", bbox_to_anchor=(0.0, 0.0), ncols=3,
                frameon=False, fontsize=8, handlelength=1.4, columnspacing=1.0)  # fmt: skip
    shade = w("flows.bars" if rows["low"].notna().any() else "picture.no_interval")
    say(figure, finding(rows, worlds, w), wrapped(f"{w('flows.band')} {shade} {caption}", 145))
    return figure, rows


def colour_of(row: Any) -> tuple[str, str]:
    """Return fill and hatch of a move: coloured only where zero lies outside the interval."""
    if not row.clear:
        return UNTOLD, HATCH
    return (MORE if row.difference > 0 else FEWER), ""


def _bands(axes: Axes, rows: pd.DataFrame, w: Words) -> None:
    """Draw a band per kind of move, as wide as there are moves in the base world."""
    rows = rows.assign(base=rows["base"].fillna(0.0))
    whole = max(float(rows["base"].sum()), 1.0)
    starts = _ends(axes, rows, "source", LEFT, whole, w)
    stops = _ends(axes, rows, "goal", RIGHT, whole, w)
    goals = list(stops)
    order = rows.assign(place=rows["goal"].map(goals.index)).sort_values("place", kind="stable")
    widths: dict[int, tuple[float, float]] = {}
    row: Any
    for row in order.itertuples():
        widths[int(row.Index)] = (starts[row.source], row.base / whole)
        starts[row.source] -= row.base / whole
    for row in rows.itertuples():
        top, width = widths[int(row.Index)]
        other = stops[row.goal]
        stops[row.goal] -= width
        if width > 0.0:
            fill, hatch = colour_of(row)
            axes.add_patch(PathPatch(_band(top, other, width), facecolor=fill, hatch=hatch,
                                     edgecolor="#8a8a8a", lw=0.4, alpha=0.8))  # fmt: skip
    axes.set_xlim(LEFT - 0.02, RIGHT + 0.02)
    axes.autoscale_view(scalex=False)
    axes.axis("off")


def _band(top: float, other: float, width: float) -> Line:
    """Return the outline of a band from its upper end on the left to that on the right."""
    near, far, middle = LEFT + BLOCK, RIGHT - BLOCK, (LEFT + RIGHT) / 2
    corners = [
        (near, top), (middle, top), (middle, other), (far, other), (far, other - width),
        (middle, other - width), (middle, top - width), (near, top - width), (near, top),
    ]  # fmt: skip
    curve, line = Line.CURVE4, Line.LINETO
    return Line(corners, [Line.MOVETO, curve, curve, curve, line, curve, curve, curve, line])


def _ends(
    axes: Axes, rows: pd.DataFrame, side: str, at: float, whole: float, w: Words
) -> dict[Any, float]:
    """Draw where the bands of one side begin or end; return the top of each."""
    order = list(dict.fromkeys(rows[side]))
    sums = rows.groupby(side)["base"].sum()
    tops: dict[Any, float] = {}
    top = (1.0 + GAP * (len(order) - 1)) / 2.0
    outwards = "right" if at == LEFT else "left"
    for name in order:
        share = float(sums[name]) / whole
        tops[name] = top
        edge = at if at == LEFT else at - BLOCK
        axes.add_patch(Rectangle((edge, top - share), BLOCK, share, color=BASE_COLOUR, lw=0))
        said = f"{wrapped(w(f'flows.{side}.{name}'), END_LETTERS)}\n{number(float(sums[name]), w)}"
        axes.text(at + (-0.02 if at == LEFT else 0.02), top - share / 2, said, fontsize=8,
                  ha=outwards, va="center")  # fmt: skip
        top -= share + GAP
    return tops


def _list(axes: Axes, rows: pd.DataFrame, w: Words) -> None:
    """Draw the differences of the largest, those told from zero before others."""
    size = rows["difference"].abs()
    order = rows.assign(size=size).sort_values(["clear", "size"], ascending=False, kind="stable")
    shown = order[order["difference"].notna()].head(MOST_ROWS)
    axes.axvline(0, color=GREY, lw=1)
    row: Any
    for k, row in enumerate(shown.itertuples()):
        fill, hatch = colour_of(row)
        axes.hlines(k, row.low, row.high, color=BASE_COLOUR, lw=1.5)
        axes.plot(row.difference, k, "o", ms=6.5, markerfacecolor="white" if hatch else fill,
                  markeredgecolor=BASE_COLOUR, mew=0.8)  # fmt: skip
    names = [
        wrapped(f"{w(f'flows.short.{a}')} → {w(f'flows.short.{b}')}", ROW_LETTERS)
        for a, b in zip(shown["source"], shown["goal"], strict=True)
    ]
    axes.set_yticks(range(len(shown)), names, fontsize=8)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    rows_plain(axes, "y", 8)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    as_written(axes.xaxis, w)
    axes.set_xlabel(wrapped(w("flows.axis"), 32), fontsize=8.5)


def _legend(rows: pd.DataFrame, w: Words) -> list[Patch]:
    kinds = (
        ("more", MORE, "", (rows["clear"] & (rows["difference"] > 0)).any()),
        ("fewer", FEWER, "", (rows["clear"] & (rows["difference"] < 0)).any()),
        ("untold", UNTOLD, HATCH, (~rows["clear"]).any()),
    )
    return [
        Patch(facecolor=fill, hatch=hatch, edgecolor="#8a8a8a", label=w(f"flows.legend.{name}"))
        for name, fill, hatch, there in kinds if there
    ]  # fmt: skip


def finding(rows: pd.DataFrame, worlds: dict[str, str], w: Words) -> str:
    """Say how many kinds of moves are more and less frequent, and which changes most."""
    clear = rows[rows["clear"]]
    counts = {
        "all": len(rows), "more": int((clear["difference"] > 0).sum()),
        "fewer": int((clear["difference"] < 0).sum()), "untold": int((~rows["clear"]).sum()),
    }  # fmt: skip
    if clear.empty:
        return w("flows.finding.none", **counts, **worlds)
    most: Any = clear.loc[int(np.asarray(clear["difference"].abs().idxmax()))]
    return w(
        "flows.finding.some",
        gap=signed_with_bounds(most["difference"], most["low"], most["high"], w),
        source=w(f"flows.short.{most['source']}"), goal=w(f"flows.short.{most['goal']}"),
        **counts, **worlds,
    )  # fmt: skip
