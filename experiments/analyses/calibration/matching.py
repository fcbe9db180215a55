"""History matching: which parameters are ruled out by what was observed, and how much is left.

The implausibility of a point for a target is the distance between what its emulator says and what
was observed, in standard deviations of all that lies between them: error of the observation,
discrepancy of the model, error of the emulator, chance of the one town there was. A point is ruled
out where the second largest over all targets is above three (Vernon, Goldstein and Bower 2010):
one target in some fifty may be that far off by bad luck. The share of the ranges that is left is
found level by level, each keeping about half of the points of the level before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from experiments.analyses.calibration.emulators import Emulator
from experiments.analyses.calibration.sampling import Chains, LogLikelihood, Stream, begin, move
from experiments.analyses.calibration.stacked import Stack
from experiments.analyses.uncertainty.parameter_space import Numbers

CUT = 3.0
RANK = 2
"""The largest implausibility that counts: the second."""
MOVES = 8
"""Slices after each level, so that points that were copied part."""
MOST_LEVELS = 200


@dataclass(frozen=True, eq=False)
class Observed:
    """Emulators beside what was observed.

    Attributes
    ----------
    emulators : sequence of Emulator
    residents : int
        Of the town that was observed.
    """

    emulators: Sequence[Emulator]
    residents: int

    @cached_property
    def stack(self) -> Stack:
        """The emulators side by side."""
        return Stack(self.emulators)

    @cached_property
    def values(self) -> Numbers:
        """What was observed, on the scales, shape [targets]."""
        return np.array([one.target.value for one in self.emulators])

    @cached_property
    def fixed(self) -> Numbers:
        """Variance of observation, model and emulator, shape [targets]."""
        return np.array([one.target.variance + one.error**2 for one in self.emulators])

    @cached_property
    def _log_chance(self) -> tuple[Numbers, Numbers]:
        """Log variance of chance at a mean of 0, and per unit of the mean, shape [targets]."""
        chance = np.array([one.chance for one in self.emulators]).T
        smaller = np.array([one.residents / self.residents for one in self.emulators])
        return chance[0] + np.log(smaller), chance[1]

    def means(self, shares: Numbers) -> Numbers:
        """Return what the emulators say, on the scales, shape [points, targets]."""
        return self.stack.means(shares)

    def chance(self, means: Numbers) -> Numbers:
        """Return the variance of chance in the town that was observed, shape as the means."""
        at_zero, slope = self._log_chance
        return np.exp(at_zero + slope * means)

    def variances(self, means: Numbers) -> Numbers:
        """Return all that lies between emulator and observation, shape as the means."""
        return self.fixed + self.chance(means)

    def implausibility(self, shares: Numbers) -> Numbers:
        """Return the distance in standard deviations, shape [points, targets]."""
        means = self.means(shares)
        return np.asarray(np.abs(means - self.values) / np.sqrt(self.variances(means)))

    def judged(self, shares: Numbers) -> Numbers:
        """Return the implausibility that counts, shape [points]."""
        return np.sort(self.implausibility(shares), axis=1)[:, -min(RANK, len(self.emulators))]

    def steepness(self, shares: Numbers) -> tuple[Numbers, Numbers]:
        """Return the log likelihood of what was observed, and its slopes per share.

        Returns
        -------
        array, shape [points]
        array, shape [points, parameters]
        """
        means = self.means(shares)
        chance, gap = self.chance(means), means - self.values
        variances = self.fixed + chance
        squares = gap**2 / variances
        likely = -0.5 * (squares + np.log(variances)).sum(axis=1)
        by_chance = 0.5 * (squares - 1.0) * self._log_chance[1] * chance
        by_mean = (by_chance - gap) / variances
        return likely, self.stack.pulled(shares, by_mean)


@dataclass(frozen=True, eq=False)
class Left:
    """What is not ruled out.

    Attributes
    ----------
    chains : Chains
        Points spread evenly over it.
    log10_volume : float
        Of its share of the ranges.
    levels : int
    """

    chains: Chains
    log10_volume: float
    levels: int


def not_ruled_out(observed: Observed, parameters: int, points: int, rng: Stream) -> Left:
    """Find the part of the ranges that is not ruled out.

    Parameters
    ----------
    observed : Observed
    parameters : int
    points : int
        Of each level; the more, the surer the volume.
    rng : Stream
    """
    chains = begin(points, parameters, rng)
    volume = 0.0
    for levels in range(MOST_LEVELS):
        scores = observed.judged(chains.shares)
        cut = max(CUT, float(np.median(scores)))
        inside = np.flatnonzero(scores <= cut)
        volume += np.log10(len(inside) / points)
        more = (rng.uniform(points - len(inside)) * len(inside)).astype(np.int64)
        copies = np.concatenate((inside, inside[more]))
        chains = chains.of(copies)
        chains.log_likelihood = np.zeros(points)
        within = _within(observed, cut)
        for _ in range(MOVES):
            move(chains, within, rng)
        if cut == CUT:
            return Left(chains, volume, levels + 1)
    raise RuntimeError(f"no point within {CUT} standard deviations after {MOST_LEVELS} levels")


def _within(observed: Observed, cut: float) -> LogLikelihood:
    def likely(normals: Numbers) -> Numbers:
        return np.where(observed.judged(np.asarray(ndtr(normals))) <= cut, 0.0, -np.inf)

    return likely
