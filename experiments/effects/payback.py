"""From which year it pays: yearly net savings of the municipality, in constant euros of 2025.

`net_positive_year`: first year whose net saving is at least zero and stays so to the horizon.
`payback_year`: first year from which the savings added up since the start are at least zero, and
stay so to the horizon: a lucky first year before the plan is in full pays nothing back. Neither
can be earlier than the first year in which the two worlds spend differently, and neither can be
known beyond the horizon: then they read 'not before <horizon + 1>'.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.report.width import has_width

DISCOUNT_RATE = 0.03
"""A year, from 2025: the rate of the project's claim; the undiscounted figure stands beside it."""
BASE_YEAR = 2025


def yearly_net(base: pd.Series, policy: pd.Series) -> pd.Series:
    """Return the yearly net saving, complete years only.

    Parameters
    ----------
    base, policy : Series
        Euros of 2025 paid by month number (0 is January 2021), each at its own world's prices.
    """
    saving = base.sub(policy, fill_value=0.0).sort_index()
    by_year = saving.groupby(2021 + saving.index.to_numpy(int) // 12)
    return by_year.sum()[by_year.size() == 12]


def discounted(net: pd.Series, rate: float = DISCOUNT_RATE) -> pd.Series:
    """Return yearly amounts as worth in 2025."""
    return net / (1.0 + rate) ** (net.index.to_numpy(float) - BASE_YEAR)


def net_positive_year(net: pd.Series) -> int | None:
    """Return the first year from which the yearly net saving never falls below zero.

    None where there is no such year before the horizon, or no difference at all.
    """
    return _never_below_zero_from(_since_start(net))


def payback_year(net: pd.Series) -> int | None:
    """Return the first year from which the savings added up never fall below zero, or None."""
    return _never_below_zero_from(_since_start(net).cumsum())


def _never_below_zero_from(years: pd.Series) -> int | None:
    below = np.flatnonzero(years.to_numpy() < 0)
    first = int(below[-1]) + 1 if len(below) else 0
    return int(years.index[first]) if first < len(years) else None


def _since_start(net: pd.Series) -> pd.Series:
    differs = np.flatnonzero(net.to_numpy() != 0)
    return net.iloc[int(differs[0]) :] if len(differs) else net.iloc[:0]


@dataclass(frozen=True)
class PaybackYears:
    """The year of each replication, and how sure it is.

    Attributes
    ----------
    title : str
    years : tuple of int or None
        One per replication, None where it does not come before the horizon.
    horizon : int
        Last complete year simulated.
    differs : bool
        Whether the worlds spend differently at all.
    varies : bool
        Whether replications differ: where all give one and the same, they do not show how far
        chance goes.
    """

    title: str
    years: tuple[int | None, ...]
    horizon: int
    differs: bool = True
    varies: bool = True

    def probability(self) -> pd.Series:
        """Return the share of replications in which the year has come, by year."""
        first = min([y for y in self.years if y is not None], default=self.horizon)
        span = range(first, self.horizon + 1)
        share = [sum(y is not None and y <= year for y in self.years) for year in span]
        return pd.Series(np.array(share) / len(self.years), index=list(span), name=self.title)

    @property
    def year(self) -> int | None:
        """First year by which it has come in at least half of the replications."""
        share = self.probability()
        return int(share[share >= 0.5].index[0]) if (share >= 0.5).any() else None


def payback_years(
    nets: Sequence[pd.Series], rate: float = 0.0
) -> tuple[PaybackYears, PaybackYears]:
    """Return `net_positive_year` and `payback_year` over replications, at a discount rate."""
    worth = [discounted(net, rate) if rate else net for net in nets]
    horizon = int(max((net.index.max() for net in worth if len(net)), default=BASE_YEAR))
    differs = any(bool((net != 0).any()) for net in worth)
    by_year = pd.concat(worth, axis=1)
    varies = bool(has_width(by_year.min(axis=1), by_year.max(axis=1)).any())
    positive, paid = (tuple(f(n) for n in worth) for f in (net_positive_year, payback_year))
    return (
        PaybackYears("net_positive_year", positive, horizon, differs, varies),
        PaybackYears("payback_year", paid, horizon, differs, varies),
    )
