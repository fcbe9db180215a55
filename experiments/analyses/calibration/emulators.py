"""Emulators: what a figure of the base years would be at parameters that were never lived.

The mean of a figure, on the scale of its target, is linear in all parameters and bends over those
that move it most: their squares and products. A lasso finds which of all these terms count.
Gaussian processes over the same parameters told at most 0.011 more of the variance of sets left
out (of twelve targets that were tried, with 888 sets) and took ten times as long to ask. Chance has
an emulator of its own: its variance over pairs of runs at the same parameters, log-linear in the
mean. The error is told on sets left out of the fit, with chance taken out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analyses.calibration.library import Library
from experiments.analyses.patterns.targets import Target
from experiments.analyses.uncertainty.parameter_space import Numbers

FOLDS = 5
ALPHAS = 40
BENDING = 12
"""Parameters over which a figure may bend: those that move it most."""
MEAN_SQUARE = 1.0 / 12.0
"""Of the distance of a share from the middle of its range."""
BEND_SCALE = 3.0
"""A square or product over this much of its range spreads about as much as a straight term."""
LEAST_VARIANCE = 1e-12
PAIRS_FOR_SLOPE = 20


@dataclass(frozen=True, eq=False)
class Emulator:
    """One target over the whole space of parameters.

    Attributes
    ----------
    target : Target
    middle : float
        In the middle of every range.
    slopes : array, shape [parameters]
        Change over a whole range.
    places : array of int, shape [bending]
        Parameters over which it bends.
    bends : array, shape [bending * (bending + 1) / 2]
        Of their squares and products, row by row of the upper triangle.
    error : float
        Standard deviation by which the mean is missed on sets left out, chance taken out.
    r_squared : float
        Share of the variance of figures left out that is told, chance included.
    chance : tuple of float
        Log variance between towns of the library's size: at mean 0, and per unit of the mean.
    residents : int
        Of the towns of the library.
    """

    target: Target
    middle: float
    slopes: Numbers
    places: NDArray[np.int64]
    bends: Numbers
    error: float
    r_squared: float
    chance: tuple[float, float]
    residents: int

    def chance_variance(self, mean: Numbers, residents: int) -> Numbers:
        """Return the variance between towns of some size that live by the same parameters."""
        at_zero, slope = self.chance
        return np.exp(at_zero + slope * mean) * self.residents / residents


def emulated(
    library: Library, target: Target, residents: int, lived_in: Numbers | None = None
) -> Emulator:
    """Fit the emulator of a target to a library.

    Parameters
    ----------
    library : Library
    target : Target
    residents : int
        Of its towns.
    lived_in : array, shape [sets], optional
        Residents of the town of each set, where some are others.
    """
    y = target.on_scale(library.figures[target.measure].to_numpy(float))
    there = np.isfinite(y)
    smaller = np.ones(len(y)) if lived_in is None else residents / lived_in
    shares, y, smaller = library.shares[there], y[there], smaller[there]
    straight = _fit(shares - 0.5, y, _penalty(shares - 0.5, y))[1]
    strongest = np.argsort(-np.abs(straight), kind="stable")[:BENDING]
    places = np.sort(strongest[straight[strongest] != 0.0])
    terms = np.hstack((shares - 0.5, _bent(shares, places)))
    penalty = _penalty(terms, y)
    middle, slopes = _fit(terms, y, penalty)
    squared = float((_missed(terms, y, penalty) ** 2).mean())
    chance = _chance(library, target)
    by_chance = float((np.exp(chance[0] + chance[1] * y) * smaller).mean())
    floor = squared * np.count_nonzero(slopes) / len(y)
    cut = shares.shape[1]
    return Emulator(
        target, middle, slopes[:cut], places, slopes[cut:],
        float(np.sqrt(max(squared - by_chance, floor))),
        1.0 - squared / max(float(y.var()), LEAST_VARIANCE), chance, residents,
    )  # fmt: skip


def _bent(shares: Numbers, places: NDArray[np.int64]) -> Numbers:
    """Return squares and products, shape [points, terms], each zero on average."""
    centred = shares[:, places] - 0.5
    first, second = np.triu_indices(len(places))
    terms = centred[:, first] * centred[:, second]
    terms[:, first == second] -= MEAN_SQUARE
    return BEND_SCALE * terms


def _penalty(terms: Numbers, y: Numbers) -> float:
    """Return the penalty of the lasso that predicts best."""
    from sklearn.linear_model import LassoCV

    fit = LassoCV(cv=FOLDS, alphas=ALPHAS, max_iter=5_000, tol=1e-3).fit(terms, y)
    return float(fit.alpha_)


def _fit(terms: Numbers, y: Numbers, penalty: float) -> tuple[float, Numbers]:
    from sklearn.linear_model import Lasso

    fit = Lasso(alpha=penalty, max_iter=20_000).fit(terms, y)
    return float(fit.intercept_), np.asarray(fit.coef_)


def _missed(terms: Numbers, y: Numbers, penalty: float) -> Numbers:
    """Return by how much each set is missed by a fit to the sets of the other folds."""
    missed = np.empty_like(y)
    fold = np.arange(len(y)) % FOLDS
    for k in range(FOLDS):
        middle, slopes = _fit(terms[fold != k], y[fold != k], penalty)
        missed[fold == k] = y[fold == k] - (middle + terms[fold == k] @ slopes)
    return missed


def _chance(library: Library, target: Target) -> tuple[float, float]:
    """Return log variance of chance at mean 0 and per unit of the mean, from pairs of runs."""
    once = library.figures.loc[library.again.index, target.measure].to_numpy(float)
    twice = library.again[target.measure].to_numpy(float)
    first, second = target.on_scale(once), target.on_scale(twice)
    there = np.isfinite(first) & np.isfinite(second)
    half = np.maximum((first - second)[there] ** 2 / 2, LEAST_VARIANCE)
    middle = ((first + second) / 2)[there]
    overall = float(np.log(half.mean()))
    if len(half) < PAIRS_FOR_SLOPE or middle.std() == 0.0:
        return overall, 0.0
    return _log_linear(middle, half)


def _log_linear(middle: Numbers, half: Numbers) -> tuple[float, float]:
    """Fit squares that scatter as a gamma does around a mean that is log-linear."""
    from sklearn.linear_model import GammaRegressor

    centre, spread = float(middle.mean()), float(middle.std())
    x = ((middle - centre) / spread)[:, None]
    scale = float(half.mean())
    fit = GammaRegressor(alpha=0.01, max_iter=1_000).fit(x, half / scale)
    slope = float(fit.coef_[0]) / spread
    return float(fit.intercept_) + float(np.log(scale)) - slope * centre, slope


def table_of(emulators: Sequence[Emulator]) -> pd.DataFrame:
    """Return what each emulator is worth: a row per target."""
    rows = [
        {
            "id": one.target.id, "measure": one.target.measure, "r_squared": one.r_squared,
            "emulator_error": one.error, "chance": float(np.sqrt(one.chance_variance(
                np.array([one.target.value]), one.residents)[0])),
            "observation_and_discrepancy": float(np.sqrt(one.target.variance)),
            "parameters": int(np.count_nonzero(one.slopes)),
            "bends": int(np.count_nonzero(one.bends)),
        }
        for one in emulators
    ]  # fmt: skip
    return pd.DataFrame(rows)
