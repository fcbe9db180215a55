"""A walk through a box of parameters that never leaves the part where given bounds are met.

Of hundreds of parameters drawn at once from their ranges hardly any set meets the bounds. So a walk
starts at a point that does, and at each step draws a block of parameters anew: it tries to go all
the way to the new values, else half, else a quarter of it, and stays where none of these meets the
bounds.

The bounds feel a few parameters at once, most hardly at all. A search finds out which, first and
once for all walks: groups of parameters are drawn anew, and those of groups that break a
bound are split and drawn anew again. Then those felt go in small blocks, the others in large ones.
The search decides only what goes together in a block, never what is met.

What comes out is a rough set. The shortened steps favour points near the start, and a walk of a few
steps has not forgotten where it began; with more steps it goes further.
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
        Steps made, those that moved, and points tried.
    """

    point: Numbers
    steps: int
    accepted: int
    evaluations: int


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
    """Walk from the start of a box, by steps that meet the bounds.

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
    here, accepted, evaluations = box.start, 0, 0
    for step in range(steps):
        block = _block(box, mask, seed, draw, step)
        target = box.drawn(seed, VALUE, step, draw)
        for length in LADDER if len(block) else ():
            there = _towards(here, target, block, length)
            evaluations += 1
            if meets(there):
                here, accepted = there, accepted + 1
                break
    return Walk(here, steps, accepted, evaluations)


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
