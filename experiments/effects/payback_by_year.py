"""The payback of a plan year by year, and the investment at which the claimed year would hold.

Savings less costs of the municipality against the base world are added up from the first year in
which the worlds spend differently, in constant euros of 2025. The papers claim a year of payback
and give no investment: the one at which that year would just hold is solved from the model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.effects.comparison import Comparison
from experiments.effects.headline import nets
from experiments.effects.intervals import CHANCE_ONLY, Interval, paired, stacked
from experiments.effects.payback import BASE_YEAR, DISCOUNT_RATE
from model.inputs.evidence import load_evidence

CLAIM = "plan.breakeven_year"
RATES = (0.0, DISCOUNT_RATE)
INVESTED = ("cost_teams_eur", "cost_access_eur", "cost_facilities_eur", "cost_levers_eur")
"""What a plan itself costs: posts of teams beyond those taken from the desks, places, the rest."""
CHANCE = "chance"
"""Members of a fan that differ by chance only: replications at the parameters as set."""
COLUMNS = {
    "year": "int64", "rate": "float64", "net_eur": "float64", "cumulative_net_eur": "float64",
    "low": "float64", "high": "float64", "varies": "object", "replications": "int64",
    "share_paid_back": "float64", "share_above_zero": "float64",
}  # fmt: skip


def claimed_year() -> int:
    """Return the year from which the plan is claimed to have earned itself back."""
    return int(float(load_evidence()["value"][CLAIM]))


def payback_by_year(comparison: Comparison, policy: str) -> pd.DataFrame:
    """Return savings less costs so far by year and discount rate, and who has been paid back.

    Returns
    -------
    DataFrame
        `year, rate, net_eur, cumulative_net_eur, low, high, varies, replications, share_paid_back,
        share_above_zero`: means over replications of the simulated town, Student t interval of the
        sum so far. `share_paid_back` are replications whose sum stands at zero or more at the end
        of the year and of every later one, `share_above_zero` those in which it does at that end.
        Empty where both worlds spend the same or no year is complete.
    """
    return sums_by_year(since_start(nets(comparison, policy)))


def sums_of_replications(comparison: Comparison, policy: str) -> pd.DataFrame:
    """Return the sum so far of every replication, of the whole municipality, undiscounted.

    Returns
    -------
    DataFrame
        `source` (chance), `member` (place of the replication), `year`, `cumulative_net_eur`.
        Empty where both worlds spend the same or no year is complete.
    """
    total = since_start(nets(comparison, policy)).cumsum() * comparison.factor
    return long_sums(total.T, CHANCE)


def long_sums(total: pd.DataFrame, source: str) -> pd.DataFrame:
    """Return sums so far (a row per member, a column per year) in long form."""
    named = total.rename_axis(index="member", columns="year")
    rows = stacked(named).rename("cumulative_net_eur").reset_index()
    return rows.assign(source=source)[["source", "member", "year", "cumulative_net_eur"]]


def payback_table(by_policy: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return `payback.parquet`: policy, then the columns of `payback_by_year`.

    Parameters
    ----------
    by_policy : mapping of str to DataFrame
        What `payback_by_year` returns, by policy.
    """
    tables = [table.assign(policy=policy) for policy, table in by_policy.items()]
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True)[["policy", *COLUMNS]]


def sums_by_year(net: pd.DataFrame) -> pd.DataFrame:
    """Return what `payback_by_year` does, from the table of `since_start`."""
    rows = [row for rate in RATES for row in _rows(net, rate)] if len(net) else []
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def since_start(series: Sequence[pd.Series]) -> pd.DataFrame:
    """Return the yearly net saving by year (rows) and replication, from the first difference on."""
    net = pd.concat(series, axis=1, ignore_index=True)
    differs = np.flatnonzero((net != 0).any(axis=1))
    return net.iloc[int(differs[0]) :] if len(differs) else net.iloc[:0]


def _worth(years: pd.Index, rate: float) -> NDArray[np.float64]:
    """Return what a euro of each year is worth in 2025."""
    return (1.0 + rate) ** -(years.to_numpy(float) - BASE_YEAR)


def _rows(net: pd.DataFrame, rate: float) -> list[dict[str, object]]:
    worth = net.mul(_worth(net.index, rate), axis=0)
    total = worth.cumsum()
    begun = np.logical_or.accumulate(worth.to_numpy() != 0)
    above = (total.to_numpy() >= 0) & begun
    paid = np.logical_and.accumulate(above[::-1])[::-1]
    rows: list[dict[str, object]] = []
    for k, year in enumerate(net.index):
        so_far = paired(total.loc[year].to_numpy())
        rows.append(
            {
                "year": year, "rate": rate, "net_eur": worth.loc[year].mean(),
                "cumulative_net_eur": so_far.mean, "low": so_far.low, "high": so_far.high,
                "varies": CHANCE_ONLY, "replications": so_far.replications,
                "share_paid_back": paid[k].mean(),
                "share_above_zero": above[k].mean(),
            }
        )  # fmt: skip
    return rows


@dataclass(frozen=True)
class Investment:
    """What a plan costs a year, and what it may cost for the claimed year to hold; euros of 2025.

    Attributes
    ----------
    first, year : int
        From the first year in which the worlds spend differently to the claimed one.
    rate : float
        Discount rate a year.
    modelled : Interval
        The plan's own cost in the model as a constant yearly amount (`INVESTED`, policy minus
        base).
    room : Interval
        What it could cost more each year; below zero it would have to cost so much less.
    just_holds : Interval
        Their sum: at this yearly investment savings less costs are zero at the end of `year`. Below
        zero no investment is small enough.
    """

    first: int
    year: int
    rate: float
    modelled: Interval
    room: Interval
    just_holds: Interval


def investment_at_which(
    comparison: Comparison, policy: str, year: int | None = None, rate: float = 0.0
) -> Investment | None:
    """Return the constant yearly investment at which a plan is paid back exactly by a year's end.

    Parameters
    ----------
    comparison : Comparison
    policy : str
    year : int, optional
        The claimed year of the plan by default.
    rate : float
        Discount rate a year, from 2025.

    Returns
    -------
    Investment, or None where the year is not complete or the worlds do not differ before its end.

    Notes
    -----
    With N(t) the net saving of year t, w(t) its worth in 2025 and all else as it is, the room x
    solves sum over t of w(t) (N(t) - x) = 0: x = sum w N / sum w. It is solved in each replication;
    as it is linear, its mean solves the mean. Whether a plan of another size would have the
    same effects is left open.
    """
    until = claimed_year() if year is None else year
    net = since_start(nets(comparison, policy))
    return investment_of(net, nets(comparison, policy, INVESTED), until, rate)


def investment_of(
    net: pd.DataFrame, own_nets: Sequence[pd.Series], until: int, rate: float = 0.0
) -> Investment | None:
    """Return what `investment_at_which` does, from yearly net savings.

    Parameters
    ----------
    net : DataFrame
        As `since_start` returns it, of all that the municipality pays.
    own_nets : sequence of Series
        The same by replication, of what the plan itself costs (`INVESTED`).
    until : int
    rate : float
    """
    if until not in net.index:
        return None
    net = net.loc[:until]
    own_costs = -pd.concat(own_nets, axis=1, ignore_index=True).loc[net.index]
    worth = _worth(net.index, rate)
    room, modelled = ((table.mul(worth, axis=0).sum() / worth.sum()) for table in (net, own_costs))
    return Investment(
        int(net.index[0]), until, rate, paired(modelled.to_numpy()), paired(room.to_numpy()),
        paired((modelled + room).to_numpy()),
    )  # fmt: skip
