"""The posterior: parameters by how likely they make what was observed, set right by real towns.

Chains sample it on the emulators. Where each chain ends is then lived, in larger towns than those
of the library: what the emulator says there and what came out are weighed together, each by its
error, and the draw gets the ratio of its likelihood with and without that knowledge as its weight.
Draws are taken again by these weights, so that the sample is of the model and not of its emulator.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import logsumexp, ndtr

from experiments.analyses.calibration.library import Library
from experiments.analyses.calibration.matching import Observed
from experiments.analyses.calibration.sampling import Chains, Places, Stream, move
from experiments.analyses.uncertainty.parameter_space import Numbers

STEPS = 50
"""To the highest point of a posterior, at most."""
SHORTEST = 1e-3
WIDER = 0.5
"""What was observed counts half for the shape around which slices turn: tails are reached sooner.

Of 1, 0.7, 0.4 and 0.2 this brought chains of a synthetic town together soonest; no draw hangs on it
once they have mixed.
"""


@dataclass(frozen=True, eq=False)
class Walked:
    """Chains that have sampled the posterior of the emulators.

    Attributes
    ----------
    shares : array, shape [chains, parameters]
        Where they stand.
    means, variances : array, shape [chains, parameters]
        Of the positions in the second half of the slices.
    kept : int
        Positions in that half.
    """

    shares: Numbers
    means: Numbers
    variances: Numbers
    kept: int


def walk(chains: Chains, observed: Observed, slices: int, rng: Stream) -> Walked:
    """Walk chains from points not ruled out into the posterior.

    Parameters
    ----------
    chains : Chains
    observed : Observed
    slices : int
        Of each chain; the first half is forgotten.
    rng : Stream

    Notes
    -----
    Slices are turned around a normal distribution that is like the posterior at its highest point:
    what differs from it stays in the likelihood, so that the sample is of the posterior itself
    (Nishihara, Murray and Adams 2014).
    """
    near = _straightened(observed)
    here = Chains(near.steps_to(chains.normals), np.zeros(len(chains.normals)))

    def likely(normals: Numbers) -> Numbers:
        there = near.centre + normals @ near.root.T
        prior = 0.5 * ((normals**2).sum(axis=1) - (there**2).sum(axis=1))
        return np.asarray(prior + observed.log_likelihood(np.asarray(ndtr(there))))

    here.log_likelihood = likely(here.normals)
    total = np.zeros_like(here.normals)
    squares, kept = np.zeros_like(total), 0
    for k in range(slices):
        move(here, likely, rng)
        if k >= slices // 2:
            shares = ndtr(near.centre + here.normals @ near.root.T)
            total, squares, kept = total + shares, squares + shares**2, kept + 1
    means = total / max(1, kept)
    variances = np.maximum(squares / max(1, kept) - means**2, 0.0) * kept / max(1, kept - 1)
    ends = np.asarray(ndtr(near.centre + here.normals @ near.root.T))
    return Walked(ends, means, variances, kept)


@dataclass(frozen=True, eq=False)
class _Straight:
    """A normal distribution over the normals of the parameters: its centre, and a root."""

    centre: Numbers
    root: Numbers

    def steps_to(self, normals: Numbers) -> Numbers:
        """Return points in standard deviations of this distribution."""
        return np.asarray(solve_triangular(self.root, (normals - self.centre).T, lower=True).T)


def _straightened(observed: Observed) -> _Straight:
    """Return the normal distribution that is like the posterior at its highest point.

    The point is found by steps that take every emulator for straight where they stand
    (Gauss-Newton); a step that leads down is halved.
    """
    here = np.zeros(len(observed.emulators[0].slopes))
    height = _height(observed, here)
    for _ in range(STEPS):
        covariance, centre = _normal_at(observed, here)
        length = 1.0
        while length > SHORTEST:
            there = here + length * (centre - here)
            found = _height(observed, there)
            if found > height:
                break
            length /= 2.0
        else:
            break
        here, height = there, found
    covariance, _ = _normal_at(observed, here, WIDER)
    root = np.asarray(np.linalg.cholesky((covariance + covariance.T) / 2), float)
    return _Straight(here, root)


def _normal_at(
    observed: Observed, here: Numbers, sharpness: float = 1.0
) -> tuple[Numbers, Numbers]:
    """Return covariance and centre of the posterior if all is as straight as it is here.

    What was observed is taken for so much less sharp.
    """
    point = np.asarray(ndtr(here))
    means = observed.means(point[None])
    slopes = np.array([one.slopes_at(point) for one in observed.emulators]) * _density(here)
    precision = sharpness / observed.variances(means)[0]
    inverse = np.eye(len(here)) + slopes.T @ (precision[:, None] * slopes)
    covariance = np.asarray(np.linalg.inv(inverse))
    gap = observed.values() - means[0] + slopes @ here
    return covariance, np.asarray(covariance @ (slopes.T @ (precision * gap)))


def _height(observed: Observed, here: Numbers) -> float:
    return float(observed.log_likelihood(np.asarray(ndtr(here))[None])[0] - 0.5 * here @ here)


def _density(normals: Numbers) -> Numbers:
    return np.asarray(np.exp(-0.5 * normals**2) / np.sqrt(2.0 * np.pi))


def r_hat(walked: Walked) -> Numbers:
    """Return how far chains disagree, by parameter: 1 where they have mixed (Gelman, Rubin 1992).

    sqrt(((n - 1) / n W + B) / W), with W the mean of the variances within chains and B the variance
    between their means.
    """
    within, between = walked.variances.mean(axis=0), walked.means.var(axis=0, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(((walked.kept - 1) / walked.kept * within + between) / within)


def log_weights(observed: Observed, shares: Numbers, lived: Library, residents: int) -> Numbers:
    """Return by how much more likely each draw is when it was lived than its emulator said.

    Parameters
    ----------
    observed : Observed
    shares : array, shape [draws, parameters]
    lived : Library
        The same draws lived.
    residents : int
        Of the towns in which they were.

    Returns
    -------
    array, shape [draws]
        Logs; minus infinity where the model broke down.
    """
    means, values = observed.means(shares), observed.values()
    total = np.zeros(len(shares))
    for k, one in enumerate(observed.emulators):
        figures = one.target.on_scale(lived.figures[one.target.measure].to_numpy(float))
        chance = one.chance_variance(means[:, k], residents)
        learned = one.error**2 / (one.error**2 + chance)
        both = means[:, k] + learned * (figures - means[:, k])
        fixed = one.target.variance + one.chance_variance(means[:, k], observed.residents)
        total += _normal(values[k], both, fixed + one.error**2 * (1.0 - learned))
        total -= _normal(values[k], means[:, k], fixed + one.error**2)
    return np.where(np.isfinite(total), total, -np.inf)


def _normal(value: float, means: Numbers, variances: Numbers) -> Numbers:
    return np.asarray(-0.5 * ((means - value) ** 2 / variances + np.log(variances)))


def normalised(log: Numbers) -> Numbers:
    """Return weights that add up to one."""
    return np.asarray(np.exp(log - logsumexp(log)))


def worth(weights: Numbers) -> float:
    """Return how many equally weighted draws the weighted ones are worth (Kish)."""
    return float(1.0 / (weights**2).sum())


def taken_again(weights: Numbers, draws: int, rng: Stream) -> Places:
    """Return numbers of draws by their weights, in an order that says nothing (systematic)."""
    marks = (rng.uniform(1) + np.arange(draws)) / draws
    chosen = np.searchsorted(np.cumsum(weights), marks, side="right")
    order = np.argsort(rng.uniform(draws), kind="stable")
    return np.asarray(np.minimum(chosen, len(weights) - 1)[order])
