"""Intervals over replications: how far chance alone moves a figure.

Two worlds of one replication run on common random numbers, so the difference within the pair is
observed; Student's t over those differences gives the confidence interval. Ratios are biased and
skewed in few replications: their interval comes from the jackknife (Efron and Tibshirani 1993,
chapter 11).

Where parameters vary too, each pair having its own, the interval is a prediction interval: it holds
the difference of the next draw, not the mean of all. The world has one set of parameters, which
nobody knows. More draws of it show better how far the effect may be from the middle, and never
bring it nearer; the interval of the mean would shrink to nothing with the number of draws.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from experiments.report.width import beyond_zero, has_width

CHANCE_ONLY = "chance only"
CHANCE_AND_PARAMETERS = "chance + parameters"
AS_PLANNED = "nothing, as planned"
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean over replications with its 95% interval.

    Attributes
    ----------
    mean : float
    low, high : float
        Bounds, NaN where one replication gives none.
    replications : int
    varies : str
        What the interval covers: `chance only` or `chance + parameters`; `nothing, as planned` of
        an amount that is booked by plan (`effects.planned`).
    """

    mean: float
    low: float
    high: float
    replications: int
    varies: str = CHANCE_ONLY

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return not (math.isnan(self.low) or math.isnan(self.high))

    @property
    def tells(self) -> bool:
        """Whether there is an interval and it has a width."""
        return bool(has_width(self.low, self.high))

    @property
    def differs(self) -> bool:
        """Whether the interval has a width and zero lies outside it."""
        return bool(beyond_zero(self.low, self.high))

    @property
    def verdict(self) -> str:
        """What the interval allows to say: `unclear, lower, higher`, or why nothing can be said.

        The reasons are `unknown` (no interval), `equal` (both worlds are the same in every pair)
        and `same` (they differ by the same in every pair); `planned` where no chance enters.
        """
        if not self.known:
            return "unknown"
        if self.varies == AS_PLANNED:
            return "planned"
        if not self.tells:
            return "same" if self.mean else "equal"
        if not self.differs:
            return "unclear"
        return "lower" if self.mean < 0 else "higher"

    @property
    def half_width(self) -> float:
        """From the mean to the upper bound."""
        return self.high - self.mean

    def times(self, factor: float) -> "Interval":
        """Return the interval of the figure times a number, which may be negative."""
        bounds = self.low * factor, self.high * factor
        low, high = (min(bounds), max(bounds)) if self.known else bounds
        return Interval(self.mean * factor, low, high, self.replications, self.varies)


def unknown(replications: int = 0) -> Interval:
    """Return the interval of a figure that is not known."""
    return Interval(math.nan, math.nan, math.nan, replications)


def interval_in(row: Any, name: str, bounds: str | None = None) -> Interval:
    """Return a figure of a row of a table with its interval.

    Parameters
    ----------
    row : mapping or Series
        With `replications`.
    name : str
        Column of the figure.
    bounds : str, optional
        What the columns of the bounds have before `low` and `high`; `<name>_` by default.
    """
    before = f"{name}_" if bounds is None else bounds
    low, high = float(row[f"{before}low"]), float(row[f"{before}high"])
    return Interval(float(row[name]), low, high, int(row["replications"]))


def paired(
    differences: Sequence[float] | NDArray[np.float64], varies: str = CHANCE_ONLY
) -> Interval:
    """Return mean and confidence interval (Student t) of paired differences.

    Parameters
    ----------
    differences : sequence of float, shape [replications]
        Policy minus base, one per pair of worlds on common random numbers.

    Raises
    ------
    ValueError
        If there is no replication at all.
    """
    values = np.asarray(differences, float)
    if not len(values):
        raise ValueError("no replication to take a mean of")
    mean = float(values.mean())
    if len(values) == 1:
        return Interval(mean, math.nan, math.nan, 1, varies)
    half = student(len(values)) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Interval(mean, mean - half, mean + half, len(values), varies)


def predicted(
    differences: Sequence[float] | NDArray[np.float64], varies: str = CHANCE_AND_PARAMETERS
) -> Interval:
    """Return mean and prediction interval: the next draw's difference lies within.

    Parameters
    ----------
    differences : sequence of float, shape [draws]
        Policy minus base, one per pair of worlds with common random numbers and parameters.

    Raises
    ------
    ValueError
        If there is no draw at all.

    Notes
    -----
    mean -/+ t(K - 1) s sqrt(1 + 1 / K) for K draws with standard deviation s, exact for normal
    differences. NaN for one draw.
    """
    mean = paired(differences, varies)
    factor = math.sqrt(1 + mean.replications)  # half-widths: s t sqrt(1 + 1/K) over s t / sqrt(K)
    low, high = (mean.mean + factor * (bound - mean.mean) for bound in (mean.low, mean.high))
    return Interval(mean.mean, low, high, mean.replications, varies)


