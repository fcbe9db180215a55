"""Replications until the headline differences are known well enough: two rules of when that is.

After each replication, in order of number, the paired difference of every headline outcome is
looked at, for each policy; the first number at which the rule is content with all of them is the
last. Which process finished first plays no part: what lies beyond that number is dropped.

`Told` is the rule of a comparison of which nothing else is asked: each difference told from zero,
or known within a twentieth of what the base world has. `Precision` asks for widths.

Looking again and again has a price. `Told` looks after 4, 5, ... 10 replications; had it the usual
95% in front of it, it would call a difference of nothing told in 14 of 100 comparisons. So it asks
for 99%. What the 95% intervals that are then reported hold, by the size of the true difference in
standard deviations of one pair (100,000 sequences; a shorter measurement is in
`tests/unit/experiments/runs/test_told.py`):

| differences | 0 | 0.3 | 0.6 | 1 | 2 | 5 |
| --- | --- | --- | --- | --- | --- | --- |
| normal | 0.932 | 0.919 | 0.932 | 0.942 | 0.945 | 0.951 |
| heavy tails (Student t, 4 degrees of freedom) | 0.943 | 0.931 | 0.946 | 0.952 | 0.954 | 0.959 |
| skewed (exponential) | 0.833 | 0.878 | 0.893 | 0.877 | 0.876 | 0.880 |
| replications taken (normal) | 9.9 | 9.7 | 9.4 | 8.3 | 5.5 | 4.0 |

A rule of widths tends to stop where the spread happens to look small, so that an interval covers
the truth less often than in 95 of 100 cases. The lowest coverage at
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
import pandas as pd
from numpy.typing import NDArray

from experiments.effects.intervals import CONFIDENCE, student
from model.errors import InputError, nearest
from model.measures.outcomes import HEADLINES

AT_LEAST = 10
"""Replications before the first look at widths: then coverage is at least `COVERAGE`, see above."""
AT_MOST = 200
COVERAGE = 0.93
TOLD_AT_LEAST, TOLD_AT_MOST = 4, 10
TOLD_COVERAGE = 0.91
"""What 95% intervals hold under `Told`, at the least and about normal: see above."""
SURE = 0.99
"""How sure a difference must be to count as told from zero."""
CLOSE = 0.05
"""A half-width of so much of the base world's figure is close enough, told or not."""


def _check_numbers(at_least: int, at_most: int) -> None:
    """Check between which numbers of replications a rule looks."""
    if not 2 <= at_least <= at_most:
        raise InputError(
            f"--at-least is {at_least} and --at-most {at_most}: give at least 2, and no more than "
            f"--at-most."
        )


@dataclass(frozen=True)
class Told:
    """Each headline difference told from zero, or known within a twentieth of the base world's.

    Attributes
    ----------
    at_least, at_most : int
        Replications before the first look, and the most that are simulated.
    """

    at_least: int = TOLD_AT_LEAST
    at_most: int = TOLD_AT_MOST

    def __post_init__(self) -> None:
        """Check both numbers."""
        _check_numbers(self.at_least, self.at_most)

    def seen(self, gaps: pd.DataFrame, levels: pd.Series) -> NDArray[np.float64]:
        """Return what the rule looks at of one replication, shape [policies, outcomes, 2].

        Parameters
        ----------
        gaps : DataFrame
            Policy x headline outcome.
        levels : Series
            By headline outcome, of the base world.
        """
        of_base = np.broadcast_to(levels[list(HEADLINES)].to_numpy(), (len(gaps), len(HEADLINES)))
        return np.stack([gaps[list(HEADLINES)].to_numpy(), of_base], axis=-1)

    def stop(self, seen: NDArray[np.float64]) -> int | None:
        """Return after how many replications it is enough, None where it is not yet.

        Parameters
        ----------
        seen : array, shape [replications, policies, outcomes, 2]
            In order of number, those that failed left out.
        """
        gaps, levels = seen[..., 0], seen[..., 1]
        n = np.arange(1, len(seen) + 1).reshape(-1, 1, 1)
        mean, level = gaps.cumsum(axis=0) / n, levels.cumsum(axis=0) / n
        told = np.abs(mean) > half_widths(gaps, SURE)
        enough = told | (half_widths(gaps) <= CLOSE * np.abs(level))
        every = np.logical_and.reduce(enough.reshape(len(seen), -1), axis=1)
        return int(first_enough(every, self.at_least)) or None

    def as_facts(self) -> dict[str, Any]:
        """Return what the manifest records of the rule."""
        return {"at_least": self.at_least, "at_most": self.at_most}


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
        _check_numbers(self.at_least, self.at_most)

    def seen(self, gaps: pd.DataFrame, levels: pd.Series) -> NDArray[np.float64]:
        """Return what the rule looks at of one replication: see `Told.seen`."""
        return gaps[list(self.wanted)].to_numpy()

    def as_facts(self) -> dict[str, Any]:
        """Return what the manifest records of the rule."""
        return {"wanted": dict(self.wanted), "at_least": self.at_least, "at_most": self.at_most}

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


def half_widths(
    differences: NDArray[np.float64], confidence: float = CONFIDENCE
) -> NDArray[np.float64]:
    """Return the half-width of the mean of the first 1, 2, ... n rows; infinite for one.

    Parameters
    ----------
    differences : array, shape [n, ...]
    confidence : float
        Of the interval, 95% by default.

    Returns
    -------
    array, shape [n, ...]
    """
    # Taken from the first row, so that little is lost where a large mean has a small spread.
    values = differences - differences[:1]
    n = np.arange(1, len(values) + 1).reshape(-1, *[1] * (values.ndim - 1))
    mean = values.cumsum(axis=0) / n
    squares = np.maximum((values**2).cumsum(axis=0) - n * mean**2, 0.0)
    t = np.array([student(k, confidence) for k in range(1, len(values) + 1)]).reshape(n.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = t * np.sqrt(squares / (n - 1) / n)
    half[:1] = np.inf
    return half


Rule = Precision | Told
"""When a comparison has enough replications."""


@dataclass(frozen=True)
class Reached:
    """The rule by which replications were added, and whether it was content.

    Attributes
    ----------
    rule : Precision or Told
    reached : bool
        Whether it was; else the cap ended it.
    replications : int
        Simulated, those that failed among them.
    """

    rule: Rule
    reached: bool
    replications: int

    def as_facts(self) -> dict[str, Any]:
        """Return what the manifest records."""
        return {**self.rule.as_facts(), "reached": self.reached, "replications": self.replications}


def reached_in(facts: Mapping[str, Any] | None) -> Reached | None:
    """Return the rule that a manifest records, None where the number was fixed."""
    if not facts:
        return None
    numbers = facts["at_least"], facts["at_most"]
    rule = Precision(facts["wanted"], *numbers) if "wanted" in facts else Told(*numbers)
    return Reached(rule, facts["reached"], facts["replications"])
