"""The headline figures of a comparison, each as a paired difference with its interval."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval, jackknife_ratio, paired, paired_table
from experiments.effects.payback import yearly_net
from experiments.effects.weighed_mean import weighed_mean
from model.measures.outcomes import COST, HEADLINES, OUTCOMES
from model.months import numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


DAY_ACTIVITY_ITEMS = ("day activities", "transport to day activities")


def yearly(comparison: Comparison) -> pd.DataFrame:
    """Return every outcome by scenario, replication, year, area: flows added up, others averaged.

    A mean is weighed by what it is a mean of (files, residents), so that it is that of the year.
    Euros are those of 2025, each world over its own prices.
    """
    monthly = comparison.tables["monthly"].copy()
    money = [o.name for o in OUTCOMES if o.unit == "EUR" and o.name in monthly]
    if money:
        real = monthly[money].div(comparison.prices_of(monthly), axis=0)
        monthly = pd.concat([monthly.drop(columns=money), real], axis=1)
    keys = ["scenario", "replication", "year", "area"]
    monthly = monthly.copy().assign(year=monthly["month"].dt.year)
    there = [o for o in OUTCOMES if o.name in monthly]
    ways = {o.name: "sum" if o.kind == "flow" else "mean" for o in there}
    values = monthly.groupby(keys, sort=True).agg(ways).copy()
    for o in there:
        if o.weight:
            values[o.name] = weighed_mean(monthly, o.name, keys)
    return values.reset_index()


def difference_table(comparison: Comparison) -> pd.DataFrame:
    """Return `difference.parquet`: policy, year, area, outcome, paired difference and interval.

    Euros of 2025.
    """
    values = yearly(comparison)
    frames = {
        policy: paired_table(values, comparison.base, policy, ["year", "area"])
        for policy in comparison.policies
    }
    return pd.concat(frames, names=["policy"]).reset_index(level=0).reset_index(drop=True)


def per_replication(comparison: Comparison, outcome: str) -> pd.DataFrame:
    """Return an outcome of the whole town over the headline years: replication x scenario.

    Numbers of people and needs are means over months; money (`*_eur`) is euros of 2025 a year.
    """
    monthly = comparison.tables["monthly"]
    within = monthly[monthly["month"].dt.year.isin(list(comparison.years))]
    in_euros = outcome.endswith("_eur")
    amounts = within[outcome] / comparison.prices_of(within) if in_euros else within[outcome]
    cells = amounts.groupby([within["replication"], within["scenario"], within["month"]]).sum()
    by_world = cells.groupby(level=[0, 1]).mean()
    return _by_scenario(by_world * (12.0 if in_euros else 1.0))


def _by_scenario(values: pd.Series) -> pd.DataFrame:
    """Return replication x scenario."""
    return values.unstack()  # noqa: PD010 - a series has no pivot_table


def headline_values(
    comparison: Comparison, outcomes: "Sequence[str]" = HEADLINES
) -> dict[str, pd.DataFrame]:
    """Return `per_replication` of each headline outcome."""
    return {outcome: per_replication(comparison, outcome) for outcome in outcomes}


def headline_gaps(comparison: Comparison, outcomes: "Sequence[str]" = HEADLINES) -> pd.DataFrame:
    """Return the paired difference of headline outcomes: (policy, replication) x outcome."""
    return gaps_of(headline_values(comparison, outcomes), comparison)


def gaps_of(values: "Mapping[str, pd.DataFrame]", comparison: Comparison) -> pd.DataFrame:
    """Return `headline_gaps` of values that are at hand, as `headline_values` returns them."""
    columns = {}
    for outcome, of in values.items():
        gaps = of.sub(of[comparison.base], axis=0)[list(comparison.policies)]
        columns[outcome] = gaps.rename_axis(columns="policy").T.stack()  # noqa: PD013 - keeps keys
    return pd.DataFrame(columns)


def headline(comparison: Comparison, policy: str) -> dict[str, tuple[float, Interval]]:
    """Return base value and paired difference of each headline outcome."""
    return headline_of(headline_values(comparison), comparison.base, policy)


def headline_of(
    values: "Mapping[str, pd.DataFrame]", base: str, policy: str
) -> dict[str, tuple[float, Interval]]:
    """Return base value and paired difference of outcomes.

    Parameters
    ----------
    values : mapping of str to DataFrame
        By outcome: replication x scenario, as `headline_values` returns it.
    base, policy : str
    """
    return {
        outcome: (float(of[base].mean()), paired((of[policy] - of[base]).to_numpy()))
        for outcome, of in values.items()
    }


def counts(comparison: Comparison, policy: str) -> dict[str, Interval]:
    """Return every count of the demand shift as a mean over replications with its interval."""
    shift = comparison.tables["shift"]
    rows = shift[shift["scenario"] == policy].drop(columns=["scenario", "replication"])
    return {str(name): paired(rows[name].to_numpy(float)) for name in rows} if len(rows) else {}


@dataclass(frozen=True)
class Ceiling:
    """The most that day activities could ever save, and how much of it was reached.

    Attributes
    ----------
    eur_per_year : Interval
        What the base world spends on indicated day activities and transport, euros of 2025.
    users : float
        Indicated users of day activities in the base world, mean of the month.
    reached : Interval
        Share of the ceiling that the policy world does not spend; negative where it spends more.
    """

    eur_per_year: Interval
    users: float
    reached: Interval


def ceiling(comparison: Comparison, policy: str) -> Ceiling:
    """Return all indicated day-activity users times their tariff, and the share reached."""
    ledger = comparison.tables["ledger"]
    rows = ledger[
        ledger["item"].isin(DAY_ACTIVITY_ITEMS)
        & (ledger["payer"] == "municipality")
        & ledger["month"].dt.year.isin(list(comparison.years))
    ]
    eur = rows["eur"] / comparison.prices_of(rows)
    by_world = eur.groupby([rows["replication"], rows["scenario"]]).sum()
    done, names = comparison.distinct_replications, [comparison.base, policy]
    by_world = _by_scenario(by_world).reindex(index=done, columns=names, fill_value=0.0)
    spent = by_world[comparison.base] / max(len(comparison.years), 1)
    avoided = (by_world[comparison.base] - by_world[policy]) / max(len(comparison.years), 1)
    users = per_replication(comparison, "day_activity_indicated_users")[comparison.base].mean()
    reached = jackknife_ratio(avoided.to_numpy(), spent.to_numpy())
    return Ceiling(paired(spent.to_numpy()), float(users), reached)


def nets(
    comparison: Comparison, policy: str, outcomes: "Sequence[str]" = (COST,)
) -> "list[pd.Series]":
    """Return the yearly net saving of the municipality, euros of 2025, by replication.

    `outcomes` are costs to add up, all that the municipality pays by default.
    """
    monthly = comparison.tables["monthly"]
    number = numbers_of(monthly["month"])
    spent = monthly[list(outcomes)].sum(axis=1) / comparison.prices_of(monthly)
    cost = spent.groupby([monthly["replication"], monthly["scenario"], number]).sum()
    return [
        yearly_net(cost[replication, comparison.base], cost[replication, policy])
        for replication in comparison.distinct_replications
    ]
