"""The response surface as a grid to play with: what it says at each point, and who lies near.

A page has no Python: so what the surface says is worked out here, at `STEPS` values of each number
that decides. Beside it stand the draws near each point, since a surface says something everywhere,
also where hardly anything was drawn.
"""

from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np
from scipy.special import ndtr

from experiments.analyses.uncertainty.parameter_space import Numbers
from experiments.analyses.uncertainty.surface import Surface

STEPS = 9
"""Values of a number, evenly from the lowest to the highest that was drawn."""
NEAR = 1.0
"""A draw is near a point where each of its numbers is within so many standard deviations."""
FEW = 10
"""With fewer draws near it, a point is hardly more than what the surface makes of others."""
NINE_IN_TEN = 1.6448536269514722
"""Standard deviations of a normal number between its middle and either end of nine in ten."""
BANDS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Of the probability of a saving, within which it is held against what draws did."""
MILLION = 1e6


@dataclass(frozen=True, eq=False)
class Playable:
    """What a surface says over a grid; costs in millions of euros, by the end of the last year.

    Points are in the order of `itertools.product`: the last number changes fastest.

    Attributes
    ----------
    names : tuple of str
        The numbers, the most deciding first.
    levels : tuple of array, each shape [STEPS]
        The values of each number.
    cost : array, shape [points]
        Median of the net cost to the municipality: costs less savings, below zero where it saves.
    likely : array, shape [points]
        Probability of a saving.
    half : float
        From the median to either end of nine in ten, equal at every point.
    near, near_saving : array of int, shape [points]
        Draws near the point, and how many of these save.
    draws : int
    miss : float
        Of the surface on draws left out, root mean square; millions of euros.
    explained : float
        Share of the variance between draws that it tells, on draws left out.
    middle : tuple of int
        The step of each number that is nearest to its median.
    """

    names: tuple[str, ...]
    levels: tuple[Numbers, ...]
    cost: Numbers
    likely: Numbers
    half: float
    near: "np.ndarray[Any, np.dtype[np.int64]]"
    near_saving: "np.ndarray[Any, np.dtype[np.int64]]"
    draws: int
    miss: float
    explained: float
    middle: tuple[int, ...]


@dataclass(frozen=True)
class Held:
    """How often draws saved of which the surface, without them, said so.

    Attributes
    ----------
    low, high : float
        Bounds of the probability that the surface gave.
    draws, saving : int
    """

    low: float
    high: float
    draws: int
    saving: int


def playable(found: Surface) -> Playable:
    """Return a surface over a grid."""
    drawn = found.drawn.to_numpy(float)
    levels = tuple(np.linspace(x.min(), x.max(), STEPS) for x in drawn.T)
    points = np.array(list(product(*levels)))
    apart = np.abs(points[:, None, :] - drawn[None, :, :]) / drawn.std(axis=0)
    near = (apart <= NEAR).all(axis=2)
    medians = np.median(drawn, axis=0)
    return Playable(
        names=tuple(map(str, found.drawn.columns)), levels=levels,
        cost=-found.saved(points) / MILLION, likely=found.saving(points),
        half=NINE_IN_TEN * found.spread / MILLION,
        near=near.sum(axis=1), near_saving=(near & (found.net > 0.0)).sum(axis=1),
        draws=len(drawn), miss=found.spread / MILLION, explained=found.explained,
        middle=tuple(
            int(np.abs(x - middle).argmin()) for x, middle in zip(levels, medians, strict=True)
        ),
    )  # fmt: skip


def held_out(found: Surface) -> tuple[Held, ...]:
    """Return how often draws saved, by what a surface fitted without them said of each."""
    said = np.asarray(ndtr((found.net - found.missed) / found.spread))
    rows = []
    for low, high in pairwise(BANDS):
        there = (said >= low) & ((said < high) | (high == BANDS[-1]))
        rows.append(Held(low, high, int(there.sum()), int((there & (found.net > 0.0)).sum())))
    return tuple(rows)
