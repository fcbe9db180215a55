"""What of the indices is looked at first: the answers, their leading parameters, and chance."""

import math
from typing import Any

import pandas as pd

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.indices import is_group
from experiments.analyses.sensitivity.pawn import DUMMY
from experiments.analyses.sensitivity.result import MAIN, Answer, SensitivityResult
from experiments.report.charts.tornado import ranked

_STANDINS = (CHANCE, DUMMY)
SAME, BARE, IN_CHANCE, APART = "same", "bare", "in_chance", "apart"
"""How a leading parameter stands: nothing moves the answer; its index has no interval; chance alone
may give as much; or more than chance."""


def headline_answers(result: SensitivityResult) -> list[Answer]:
    """Return the differences between scenarios; the scenario itself where there is but one."""
    return [a for a in result.answers if a.base] or result.answers


def leaders(result: SensitivityResult, answer: Answer) -> pd.DataFrame:
    """Return the rows of the ranking index, largest first, parameters only."""
    rows = result.of(answer)
    stands_in = rows["parameter"].isin(_STANDINS) | rows["parameter"].map(is_group)
    ranking = (rows["index"] == MAIN[result.method]) & ~stands_in
    return ranked(rows[ranking])


def moves(result: SensitivityResult, answer: Answer) -> bool:
    """Say whether an answer varies over the points."""
    values = leaders(result, answer)["value"]
    return bool(values.notna().any() and (values != 0).any())


def value_of(result: SensitivityResult, answer: Answer, index: str, parameter: str) -> Any:
    """Return the row of one index of one parameter."""
    rows = result.of(answer)
    return rows[(rows["index"] == index) & (rows["parameter"] == parameter)].iloc[0]


def floor_of(result: SensitivityResult, answer: Answer, column: str = "value") -> float:
    """Return the value of the ranking index that says nothing; NaN where it is unknown.

    Of PAWN the upper bound of the dummy; of Morris and Sobol what chance gives, or its upper bound.
    """
    if result.method == "PAWN":
        return float(value_of(result, answer, MAIN["PAWN"], DUMMY)["high"])
    index = "floor" if result.method == "Morris" else "between_points"
    row = value_of(result, answer, index, CHANCE)
    return float(row["value"] if pd.isna(row[column]) else row[column])


def standing(result: SensitivityResult, answer: Answer) -> str:
    """Return how the leading parameter of an answer stands: `SAME, BARE, IN_CHANCE, APART`."""
    if not moves(result, answer):
        return SAME
    low, floor = float(leaders(result, answer)["low"].iloc[0]), floor_of(result, answer, "high")
    if math.isnan(low):
        return BARE
    return APART if low > (0.0 if math.isnan(floor) else floor) else IN_CHANCE


def rivals(rows: pd.DataFrame) -> list[str]:
    """Return the parameters that are not clearly less than the first of `leaders`."""
    others = rows.iloc[1:]
    return [str(name) for name in others["parameter"][others["high"] >= rows["low"].iloc[0]]]
