"""What draws of the parameters say of a plan: middle, credible intervals, and how often.

One of the draws is as good as another, so that shares of draws are probabilities, as far as prior
and model are right. Chance is in them: each draw is one pair of worlds. How much of the variance it
brings is told by draws that were simulated twice.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analyses.uncertainty.parameter_uncertainty import NET_BY
from model.measures.outcomes import HEADLINES

QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
ENOUGH = 40
"""Draws from which on nine in ten are told: fewer than two lie beyond an end otherwise."""


@dataclass(frozen=True, eq=False)
class Credible:
    """What draws say of one policy.

    Attributes
    ----------
    outcomes : DataFrame
        Index: headline outcome. `median, q05, q25, q75, q95` of the difference, and `more`, the
        share of draws in which it is above zero.
    paid_back : Series
        By year: share of draws paid back at its end and at that of every later one.
    saving : float
        Share of draws whose savings exceed the costs at the end of the last year.
    draws : int
    """

    outcomes: pd.DataFrame
    paid_back: "pd.Series[float]"
    saving: float
    draws: int


def credible(rows: pd.DataFrame, factor: float = 1.0) -> Credible:
    """Return what draws say of a policy.

    Parameters
    ----------
    rows : DataFrame
        One row per draw: those of a policy in the table `doubt`.
    factor : float
        From the simulated town to the whole one.
    """
    values = rows[list(HEADLINES)].astype(float)
    table = values.quantile(list(QUANTILES.values())).T * factor
    table.columns = pd.Index(list(QUANTILES))
    table["more"] = (values > 0).mean()
    paid = paid_back_for_good(rows)
    last = paid.iloc[:, -1] if len(paid.columns) else pd.Series(dtype=bool)
    return Credible(table, paid.mean(), float(last.mean()), len(rows))


def paid_back_for_good(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each draw by which years it is paid back for good; columns are years."""
    # A policy that spends as its base does has none of its own, though another beside it may.
    told = rows.dropna(axis="columns", how="all").columns
    names = sorted(name for name in told if str(name).startswith(NET_BY))
    above = rows[names].to_numpy(float) >= 0.0
    good = np.logical_and.accumulate(above[:, ::-1], axis=1)[:, ::-1]
    years = [int(name.removeprefix(NET_BY)) for name in names]
    return pd.DataFrame(good, index=rows.index, columns=years)


def share_of_chance(once: pd.DataFrame, twice: pd.DataFrame, outcome: str) -> float:
    """Return the share of the variance between draws that chance brings.

    Parameters
    ----------
    once : DataFrame
        One row per draw.
    twice : DataFrame
        Some of them again, with other random numbers and the same parameters.
    outcome : str
    """
    first = once.set_index("draw")[outcome]
    second = twice.set_index("draw")[outcome]
    chance = float(((first.loc[second.index] - second) ** 2).mean() / 2.0)
    whole = float(first.var(ddof=1))
    return min(1.0, chance / whole) if whole > 0.0 else float("nan")
