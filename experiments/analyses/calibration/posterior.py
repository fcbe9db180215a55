"""The posterior: draws of the emulators, set right by towns that lived them.

An emulator misses the model by more than observations leave open. But what it misses at one draw it
misses nearly as much at draws close by. So each draw is lived, which tells by how much it is missed
there, and moves by the least step that makes up for it: against the slopes of the figures, weighed
with what the ranges say (the gain of Kalman 1960, as ensemble smoothers use it: Evensen and Van
Leeuwen 2000; Emerick and Reynolds 2013). Where figures are straight this is right on average, and
spreads a little too wide rather than too narrow. Each is lived again, round by round. The last
round moves nothing: it weighs each draw by how much more likely it is when lived than was expected,
and draws are taken by these weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from experiments.analyses.calibration.emulators import Emulator
from experiments.analyses.calibration.hamiltonian import steep
from experiments.analyses.calibration.library import Library
from experiments.analyses.calibration.matching import Observed
from experiments.analyses.calibration.sampling import Places, Stream
from experiments.analyses.uncertainty.parameter_space import Numbers

PIECES = 4
"""A step is made in so many pieces, each along the slopes where it begins."""
MEDIAN_SQUARE = 0.4549364
"""Of a standard normal number."""
EDGE = 1e-12
"""A share is no nearer to an end of its range than this."""

Living = Callable[[int, Numbers], Library]
"""Number of a round, shares -> the draws lived."""
Learning = Callable[[Library], list[Emulator]]
"""Draws that were lived -> emulators that know them, too."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """Draws as the last round lived them.

    Attributes
    ----------
    lived : Library
    log_weights : array, shape [draws]
        How much more likely each is than was expected; minus infinity where the model broke down.
    emulators : list of Emulator
        As they were in the last round.
    table : DataFrame
        A row per round.
    """

    lived: Library
    log_weights: Numbers
    emulators: list[Emulator]
    table: pd.DataFrame


def sharpened(emulators: Sequence[Emulator], rounds: int, residents: int) -> list[Emulator]:
    """Return emulators with the error that is left when draws come to their last round.

    Parameters
    ----------
    emulators : sequence of Emulator
    rounds : int
    residents : int
        Of the towns in which draws are lived.
    """
    made = []
    for one in emulators:
        chance = float(one.chance_variance(np.array([one.target.value]), residents)[0])
        left = one.error**2 * chance / (chance + (rounds - 1) * one.error**2)
        made.append(replace(one, error=float(np.sqrt(left))))
    return made


@dataclass(frozen=True, eq=False)
class _Belief:
    """What the model is thought to give at each draw.

    Attributes
    ----------
    means, variances : array, shape [draws, targets]
        On the scales; chance apart.
    misses : array, shape [targets]
        How far what was lived lay from what was expected, in what was expected of that distance.
    """

    means: Numbers
    variances: Numbers
    misses: Numbers


def in_rounds(
    shares: Numbers, observed: Observed, sizes: tuple[int, int], live: Living, learn: Learning
) -> Rounds:
    """Live draws, set them right, live them again, and weigh them by the last round.

    Parameters
    ----------
    shares : array, shape [draws, parameters]
        From the posterior of emulators that are `sharpened`.
    observed : Observed
        By emulators as they are.
    sizes : tuple of int
        Rounds, and residents of the towns in which draws are lived.
    live, learn : callable
    """
    rounds, residents = sizes
    walked = replace(observed, emulators=sharpened(observed.emulators, rounds, residents))
    expected = observed.means(shares)
    unsure = np.broadcast_to([one.error**2 for one in observed.emulators], expected.shape)
    rows = []
    for number in range(1, rounds + 1):
        lived = live(number, shares)
        belief = _believed(observed, expected, unsure, lived, residents)
        rows.append(_row(number, lived, belief, observed))
        if number == rounds:
            break
        observed = replace(observed, emulators=learn(lived))
        offset = belief.means - observed.means(shares)
        moved = _moved(shares, observed, belief, belief.means - expected)
        rows[-1]["moved"] = _distance(shares, moved)
        shares, unsure = moved, belief.variances
        expected = observed.means(shares) + offset
    log = _log_normal(observed.values, belief.means, _between(observed, belief))
    log -= _log_normal(observed.values, expected, walked.variances(expected))
    there = lived.figures[[one.target.measure for one in observed.emulators]].notna().all(axis=1)
    weights = np.where(there, log.sum(axis=1), -np.inf)
    return Rounds(lived, weights, list(observed.emulators), pd.DataFrame(rows))


def _believed(
    observed: Observed, expected: Numbers, unsure: Numbers, lived: Library, residents: int
) -> _Belief:
    """Weigh what was lived with what was expected, each by its error.

    Where draws are missed by more than was expected of a target, its error is taken for larger.
    """
    emulators = observed.emulators
    figures = np.column_stack(
        [one.target.on_scale(lived.figures[one.target.measure].to_numpy(float))
         for one in emulators]
    )  # fmt: skip
    chance = np.column_stack(
        [one.chance_variance(expected[:, k], residents) for k, one in enumerate(emulators)]
    )
    missed = figures - expected
    squares = np.nanmedian(missed**2 / (unsure + chance), axis=0) / MEDIAN_SQUARE
    unsure = np.maximum(1.0, squares) * (unsure + chance) - chance
    learned = np.where(np.isfinite(missed), unsure / (unsure + chance), 0.0)
    means = expected + learned * np.nan_to_num(missed)
    return _Belief(means, unsure * (1.0 - learned), np.sqrt(squares))


def _between(observed: Observed, belief: _Belief) -> Numbers:
    """Return all that lies between belief and observation, shape [draws, targets]."""
    errors = [one.target.variance for one in observed.emulators]
    return errors + observed.chance(belief.means) + belief.variances


def _moved(shares: Numbers, observed: Observed, belief: _Belief, surprise: Numbers) -> Numbers:
    """Return the draws where the model gives what it was expected to give where they were.

    Parameters
    ----------
    shares : array, shape [draws, parameters]
    observed : Observed
    belief : _Belief
    surprise : array, shape [draws, targets]
        By how much the model gives more than was expected.
    """
    normals = ndtri(np.clip(shares, EDGE, 1.0 - EDGE))
    between = _between(observed, belief)
    for _ in range(PIECES):
        for k, here in enumerate(normals):
            slopes, _ = steep(observed, here)
            spread = slopes @ slopes.T + np.diag(between[k])
            normals[k] = here - slopes.T @ np.linalg.solve(spread, surprise[k] / PIECES)
    return np.asarray(ndtr(normals))


def _distance(before: Numbers, after: Numbers) -> float:
    """Return how far draws moved: root of the mean squared distance, in normals."""
    ends = [ndtri(np.clip(one, EDGE, 1.0 - EDGE)) for one in (before, after)]
    return float(np.sqrt(((ends[1] - ends[0]) ** 2).sum(axis=1).mean()))


def _row(number: int, lived: Library, belief: _Belief, observed: Observed) -> dict[str, Any]:
    worst = int(np.argmax(belief.misses))
    return {
        "round": number, "runs": len(lived.shares),
        "broke_down": int(lived.figures.isna().all(axis=1).sum()),
        "missed": float(np.median(belief.misses)), "most_missed": float(belief.misses[worst]),
        "most_missed_id": observed.emulators[worst].target.id, "moved": 0.0,
    }  # fmt: skip


def _log_normal(values: Numbers, means: Numbers, variances: Numbers) -> Numbers:
    return np.asarray(-0.5 * ((means - values) ** 2 / variances + np.log(variances)))


def taken_again(weights: Numbers, draws: int, rng: Stream) -> Places:
    """Return numbers of draws by their weights, in an order that says nothing (systematic)."""
    marks = (rng.uniform(1) + np.arange(draws)) / draws
    chosen = np.searchsorted(np.cumsum(weights), marks, side="right")
    order = np.argsort(rng.uniform(draws), kind="stable")
    return np.asarray(np.minimum(chosen, len(weights) - 1)[order])
