"""The figures that every published view shows of a comparison, as data.

Report, workbook, dashboard and static page read them here: nothing is worked out a second time.
Figures are of the whole municipality; euros are those of 2025.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.credible import Credible, credible
from experiments.analyses.uncertainty.told import once_each, speaks_of
from experiments.effects.headline import headline_values
from experiments.effects.intervals import CHANCE_AND_PARAMETERS, CHANCE_ONLY, Interval
from experiments.effects.payback import PaybackYears
from experiments.effects.payback_by_year import claimed_year
from experiments.published.small_counts import LEAST
from experiments.published.trust import (
    Trust,
    least_sure,
    that_decide,
    trust_of_effect,
    trust_of_level,
)
from experiments.report.tables import records
from experiments.results.scenario_record import read_records
from experiments.runs.compare import read_comparison
from experiments.runs.figures import PolicyFigures
from experiments.runs.result import ComparisonResult
from model.measures.outcomes import COST, HEADLINES, Outcome, outcome

POSTERIOR = "posterior"
"""What an interval holds whose draws fit the base years: chance and parameters, 90%."""
HOLDS = (POSTERIOR, CHANCE_AND_PARAMETERS, CHANCE_ONLY)
"""From what holds most of what is not known to what holds least."""
SHARE = {POSTERIOR: 0.9, CHANCE_AND_PARAMETERS: 0.95, CHANCE_ONLY: 0.95}
"""How sure an interval is, by what it holds."""
BIG = ("residents_unmet", "indicated_users", COST)
"""The big numbers, in their order; the year of payback is the fourth."""
MOST_LIKELY = 0.5


@dataclass(frozen=True)
class ShownFigure:
    """One figure of a policy against its base, whole municipality.

    Attributes
    ----------
    about : Outcome
        Name, unit, kind and formula, as declared.
    base : float
        Value in the base world, mean over years and replications; NaN where withheld.
    effects : mapping of str to Interval
        What an interval holds (`HOLDS`) -> paired difference, policy minus base; empty where
        withheld.
    residents : float
        Of the base world in the same years, by which `per_1000` divides.
    withheld : bool
        Whether either world's count is small, in the town as shown or as simulated.
    level, effect : Trust
    """

    about: Outcome
    base: float
    effects: Mapping[str, Interval]
    residents: float
    withheld: bool
    level: Trust
    effect: Trust

    @property
    def best(self) -> Interval | None:
        """The difference whose interval holds most; None where withheld."""
        return next((self.effects[one] for one in HOLDS if one in self.effects), None)

    @property
    def mark(self) -> str:
        """The trust mark: the least sure of level and effect."""
        return least_sure((self.level.mark, self.effect.mark))

    def per_1000(self, value: float) -> float:
        """Return an amount of the town per 1,000 residents."""
        return value / self.residents * 1000.0

    def effect_per_1000(self, holds: str) -> Interval:
        """Return a difference per 1,000 residents, with its interval."""
        return self.effects[holds].times(1000.0 / self.residents)


@dataclass(frozen=True)
class ShownYear:
    """From which year a policy is paid back for good.

    Attributes
    ----------
    claimed : int
        The year that the papers claim.
    horizon : int
        Last year simulated.
    shares : mapping of str to Series
        What varies (`HOLDS`) -> by year the share of runs paid back at its end and ever after.
    runs : mapping of str to int
        What varies -> replications or draws.
    effect : Trust
    """

    claimed: int
    horizon: int
    shares: Mapping[str, "pd.Series[float]"]
    runs: Mapping[str, int]
    effect: Trust

    @property
    def best(self) -> str:
        """What varies in the shares that hold most."""
        return next(one for one in HOLDS if one in self.shares)

    def year(self, holds: str) -> int | None:
        """Return the first year by which at least half of the runs are paid back for good."""
        by_then = self.shares[holds]
        reached = by_then.index[by_then >= MOST_LIKELY]
        return int(reached[0]) if len(reached) else None

    @property
    def mark(self) -> str:
        """The trust mark."""
        return self.effect.mark


@dataclass(frozen=True)
class Shown:
    """What published views show of one policy.

    Attributes
    ----------
    base, policy : str
    years : range
        Over which figures are means.
    figures : mapping of str to ShownFigure
        By outcome, all headline outcomes; empty where no year is complete.
    payback : ShownYear or None
        None where no year is complete or both worlds spend the same.
    size, size_full, replications, seed : int
    version : str
    spans : mapping of str to range
        What an interval holds -> the years that its differences are means of.
    scenarios : mapping
        By name, as `scenario.yaml` holds them.
    """

    base: str
    policy: str
    years: range
    figures: Mapping[str, ShownFigure]
    payback: ShownYear | None
    size: int
    size_full: int
    replications: int
    seed: int
    version: str
    spans: Mapping[str, range]
    scenarios: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    @property
    def big(self) -> tuple[ShownFigure, ...]:
        """The big numbers, without the year of payback."""
        return tuple(self.figures[name] for name in BIG if name in self.figures)


def shown_in(folder: str | Path) -> dict[str, Shown]:
    """Return what is shown of a results folder, by policy.

    Raises
    ------
    ResultError
        If it holds no comparison.
    """
    return shown_of(read_comparison(folder), read_records(Path(folder)))


def shown_of(
    comparison: ComparisonResult, scenarios: Mapping[str, Mapping[str, Any]]
) -> dict[str, Shown]:
    """Return what is shown of a comparison, by policy.

    Parameters
    ----------
    comparison : ComparisonResult
    scenarios : mapping
        By name, as `scenario.yaml` holds them.
    """
    return {policy: _of_policy(comparison, policy, scenarios) for policy in comparison.policies}


def _of_policy(
    c: ComparisonResult, policy: str, scenarios: Mapping[str, Mapping[str, Any]]
) -> Shown:
    figures = c.figures[policy]
    shipped = _shipped(c, policy)
    worlds = scenarios[c.base], scenarios[policy]
    effect = {
        name: trust_of_effect(*worlds, that_decide(name) if shipped else ()) for name in HEADLINES
    }
    each = {}
    if figures.headline:
        residents = _residents(c)
        each = {
            name: _figure(c, figures, name, residents, shipped, effect[name]) for name in HEADLINES
        }
    return Shown(
        c.base, policy, c.years, each, _payback(c, figures, shipped, effect[COST]), c.size,
        c.size_full, len(c.distinct_replications), c.seed, c.version, _spans(c, shipped), scenarios,
    )  # fmt: skip


def _shipped(c: ComparisonResult, policy: str) -> Credible | None:
    """Return what the shipped posterior says of this pair and town; None where it does not."""
    if c.own_parameters or not speaks_of(c.base, policy, c.size_full):
        return None
    once = once_each()
    about = records(once.head(1))[0]
    return credible(once, about["full"] / about["residents"])


def _spans(c: ComparisonResult, shipped: Credible | None) -> dict[str, range]:
    spans = {CHANCE_ONLY: c.years, CHANCE_AND_PARAMETERS: c.years}
    if shipped is not None:
        about = records(once_each().head(1))[0]
        spans[POSTERIOR] = range(int(about["first"]), int(about["last"]) + 1)
    return spans


def _residents(c: ComparisonResult) -> float:
    """Return residents of the base world over the headline years, whole municipality."""
    if "residents" not in c.tables["monthly"]:
        return float(c.size_full)
    return float(headline_values(c, ("residents",))["residents"][c.base].mean()) * c.factor


def _figure(
    c: ComparisonResult,
    figures: PolicyFigures,
    name: str,
    residents: float,
    shipped: Credible | None,
    effect: Trust,
) -> ShownFigure:
    base, gap = figures.headline[name]
    about = outcome(name)
    hidden = about.unit != "EUR" and any(
        is_small(value, c.factor) for value in (base, base + gap.mean)
    )
    effects = {} if hidden else _effects(c, figures, name, gap, shipped)
    level = base * c.factor if not hidden else float("nan")
    return ShownFigure(about, level, effects, residents, hidden, trust_of_level(name), effect)


def is_small(count: float, factor: float = 1.0) -> bool:
    """Say whether a simulated count is small: as it is, or as it is shown of the whole town."""
    return count > 0.0 and min(count, count * factor) < LEAST


def _effects(
    c: ComparisonResult, figures: PolicyFigures, name: str, gap: Interval, shipped: Credible | None
) -> dict[str, Interval]:
    effects = {CHANCE_ONLY: gap.times(c.factor)}
    if figures.uncertainty is not None:
        effects[CHANCE_AND_PARAMETERS] = figures.uncertainty.doubt.gaps[name].times(c.factor)
    if shipped is not None:
        middle, low, high = shipped.outcomes.loc[[name], ["median", "q05", "q95"]].to_numpy()[0]
        effects[POSTERIOR] = Interval(middle, low, high, shipped.draws, POSTERIOR)
    return effects


def _payback(
    c: ComparisonResult, figures: PolicyFigures, shipped: Credible | None, effect: Trust
) -> ShownYear | None:
    if figures.payback is None:
        return None
    paid = _paid_back(figures.payback.years)
    if not paid.differs:
        return None
    shares = {CHANCE_ONLY: paid.probability()}
    runs = {CHANCE_ONLY: len(paid.years)}
    if shipped is not None:
        shares[POSTERIOR], runs[POSTERIOR] = shipped.paid_back, shipped.draws
    return ShownYear(claimed_year(), paid.horizon, shares, runs, effect)


def _paid_back(years: tuple[PaybackYears, PaybackYears]) -> PaybackYears:
    return next(one for one in years if one.title == "payback_year")
