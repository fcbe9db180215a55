"""The figures that a comparison is asked for, each as a paired difference with its interval."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.intervals import Interval, jackknife_ratio, paired, paired_table
from experiments.payback import yearly_net
from model.months import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from experiments.lockstep import Pairs
    from experiments.precision import Reached
    from experiments.replications import Failure
    from model.scenario import Scenario

PLACEBO = "placebo"
FIRST_PLAN_YEAR = 2026
COST = "cost_municipality_eur"
HEADLINES = (
    "indicated_users", "day_activity_indicated_users", "needs_unmet", "overloaded_carers", COST,
)  # fmt: skip
DAY_ACTIVITY_ITEMS = ("day activities", "transport to day activities")
DRAW = "draw"
"""How a failure names a draw of parameters in front of the scenarios."""


@dataclass
class Comparison:
    """Two or more worlds that share their draws, over replications.

    Attributes
    ----------
    base : str
    policies : tuple of str
    seed, replications, months : int
        The replications are those asked for.
    size, size_full : int
        Residents simulated, and of the municipality.
    parted : int
        Month in which the worlds part.
    tables : dict of str to DataFrame
        `monthly, layers, groups, paths, ledger, difference, twins, journeys, shift, worse`, and
        `doubt, draws` where parameters were drawn.
    prices : Series
        Prices over those of 2025, by month number.
    failed : tuple of Failure
        Replications and draws of parameters that went wrong; the tables are over the others.
    folder : Path or None
        Where it was written.
    precision : Reached or None
        What came of asking for intervals of a width.
    doubt : int
        Draws of the parameters that were asked for.
    """

    base: str
    policies: tuple[str, ...]
    seed: int
    replications: int
    months: int
    size: int
    size_full: int
    parted: int
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    prices: pd.Series = field(default_factory=pd.Series)
    failed: "tuple[Failure, ...]" = ()
    folder: Path | None = None
    lang: str = "en"
    version: str = ""
    precision: "Reached | None" = None
    doubt: int = 0

    @property
    def years(self) -> range:
        """Complete years the headlines hold for: from 2026, or from the parting of the worlds."""
        return headline_years(self.months, self.parted)

    @property
    def factor(self) -> float:
        """Residents of the municipality over those simulated."""
        return self.size_full / self.size

    @property
    def distinct_replications(self) -> list[int]:
        """Numbers of the replications that were done."""
        return sorted(int(r) for r in self.tables["monthly"]["replication"].unique())

    @property
    def failed_replications(self) -> "tuple[Failure, ...]":
        """Replications at the parameters as set that went wrong."""
        return tuple(f for f in self.failed if not f.scenario.startswith(f"{DRAW} "))

    @property
    def failed_draws(self) -> "tuple[Failure, ...]":
        """Draws of parameters whose worlds went wrong."""
        return tuple(f for f in self.failed if f.scenario.startswith(f"{DRAW} "))

    def text(self) -> str:
        """Return the findings in words, with tables for a terminal or plain."""
        from experiments.summary import as_text

        return as_text(self)


def headline_years(months: int, parted: int) -> range:
    """Return the complete years of a run of so many months whose worlds part in a month."""
    last = FIRST_YEAR + months // 12
    first = FIRST_PLAN_YEAR if last > FIRST_PLAN_YEAR else FIRST_YEAR + parted // 12
    return range(min(first, last), last)


def gathered(
    base: "Scenario", policies: "Sequence[Scenario]", seed: int, months: int, pairs: "list[Pairs]"
) -> Comparison:
    """Return what replications of the same worlds brought, put together."""
    tables = {name: _stacked([p.tables[name] for p in pairs]) for name in pairs[0].tables}
    return Comparison(
        base.name, tuple(p.name for p in policies), seed, len(pairs), months, pairs[0].size,
        pairs[0].size_full, min(p.parted for p in pairs), tables, pairs[0].prices,
    )  # fmt: skip


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled, ignore_index=True)


def yearly(comparison: Comparison) -> pd.DataFrame:
    """Return every outcome by scenario, replication, year, area: flows added up, others averaged.

    Euros are those of the month, as booked.
    """
    from model.outcomes import OUTCOMES

    monthly = comparison.tables["monthly"]
    keys = ["scenario", "replication", "year", "area"]
    cells = monthly.assign(year=monthly["month"].dt.year).groupby(keys, sort=True)
    ways = {o.name: "sum" if o.kind == "flow" else "mean" for o in OUTCOMES if o.name in monthly}
    return cells.agg(ways).reset_index()


def difference_table(comparison: Comparison) -> pd.DataFrame:
    """Return `difference.parquet`: policy, year, area, outcome, paired difference and interval."""
    values = yearly(comparison)
    frames = {
        policy: paired_table(values, comparison.base, policy, ["year", "area"])
        for policy in comparison.policies
    }
    return pd.concat(frames, names=["policy"]).reset_index(level=0).reset_index(drop=True)


def per_replication(comparison: Comparison, outcome: str) -> pd.DataFrame:
    """Return an outcome of the whole town over the headline years: replication x scenario.

    Numbers of people and needs are means over months; the cost is euros of 2025 a year.
    """
    monthly = comparison.tables["monthly"]
    within = monthly[monthly["month"].dt.year.isin(list(comparison.years))]
    amounts = (
        within[outcome] / _prices_of(comparison, within) if outcome == COST else within[outcome]
    )
    cells = amounts.groupby([within["replication"], within["scenario"], within["month"]]).sum()
    by_world = cells.groupby(level=[0, 1]).mean()
    return _by_scenario(by_world * (12.0 if outcome == COST else 1.0))


def _by_scenario(values: pd.Series) -> pd.DataFrame:
    """Return replication x scenario."""
    return values.unstack()  # noqa: PD010 - a series has no pivot_table


def _prices_of(comparison: Comparison, rows: pd.DataFrame) -> pd.Series:
    month = (rows["month"].dt.year - FIRST_YEAR) * 12 + rows["month"].dt.month - 1
    return month.map(comparison.prices)


def headline_gaps(comparison: Comparison, outcomes: "Sequence[str]" = HEADLINES) -> pd.DataFrame:
    """Return the paired difference of headline outcomes: (policy, replication) x outcome."""
    columns = {}
    for outcome in outcomes:
        values = per_replication(comparison, outcome)
        gaps = values.sub(values[comparison.base], axis=0)[list(comparison.policies)]
        columns[outcome] = gaps.rename_axis(columns="policy").T.stack()  # noqa: PD013 - keeps keys
    return pd.DataFrame(columns)


def headline(comparison: Comparison, policy: str) -> dict[str, tuple[float, Interval]]:
    """Return base value and paired difference of each headline outcome."""
    found = {}
    for outcome in HEADLINES:
        values = per_replication(comparison, outcome)
        gap = paired((values[policy] - values[comparison.base]).to_numpy())
        found[outcome] = (float(values[comparison.base].mean()), gap)
    return found


def counts(comparison: Comparison, policy: str) -> dict[str, Interval]:
    """Return every count of the demand shift as a mean over replications with its interval."""
    shift = comparison.tables["shift"]
    rows = shift[shift["scenario"] == policy].drop(columns=["scenario", "replication"])
    return {name: paired(rows[name].to_numpy(float)) for name in rows} if len(rows) else {}


def substitution_rate(comparison: Comparison, policy: str) -> Interval:
    """Return substituted over participants, with its jackknife interval."""
    shift = comparison.tables["shift"]
    rows = shift[shift["scenario"] == policy]
    return jackknife_ratio(rows["substituted"].to_numpy(), rows["participants"].to_numpy())


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
    eur = rows["eur"] / _prices_of(comparison, rows)
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
) -> "Sequence[pd.Series]":
    """Return the yearly net saving of the municipality, euros of 2025, by replication.

    `outcomes` are costs to add up, all that the municipality pays by default.
    """
    monthly = comparison.tables["monthly"]
    number = (monthly["month"].dt.year - FIRST_YEAR) * 12 + monthly["month"].dt.month - 1
    spent = monthly[list(outcomes)].sum(axis=1)
    cost = spent.groupby([monthly["replication"], monthly["scenario"], number]).sum()
    return [
        yearly_net(
            cost[replication, comparison.base],
            cost[replication, policy],
            comparison.prices.__getitem__,
        )
        for replication in comparison.distinct_replications
    ]
