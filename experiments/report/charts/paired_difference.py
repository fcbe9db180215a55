"""The paired difference between two worlds per month, with its band and the zero line."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.charts.style import (
    GREY,
    POLICY_COLOUR,
    new_figure,
    plain,
    say,
    why_not,
    wrapped,
)
from experiments.report.number_format import signed
from experiments.report.width import beyond_zero, has_width
from experiments.report.words import Words, capital, words_of

PANELS = ("indicated_users", "day_activity_indicated_users", "residents_unmet")
"""The outcome of each panel, all in residents."""


def paired_difference(
    gaps: pd.DataFrame,
    last: pd.DataFrame,
    base: str,
    policy: str,
    caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw policy minus base per month in three panels.

    Parameters
    ----------
    gaps : DataFrame
        `month, outcome, difference, low, high, varies, replications` of the whole town.
    last : DataFrame
        `outcome, difference, low, high` over the last twelve months, given in the title.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    table = gaps[gaps["outcome"].isin(PANELS)]
    figure = new_figure(len(PANELS), 1, height=7.2)
    for axes, outcome in zip(figure.axes, PANELS, strict=True):
        rows = table[table["outcome"] == outcome]
        axes.axhline(0, color=GREY, lw=1)
        axes.fill_between(
            rows["month"], rows["low"], rows["high"], color=POLICY_COLOUR, alpha=0.2, lw=0
        )
        axes.plot(rows["month"], rows["difference"], color=POLICY_COLOUR, lw=1.6)
        axes.set_title(w(f"difference.{outcome}"), loc="left", fontsize=9.5)
        plain(axes, w("difference.residents"), w)
    names = w.worlds(base, policy)
    many = table["low"].notna().any()
    shade = w("difference.line" if many else "difference.line_one", **names)
    above = w("difference.above", **names)
    below = [shade, above] if many else [shade, w("picture.no_interval"), above]
    say(figure, capital(_finding(last, names, w)), wrapped(" ".join([*below, caption])))
    return figure, table.reset_index(drop=True)


def _finding(last: pd.DataFrame, names: dict[str, str], w: Words) -> str:
    end: Any = last.set_index("outcome").loc["indicated_users"]
    fields = {"gap": signed(end["difference"], w), "when": w("picture.last_year"), **names}
    if not has_width(end["low"], end["high"]):
        return w("difference.cannot_tell", why=why_not(end["low"], w), **fields)
    bounds = w("difference.interval", low=signed(end["low"], w), high=signed(end["high"], w))
    clear = beyond_zero(end["low"], end["high"])
    return w(f"difference.{'finding' if clear else 'unclear'}", interval=bounds, **fields)
