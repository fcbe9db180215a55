"""The figures of a comparison, worked out once: text, charts and tables read them from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.parameter_uncertainty import (
    Doubt,
    both_intervals,
    doubt_facts,
    doubted,
    single_pairs,
)
from experiments.effects.client_paths import path_gaps
from experiments.effects.comparison import Comparison
from experiments.effects.headline import (
    Ceiling,
    ceiling,
    counts,
    headline_of,
    headline_values,
    nets,
)
from experiments.effects.intervals import Interval, paired
from experiments.effects.payback import (
    DISCOUNT_RATE,
    PaybackYears,
    discounted,
    payback_years,
)
from experiments.effects.payback_by_year import (
    INVESTED,
    Investment,
    claimed_year,
    investment_of,
    since_start,
    sums_by_year,
)
from experiments.effects.payers import gaps_by_payer
from experiments.effects.planned import as_planned, planned_books
from experiments.effects.substitution import Counted, Rates, both_ways, net_rates
from experiments.effects.worse_off import MEASURES, shares
from experiments.worlds.demand_shift import CARES
from experiments.worlds.lockstep import CONTROLS, PLACEBO, REDRAWN
from model.measures.outcomes import BOOK_COSTS, book_of

Gaps = dict[str, tuple[float, Interval]]
"""Base value and paired difference by name."""
WAITING = ("waiting_access", "waiting_provider")
"""Who waits: a saving with more of these, or of unmet need, may be one by making people wait."""
WorseOff = dict[tuple[str, str], dict[str, Interval]]
"""(dimension, group) -> shares `worse` and `better`."""


@dataclass(frozen=True, eq=False)
class Payback:
    """From which year a policy pays, and what it has brought by the horizon; euros of 2025.

    Attributes
    ----------
    years, years_discounted : (PaybackYears, PaybackYears)
        Net positive year and payback year.
    total, total_discounted : Interval
        Net saving added up to the horizon.
    replications : int
    investment, investment_discounted : Investment or None
        At which the claimed year would just hold; None where that year is not complete.
    """

    years: tuple[PaybackYears, PaybackYears]
    years_discounted: tuple[PaybackYears, PaybackYears]
    total: Interval
    total_discounted: Interval
    replications: int
    investment: Investment | None
    investment_discounted: Investment | None


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What draws of the parameters say of one policy.

    Attributes
    ----------
    doubt : Doubt
    intervals : DataFrame
        Each headline difference with both of its intervals: see `both_intervals`.
    pairs : DataFrame
        Those of every pair of worlds: see `single_pairs`.
    """

    doubt: Doubt
    intervals: pd.DataFrame
    pairs: pd.DataFrame


@dataclass(frozen=True, eq=False)
class PolicyFigures:
    """What one policy does against the base.

    Attributes
    ----------
    headline : dict of str to (float, Interval)
        Base value and paired difference by outcome; empty where no year is complete.
    books : dict of str to (float, Interval)
        The same of the town's accounts, which add up to the cost.
    ceiling : Ceiling or None
        None where no year is complete.
    shift : dict of str to Interval
        Counts of participants and of the gross shift: see `effects.headline.counts`.
    both_ways : dict of str to dict
        World (the policy, and the placebos that were simulated) -> (where residents came, care) ->
        outcome and its mirror: see `effects.substitution`.
    substitution : dict of str to Rates
        Care -> how much less the whole town has of it on balance, over what there is in the base.
    payback : Payback or None
        None where no year is complete.
    by_year : DataFrame
        Savings less costs so far, by year and discount rate: see `payback_by_year`.
    classes : dict of str to float
        Residents who differ by class, mean over replications.
    paths, payers : dict of str to (float, Interval)
        Client journeys and payers; empty where no year is complete or the table is not there.
    worse : dict of str to dict
        Measure -> (dimension, group) -> shares worse and better off; empty without the table.
    uncertainty : Uncertainty or None
        None where no parameters were drawn.
    waiting : dict of str to (float, Interval)
        Who waits for a decision or a provider, which stands beside every claim of payback.
    """

    headline: Gaps
    books: Gaps
    ceiling: Ceiling | None
    shift: dict[str, Interval]
    both_ways: dict[str, Counted]
    substitution: dict[str, Rates]
    payback: Payback | None
    by_year: pd.DataFrame
    classes: dict[str, float]
    paths: Gaps
    payers: Gaps
    worse: dict[str, WorseOff]
    uncertainty: Uncertainty | None
    waiting: Gaps = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Figures:
    """All figures of a comparison; `figures["transformation"]` are those of one policy.

    Attributes
    ----------
    policies : dict of str to PolicyFigures
    placebo, redrawn : dict of str to Interval
        Counts of the placebo pairs: one visit more, and all draws anew; empty where they were not
        simulated.
    placebo_worse, redrawn_worse : dict of str to dict
        As `PolicyFigures.worse`.
    draws : dict or None
        How the draws of the parameters came about; None where there are none.
    """

    policies: dict[str, PolicyFigures]
    placebo: dict[str, Interval]
    redrawn: dict[str, Interval]
    placebo_worse: dict[str, WorseOff]
    redrawn_worse: dict[str, WorseOff]
    draws: dict[str, Any] | None

    def __getitem__(self, policy: str) -> PolicyFigures:
        """Return the figures of one policy."""
        return self.policies[policy]

    def half_widths(self) -> dict[str, float]:
        """Return the widest half-width of each headline difference, over the policies."""
        each = [figures.headline for figures in self.policies.values()]
        return {name: max(gaps[name][1].half_width for gaps in each) for name in each[0]}


