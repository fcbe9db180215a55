"""Sampling the posterior of the emulators by Hamiltonian Monte Carlo (Neal 2011).

A point moves like a marble over the surface of the posterior: it gets a momentum at random, rolls
for some leapfrog steps down and up the slopes, and stays where it comes to rest as often as the
laws of motion were kept. One such roll is a trajectory of the sampler. Slopes are known, so
hundreds of parameters move at once and far. The surface is first stretched by the normal
distribution that is like the posterior at its highest point, so that it is about as steep in every
direction.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from experiments.analyses.calibration.matching import Observed
from experiments.analyses.calibration.sampling import Chains, Stream
from experiments.analyses.uncertainty.parameter_space import Numbers

CLIMBS = 50
"""To the highest point of a posterior, at most."""
SHORTEST = 1e-3
LEAPFROG_STEPS = 10
"""Of each roll."""
FIRST_LEAP = 0.1
ACCEPTED = 0.8
"""Share of rolls that are kept, to which the length of a leap is tuned in the first half."""
TUNING = 0.5
SPREAD = 0.2
"""Leaps are so much shorter or longer by chance, so that no roll comes back to where it began."""


@dataclass(frozen=True, eq=False)
class Walked:
    """Chains that have sampled the posterior of the emulators.

    Attributes
    ----------
    shares : array, shape [chains, parameters]
        Where they stand.
    means, variances : array, shape [chains, parameters]
        Of the positions in the second half of the rolls.
    kept : int
        Positions in that half.
    """

    shares: Numbers
    means: Numbers
    variances: Numbers
    kept: int


@dataclass(frozen=True, eq=False)
class Stretched:
    """A normal distribution over the normals of the parameters, as a stretch of a round one.

    Attributes
    ----------
    centre : array, shape [parameters]
    along : array, shape [parameters, directions]
        Directions in which it is narrower than before anything was observed.
    narrowed : array, shape [directions]
        Its standard deviation in each of them.
    """

    centre: Numbers
    along: Numbers
    narrowed: Numbers

    def out(self, points: Numbers) -> Numbers:
        """Return points of the round distribution as normals of the parameters."""
        return np.asarray(self.centre + self.turned(points))

    def turned(self, points: Numbers) -> Numbers:
        """Return points or slopes stretched, without the centre."""
        return np.asarray(points + ((points @ self.along) * (self.narrowed - 1.0)) @ self.along.T)

    def back(self, normals: Numbers) -> Numbers:
        """Return normals of the parameters as points of the round distribution."""
        away = normals - self.centre
        wider = 1.0 / self.narrowed - 1.0
        return np.asarray(away + ((away @ self.along) * wider) @ self.along.T)


def walk(chains: Chains, observed: Observed, rolls: int, rng: Stream) -> Walked:
    """Walk chains from points not ruled out into the posterior.

    Parameters
    ----------
    chains : Chains
    observed : Observed
    rolls : int
        Of each chain; in the first half the leap is tuned, and they are forgotten.
    rng : Stream
    """
    marbles = _Marbles(straightened(observed), observed, chains.normals)
    total = np.zeros_like(chains.normals)
    squares, kept, leap = np.zeros_like(total), 0, FIRST_LEAP
    for k in range(rolls):
        accepted = marbles.roll(leap, rng)
        if k < rolls // 2:
            leap *= float(np.exp(TUNING * (accepted - ACCEPTED)))
        else:
            shares = marbles.shares
            total, squares, kept = total + shares, squares + shares**2, kept + 1
    means = total / max(1, kept)
    variances = np.maximum(squares / max(1, kept) - means**2, 0.0) * kept / max(1, kept - 1)
    return Walked(marbles.shares, means, variances, kept)


class _Marbles:
    """Where the chains stand on the stretched surface, how high, and how steep it is there."""

    def __init__(self, stretched: Stretched, observed: Observed, normals: Numbers) -> None:
        self.stretched, self.observed = stretched, observed
        self.points = stretched.back(normals)
        self.heights, self.slopes = self._surface(self.points)

    @property
    def shares(self) -> Numbers:
        return np.asarray(ndtr(self.stretched.out(self.points)))

    def _surface(self, points: Numbers) -> tuple[Numbers, Numbers]:
        normals = self.stretched.out(points)
        heights, slopes = height(self.observed, normals)
        return heights, self.stretched.turned(slopes)

    def roll(self, leap: float, rng: Stream) -> float:
        """Roll every chain once; return the mean probability with which a roll is kept."""
        size = len(self.points)
        momentum = rng.normal(*self.points.shape)
        length = leap * (1.0 - SPREAD + 2.0 * SPREAD * rng.uniform(size))[:, None]
        before = self.heights - 0.5 * (momentum**2).sum(axis=1)
        points, slopes, heights = self.points, self.slopes, self.heights
        for _ in range(LEAPFROG_STEPS):
            momentum = momentum + 0.5 * length * slopes
            points = points + length * momentum
            heights, slopes = self._surface(points)
            momentum = momentum + 0.5 * length * slopes
        gained = heights - 0.5 * (momentum**2).sum(axis=1) - before
        likely = np.exp(np.minimum(0.0, np.where(np.isfinite(gained), gained, -np.inf)))
        stays = rng.uniform(size) < likely
        self.points = np.where(stays[:, None], points, self.points)
        self.slopes = np.where(stays[:, None], slopes, self.slopes)
        self.heights = np.where(stays, heights, self.heights)
        return float(likely.mean())


def height(observed: Observed, normals: Numbers) -> tuple[Numbers, Numbers]:
    """Return the log posterior at points, and its slopes.

    Parameters
    ----------
    observed : Observed
    normals : array, shape [points, parameters]
        Normals of the parameters.

    Returns
    -------
    array, shape [points]
        But for a constant.
    array, shape [points, parameters]
        Per unit of the normals.
    """
    likely, slopes = observed.steepness(np.asarray(ndtr(normals)))
    return likely - 0.5 * (normals**2).sum(axis=1), slopes * density(normals) - normals


def density(normals: Numbers) -> Numbers:
    """Return by how much a share moves with its normal."""
    return np.asarray(np.exp(-0.5 * normals**2) / np.sqrt(2.0 * np.pi))


def straightened(observed: Observed) -> Stretched:
    """Return the normal distribution that is like the posterior at its highest point.

    The point is found by steps that take every emulator for straight where they stand
    (Gauss-Newton); a step that leads down is halved.
    """
    here = np.zeros(observed.stack.slopes.shape[1])
    high = float(height(observed, here[None])[0][0])
    for _ in range(CLIMBS):
        step, length = _towards(observed, here) - here, 1.0
        while length > SHORTEST:
            found = float(height(observed, (here + length * step)[None])[0][0])
            if found > high:
                break
            length /= 2.0
        else:
            break
        here, high = here + length * step, found
    slopes, variances = steep(observed, here)
    _, sizes, along = np.linalg.svd(slopes / np.sqrt(variances)[:, None], full_matrices=False)
    return Stretched(here, along.T, 1.0 / np.sqrt(1.0 + sizes**2))


def _towards(observed: Observed, here: Numbers) -> Numbers:
    """Return the highest point of the posterior if all were as straight as it is here."""
    slopes, variances = steep(observed, here)
    gap = observed.values - observed.means(np.asarray(ndtr(here))[None])[0] + slopes @ here
    return np.asarray(slopes.T @ np.linalg.solve(slopes @ slopes.T + np.diag(variances), gap))


def steep(observed: Observed, here: Numbers) -> tuple[Numbers, Numbers]:
    """Return at one point the slopes of all targets per normal, and what lies between them.

    Returns
    -------
    array, shape [targets, parameters]
    array, shape [targets]
        Variances between emulator and observation.
    """
    share = np.asarray(ndtr(here))
    slopes = observed.stack.slopes_at(share) * density(here)
    return slopes, observed.variances(observed.means(share[None]))[0]


def r_hat(walked: Walked) -> Numbers:
    """Return how far chains disagree, by parameter: 1 where they have mixed (Gelman, Rubin 1992).

    sqrt(((n - 1) / n W + B) / W), with W the mean of the variances within chains and B the variance
    between their means.
    """
    within, between = walked.variances.mean(axis=0), walked.means.var(axis=0, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(((walked.kept - 1) / walked.kept * within + between) / within)
