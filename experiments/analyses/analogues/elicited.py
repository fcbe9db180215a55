"""What people who know the work believe of numbers that nobody has measured, kept apart from data.

Each expert gives three quantiles of a number. Between them, and to the ends of the register's
range, every value is taken as likely as the next; experts count alike (linear pool: Stone 1961).
Draws were made evenly over the ranges, so the pooled density over the even one is their weight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.analyses.uncertainty.measure import BASE, PLAN
from experiments.analyses.uncertainty.parameter_space import Numbers, box_of, doubtful
from experiments.sweep.ignorance import NOTHING, kind_of
from model.errors import InputError, nearest
from model.inputs.yaml_file import Fields, read_fields
from model.parameter_owners import all_rows
from model.scenario.scenario import load_scenarios

SHIPPED = Path(__file__).with_name("elicited")
QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
HEAD = """# One expert. Give three values for each number you can judge, leave the others out:
# one of twenty times it is below q05, half of the times below q50, one of twenty times above q95.
expert: name and work
date: 2026-01-01
judgements:
"""
STEPS = 2_001


@dataclass(frozen=True)
class Judgement:
    """What one expert believes of one number.

    Attributes
    ----------
    given : tuple of float
        At `QUANTILES`.
    why : str
    """

    given: tuple[float, ...]
    why: str


@dataclass(frozen=True)
class Form:
    """The judgements of one expert, by parameter."""

    expert: str
    date: str
    judgements: Mapping[str, Judgement]


def read_form(path: str | Path) -> Form:
    """Return the judgements of a file.

    Raises
    ------
    InputError
        If it cannot be read; if a parameter is not known or not uncertain; if its quantiles do not
        rise or lie outside its range. The message names file, line and remedy.
    """
    fields = read_fields(Path(path), error=InputError)
    fields.only(("expert", "date", "judgements"), "a form")
    expert, date = fields.text("expert", required=True), str(fields.needed("date"))
    if not fields.get("judgements"):
        raise InputError(f"{fields.where('judgements')}: no number is judged: give one or more.")
    entries = fields.mapping("judgements")
    return Form(expert, date, {name: _judgement(entries, name) for name in entries})


def _judgement(entries: Fields, name: str) -> Judgement:
    where, row = entries.where(name), all_rows().get(name)
    if row is None:
        raise InputError(f"{where}: no parameter '{name}'.{nearest(name, list(all_rows()))}")
    if row.low is None or row.high is None:
        raise InputError(f"{where}: '{name}' has no range, so it is not uncertain: leave it out.")
    given = entries.mapping(name)
    given.only((*QUANTILES, "why"), "a judgement")
    values = []
    for key in QUANTILES:
        value = given.needed(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{given.where(key)}: {key} is {value!r}: give a number.")
        values.append(float(value))
    bounds = [row.low, *values, row.high]
    if (np.diff(values) <= 0.0).any() or (np.diff(bounds) < 0.0).any():
        raise InputError(
            f"{where}: {', '.join(f'{one:g}' for one in values)} do not rise from {row.low:g} to "
            f"{row.high:g}, the range of '{name}': give q05 < q50 < q95 within it."
        )
    return Judgement(tuple(values), given.text("why", required=True))


@cache
def shipped_forms() -> tuple[Form, ...]:
    """Return the first set: our own reasoning."""
    return tuple(read_form(path) for path in sorted(SHIPPED.glob("*.yaml")))


def _range(name: str) -> tuple[float, float]:
    """Return the range of a parameter that is known to be uncertain."""
    box = box_of([all_rows()[name]])
    return float(box.low[0]), float(box.high[0])


def density(values: Numbers, name: str, judgement: Judgement) -> Numbers:
    """Return how much likelier values are than if all of the range were alike.

    Parameters
    ----------
    values : array
    name : str
        Of the parameter.
    judgement : Judgement
    """
    low, high = _range(name)
    edges = np.array([low, *judgement.given, high])
    mass = np.diff([0.0, *QUANTILES.values(), 1.0])
    width = np.diff(edges)
    share = np.divide(mass, width, out=np.zeros_like(mass), where=width > 0.0)
    share /= (share * width).sum()
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(share) - 1)
    return np.asarray(share[place] * (high - low))


def pooled_density(values: Numbers, name: str, forms: Sequence[Form]) -> Numbers:
    """Return the mean of the experts' densities over the even one; 1 where nobody judged."""
    judged = [one.judgements[name] for one in forms if name in one.judgements]
    if not judged:
        return np.ones(len(values))
    return np.asarray(np.mean([density(values, name, one) for one in judged], axis=0))


def judged_by(forms: Sequence[Form]) -> tuple[str, ...]:
    """Return the parameters that some expert judged, in the order of the forms."""
    return tuple(dict.fromkeys(name for form in forms for name in form.judgements))


def log_judged(values: pd.DataFrame, forms: Sequence[Form]) -> Numbers:
    """Return by how much likelier each draw is by these judgements than evenly, in logs.

    Parameters
    ----------
    values : DataFrame, shape [draws, parameters]
    forms : sequence of Form

    Raises
    ------
    InputError
        If a parameter that was judged is in none of the draws.
    """
    log = np.zeros(len(values))
    for name in judged_by(forms):
        if name not in values:
            raise InputError(
                f"'{name}' is judged, but no draw of the plan sets it: leave it out of the form."
            )
        each = pooled_density(values[name].to_numpy(float), name, forms)
        with np.errstate(divide="ignore"):
            log += np.log(each)
    return log


def pooled(forms: Sequence[Form]) -> pd.DataFrame:
    """Return a row per number that was judged: its range and the quantiles of the pool.

    Returns
    -------
    DataFrame
        `parameter, told_by` (what could measure it), `experts, low, high, q05, q50, q95`.
    """
    rows = []
    for name in judged_by(forms):
        low, high = _range(name)
        at = np.linspace(low, high, STEPS)
        below = np.cumsum(pooled_density(at, name, forms))
        below /= below[-1]
        experts = sum(name in one.judgements for one in forms)
        found = np.interp(list(QUANTILES.values()), below, at)
        rows.append((name, kind_of(name), experts, low, high, *found))
    return pd.DataFrame(
        rows, columns=["parameter", "told_by", "experts", "low", "high", *QUANTILES]
    )


def empty_form() -> str:
    """Return a form to fill in: every number that nothing at hand can tell, with what is known."""
    rows = doubtful(load_scenarios([BASE, PLAN]))
    lines = [HEAD.rstrip("\n")]
    for row in rows:
        name = row.name
        if kind_of(name) != NOTHING:
            continue
        lines += [
            f"  # {name}: {row.low:g} to {row.high:g} {row.unit}, as set {row.value:g}",
            f"  # {row.evidence}", f"  # {name}:", "  #   q05:", "  #   q50:", "  #   q95:",
            "  #   why:",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"
