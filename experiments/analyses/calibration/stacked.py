"""All emulators at once: means of many points, and slopes of any sum of targets, in few products.

Each emulator is straight over all parameters and bends over a few (`emulators`). Side by side they
are two matrices: one of slopes, one of bends over every pair of parameters of which some emulator
has one.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from experiments.analyses.calibration.emulators import BEND_SCALE, MEAN_SQUARE, Emulator
from experiments.analyses.uncertainty.parameter_space import Numbers


class Stack:
    """Emulators side by side.

    Parameters
    ----------
    emulators : sequence of Emulator
        Of one space of parameters.
    """

    def __init__(self, emulators: Sequence[Emulator]) -> None:
        self.slopes = np.array([one.slopes for one in emulators])
        """Shape [targets, parameters]."""
        bends: dict[tuple[int, int], Numbers] = {}
        middle = np.array([one.middle for one in emulators])
        for target, one in enumerate(emulators):
            first, second = np.triu_indices(len(one.places))
            for i, j, bend in zip(one.places[first], one.places[second], one.bends, strict=True):
                if bend:
                    pair = bends.setdefault((int(i), int(j)), np.zeros(len(emulators)))
                    pair[target] += BEND_SCALE * bend
                    middle[target] -= BEND_SCALE * bend * MEAN_SQUARE * (i == j)
        pairs = sorted(bends)
        self.middle = middle
        self.first = np.array([i for i, _ in pairs], np.int64)
        self.second = np.array([j for _, j in pairs], np.int64)
        self.bends = np.array([bends[pair] for pair in pairs]).reshape(len(pairs), len(emulators))
        """Shape [pairs, targets]: of the product of two parameters."""

    def means(self, shares: Numbers) -> Numbers:
        """Return what the emulators say, on the scales; shape [points, targets]."""
        centred = shares - 0.5
        products = centred[:, self.first] * centred[:, self.second]
        return np.asarray(self.middle + centred @ self.slopes.T + products @ self.bends)

    def pulled(self, shares: Numbers, weights: Numbers) -> Numbers:
        """Return the slopes of weighted sums of the targets, per share of each range.

        Parameters
        ----------
        shares : array, shape [points, parameters]
        weights : array, shape [points, targets]
            Of each target at each point.

        Returns
        -------
        array, shape [points, parameters]
        """
        centred, pulls = shares - 0.5, weights @ self.bends.T
        to_first, to_second = self._gathered
        bent = (pulls * centred[:, self.second]) @ to_first
        bent += (pulls * centred[:, self.first]) @ to_second
        return np.asarray(weights @ self.slopes + bent)

    def slopes_at(self, point: Numbers) -> Numbers:
        """Return the slopes of every target at one point, shape [targets, parameters]."""
        targets = len(self.slopes)
        return self.pulled(np.broadcast_to(point, (targets, len(point))), np.eye(targets))

    @cached_property
    def _gathered(self) -> tuple[Any, Any]:
        """Return which parameter each pair belongs to by its first and by its second.

        Two sparse arrays of ones, shape [pairs, parameters].
        """
        from scipy.sparse import csr_array

        size, pairs = self.slopes.shape[1], np.arange(len(self.first))
        ones, shape = np.ones(len(pairs)), (len(pairs), size)
        return (
            csr_array((ones, (pairs, self.first)), shape=shape),
            csr_array((ones, (pairs, self.second)), shape=shape),
        )
