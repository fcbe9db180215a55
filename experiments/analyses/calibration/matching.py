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

import numpy as np
from scipy.special import ndtr

from experiments.analyses.calibration.emulators import Emulator
from experiments.analyses.calibration.sampling import Chains, LogLikelihood, Stream, begin, move
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

    def means(self, shares: Numbers) -> Numbers:
        """Return what the emulators say, on the scales, shape [points, targets]."""
        return np.column_stack([one.mean(shares) for one in self.emulators])

    def variances(self, means: Numbers) -> Numbers:
        """Return all that lies between emulator and observation, shape as the means."""
        return np.column_stack(
            [
                one.target.variance
                + one.error**2
                + one.chance_variance(means[:, k], self.residents)
                for k, one in enumerate(self.emulators)
            ]
        )

    def values(self) -> Numbers:
        """Return what was observed, on the scales, shape [targets]."""
        return np.array([one.target.value for one in self.emulators])

    def implausibility(self, shares: Numbers) -> Numbers:
        """Return the distance in standard deviations, shape [points, targets]."""
        means = self.means(shares)
        return np.asarray(np.abs(means - self.values()) / np.sqrt(self.variances(means)))

    def judged(self, shares: Numbers) -> Numbers:
        """Return the implausibility that counts, shape [points]."""
        return np.sort(self.implausibility(shares), axis=1)[:, -min(RANK, len(self.emulators))]

    def log_likelihood(self, shares: Numbers) -> Numbers:
        """Return the log likelihood of what was observed, shape [points]."""
        means = self.means(shares)
        variances = self.variances(means)
        squares = (means - self.values()) ** 2 / variances + np.log(variances)
        return np.asarray(-0.5 * squares.sum(axis=1))


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
