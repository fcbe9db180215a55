"""The result of a sensitivity analysis."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analyses.sensitivity.indices import Numbers
from experiments.report.words import Words, words_of

if TYPE_CHECKING:
    from experiments.results.failures import Failure
    from experiments.sweep.sweep import SweepResult


TABLE, SUMMARY = "sensitivity.parquet", "sensitivity.md"


NAMED = {"morris": "Morris", "saltelli": "Sobol", "lhs": "PAWN", "sobol": "PAWN"}
"""What is computed from each design."""


MAIN = {"Morris": "mu_star", "Sobol": "ST", "PAWN": "median"}
"""The index by which parameters are ranked."""


VARIES = {"Morris": "trajectories", "Sobol": "base points", "PAWN": "points"}
"""What an interval covers: another draw of the design. Draws of the town stay as they are."""


KEYS = ["method", "scenario", "base", "outcome"]


@dataclass(frozen=True, eq=False)
class Answer:
    """What the model answered at each point.

    Attributes
    ----------
    scenario, base : str
        The answer is of the scenario, or of its difference from the base where that is named.
    outcome : str
    y : float, shape [units, points of a unit, replications]
        Complete units of the design only.
    unit : float, shape [units, points of a unit, parameters]
        The points in the unit cube.
    lost : int
        Units left out because a run of theirs failed.
    """

    scenario: str
    base: str
    outcome: str
    y: Numbers
    unit: Numbers
    lost: int

    @property
    def runs(self) -> int:
        """Runs that the answer rests on."""
        return self.y.size * (2 if self.base else 1)


@dataclass(frozen=True, eq=False)
class SensitivityResult:
    """Indices of a sweep.

    Attributes
    ----------
    sweep : SweepResult
    method : {'Morris', 'Sobol', 'PAWN'}
    table : DataFrame
        `method, scenario, base, outcome, parameter, status, index, value, low, high, runs, varies`;
        `base` is empty for a scenario itself, else the answer is the difference from it.
    answers : list of Answer
    summary : str
        The findings in words (Markdown), and where they are.
    lang : {'en', 'nl'}
    """

    sweep: "SweepResult"
    method: str
    table: pd.DataFrame
    answers: list[Answer] = field(default_factory=list)
    summary: str = ""
    lang: str = "en"

    @property
    def words(self) -> Words:
        """The phrases of its language."""
        return words_of(self.lang)

    @property
    def folder(self) -> Path:
        """The folder that holds everything."""
        return self.sweep.folder

    @property
    def failed(self) -> "tuple[Failure, ...]":
        """The runs of the sweep that failed."""
        return self.sweep.failed

    def of(self, answer: Answer) -> pd.DataFrame:
        """Return the rows of one answer."""
        identity = pd.Series({key: getattr(answer, key) for key in KEYS[1:]})
        return self.table[(self.table[KEYS[1:]] == identity).all(axis=1)].reset_index(drop=True)
