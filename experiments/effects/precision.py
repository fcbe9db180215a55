"""Replications until the intervals of headline differences are as narrow as requested.

After each replication, in order of number, the 95% half-width of the paired difference of every
requested outcome is checked, for each policy; the first number at which all are narrow enough is
the last. Which process finished first plays no part: what lies beyond that number is dropped.

Checking again and again has a price. The rule tends to stop where the spread happens to look small,
so that an interval covers the truth less often than in 95 of 100 cases. The lowest coverage at
targets that take 6 to 100 replications, measured over 50,000 sequences (a shorter measurement is in
`tests/unit/experiments/runs/test_until_narrow.py`):

| differences | floor 2 | floor 5 | floor 10 | floor 15 | fixed number |
| --- | --- | --- | --- | --- | --- |
| normal | 0.877 | 0.919 | 0.936 | 0.939 | 0.949 |
| heavy tails (Student t, 4 degrees of freedom) | 0.890 | 0.928 | 0.939 | 0.943 | 0.951 |
| skewed (exponential) | 0.761 | 0.820 | 0.865 | 0.879 | 0.888 |

With a floor of 10 normal and heavy-tailed differences keep 0.93 and more. A wider t, two looks in a
row and some replications after the stop were tried: each adds less than 0.01, and was left out.
Skewed differences lose most, at any floor: there a fixed number is the better choice.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.effects.intervals import student
from model.errors import InputError, nearest
from model.measures.outcomes import HEADLINES

AT_LEAST = 10
"""Replications before the first look: with these, coverage is at least `COVERAGE` (see above)."""
AT_MOST = 200
COVERAGE = 0.93


@dataclass(frozen=True)
class Precision:
    """How narrow which intervals must be, and between which numbers of replications.

    Attributes
    ----------
    wanted : mapping of str to float
        Headline outcome -> half-width of its 95% interval, in the unit of the headline: people or
        needs in the simulated town, the cost in euros of 2025 a year.
    at_least, at_most : int
        Replications before the first look, and the most that are simulated.
    """

    wanted: Mapping[str, float]
    at_least: int = AT_LEAST
    at_most: int = AT_MOST

    def __post_init__(self) -> None:
        """Check every number.

        Raises
        ------
        InputError
            Naming the outcome or number, its value and what may be given.
        """
        if not self.wanted:
            raise InputError("--precision names no outcome: give one as NAME=HALF_WIDTH.")
        for name, half in self.wanted.items():
            if name not in HEADLINES:
                outcomes = ", ".join(HEADLINES)
                raise InputError(
                    f"--precision: no headline outcome '{name}'.{nearest(name, HEADLINES)} "
                    f"There are: {outcomes}."
                )
            if not (math.isfinite(half) and half > 0):
                raise InputError(
                    f"--precision: {name} is {half:g}: give a half-width above 0, in the unit of "
                    f"the headline."
                )
        if not 2 <= self.at_least <= self.at_most:
            raise InputError(
                f"--at-least is {self.at_least} and --at-most {self.at_most}: give at least 2, and "
                f"no more than --at-most."
            )

    def stop(self, differences: NDArray[np.float64]) -> int | None:
        """Return after how many replications it is enough, None where it is not yet.

        Parameters
        ----------
        differences : array, shape [replications, policies, outcomes wanted]
            In order of number, those that failed left out.
        """
        bounds = np.array(list(self.wanted.values()))
        return first_stop(differences, bounds, self.at_least)


def first_stop(
    differences: NDArray[np.float64], wanted: NDArray[np.float64] | float, at_least: int
) -> int | None:
    """Return the first number of replications, from the floor on, at which all are narrow enough.

    Parameters
    ----------
    differences : array, shape [replications, ...]
        Paired differences in order; further axes are outcomes and policies, all of which count.
    wanted : array or float
        Half-widths, broadcast over the further axes.
    at_least : int

    Returns
    -------
    int or None
        None where it is never enough.
    """
    narrow = np.asarray(half_widths(differences) <= wanted).reshape(len(differences), -1)
    all_narrow: NDArray[np.bool_] = np.logical_and.reduce(narrow, axis=1)
    return int(first_enough(all_narrow, at_least)) or None


def first_enough(narrow: NDArray[np.bool_], at_least: int) -> NDArray[np.int64]:
    """Return the number of rows up to the first that is true, from the floor on; 0 for none.

    Parameters
    ----------
    narrow : array of bool, shape [n, ...]
    at_least : int

    Returns
    -------
    array of int, shape [...]
    """
    looked_at = narrow[at_least - 1 :]
    if not len(looked_at):
        return np.zeros(narrow.shape[1:], np.int64)
    return np.where(looked_at.any(axis=0), looked_at.argmax(axis=0) + at_least, 0)


def half_widths(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the 95% half-width of the mean of the first 1, 2, ... n rows; infinite for one.

    Parameters
    ----------
    differences : array, shape [n, ...]

    Returns
    -------
    array, shape [n, ...]
    """
    # Taken from the first row, so that little is lost where a large mean has a small spread.
    values = differences - differences[:1]
    n = np.arange(1, len(values) + 1).reshape(-1, *[1] * (values.ndim - 1))
    mean = values.cumsum(axis=0) / n
    squares = np.maximum((values**2).cumsum(axis=0) - n * mean**2, 0.0)
    t = np.array([student(k) for k in range(1, len(values) + 1)]).reshape(n.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t * np.sqrt(squares / (n - 1) / n)
    half[:1] = np.inf
    return half


@dataclass(frozen=True)
class Reached:
    """The precision that was requested, and whether it was reached.

    Attributes
    ----------
    precision : Precision
    reached : bool
        Whether all were narrow enough; else the cap ended it.
    replications : int
        Simulated, those that failed among them.
    """

    precision: Precision
    reached: bool
    replications: int

    def as_facts(self) -> dict[str, Any]:
        """Return what the manifest records."""
        precision = self.precision
        return {"wanted": dict(precision.wanted), "at_least": precision.at_least,
                "at_most": precision.at_most, "reached": self.reached,
                "replications": self.replications}  # fmt: skip


def reached_in(facts: Mapping[str, Any] | None) -> Reached | None:
    """Return the precision that a manifest records, None where none was requested."""
    if not facts:
        return None
    precision = Precision(facts["wanted"], facts["at_least"], facts["at_most"])
    return Reached(precision, facts["reached"], facts["replications"])