def jackknife_ratio(
    above: Sequence[float] | NDArray[np.float64],
    below: Sequence[float] | NDArray[np.float64],
    varies: str = CHANCE_ONLY,
) -> Interval:
    """Return the ratio of two sums over replications with its jackknife interval.

    Notes
    -----
    With R the ratio of all sums and R(i) without replication i, the pseudo-values are
    n R - (n - 1) R(i); their t interval is used, centred on their mean for the bounds and on R for
    the figure itself. NaN where the denominator is zero.
    """
    a, b = np.asarray(above, float), np.asarray(below, float)
    n = len(a)
    if n == 0:
        raise ValueError("no replication to take a ratio of")
    whole = _divided(a.sum(), b.sum())
    left_out = np.array([_divided(a.sum() - x, b.sum() - y) for x, y in zip(a, b, strict=True)])
    if n == 1 or math.isnan(whole) or np.isnan(left_out).any():
        return Interval(whole, math.nan, math.nan, n, varies)
    pseudo = paired(n * whole - (n - 1) * left_out, varies)
    return Interval(whole, pseudo.low, pseudo.high, n, varies)


def share_at_most(found: int, of: int) -> float:
    """Return the upper bound of a share, one-sided 95% (Clopper and Pearson 1934).

    None found among six leaves room for 39 in a hundred: a sign in all of a few draws is no law.
    """
    return 1.0 if found >= of else float(stats.beta.ppf(CONFIDENCE, found + 1, of - found))


def variance_ratio(base: Sequence[float], policy: Sequence[float]) -> float:
    """Return the variance of the paired difference over that of independent worlds.

    0 where pairing takes all chance away, 1 where it does nothing: the number of replications that
    pairing saves is its inverse. NaN where neither world varies.
    """
    a, b = np.asarray(base, float), np.asarray(policy, float)
    return _divided(float((b - a).var(ddof=1)), float(a.var(ddof=1) + b.var(ddof=1)))


def paired_table(
    values: pd.DataFrame, base: str, policy: str, keys: list[str], varies: str = CHANCE_ONLY
) -> pd.DataFrame:
    """Return the paired difference of every column by `keys`, in long form.

    Parameters
    ----------
    values : DataFrame
        `scenario, replication`, the keys, and one column per outcome.
    keys : list of str
        Columns that name a cell, for example `year, area`.
    varies : str
        Where parameters vary too, the interval is that of `predicted`, else that of `paired`.

    Returns
    -------
    DataFrame
        keys, `outcome, difference, low, high, varies, replications, base`.
    """
    index = [*keys, "replication"]
    ours = values[values["scenario"] == policy].set_index(index).drop(columns="scenario")
    theirs = values[values["scenario"] == base].set_index(index).drop(columns="scenario")
    theirs = theirs.reindex(index=ours.index, columns=ours.columns)
    table = _mean_and_bounds(ours - theirs, keys, "difference", varies == CHANCE_AND_PARAMETERS)
    before = _long(theirs.groupby(level=keys, sort=True).mean(), "base")
    table = table.merge(before, on=[*keys, "outcome"], how="left")
    table.insert(len(keys) + 4, "varies", varies)
    return table


def bands(values: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return mean and interval over replications of every column, by scenario and `keys`.

    Returns
    -------
    DataFrame
        `scenario`, keys, `outcome, mean, low, high, replications`.
    """
    index = ["scenario", *keys]
    return _mean_and_bounds(values.set_index([*index, "replication"]), index, "mean")


def _mean_and_bounds(
    values: pd.DataFrame, keys: list[str], name: str, next_one: bool = False
) -> pd.DataFrame:
    """Return mean and bounds in long form; `next_one`: of the next pair, not of the mean."""
    cells = values.groupby(level=keys, sort=True)
    mean, n = cells.mean(), cells.count()
    half = cells.std(ddof=1) * np.sqrt((1 + n if next_one else 1) / n) * n.map(student)
    table = _long(mean, name)
    table["low"] = _long(mean - half, "low")["low"]
    table["high"] = _long(mean + half, "high")["high"]
    table["replications"] = _long(n, "n")["n"]
    return table


def _long(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    named = wide.rename_axis(columns="outcome")
    return stacked(named).rename(name).reset_index()


def stacked(wide: pd.DataFrame) -> "pd.Series[Any]":
    """Return a wide table in long form, cells that are NaN too; its keys stay in the index."""
    return cast("pd.Series[Any]", wide.stack(future_stack=True))  # noqa: PD013 - keeps keys


@cache
def student(n: int, confidence: float = CONFIDENCE) -> float:
    """Return the factor of a half-width from n values: Student's t, NaN for one value."""
    return float(stats.t.ppf((1 + confidence) / 2, n - 1)) if n > 1 else math.nan


def _divided(above: float, below: float) -> float:
    return float(above / below) if below else math.nan
