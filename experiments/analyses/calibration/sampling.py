"""Sampling points of the parameter space by elliptical slices (Murray, Adams and MacKay 2010).

A point is held as one standard normal number per parameter, of which its share of the range is the
normal distribution function: uniform over the ranges before anything is observed. A slice proposes
points on an ellipse through the present one and a fresh draw, and shrinks towards where it stands
until one is likely enough: no step is tuned, hundreds of parameters do no harm, and wherever it
stands it may stay for good without bias. Many chains move at once.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from experiments.analyses.uncertainty.parameter_space import Numbers
from model.draws import decision, uniforms

Places = NDArray[np.int64]
LogLikelihood = Callable[[Numbers], Numbers]
"""Normals of points, shape [points, parameters] -> log likelihood, shape [points].

Minus infinity rules a point out.
"""
SHRINKS = 100
"""After so many refusals a chain stands where it is: an angle has shrunk to nothing by then."""
WHOLE = 2 * np.pi


STREAM = decision("calibration.chains")


class Stream:
    """Draws in the order in which they are asked for, each keyed by seed, call and place.

    Parameters
    ----------
    seed : int
    """

    def __init__(self, seed: int) -> None:
        self.seed, self.calls = seed, 0

    def uniform(self, *shape: int) -> Numbers:
        """Return draws from 0 to 1."""
        self.calls += 1
        places = np.arange(math.prod(shape))
        return np.asarray(uniforms(self.seed, places, STREAM, self.calls, 0)).reshape(shape)

    def normal(self, *shape: int) -> Numbers:
        """Return standard normal draws."""
        return np.asarray(ndtri(self.uniform(*shape)))


@dataclass(eq=False)
class Chains:
    """Chains, and where they stand.

    Attributes
    ----------
    normals : array, shape [chains, parameters]
    log_likelihood : array, shape [chains]
    """

    normals: Numbers
    log_likelihood: Numbers

    @property
    def shares(self) -> Numbers:
        """Where they stand, as shares of the ranges."""
        return np.asarray(ndtr(self.normals))

    def of(self, chosen: Places) -> "Chains":
        """Return the chains with these numbers, in their order."""
        return Chains(self.normals[chosen].copy(), self.log_likelihood[chosen].copy())


def begin(chains: int, parameters: int, rng: Stream) -> Chains:
    """Return chains that begin anywhere in the ranges, while nothing is observed."""
    return Chains(rng.normal(chains, parameters), np.zeros(chains))


def move(chains: Chains, likely: LogLikelihood, rng: Stream) -> None:
    """Move every chain by one slice."""
    size = len(chains.normals)
    fresh = rng.normal(*chains.normals.shape)
    level = chains.log_likelihood + np.log(rng.uniform(size))
    angle = WHOLE * rng.uniform(size)
    low, high = angle - WHOLE, angle.copy()
    waiting, start = np.arange(size), chains.normals.copy()
    for _ in range(SHRINKS):
        turn = angle[waiting, None]
        there = start[waiting] * np.cos(turn) + fresh[waiting] * np.sin(turn)
        found = likely(there)
        good = found > level[waiting]
        chains.normals[waiting[good]] = there[good]
        chains.log_likelihood[waiting[good]] = found[good]
        waiting = waiting[~good]
        if not len(waiting):
            return
        before = angle[waiting] < 0.0
        low[waiting] = np.where(before, angle[waiting], low[waiting])
        high[waiting] = np.where(before, high[waiting], angle[waiting])
        angle[waiting] = low[waiting] + (high - low)[waiting] * rng.uniform(len(waiting))
