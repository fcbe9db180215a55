"""Which parameters no base year can see: not one figure that bounds a draw changes with them.

Every draw of the town is keyed by whom and what it is about, so that two runs which differ in a
number that nothing reads are equal to the last bit. That makes the question exact: a parameter is
unseen where the figures at the ends of its range equal those as set, digit by digit. Prices, teams
and what a plan does there are of this kind: the years before the plan cannot narrow them, so
nothing that is asked of those years may.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.uncertainty.constrained_walk import Box, Numbers, Places

Same = Callable[[Sequence[Numbers]], Sequence[bool]]
"""Points -> whether the base years at each are those as set, to the last digit."""


def unseen(box: Box, screen: Same, same: Same) -> NDArray[np.bool_]:
    """Say of each parameter whether the base years cannot see it.

    Parameters
    ----------
    box : Box
    screen : callable
        The answer in a small town, which is quick and may overlook what is rare.
    same : callable
        The answer in the town whose figures bound the draws.
    """
    left = [group for group in _by_owner(box) if len(group)]
    blind = _kept(box, left, screen)
    broken = [group for group, one in zip(left, blind, strict=True) if not one]
    singles = [group[k : k + 1] for group in broken for k in range(len(group)) if len(group) > 1]
    quick = [group for group, one in zip(left, blind, strict=True) if one]
    quick += [one for one, kept in zip(singles, _kept(box, singles, screen), strict=True) if kept]
    mask = np.zeros(len(box.names), np.bool_)
    # What looks blind in the small town is asked again in the other one, all of it at once first.
    groups = [np.sort(np.concatenate(quick))] if quick else []
    while groups:
        answers = _kept(box, groups, same)
        for group in (g for g, kept in zip(groups, answers, strict=True) if kept):
            mask[group] = True
        rest = [g for g, kept in zip(groups, answers, strict=True) if not kept and len(g) > 1]
        groups = [part for g in rest for part in (g[: len(g) // 2], g[len(g) // 2 :])]
    return mask


def _kept(box: Box, groups: Sequence[Places], same: Same) -> list[bool]:
    """Say of each group whether the figures are the same at both ends of its ranges."""
    points = [_at(box, end, group) for group in groups for end in (box.low, box.high)]
    answers = same(points)
    return [all(answers[2 * k : 2 * k + 2]) for k in range(len(groups))]


def _at(box: Box, end: Numbers, group: Places) -> Numbers:
    point = box.start.copy()
    point[group] = end[group]
    return point


def _by_owner(box: Box) -> list[Places]:
    """Return the parameters of each owner: of most owners some are seen, of some none."""
    owners = np.array([name.partition(".")[0] for name in box.names])
    return [np.flatnonzero(owners == owner) for owner in dict.fromkeys(owners.tolist())]
