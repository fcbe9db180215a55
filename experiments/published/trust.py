"""How far a figure can be trusted: measured, fitted or assumed. Derived, never typed.

- **measured**: the number is itself an observation, of the municipality's own papers or looked up
  at its source (status `seed` or `verified` in the register). No figure of a simulated world is.
- **fitted**: the model makes the number, and it was held against observations. Of a level: the
  calibration was fitted to the same quantity (use FIT in `patterns.csv`, observed at its source),
  and each such observation lies where nine in ten would fall by the calibrated model. Of a number
  of the model: it is not measured, but the base years can see it and the calibration drew it.
- **assumed**: all else. Of an effect: at least one number that the policy brings, or that decides
  the effect, was never measured and changes nothing in the years before it.

An effect is never measured: the world without the policy is one that nobody saw.
`observed.csv` says which pattern counts the same quantity as which outcome, or a part of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.calibration.later import fitted_targets
from experiments.analyses.calibration.predicted import predicted
from experiments.analyses.patterns.observed import patterns_of
from experiments.analyses.uncertainty.draws import FIGURES, about_posterior, left_of_spread
from experiments.analyses.uncertainty.measure import DECIDES
from experiments.results.parquet import parquet_in
from model.inputs.evidence import load_evidence, status_of
from model.inputs.tables import read_table
from model.parameter_owners import all_rows

MEASURED, FITTED, ASSUMED = "measured", "fitted", "assumed"
MARKS = (MEASURED, FITTED, ASSUMED)
"""From the surest to the least sure."""
OBSERVED = ("seed", "verified")
"""Statuses of the register that are observations; what is recalled was not looked up."""
TABLE = Path(__file__).with_name("observed.csv")


@dataclass(frozen=True)
class Trust:
    """How far a figure can be trusted, and why.

    Attributes
    ----------
    mark : {'measured', 'fitted', 'assumed'}
    met, missed : tuple of str
        Observations of the same quantity in the register that the calibrated model meets or misses.
    numbers : mapping of str to int
        Of an effect: how many of the numbers that it rests on have each mark.
    """

    mark: str
    met: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


def least_sure(marks: Iterable[str]) -> str:
    """Return the least sure of some marks."""
    return max(marks, key=MARKS.index)


def trust_of_number(name: str) -> str:
    """Return the mark of a parameter at its value as set by default."""
    if status_of(all_rows()[name]) in OBSERVED:
        return MEASURED
    return FITTED if name in left_of_spread() else ASSUMED


def trust_of_level(outcome: str) -> Trust:
    """Return how far the level of an outcome in the base world can be trusted."""
    table = read_table(TABLE, ("outcome", "measure"))
    same = set(table.loc[table["outcome"] == outcome, "measure"])
    met, missed = (tuple(sorted(by_measure[m] for m in same & by_measure.keys()))
                   for by_measure in _held())  # fmt: skip
    return Trust(FITTED if met and not missed else ASSUMED, met, missed)


@cache
def _held() -> tuple[dict[str, str], dict[str, str]]:
    """Return the observations that the posterior meets, and those that it misses, by measure."""
    figures = parquet_in(FIGURES)
    rows = predicted(figures, figures, fitted_targets(), int(about_posterior()["seed"]))
    status = load_evidence().loc[rows["id"], "status"].isin(OBSERVED).to_numpy()
    rows = rows[status]
    sides = (rows[rows["inside"]], rows[~rows["inside"]])
    met, missed = (dict(zip(r["measure"], r["id"], strict=True)) for r in sides)
    return met, missed


def trust_of_effect(
    base: Mapping[str, Any], policy: Mapping[str, Any], deciding: Sequence[str] = ()
) -> Trust:
    """Return how far the difference between two worlds can be trusted.

    Parameters
    ----------
    base, policy : mapping
        The scenarios as `scenario.yaml` holds them.
    deciding : sequence of str
        Parameters that decide the effect, where that was measured. Where it was not, an effect
        rests on numbers that nobody has looked at, and is assumed.
    """
    marks = marks_of(base, policy, deciding)
    counts = Counter(marks.values())
    numbers = {mark: counts[mark] for mark in MARKS}
    known = bool(deciding) or _settings(base) == _settings(policy)
    return Trust(ASSUMED if counts[ASSUMED] or not known else FITTED, numbers=numbers)


def marks_of(
    base: Mapping[str, Any], policy: Mapping[str, Any], deciding: Sequence[str] = ()
) -> dict[str, str]:
    """Return the mark of each number that a policy brings or changes, and of those that decide.

    What a municipality chooses (role `lever`) and what is fixed is left out. A number that was set
    to another value than its default is assumed.
    """
    ours, theirs = _numbers(policy), _numbers(base)
    brought = {name for name, value in ours.items() if theirs.get(name) != value}
    marks = {}
    for name in sorted(brought | set(deciding)):
        row = all_rows().get(name)
        if row is not None and row.role == "uncertain":
            as_set = ours.get(name, row.value) == row.value
            marks[name] = trust_of_number(name) if as_set else ASSUMED
    return marks


def _settings(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return _numbers(record), [use["lever"] for use in record["levers"]]


def _numbers(record: Mapping[str, Any]) -> dict[str, float]:
    parts = [record["parameters"], *(use["parameters"] for use in record["levers"])]
    return {name: entry["value"] for part in parts for name, entry in part.items()}


def that_decide(outcome: str) -> tuple[str, ...]:
    """Return the parameters that were measured to decide the plan's effect on an outcome."""
    rows = read_table(DECIDES, ("outcome", "parameter"))
    return tuple(rows.loc[rows["outcome"] == outcome, "parameter"])


def observations(outcome: str) -> tuple[str, ...]:
    """Return the ids of all patterns, of whatever use, that count the same as an outcome."""
    table = read_table(TABLE, ("outcome", "measure"))
    same = set(table.loc[table["outcome"] == outcome, "measure"])
    known = pd.concat([patterns_of(use) for use in ("FIT", "VAL")])
    return tuple(known.loc[known["measure"].isin(same), "id"])
