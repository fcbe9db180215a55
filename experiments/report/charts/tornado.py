"""Which parameters move an answer most: one bar each, sorted, with its interval."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.report.charts.attribution_words import outcome_title
from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    POLICY_COLOUR,
    as_written,
    say,
    wrapped,
)
from experiments.report.words import Words, capital, words_of

MOST_BARS, MOST_PANELS = 10, 4
ABOVE_TITLE = 2.6
"""Of a legend, in letters of its own size: clear of the panel's title."""
COLOURS = {"assumed": "#e0a03a", "group": GREY}
"""Amber for assumptions, grey for groups, blue for what was looked up."""

RISES, FALLS, BOTH = "\u2191", "\u2193", "\u2195"
_ONE_WAY = 0.5


def tornado(
    table: pd.DataFrame, index: str, units: Mapping[str, str], title: str, caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:  # fmt: skip
    """Draw the parameters that move one or more outcomes most, a panel per outcome.

    Parameters
    ----------
    table : DataFrame
        `outcome, parameter, status, value, low, high`: one index; `direction` (mu over mu_star,
        -1 .. 1) and `floor`, the value that says nothing: NaN where there is none.
    index : {'mu_star', 'ST', 'median'}
    units : mapping of str to str
        By outcome.
    title, caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows, longest bar of each outcome first.
    """
    w = words_of(lang)
    outcomes = list(dict.fromkeys(table["outcome"]))[:MOST_PANELS]
    shown = [ranked(table[table["outcome"] == name]).head(MOST_BARS) for name in outcomes]
    heights = [len(rows) + 2.2 for rows in shown]
    figure = Figure(figsize=(9.5, 1.4 + 0.27 * sum(heights)), layout="constrained", dpi=120)
    panels = figure.subplots(len(shown), 1, squeeze=False, height_ratios=heights)
    for axes, rows, name in zip(panels[:, 0], shown, outcomes, strict=True):
        bars(axes, rows, w)
        axes.set_yticks(range(len(rows)), [_label(row) for row in rows.to_dict("records")])
        axes.set_title(capital(outcome_title(name, w)), loc="left", fontsize=9.5)
        axes.set_xlabel(w(f"tornado.axis.{index}", unit=units.get(name, "")), fontsize=8.5)
    panels[0, 0].legend(
        handles=_legend(table, w), loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4,
        frameon=False, fontsize=7.5, borderaxespad=ABOVE_TITLE,
    )  # fmt: skip
    below = [w(f"tornado.bar.{index}")]
    below += [w("tornado.arrows")] if table["direction"].notna().any() else []
    below += [w(f"tornado.floor.{index}")] if table["floor"].notna().any() else []
    say(figure, lines_of(title), wrapped(" ".join([*below, caption])))
    return figure, pd.concat(shown, ignore_index=True)


def lines_of(title: str) -> str:
    """Break a title of one or more findings, each on a line of its own."""
    return "\n".join(wrapped(line, 90) for line in title.splitlines())


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Return parameters by falling index, those of equal index by name."""
    order = rows.sort_values(["value", "parameter"], ascending=[False, True], na_position="last")
    return order.reset_index(drop=True)


def bars(axes: Axes, rows: pd.DataFrame, w: Words) -> None:
    """Draw bars, intervals and the line below which a bar says nothing."""
    places = range(len(rows))
    colours = [COLOURS.get(status, POLICY_COLOUR) for status in rows["status"]]
    axes.barh(places, rows["value"].fillna(0.0), color=colours, height=0.62)
    bounded = rows["low"].notna()
    axes.hlines([k for k in places if bounded.iloc[k]], rows["low"][bounded], rows["high"][bounded],
                color=BASE_COLOUR, lw=1.4)  # fmt: skip
    axes.axvline(0, color=GREY, lw=0.8)
    if rows["floor"].notna().any():
        axes.axvline(float(rows["floor"].max()), color=BASE_COLOUR, lw=1.0, ls=":")
    if not rows["value"].fillna(0.0).any():
        axes.set_xlim(0, 1)
        axes.text(
            0.5, 0.5, w("tornado.constant"), ha="center", transform=axes.transAxes, fontsize=9
        )
    quiet(axes, w)


def quiet(axes: Axes, w: Words) -> None:
    """Take away what carries no information; numbers run along the foot, as the language does."""
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8.5)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    as_written(axes.xaxis, w)


def _label(row: dict[Any, Any]) -> str:
    way = row["direction"]
    if pd.isna(way):
        return str(row["parameter"])
    arrow = BOTH if abs(way) < _ONE_WAY else RISES if way > 0 else FALLS
    return f"{row['parameter']}  {arrow}"


def _legend(table: pd.DataFrame, w: Words) -> list[Any]:
    handles: list[Any] = []
    statuses = set(table["status"])
    handles += [
        Patch(color=COLOURS[k], label=w(f"tornado.legend.{k}")) for k in COLOURS if k in statuses
    ]
    if statuses - set(COLOURS):
        handles.append(Patch(color=POLICY_COLOUR, label=w("tornado.legend.source")))
    if table["low"].notna().any():
        handles.append(Line2D([], [], color=BASE_COLOUR, lw=1.4, label=w("tornado.interval")))
    if table["floor"].notna().any():
        handles.append(
            Line2D([], [], color=BASE_COLOUR, lw=1.0, ls=":", label=w("tornado.legend.floor"))
        )
    return handles
