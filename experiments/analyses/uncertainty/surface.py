"""What must be true for a plan to pay: its saving over the numbers that decide, all else unknown.

Over draws, what the plan saves net by the end of the last year is a curved surface over the few
numbers that decide most (straight terms, squares and products, fitted by least squares). What lies
between the surface and the draws is all that is not known beside: the probability of a saving at a
point is that a normal number of that spread comes out above zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from experiments.analyses.uncertainty.decides import FOLDS, folds
from experiments.analyses.uncertainty.parameter_space import Numbers

LEAST_NUMBERS = 2
EACH = 10
"""Different sets that each term of the surface needs; with fewer it takes chance for knowledge."""
LOW, MIDDLE, HIGH = 0.25, 0.5, 0.75
"""Shares of the draws: the middle of the lower half, of all, and of the upper half."""
STEPS = 201
"""Values of a number that are looked at."""


@dataclass(frozen=True, eq=False)
class Surface:
    """What a plan saves net, over the numbers that decide.

    Attributes
    ----------
    drawn : DataFrame, shape [draws, numbers]
        The draws it was fitted to.
    net : array, shape [draws]
        What each saved; euros.
    slopes : array, shape [terms]
        1, straight terms, squares and products of numbers in spreads from their middle.
    spread : float
        Of the draws around the surface, on draws left out; euros.
    explained : float
        Share of the variance between draws that it tells, on draws left out.
    missed : array, shape [draws]
        What each saved less what the surface says of it when it is left out; euros.
    """

    drawn: pd.DataFrame
    net: Numbers
    slopes: Numbers
    spread: float
    explained: float
    missed: Numbers

    def saved(self, points: Numbers) -> Numbers:
        """Return the mean net saving, shape [points]; euros."""
        return np.asarray(_terms(self._centred(points)) @ self.slopes)

    def saving(self, points: Numbers) -> Numbers:
        """Return the probability that the plan saves, shape [points].

        Parameters
        ----------
        points : array, shape [points, numbers]
            In the units of the numbers.
        """
        return np.asarray(ndtr(self.saved(points) / self.spread))

    def at(self, shares: Sequence[float] | Numbers) -> Numbers:
        """Return the point at these shares of the draws of each number (quantiles)."""
        columns = self.drawn.to_numpy(float).T
        return np.array([np.quantile(x, q) for x, q in zip(columns, shares, strict=True)])

    def _centred(self, points: Numbers) -> Numbers:
        x = self.drawn.to_numpy(float)
        return np.asarray((points - x.mean(axis=0)) / x.std(axis=0))

    def ends(self) -> tuple[float, float]:
        """Return the probability of a saving where each number is least and most favourable.

        Each in the middle of one half of its draws; of all such corners the worst and the best.
        """
        sides = np.array(np.meshgrid(*[(LOW, HIGH)] * len(self.drawn.columns)))
        corners = sides.reshape(len(self.drawn.columns), -1).T
        found = self.saving(np.array([self.at(one) for one in corners]))
        return float(found.min()), float(found.max())

    def from_where(self, place: int) -> tuple[float, float] | None:
        """Return between which values of one number a saving is likelier than not.

        The others stand in their middle. None where that is nowhere; the ends are those of what
        was drawn where it holds up to them. Where it holds in two parts, the wider is returned.
        """
        x = self.drawn.iloc[:, place].to_numpy(float)
        looked = np.linspace(x.min(), x.max(), STEPS)
        points = np.tile(self.at([MIDDLE] * len(self.drawn.columns)), (STEPS, 1))
        points[:, place] = looked
        likely = self.saving(points) > MIDDLE
        if not likely.any():
            return None
        edges = np.flatnonzero(np.diff(np.concatenate(([0], likely.astype(int), [0]))))
        begins, ends = edges[::2], edges[1::2] - 1
        widest = int(np.argmax(ends - begins))
        return float(looked[begins[widest]]), float(looked[ends[widest]])


def surface(
    values: pd.DataFrame,
    net: Sequence[float] | Numbers,
    sets: Sequence[int] | NDArray[np.int64] | None = None,
) -> Surface | None:
    """Fit what a plan saves to the numbers that decide.

    Parameters
    ----------
    values : DataFrame, shape [draws, numbers]
    net : array, shape [draws]
        Euros.
    sets : array of int, shape [draws], optional
        Equal for draws of one set (`draws.sets_of`): these are left out together.

    Returns
    -------
    Surface or None
        None where draws are too few for its terms, or a number does not vary.
    """
    saved, x = np.asarray(net, float), values.to_numpy(float)
    if not len(values.columns) or (x.std(axis=0) == 0.0).any():
        return None
    terms = _terms((x - x.mean(axis=0)) / x.std(axis=0))
    each = np.arange(len(x)) if sets is None else np.asarray(sets)
    if len(np.unique(each)) < EACH * terms.shape[1] or saved.std() == 0.0:
        return None
    missed, fold = np.empty(len(x)), folds(each)
    for k in range(FOLDS):
        there = fold != k
        slopes = np.linalg.lstsq(terms[there], saved[there], rcond=None)[0]
        missed[~there] = saved[~there] - terms[~there] @ slopes
    slopes = np.linalg.lstsq(terms, saved, rcond=None)[0]
    told = max(0.0, 1.0 - float((missed**2).mean() / saved.var()))
    return Surface(values, saved, slopes, float(np.sqrt((missed**2).mean())), told, missed)


def _terms(centred: Numbers) -> Numbers:
    first, second = np.triu_indices(centred.shape[1])
    products = centred[:, first] * centred[:, second]
    return np.hstack((np.ones((len(centred), 1)), centred, products))
