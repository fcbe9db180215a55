"""Each headline difference twice: how far chance alone moves it, and chance with parameters."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
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
from experiments.report.width import beyond_zero
from experiments.report.words import Words, capital, words_of

BOTH, CHANCE, BELOW = 2.6, 1.2, 0.55
"""Heights of the two intervals in a panel, and how far below each its single pairs are."""
CHANCE_ONLY, CHANCE_AND_PARAMETERS = "chance only", "chance + parameters"


def two_intervals(
    table: pd.DataFrame,
    singles: pd.DataFrame,
    base: str,
    policy: str,
    caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw both intervals of each outcome above each other, each with its single pairs of worlds.

    Parameters
    ----------
    table : DataFrame
        A row per outcome: `outcome, difference, low, high, replications` at the parameters as set,
        `mean_of_draws, low_of_draws, high_of_draws, draws`.
    singles : DataFrame
        A row per pair of worlds: `varies`, and its difference in a column per outcome.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    figure = Figure(figsize=(9.0, 1.3 * len(table) + 1.9), layout="constrained", dpi=120)
    figure.subplots(len(table), 1, squeeze=False)
    for axes, (_, row) in zip(figure.axes, table.iterrows(), strict=True):
        _panel(axes, row, singles, w)
    figure.axes[-1].set_xlabel(w("two_intervals.axis"), fontsize=9)
    first = table.iloc[0]
    fields = {"replications": int(first["replications"]), "draws": int(first["draws"])}
    parts = [w("two_intervals.bars", **fields), w("two_intervals.dots"), caption]
    if first[["low", "low_of_draws"]].isna().any():
        parts.insert(1, w("two_intervals.no_interval"))
    names = w.worlds(base, policy)
    say(figure, capital(finding(table, names, w)), wrapped(" ".join(parts)))
    return figure, table.reset_index(drop=True)


def _panel(axes: Axes, row: pd.Series, singles: pd.DataFrame, w: Words) -> None:
    each = singles.set_index("varies")[row["outcome"]]
    axes.axvline(0, color=GREY, lw=1, ls=":")
    chance = (row["difference"], row["low"], row["high"])
    both = (row["mean_of_draws"], row["low_of_draws"], row["high_of_draws"])
    _bar(axes, CHANCE, *chance, each.loc[[CHANCE_ONLY]], BASE_COLOUR)
    _bar(axes, BOTH, *both, each.loc[[CHANCE_AND_PARAMETERS]], POLICY_COLOUR)
    axes.set_title(w(f"two_intervals.{row['outcome']}"), loc="left", fontsize=9.5)
    axes.set_ylim(0.2, 3.2)
    axes.set_yticks([CHANCE, BOTH], [w("two_intervals.chance"), w("two_intervals.both")])
    rows_plain(axes, "x")
    axes.xaxis.set_major_locator(MaxNLocator(6))
    as_written(axes.xaxis, w)


def _bar(
    axes: Axes, height: float, mean: float, low: float, high: float, each: pd.Series, colour: str
) -> None:
    axes.plot([low, high], [height] * 2, color=colour, lw=2.4, solid_capstyle="butt")
    axes.plot([mean], [height], "o", color=colour, ms=5)
    axes.plot(each, [height - BELOW] * len(each), "|", color=colour, ms=5, alpha=0.6)


def finding(table: pd.DataFrame, names: dict[str, str], w: Words) -> str:
    """Say how many differences are distinguishable from zero: as set, and with parameters too."""
    clear = beyond_zero(table["low"], table["high"])
    still = beyond_zero(table["low_of_draws"], table["high_of_draws"])
    if table[["low", "low_of_draws"]].isna().any(axis=None):
        return w("two_intervals.unknown", **names)
    fields = {"chance": int(clear.sum()), "both": int(still.sum()), "all": len(table)}
    return w("two_intervals.finding", **fields, **names)
