"""The figures that every published view shows of a comparison, as data.

Report, workbook, dashboard and static page read them here: nothing is worked out a second time
(`shown_of` works them out). Figures are of the whole municipality; euros are those of 2025.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from experiments.effects.intervals import CHANCE_AND_PARAMETERS, CHANCE_ONLY, Interval
from experiments.published.trust import Trust, least_sure
from model.measures.outcomes import COST, Outcome

POSTERIOR = "posterior"
"""What an interval holds of the shipped draws, which fit the base years: chance and parameters."""
HOLDS = (CHANCE_AND_PARAMETERS, POSTERIOR, CHANCE_ONLY)
"""What intervals hold, in the order in which they are told, as a summary does.

A comparison's own draws where they are enough (fewer are told nowhere), the shipped ones, chance.
"""
SHARE = {CHANCE_AND_PARAMETERS: 0.9, POSTERIOR: 0.9, CHANCE_ONLY: 0.95}
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
        What an interval holds (`HOLDS`) -> paired difference, policy minus base: mean, of draws
        the median; empty where withheld.
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
    def holds(self) -> str:
        """What the interval of `best` holds; nothing where the figure is withheld."""
        return next((one for one in HOLDS if one in self.effects), "")

    @property
    def best(self) -> Interval | None:
        """The difference whose interval holds most; None where withheld."""
        return self.effects.get(self.holds)

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

    def share_by(self, holds: str, year: int) -> float:
        """Return the share of runs that is paid back for good at a year's end."""
        by_then = self.shares[holds]
        reached = by_then[by_then.index <= year]
        return float(reached.iloc[-1]) if len(reached) else 0.0

    def last(self, holds: str) -> int:
        """Return the last year that shares are told of."""
        return int(self.shares[holds].index[-1])

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

    @property
    def withheld(self) -> frozenset[str]:
        """Outcomes that are withheld."""
        return frozenset(name for name, one in self.figures.items() if one.withheld)
