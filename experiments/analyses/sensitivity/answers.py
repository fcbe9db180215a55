"""Indices of a sweep, one answer an outcome."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analyses.sensitivity.chance import CHANCE, chance_shares, morris_floor
from experiments.analyses.sensitivity.indices import (
    COLUMNS,
    Numbers,
    group_indices,
    group_of,
    is_group,
    morris_indices,
    sobol_indices,
)
from experiments.analyses.sensitivity.pawn import DUMMY, pawn_indices
from experiments.analyses.sensitivity.result import KEYS, NAMED, VARIES, Answer, SensitivityResult
from experiments.sweep.designs import Design
from experiments.sweep.run_figures import per_run
from experiments.sweep.summary import outcomes_told
from experiments.sweep.swept import Swept, status
from model.errors import ResultError, SweepError

if TYPE_CHECKING:
    from experiments.sweep.file import Sweep
    from experiments.sweep.sweep import SweepResult


def method_of(sweep: "Sweep") -> str:
    """Return which indices a sweep is meant for.

    Raises
    ------
    SweepError
        If its design, months or tables allow none.
    """
    design = sweep.design.method if sweep.design else "none"
    if design not in NAMED:
        raise SweepError(
            f"sweep {sweep.name}: its design is {design}: sensitivity takes "
            f"{', '.join(NAMED)} (morris to screen many parameters, saltelli for shares of the "
            f"variance, lhs or sobol for PAWN)."
        )
    if sweep.months < 12 or "monthly" not in sweep.tables:
        raise SweepError(
            f"sweep {sweep.name}: {sweep.months} months, tables {', '.join(sweep.tables)}: "
            f"sensitivity needs a full year (months: 12 or more) of the table monthly."
        )
    return NAMED[design]


def analyse(result: "SweepResult", figures: pd.DataFrame | None = None) -> SensitivityResult:
    """Return the indices of a sweep that was run: the computing part, nothing is written.

    Parameters
    ----------
    result : SweepResult
    figures : DataFrame, optional
        Of every run, as `per_run` returns them; those of the sweep by default.

    Raises
    ------
    InputError
        If the sweep has another design, or too many of its runs failed.
    """
    sweep = result.sweep
    method = method_of(sweep)
    answers = list(answers_of(result, figures))
    parts = [_indices(answer, sweep) for answer in answers]
    table = pd.concat(parts, ignore_index=True)
    return SensitivityResult(result, method, table, answers)


def answers_of(result: "SweepResult", figures: pd.DataFrame | None = None) -> Iterator[Answer]:
    """Yield the answers: each scenario, then each difference, by outcome.

    Raises
    ------
    ResultError
        If failed runs leave fewer than two units of the design.
    """
    sweep = result.sweep
    figures = per_run(result, outcomes_told(sweep)) if figures is None else figures
    base, *policies = [scenario.name for scenario in sweep.scenarios]
    worlds = {name: figures.xs(name, level="scenario") for name in (base, *policies)}
    pairs = [(name, "", table) for name, table in worlds.items()]
    pairs += [(name, base, worlds[name] - worlds[base]) for name in policies]
    columns = [_in_unit(sweep.points[s.name].to_numpy(), s) for s in sweep.swept]
    unit: Numbers = np.column_stack(columns)
    for name, beside, table in pairs:
        for column in table.columns:
            yield _answer(result, name, beside, table[column], unit)


def _answer(
    result: "SweepResult", scenario: str, base: str, answers: "pd.Series[float]", unit: Numbers
) -> Answer:
    sweep = result.sweep
    design: Any = sweep.design
    block = design.block(sweep.swept)
    runs = pd.MultiIndex.from_product([sweep.points.index, range(sweep.replications)])
    values: Numbers = np.asarray(answers.reindex(runs), np.float64)
    y = values.reshape(-1, block, sweep.replications)
    whole: NDArray[np.bool_] = np.logical_and.reduce(~np.isnan(y), axis=(1, 2))
    if whole.sum() < 2 and (len(whole) > 1 or not whole.any()):
        raise ResultError(
            f"'{result.folder}': failed runs leave {whole.sum()} of {len(whole)} "
            f"{VARIES[NAMED[design.method]]} for {answers.name}: mend the cause and run it again."
        )
    shaped = unit.reshape(-1, block, unit.shape[1])
    lost = int((~whole).sum())
    return Answer(scenario, base, str(answers.name), y[whole], shaped[whole], lost)


def _in_unit(x: Numbers, one: Swept) -> Numbers:
    """Return a range as 0 .. 1, listed values by their rank."""
    if one.choices:
        steps = np.unique(one.choices)
        return np.searchsorted(steps, x) / max(len(steps) - 1, 1)
    low, high = one.ends
    return (x - low) / (high - low)


def _indices(answer: Answer, sweep: "Sweep") -> pd.DataFrame:
    """Return all rows of one answer."""
    design: Any = sweep.design
    names = [one.name for one in sweep.swept]
    table = _OF[design.method](answer, names, design, sweep.seed)
    table.insert(1, "status", [_status(name) for name in table["parameter"]])
    method = NAMED[design.method]
    for key, value in zip(
        KEYS, (method, answer.scenario, answer.base, answer.outcome), strict=True
    ):
        table.insert(KEYS.index(key), key, value)
    return table.assign(runs=answer.runs, varies=VARIES[method])


def _status(parameter: str) -> str:
    special = {CHANCE: "chance", DUMMY: "dummy"}
    if is_group(parameter):
        return "kind"
    if parameter in special:
        return special[parameter]
    return status(parameter) if "." in parameter else "group"


def _morris(answer: Answer, names: Sequence[str], design: Design, seed: int) -> pd.DataFrame:
    levels = design.levels or 0
    y, unit = answer.y.mean(axis=2).ravel(), answer.unit.reshape(-1, len(names))
    floor = morris_floor(answer.y, levels)
    row = pd.DataFrame([(CHANCE, "floor", floor, np.nan, np.nan)], columns=list(COLUMNS))
    parts = [
        morris_indices(unit, y, names, levels, seed, design.groups),
        chance_shares(answer.y, seed),
        row,
    ]
    return _together(parts)


def _sobol(answer: Answer, names: Sequence[str], design: Design, seed: int) -> pd.DataFrame:
    moving = list(dict.fromkeys(design.groups or names))
    y, d = answer.y.mean(axis=2), len(moving)
    parts = [sobol_indices(y[:, : d + 2].ravel(), moving, seed)]
    for k, kind in enumerate(dict.fromkeys(design.kinds)):
        mixed = y[:, d + 2 + k]
        parts.append(group_indices(y[:, 0], mixed, y[:, d + 1], seed, group_of(kind)))
    return _together([*parts, chance_shares(answer.y[:, [0, d + 1]], seed)])


def _pawn(answer: Answer, names: Sequence[str], _: Design, seed: int) -> pd.DataFrame:
    y, unit = answer.y.mean(axis=2).ravel(), answer.unit.reshape(-1, len(names))
    return _together([pawn_indices(unit, y, names, seed), chance_shares(answer.y, seed)])


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Stack tables of indices, whatever is NaN in one of them."""
    rows = [row for part in parts for row in part.itertuples(index=False)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


_OF = {"morris": _morris, "saltelli": _sobol, "lhs": _pawn, "sobol": _pawn}
