"""A library of base years: what the town's figures are at many sets of parameters.

Each set is lived once, with the random numbers of its own replication, so that chance does not
repeat from one set to the next. Some are lived a second time with other random numbers: those pairs
tell how large chance is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from experiments.analyses.patterns.patterns import measured
from experiments.analyses.uncertainty.parameter_space import Box, Numbers
from experiments.execution.calls import Fault, settled, tried
from experiments.execution.replications import Batch, replicate

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario

PAIRED = 8
"""One in so many sets is lived twice."""
SIGNIFICANT = 6
"""Digits of a parameter that are kept: what is shipped is what was lived."""


@dataclass(frozen=True, eq=False)
class Town:
    """Where sets of parameters are lived.

    Attributes
    ----------
    scenario : Scenario
        The policy of the base years.
    names : tuple of str
        Of the parameters that are set.
    seed, residents, municipality
        As for `run`.
    """

    scenario: "Scenario"
    names: tuple[str, ...]
    seed: int
    residents: int
    municipality: str

    def figures(self, values: Numbers, replication: int) -> dict[str, float]:
        """Return every measure of the base years at a set, none where the model breaks down."""
        from model.scenario.scenario import with_changes

        changed = with_changes(self.scenario, dict(zip(self.names, values.tolist(), strict=True)))
        task = (changed, self.seed, replication, self.residents, self.municipality)
        result = settled(tried(measured, task))
        return {} if isinstance(result, Fault) else result


@dataclass(frozen=True, eq=False)
class Library:
    """Sets of parameters with the figures that they bring.

    Attributes
    ----------
    shares : array, shape [sets, parameters]
        How far along its range each parameter lies, 0 to 1.
    figures : DataFrame, shape [sets, measures]
        NaN in all where the model broke down.
    again : DataFrame
        The same sets once more, those that were lived twice; index: number of the set.
    """

    shares: Numbers
    figures: pd.DataFrame
    again: pd.DataFrame

    def with_(self, other: "Library") -> "Library":
        """Return both libraries as one."""
        first = len(self.shares)
        return Library(
            np.concatenate((self.shares, other.shares)),
            pd.concat([self.figures, other.figures], ignore_index=True),
            pd.concat([self.again, other.again.set_axis(other.again.index + first)]),
        )


def rounded(shares: Numbers, box: Box) -> Numbers:
    """Return parameter values with the digits that are kept, within their ranges."""
    values = box.at(shares)
    with np.errstate(divide="ignore"):
        size = np.where(values == 0.0, 0.0, np.floor(np.log10(np.abs(values))))
    step = 10.0 ** (size - (SIGNIFICANT - 1))
    return np.clip(np.round(values / step) * step, box.low, box.high)


def space_filling(sets: int, box: Box, seed: int) -> Numbers:
    """Return a Latin hypercube over the ranges, shape [sets, parameters], as shares of them."""
    return np.asarray(qmc.LatinHypercube(len(box.names), rng=seed).random(sets), float)


def lived(
    town: Town, box: Box, shares: Numbers, first: int, batch: Batch, *, paired: int = PAIRED
) -> Library:
    """Live sets of parameters.

    Parameters
    ----------
    town : Town
    box : Box
    shares : array, shape [sets, parameters]
    first : int
        Number of the first replication: sets of other libraries have other numbers.
    batch : Batch
        How the runs are made, and where finished ones are kept.
    paired : int
        One in so many sets is lived twice; 0 for none.
    """
    values = rounded(shares, box)
    twice = np.arange(0, len(shares), paired) if paired else np.zeros(0, np.int64)
    jobs = [(town, values[k], first + k) for k in range(len(shares))]
    jobs += [(town, values[k], first + len(shares) + n) for n, k in enumerate(twice)]
    rows = replicate(_figures, jobs, batch)
    return Library(
        shares, pd.DataFrame(rows[: len(shares)]), _table(rows[len(shares) :], twice)
    )  # fmt: skip


def _table(rows: Sequence[dict[str, float]], index: NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), index=index)


def _figures(town: Town, values: Numbers, replication: int) -> dict[str, float]:
    return town.figures(values, replication)
