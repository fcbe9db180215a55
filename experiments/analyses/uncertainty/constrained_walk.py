"""A walk through a box of parameters that never leaves the part where given bounds are met.

Of hundreds of parameters drawn at once from their ranges hardly any set meets the bounds. So each
walk is first sent away from the point as set: block by block it tries to go all the way to values
drawn at will, else half, else a quarter of it. From there it steps on: a block of parameters is
drawn anew, or moved by up to half or a quarter of its range and reflected at the ends, and the walk
stays where it is when the new point breaks a bound. These steps are as likely in one direction as
back (Metropolis), so that with enough of them the walk covers the part of the box where the bounds
are met evenly, wherever it began. `convergence` beside this says whether walks that began apart
agree.

The bounds feel some parameters more than others. A search finds out which, first and once for all
walks: groups of parameters are drawn anew, and those of groups that break a bound are split and
drawn anew again. Then those felt go in small blocks, the others in large ones. The search decides
only what goes together in a block, never what is met.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.draws import decision, uniforms

COARSE, FINE = 20, 4
"""Parameters in a group of the search: of the first round, and of the second."""
FELT_BLOCK = 8
UNFELT_PARTS = 6
"""Parameters felt in a block; and in how many blocks the others are gone through."""
LADDER = (1.0, 0.5, 0.25)
SEARCH, SEARCH_ORDER = decision("doubt.search"), decision("doubt.search_order")
VALUE, ORDER = decision("doubt.value"), decision("doubt.order")
AWAY, AWAY_ORDER, KIND = (
    decision("doubt.away"), decision("doubt.away_order"), decision("doubt.kind")
)  # fmt: skip

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Box:
    """Parameters with their ranges, and the point from which walks start.

    Attributes
    ----------
    names : tuple of str
    start, low, high : array, shape [parameters]
    """

    names: tuple[str, ...]
    start: Numbers
    low: Numbers
    high: Numbers

    def uids(self) -> Places:
        """Return a key per parameter, out of its name alone: one more leaves the others' draws."""
        keys = (hashlib.sha256(name.encode()).digest() for name in self.names)
        return np.array([int.from_bytes(key[:8]) >> 2 for key in keys], np.int64)

    def drawn(self, seed: int, what: int, step: int = 0, draw: int = 0) -> Numbers:
        """Return a value per parameter, uniform over its range."""
        return self.low + (self.high - self.low) * uniforms(seed, self.uids(), what, step, draw)

    def order(self, seed: int, what: int, turn: int = 0, draw: int = 0) -> Places:
        """Return the parameters in a drawn order."""
        return np.argsort(uniforms(seed, self.uids(), what, turn, draw), kind="stable")


@dataclass(frozen=True, eq=False)
class Walk:
    """Where a walk ended, and what that took.

    Attributes
    ----------
    point : array, shape [parameters]
    steps, accepted, evaluations : int
        Steps made, those that moved, and points tried, on the way to its start as well.
    mean, variance : array, shape [parameters]
        Of the positions in the second half of the steps.
    """

    point: Numbers
    steps: int
    accepted: int
    evaluations: int
    mean: Numbers
    variance: Numbers


def felt(
    box: Box, seed: int, meet: Callable[[Sequence[Numbers]], Sequence[bool]]
) -> NDArray[np.bool_]:
    """Say of each parameter whether the bounds feel it, or one of those it was drawn with.

    Parameters
    ----------
    box : Box
    seed : int
    meet : callable
        Points -> whether each meets the bounds.
    """
    target = box.drawn(seed, SEARCH)
    groups = _cut(box.order(seed, SEARCH_ORDER), COARSE)
    for size in (FINE, 0):
        answers = meet([_towards(box.start, target, group, 1.0) for group in groups])
        broken = [group for group, met in zip(groups, answers, strict=True) if not met]
        groups = [part for group in broken for part in (_cut(group, size) if size else [group])]
    mask = np.zeros(len(box.names), np.bool_)
    for group in groups:
        mask[group] = True
    return mask


