"""Boxes in which a claim fails or holds: their ranges, and the futures in the two strongest."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    POLICY_COLOUR,
    as_written,
    say,
    wrapped,
)
from experiments.report.number_format import short
from experiments.report.words import Words, words_of

FAILS, HOLDS = "#c8502e", POLICY_COLOUR
COLOURS = {"fails": FAILS, "holds": HOLDS}
_GAP = 1.6


def discovered_boxes(
    points: pd.DataFrame,
    limits: pd.DataFrame,
    labels: Mapping[str, str],
    bound: float,
    title: str,
    caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw what each box asks of each parameter, and the points of the sweep around the first box.

    Parameters
    ----------
    points : DataFrame
        A row per future: the parameters, `value, low, high, holds, training`.
    limits : DataFrame
        `kind, box, parameter, low, high, swept_low, swept_high, head`, the box and the parameter
        that matter most first; NaN where a side has no limit; `head` stands above the box.
    labels : mapping of str to str
        Axis title of each parameter that has a limit, and of `value`.
    bound : float
        Where the claim turns.
    title, caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows: of the boxes, or of the points where there is none.
    """
    w = words_of(lang)
    if limits.empty:
        figure = Figure(figsize=(9, 4.6), layout="constrained", dpi=120)
        _futures(figure.subplots(), points, bound, labels["value"], w)
        say(figure, title, wrapped(f"{_bars(points, w)} {caption}"))
        return figure, points
    rows = len(limits) + _GAP * limits[["kind", "box"]].drop_duplicates().shape[0]
    figure = Figure(figsize=(11.5, max(4.8, 1.9 + 0.42 * rows)), layout="constrained", dpi=120)
    left, right = figure.subplots(1, 2, width_ratios=[1.05, 1])
    _ranges(left, limits, labels, w)
    drawn = _around(right, points, limits, labels, bound, w)
    say(figure, title, wrapped(f"{drawn} {caption}", 190))
    return figure, limits.reset_index(drop=True)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8)


def _ranges(axes: Axes, limits: pd.DataFrame, labels: Mapping[str, str], w: Words) -> None:
    """Draw each limit as a part of the range that was swept."""
    at, ticks = 0.0, []
    for (kind, _), rows in limits.groupby(["kind", "box"], sort=False):
        axes.text(0, at, wrapped(rows["head"].iloc[0], 62), fontsize=8, fontweight="bold",
                  color=COLOURS[str(kind)], va="center")  # fmt: skip
        at += 1.0
        row: Any
        for row in rows.itertuples():
            width = row.swept_high - row.swept_low
            ends = [row.swept_low if np.isnan(row.low) else row.low,
                    row.swept_high if np.isnan(row.high) else row.high]  # fmt: skip
            low, high = ((end - row.swept_low) / width for end in ends)
            axes.plot([0, 1], [at, at], color="#dddddd", lw=5, solid_capstyle="butt")
            axes.plot([low, high], [at, at], color=COLOURS[str(kind)], lw=5, solid_capstyle="butt")
            for end, place, limit in ((ends[0], low, row.low), (ends[1], high, row.high)):
                bold = "normal" if np.isnan(limit) else "bold"
                axes.text(place, at + 0.42, short(end, w), fontsize=7, ha="center", va="center",
                          fontweight=bold, color=GREY if np.isnan(limit) else "black")  # fmt: skip
            ticks.append((at, wrapped(labels[row.parameter], 30)))
            at += 1.0
        at += _GAP - 1.0
    axes.set_yticks([place for place, _ in ticks], [text for _, text in ticks], fontsize=7.5)
    axes.set_ylim(at - 0.3, -0.7)
    axes.set_xlim(-0.04, 1.04)
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom", "left"]].set_visible(False)
    axes.tick_params(left=False)
    axes.set_xlabel(w("discovery.picture.ranges"), fontsize=8)


