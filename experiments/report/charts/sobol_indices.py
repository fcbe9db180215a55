"""First-order and total indices side by side: what a parameter does alone, and with others."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.report.charts.attribution_words import outcome_title
from experiments.report.charts.style import BASE_COLOUR, GREY, POLICY_COLOUR, say, wrapped
from experiments.report.charts.tornado import (
    ABOVE_TITLE,
    MOST_PANELS,
    lines_of,
    quiet,
    ranked,
)
from experiments.report.words import Words, capital, words_of

MOST_PARAMETERS = 12
ALONE_COLOUR, WITH_OTHERS_COLOUR = POLICY_COLOUR, "#a9cfe3"
_BAR = 0.36


def sobol_indices(
    table: pd.DataFrame, groups: Sequence[str], title: str, caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:  # fmt: skip
    """Draw S1 and ST of each parameter, a panel per outcome; those of kinds below the line.

    Parameters
    ----------
    table : DataFrame
        `outcome, parameter, status, index, value, low, high`, index `S1` or `ST`; and `floor`, the
        share of chance in the outcome's variance between points, NaN where unknown.
    groups : sequence of str
        What stands for a parameter in the rows of kinds of ignorance.
    title, caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    outcomes = list(dict.fromkeys(table["outcome"]))[:MOST_PANELS]
    shown = [_chosen(table[table["outcome"] == name], groups) for name in outcomes]
    heights = [len(set(rows["parameter"])) + 1.6 for rows in shown]
    figure = Figure(figsize=(9.5, 1.5 + 0.42 * sum(heights)), layout="constrained", dpi=120)
    panels = figure.subplots(len(shown), 1, squeeze=False, height_ratios=heights)
    for axes, rows, name in zip(panels[:, 0], shown, outcomes, strict=True):
        _panel(axes, rows, groups, w)
        axes.set_title(capital(outcome_title(name, w)), loc="left", fontsize=9.5)
        axes.set_xlabel(w("tornado.share"), fontsize=8.5)
    panels[0, 0].legend(
        handles=_legend(table, w), loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4,
        frameon=False, fontsize=7.5, borderaxespad=ABOVE_TITLE,
    )  # fmt: skip
    below = w("tornado.sobol")
    if table["floor"].notna().any():
        below += f" {w('tornado.floor.ST')}"
    say(figure, lines_of(title), wrapped(f"{below} {caption}"))
    return figure, pd.concat(shown, ignore_index=True)


def _chosen(rows: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """Return the rows of the parameters with the largest totals, then those of the kinds."""
    single = rows[~rows["parameter"].isin(groups)]
    order = ranked(single[single["index"] == "ST"])["parameter"].tolist()[:MOST_PARAMETERS]
    order += [group for group in groups if group in set(rows["parameter"])]
    place = {name: k for k, name in enumerate(order)}
    chosen = rows[rows["parameter"].isin(order)]
    return chosen.assign(place=chosen["parameter"].map(place)).sort_values(["place", "index"])


def _panel(axes: Axes, rows: pd.DataFrame, groups: Sequence[str], w: Words) -> None:
    for index, colour, aside in (
        ("S1", ALONE_COLOUR, -_BAR / 2), ("ST", WITH_OTHERS_COLOUR, _BAR / 2),
    ):  # fmt: skip
        bars = rows[rows["index"] == index]
        at = bars["place"] + aside
        axes.barh(at, bars["value"].fillna(0.0), height=_BAR, color=colour)
        bounded = bars["low"].notna()
        axes.hlines(
            at[bounded], bars["low"][bounded], bars["high"][bounded], color=BASE_COLOUR, lw=1.3
        )
    names = rows.drop_duplicates("place")
    labels = [
        name if name in groups or status != "assumed" else w("tornado.assumed", parameter=name)
        for name, status in zip(names["parameter"], names["status"], strict=True)
    ]
    axes.set_yticks(names["place"], labels)
    kinds = names["parameter"].isin(groups)
    if kinds.any():
        axes.axhline(names["place"][kinds].min() - 0.5, color=GREY, lw=0.8, ls="--")
    axes.axvline(0, color=GREY, lw=0.8)
    if rows["floor"].notna().any():
        axes.axvline(float(rows["floor"].max()), color=BASE_COLOUR, lw=1.0, ls=":")
    if rows["value"].isna().all():
        axes.set_xlim(0, 1)
        axes.text(
            0.5, 0.5, w("tornado.constant"), ha="center", transform=axes.transAxes, fontsize=9
        )
    quiet(axes, w)


def _legend(table: pd.DataFrame, w: Words) -> list[Patch | Line2D]:
    handles: list[Patch | Line2D] = [
        Patch(color=ALONE_COLOUR, label=w("tornado.legend.S1")),
        Patch(color=WITH_OTHERS_COLOUR, label=w("tornado.legend.ST")),
    ]
    if table["low"].notna().any():
        handles.append(Line2D([], [], color=BASE_COLOUR, lw=1.3, label=w("tornado.interval")))
    if table["floor"].notna().any():
        handles.append(
            Line2D([], [], color=BASE_COLOUR, lw=1.0, ls=":", label=w("tornado.legend.chance"))
        )
    return handles