def walk(
    box: Box,
    mask: NDArray[np.bool_],
    seed: int,
    draw: int,
    steps: int,
    meets: Callable[[Numbers], bool],
) -> Walk:
    """Walk from a start of its own, by steps that meet the bounds.

    Parameters
    ----------
    box : Box
    mask : array of bool, shape [parameters]
        Those that are felt.
    seed, draw : int
        The walk depends on these two alone.
    steps : int
        By turns a block of those not felt and one of those felt.
    meets : callable
        Point -> whether it meets the bounds.
    """
    here, evaluations = _sent_away(box, mask, seed, draw, meets)
    accepted, seen = 0, [here]
    for step in range(steps):
        block = _block(box, mask, seed, draw, step)
        if len(block):
            there = _proposed(box, here, block, seed, draw, step)
            evaluations += 1
            if meets(there):
                here, accepted = there, accepted + 1
        seen.append(here)
    half = np.array(seen[len(seen) // 2 :])
    variance = half.var(axis=0, ddof=1) if len(half) > 1 else np.zeros(len(here))
    return Walk(here, steps, accepted, evaluations, half.mean(axis=0), variance)


def half_of(steps: int) -> int:
    """Return how many positions the second half of a walk holds."""
    return steps + 1 - (steps + 1) // 2


def _sent_away(
    box: Box, mask: NDArray[np.bool_], seed: int, draw: int, meets: Callable[[Numbers], bool]
) -> tuple[Numbers, int]:
    """Return a start far from the point as set that meets the bounds, and the points tried."""
    here, evaluations = box.start, 0
    target = box.drawn(seed, AWAY, 0, draw)
    order = box.order(seed, AWAY_ORDER, 0, draw)
    felt_ones, others = order[mask[order]], order[~mask[order]]
    size = max(1, -(-len(others) // UNFELT_PARTS))
    for block in (*_cut(others, size), *_cut(felt_ones, FELT_BLOCK)):
        for length in LADDER:
            there = _towards(here, target, block, length)
            evaluations += 1
            if meets(there):
                here = there
                break
    return here, evaluations


def _proposed(box: Box, here: Numbers, block: Places, seed: int, draw: int, step: int) -> Numbers:
    """Return where a step would go: as likely from there to here as from here to there."""
    kind = uniforms(seed, box.uids()[:1] * 0 + draw, KIND, step, 0)[0]
    length = LADDER[int(kind * len(LADDER))]
    target = box.drawn(seed, VALUE, step, draw)
    there = here.copy()
    if length == 1.0:
        there[block] = target[block]
        return there
    low, width = box.low[block], (box.high - box.low)[block]
    moved = (here[block] - low) / width + length * ((target[block] - low) / width - 0.5)
    there[block] = low + width * _reflected(moved)
    return there


def _reflected(shares: Numbers) -> Numbers:
    """Return shares of a range with what lies beyond an end turned back into it."""
    once = np.abs(shares)
    return np.where(once > 1.0, 2.0 - once, once)


def _block(box: Box, mask: NDArray[np.bool_], seed: int, draw: int, step: int) -> Places:
    """Return the parameters of a step: each has its turn before one comes again."""
    group = mask if step % 2 else ~mask
    number = int(group.sum())
    size = FELT_BLOCK if step % 2 else -(-number // UNFELT_PARTS)
    if not number:
        return np.zeros(0, np.int64)
    turn, part = divmod(step // 2, -(-number // size))
    order = box.order(seed, ORDER, turn, draw)
    return order[group[order]][part * size : (part + 1) * size]


def _towards(here: Numbers, target: Numbers, block: Places, length: float) -> Numbers:
    there = here.copy()
    there[block] += length * (target[block] - here[block])
    return there


def _cut(order: Places, size: int) -> list[Places]:
    return [order[k : k + size] for k in range(0, len(order), size)]
