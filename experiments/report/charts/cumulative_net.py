"""Savings less costs of a plan, added up by year, and how often it has been paid back by then."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    POLICY_COLOUR,
    new_figure,
    plain,
    say,
    why_not,
    wrapped,
)
from experiments.report.width import beyond_zero, has_width
from experiments.report.words import Words, words_of

MILLION = 1e6


def cumulative_net(
    table: pd.DataFrame,
    claimed: int,
    base: str,
    policy: str,
    caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw the sum so far with its band, and below it the share of replications paid back.

    Parameters
    ----------
    table : DataFrame
        `year, rate, cumulative_net_eur, low, high, share_paid_back`, one or two rates of which the
        first is 0.
    claimed : int
        Year from which the plan is claimed to have earned itself back.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    figure = new_figure(2, 1, height=6.4)
    above, below = figure.axes
    for rate, colour, style in zip((0.0, table["rate"].max()), _COLOURS, _STYLES, strict=True):
        rows = table[table["rate"] == rate]
        _sum(above, rows, colour, style, _named(rate, w))
        below.plot(
            rows["year"], 100 * rows["share_paid_back"], color=colour, ls=style, lw=1.6,
            marker="o", ms=3,
        )  # fmt: skip
    for axes in (above, below):
        axes.axvline(claimed, color=GREY, lw=1, ls=":")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    above.axhline(0, color=GREY, lw=1)
    above.set_title(w("cumulative.sum"), loc="left", fontsize=9.5)
    above.legend(frameon=False, fontsize=8.5, loc="best")
    below.set_title(w("cumulative.share"), loc="left", fontsize=9.5)
    below.set_ylim(-4, 104)
    plain(above, w("cumulative.millions"), w)
    plain(below, w("cumulative.percent"), w)
    below.set_xlabel(w("cumulative.year"), fontsize=9)
    names = w.worlds(base, policy)
    shade = w("cumulative.band" if table["low"].notna().any() else "picture.no_interval")
    parts = (shade, w("cumulative.claimed", year=claimed), w("cumulative.zero", **names), caption)
    say(figure, finding(table, claimed, names, w), wrapped(" ".join(parts)))
    return figure, table.reset_index(drop=True)


_COLOURS, _STYLES = (POLICY_COLOUR, BASE_COLOUR), ("-", "--")


def _named(rate: float, w: Words) -> str:
    if not rate:
        return w("payback.undiscounted")
    return w("payback.discounted", rate=f"{rate:.0%}")


def _sum(axes: Axes, rows: pd.DataFrame, colour: str, style: str, label: str) -> None:
    years, millions = rows["year"], rows[["cumulative_net_eur", "low", "high"]] / MILLION
    if label and style == "-":  # one band: that of the other rate is nearly the same
        axes.fill_between(years, millions["low"], millions["high"], color=colour, alpha=0.18, lw=0)
    axes.plot(
        years, millions["cumulative_net_eur"], color=colour, ls=style, lw=1.6, marker="o", ms=3,
        label=label,
    )  # fmt: skip


def finding(table: pd.DataFrame, claimed: int, names: dict[str, str], w: Words) -> str:
    """Say what the plan has brought by the claimed year, and by the last one where that is later.

    Nothing but the undiscounted sums and their intervals decides the words.
    """
    rows = table[table["rate"] == 0.0].set_index("year")
    last = int(rows.index.max())
    years = [claimed, last] if rows.index.min() <= claimed < last else [last]
    return "\n".join(_by(rows.loc[year], year, names, w) for year in years)


def _by(row: Any, year: int, names: dict[str, str], w: Words) -> str:
    total, share = float(row["cumulative_net_eur"]), w.figure(row["share_paid_back"], ".0%")
    fields = {"year": year, "share": share, "eur": w.figure(abs(total) / MILLION, ",.2f"), **names}
    if not has_width(row["low"], row["high"]):
        sum_so_far = w.figure(total / MILLION, "+,.2f")
        return w(
            "cumulative.cannot_tell", year=year, sum=sum_so_far, why=why_not(row["low"], w), **names
        )
    if not beyond_zero(row["low"], row["high"]):
        verdict = "unclear"
    else:
        verdict = "cost" if total < 0 else "saved"
    return w(f"cumulative.{verdict}", **fields)
