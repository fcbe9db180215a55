"""Open needs by the layer that carries them, in two worlds over time."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.charts.style import (
    BASE_COLOUR,
    POLICY_COLOUR,
    new_figure,
    plain,
    say,
    why_not,
    wrapped,
)
from experiments.report.number_format import signed_with_bounds
from experiments.report.width import beyond_zero, has_width
from experiments.report.words import Words, words_of

ROOM = 1.35
"""Panels end this far above the highest mean: bands of few replications would flatten the lines."""
HEADING_LETTERS, LEGEND_LETTERS = 52, 36
LAYERS = ("needs_personal", "needs_community", "needs_institutional", "needs_unmet")


def people_by_layer(
    bands: pd.DataFrame,
    gaps: pd.DataFrame,
    last: pd.DataFrame,
    base: str,
    policy: str,
    caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw four panels, one per layer and one for what is not met.

    Parameters
    ----------
    bands : DataFrame
        `scenario, month, outcome, mean, low, high` of the needs of the whole town.
    gaps : DataFrame
        `month, outcome, difference, low, high`: the paired difference, drawn as a band around the
        policy's line, since the chance that both worlds share says nothing about their difference.
    last : DataFrame
        `outcome, difference, low, high`: the paired difference over the last twelve months, given
        in the titles.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    table = bands[bands["outcome"].isin(LAYERS) & bands["scenario"].isin([base, policy])]
    ending = last.set_index("outcome")
    figure = new_figure(2, 2)
    for axes, outcome in zip(figure.axes, LAYERS, strict=True):
        rows = table[table["outcome"] == outcome]
        both_worlds(axes, rows, gaps[gaps["outcome"] == outcome], base, policy, w)
        heading = f"{w(f'layers.{outcome}')}: {_gap(ending.loc[outcome], w)}"
        axes.set_title(wrapped(heading, HEADING_LETTERS), loc="left", fontsize=8.5)
        axes.set_ylim(0, max(1.0, ROOM * rows["mean"].max()))
        plain(axes, w("layers.unit"), w)
    figure.axes[0].legend(frameon=False, fontsize=8.5, loc="lower left")
    names = w.worlds(base, policy)
    many = last["low"].notna().any()
    shade = w("layers.shade", **names) if many else w("picture.no_interval")
    say(figure, _finding(ending, names, w), wrapped(f"{shade} {caption}"))
    return figure, table.reset_index(drop=True)


def both_worlds(
    axes: Axes, rows: pd.DataFrame, gaps: pd.DataFrame, base: str, policy: str, w: Words
) -> None:
    """Draw one outcome in both worlds, the paired difference as a band from the base's line."""
    below = rows[rows["scenario"] == base].merge(gaps, on="month", suffixes=("_level", ""))
    axes.fill_between(
        below["month"], below["mean"] + below["low"], below["mean"] + below["high"],
        color=POLICY_COLOUR, alpha=0.18, lw=0,
    )  # fmt: skip
    for scenario, colour, style in ((base, BASE_COLOUR, "-"), (policy, POLICY_COLOUR, "--")):
        line = rows[rows["scenario"] == scenario]
        name = wrapped(w.world(scenario), LEGEND_LETTERS)
        axes.plot(line["month"], line["mean"], style, color=colour, lw=1.6, label=name)


def _gap(row: Any, w: Words) -> str:
    return signed_with_bounds(row["difference"], row["low"], row["high"], w, "layers.gap")


def _finding(last: pd.DataFrame, names: dict[str, str], w: Words) -> str:
    row: Any = last.loc["needs_institutional"]
    verb = w("layers.fewer" if row["difference"] < 0 else "layers.more")
    fields = {"verb": verb, "when": w("picture.last_year"), **names}
    size = w.figure(abs(row["difference"]), ",.0f")
    if not has_width(row["low"], row["high"]):
        return w("layers.cannot_tell", size=size, why=why_not(row["low"], w), **fields)
    if not beyond_zero(row["low"], row["high"]):
        return w("layers.unclear", **fields)
    low, high = (w.figure(x, ",.0f") for x in sorted((abs(row["low"]), abs(row["high"]))))
    return w("layers.clear", size=f"{size} ({w('bounds', low=low, high=high)})", **fields)