def _around(
    axes: Axes, points: pd.DataFrame, limits: pd.DataFrame, labels: Mapping[str, str], bound: float,
    w: Words,
) -> str:  # fmt: skip
    """Draw the futures by the two parameters that matter most to the first box."""
    first = limits.iloc[0]
    box = limits[(limits["kind"] == first["kind"]) & (limits["box"] == first["box"])]
    names = [str(name) for name in box["parameter"].iloc[:2]]
    x, y = names[0], names[1] if len(names) > 1 else "value"
    for held_out in (False, True):
        for holds in (False, True):
            rows = points[(points["training"] != held_out) & (points["holds"] == holds)]
            colour = HOLDS if holds else FAILS
            axes.scatter(
                rows[x], rows[y], s=26 if held_out else 18, marker="o" if holds else "X",
                facecolor=colour if held_out else "none", edgecolor=colour, linewidth=0.8,
            )  # fmt: skip
    corners = {str(row.parameter): (row.low, row.high) for row in box.itertuples()}
    _outline(axes, points, corners, x, y, COLOURS[str(first["kind"])])
    if y == "value":
        _bound(axes, bound, w)
    _plain(axes)
    axes.set_xlabel(wrapped(labels[x], 70), fontsize=8.5)
    axes.set_ylabel(wrapped(labels[y], 52), fontsize=8.5)
    for axis in (axes.xaxis, axes.yaxis):
        as_written(axis, w)
    _legend(axes, w)
    more = len(box) - 2
    rest = w("discovery.picture.rest", more=more) if more > 0 else ""
    return w("discovery.picture.around", rest=rest)


def _outline(
    axes: Axes, points: pd.DataFrame, corners: Mapping[str, tuple[float, float]], x: str, y: str,
    colour: str,
) -> None:  # fmt: skip
    ends = []
    for name in (x, y):
        span = (float(points[name].min()), float(points[name].max()))
        pad = 0.03 * (span[1] - span[0])
        low, high = corners.get(name, (np.nan, np.nan))
        ends.append((span[0] - pad if np.isnan(low) else low,
                     span[1] + pad if np.isnan(high) else high))  # fmt: skip
    (left, right), (bottom, top) = ends
    axes.add_patch(
        Rectangle((left, bottom), right - left, top - bottom, facecolor=colour, alpha=0.1, lw=0)
    )
    axes.add_patch(
        Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=colour, lw=1.6)
    )


def _legend(axes: Axes, w: Words) -> None:
    def mark(holds: bool, held_out: bool) -> Line2D:
        kind = w(f"discovery.picture.legend_{'holds' if holds else 'fails'}")
        text = w(f"discovery.picture.{'held_out' if held_out else 'searched'}", kind=kind)
        colour = HOLDS if holds else FAILS
        return Line2D([], [], linestyle="", marker="o" if holds else "X", markersize=5.5,
                      markerfacecolor=colour if held_out else "none", markeredgecolor=colour,
                      label=text)  # fmt: skip

    marks = [mark(holds, held_out) for holds in (False, True) for held_out in (True, False)]
    axes.legend(handles=marks, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2,
                frameon=False, fontsize=7.5, handletextpad=0.2, columnspacing=1.0)  # fmt: skip


def _futures(axes: Axes, points: pd.DataFrame, bound: float, label: str, w: Words) -> None:
    """Draw every future's figure with its interval, the lowest first."""
    rows = points.sort_values("value", kind="stable").reset_index(drop=True)
    at = rows.index.to_numpy()
    _bound(axes, bound, w)
    for holds, colour in ((False, FAILS), (True, HOLDS)):
        chosen = (rows["holds"] == holds).to_numpy()
        bounded = chosen & rows["low"].notna().to_numpy()
        if not chosen.any():
            continue
        axes.vlines(
            at[bounded], rows["low"][bounded], rows["high"][bounded], color=colour, lw=1, alpha=0.5
        )
        axes.plot(at[chosen], rows["value"][chosen], ".", color=colour, ms=4,
                  label=w(f"discovery.picture.legend_{'holds' if holds else 'fails'}"))  # fmt: skip
    _plain(axes)
    axes.grid(axis="y", color="#e4e4e4", linewidth=0.7)
    axes.set_xlabel(w("discovery.picture.futures"), fontsize=8.5)
    axes.set_ylabel(wrapped(label, 52), fontsize=8.5)
    as_written(axes.yaxis, w)
    axes.legend(frameon=False, fontsize=8, loc="best")


def _bound(axes: Axes, bound: float, w: Words) -> None:
    axes.axhline(bound, color=BASE_COLOUR, lw=1.2)
    axes.annotate(w("discovery.picture.bound"), (0.01, bound), xycoords=("axes fraction", "data"),
                  xytext=(0, 4), textcoords="offset points", fontsize=8,
                  color=BASE_COLOUR)  # fmt: skip


def _bars(points: pd.DataFrame, w: Words) -> str:
    return w(f"discovery.picture.{'bars' if points['low'].notna().any() else 'no_bars'}")