def figures_of(comparison: Comparison) -> Figures:
    """Work out the figures of a comparison from its tables."""
    some = len(comparison.years) > 0
    values = headline_values(comparison) if some else {}
    there = [name for name in BOOK_COSTS if name in comparison.tables["monthly"]]
    accounts = headline_values(comparison, there) if some else {}
    waits = [name for name in WAITING if name in comparison.tables["monthly"]]
    waiting = headline_values(comparison, waits) if some else {}
    policies = {
        one: replace(
            _of_policy(comparison, one, values, accounts),
            waiting=headline_of(waiting, comparison.base, one),
        )
        for one in comparison.policies
    }
    return Figures(
        policies,
        counts(comparison, PLACEBO), counts(comparison, REDRAWN), _worse(comparison, PLACEBO),
        _worse(comparison, REDRAWN), doubt_facts(comparison),
    )  # fmt: skip


def _of_policy(
    comparison: Comparison,
    policy: str,
    values: Mapping[str, pd.DataFrame],
    accounts: Mapping[str, pd.DataFrame],
) -> PolicyFigures:
    headline = headline_of(values, comparison.base, policy)
    saved = nets(comparison, policy)
    net = since_start(saved)
    pairs = {world: both_ways(comparison, policy, world) for world in (policy, *CONTROLS)}
    return PolicyFigures(
        headline=headline,
        books=_books(comparison, policy, accounts),
        ceiling=ceiling(comparison, policy) if values else None,
        shift=counts(comparison, policy),
        both_ways={world: counted for world, counted in pairs.items() if counted},
        substitution={care: net_rates(comparison, policy, care) for care in CARES},
        payback=_payback([one for one in saved if len(one)], net,
                         nets(comparison, policy, INVESTED)),
        by_year=sums_by_year(net),
        classes=_classes(comparison, policy),
        paths=path_gaps(comparison, policy) if values and "paths" in comparison.tables else {},
        payers=gaps_by_payer(comparison, policy),
        worse=_worse(comparison, policy),
        uncertainty=_uncertainty(comparison, policy, values, headline) if values else None,
    )  # fmt: skip


def _books(comparison: Comparison, policy: str, accounts: Mapping[str, pd.DataFrame]) -> Gaps:
    """Return the accounts; those that are booked by plan say so."""
    planned = planned_books(comparison, policy) if accounts else frozenset()
    return {
        name: (base, as_planned(gap) if book_of(name) in planned else gap)
        for name, (base, gap) in headline_of(accounts, comparison.base, policy).items()
    }


def _payback(
    saved: list[pd.Series], net: pd.DataFrame, own_nets: list[pd.Series]
) -> Payback | None:
    if not saved:
        return None
    year = claimed_year()
    worth = [discounted(one) for one in saved]
    return Payback(
        years=payback_years(saved),
        years_discounted=payback_years(saved, DISCOUNT_RATE),
        total=_total(saved),
        total_discounted=_total(worth),
        replications=len(saved),
        investment=investment_of(net, own_nets, year),
        investment_discounted=investment_of(net, own_nets, year, DISCOUNT_RATE),
    )


def _total(saved: list[pd.Series]) -> Interval:
    return paired([float(one.sum()) for one in saved])


def _classes(comparison: Comparison, policy: str) -> dict[str, float]:
    twins = comparison.tables["twins"]
    rows = twins[(twins["scenario"] == policy) & (twins["uid"] != 0)]
    each = rows["class"].value_counts() / len(comparison.distinct_replications)
    return {str(name): float(n) for name, n in each.items() if n > 0}


def _worse(comparison: Comparison, scenario: str) -> dict[str, WorseOff]:
    table = comparison.tables.get("worse")
    if table is None:
        return {}
    return {measure: shares(table, scenario, measure) for measure in MEASURES}


def _uncertainty(
    comparison: Comparison, policy: str, values: Mapping[str, pd.DataFrame], headline: Gaps
) -> Uncertainty | None:
    table = comparison.tables.get("doubt")
    if table is None:
        return None
    rows = table[table["policy"] == policy]
    gaps = pd.DataFrame({name: of[policy] - of[comparison.base] for name, of in values.items()})
    return Uncertainty(
        doubted(rows, headline), both_intervals(rows, headline, gaps), single_pairs(rows, gaps)
    )
