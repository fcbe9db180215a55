"""A fan of what a plan has saved so far, and the probability that it is paid back, by year."""

from typing import Any

import numpy as np
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
    wrapped,
)
from experiments.report.words import Words, words_of

CHANCE, POSTERIOR = "chance", "posterior"
WIDE_COLOUR = "#e0a03a"
MILLION = 1e6
QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
LIKELY = (0.05, 0.95)
"""Between these shares of draws it is not told whether a plan is paid back."""


def payback_fan(
    members: pd.DataFrame, claimed: int, base: str, policy: str, caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:  # fmt: skip
    """Draw the sum so far of every replication, bands over draws of parameters, and who pays back.

    Parameters
    ----------
    members : DataFrame
        `source` (`chance`: replications at the parameters as set; `posterior`: draws of the
        parameters, each one pair of worlds), `member, year, cumulative_net_eur` of the whole
        municipality. One source may lack.
    claimed : int
        Year from which the plan is claimed to have earned itself back.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows: by source and year the quantiles over members and the share of
    them that stands at zero or more at the end of that year and of every later one.
    """
    w, table = words_of(lang), fan(members)
    figure = new_figure(2, 1, height=6.6)
    above, below = figure.axes
    by_source = {str(name): rows for name, rows in table.groupby("source", sort=True)}
    if POSTERIOR in by_source:
        _bands(above, by_source[POSTERIOR], w)
    if CHANCE in by_source:
        _lines(above, members[members["source"] == CHANCE], by_source[CHANCE], w)
    _shares(below, by_source, w)
    for axes in (above, below):
        axes.axvline(claimed, color=GREY, lw=1, ls=":")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    above.axhline(0, color=BASE_COLOUR, lw=1)
    above.set_title(w("cumulative.sum"), loc="left", fontsize=9.5)
    below.set_title(w("fan.paid"), loc="left", fontsize=9.5)
    below.set_ylim(-5, 105)
    plain(above, w("cumulative.millions"), w)
    plain(below, "%", w)
    below.set_xlabel(w("cumulative.year"), fontsize=9)
    worlds = w.worlds(base, policy)
    told = [w(f"fan.{name}") for name in (POSTERIOR, CHANCE) if name in by_source]
    parts = (*told, w("cumulative.claimed", year=claimed), w("cumulative.zero", **worlds), caption)
    say(figure, finding(by_source, claimed, worlds, w), wrapped(" ".join(parts)))
    return figure, table


def fan(members: pd.DataFrame) -> pd.DataFrame:
    """Return quantiles and the share paid back for good by source and year.

    Returns
    -------
    DataFrame
        `source, year, q05, q25, median, q75, q95, share_paid_back, members`.
    """
    parts = []
    for source, rows in members.groupby("source", sort=True):
        wide = rows.pivot_table("cumulative_net_eur", "member", "year")
        above = wide.to_numpy() >= 0.0
        paid = np.logical_and.accumulate(above[:, ::-1], axis=1)[:, ::-1]
        part = wide.quantile(list(QUANTILES.values())).T
        part.columns = pd.Index(list(QUANTILES))
        part["share_paid_back"], part["members"] = paid.mean(axis=0), len(wide)
        parts.append(part.reset_index().assign(source=source))
    columns = ["source", "year", *QUANTILES, "share_paid_back", "members"]
    return pd.concat(parts, ignore_index=True)[columns]


def _shares(axes: Axes, by_source: dict[str, pd.DataFrame], w: Words) -> None:
    for name, colour, style in ((POSTERIOR, WIDE_COLOUR, "s-"), (CHANCE, POLICY_COLOUR, "o--")):
        if name in by_source:
            rows = by_source[name]
            label = w(f"fan.share.{name}", n=_members(rows, w))
            axes.plot(rows["year"], 100 * rows["share_paid_back"], style, color=colour, lw=1.6,
                      ms=4, label=label)  # fmt: skip


def _bands(axes: Axes, rows: pd.DataFrame, w: Words) -> None:
    for low, high, alpha, name in (("q05", "q95", 0.25, "most"), ("q25", "q75", 0.45, "half")):
        axes.fill_between(rows["year"], rows[low] / MILLION, rows[high] / MILLION, lw=0,
                          color=WIDE_COLOUR, alpha=alpha, label=w(f"fan.band.{name}"))  # fmt: skip
    axes.plot(rows["year"], rows["median"] / MILLION, "s-", color="#8a5a00", lw=1.6, ms=3.5,
              label=w("fan.band.median"))  # fmt: skip


def _lines(axes: Axes, members: pd.DataFrame, rows: pd.DataFrame, w: Words) -> None:
    label = w("fan.band.each", n=_members(rows, w))
    for _, one in members.groupby("member", sort=True):
        axes.plot(one["year"], one["cumulative_net_eur"] / MILLION, color=POLICY_COLOUR, lw=0.8,
                  alpha=0.6, label=label)  # fmt: skip
        label = "_"
    axes.plot(rows["year"], rows["median"] / MILLION, "o--", color=POLICY_COLOUR, lw=1.8, ms=3.5,
              label=w("fan.band.middle"))  # fmt: skip


def _members(rows: pd.DataFrame, w: Words) -> str:
    return w.figure(int(rows["members"].iloc[0]), ",")


def finding(
    by_source: dict[str, pd.DataFrame], claimed: int, worlds: dict[str, str], w: Words
) -> str:
    """Say by the claimed year, or the last one before it, in how many members it is paid back."""
    lines = []
    for name in (POSTERIOR, CHANCE):
        if name not in by_source:
            continue
        rows = by_source[name].set_index("year")
        last = int(rows.index.max())
        year = claimed if claimed in rows.index else last
        share: Any = rows["share_paid_back"]
        numbers = {"n": _members(by_source[name], w), "year": year, "last": last, **worlds}
        if name == CHANCE:
            paid = round(share[year] * rows["members"].iloc[0])
            lines.append(w("fan.finding.chance", paid=paid, **numbers))
            continue
        sure = "told" if not LIKELY[0] < share[year] < LIKELY[1] else "untold"
        shares = {"share": w.figure(share[year], ".0%"), "share_last": w.figure(share[last], ".0%")}
        lines.append(w(f"fan.finding.{sure}", **shares, **numbers))
    return "\n".join(lines)
