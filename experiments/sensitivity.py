"""Which assumptions move the answer: a sweep, and the indices of Morris, Sobol or PAWN over it.

The answer is an outcome's headline figure, a mean over the headline years and over the replications
of a point: in each scenario, and as the paired difference of each policy from the first scenario.
Every point is lived under the same draws. So an index tells what parameters do, and of chance only
what it does to one point and not to another; how much that is, is estimated and printed beside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.designs import ASSUMED, Design
from experiments.sensitivity_chance import CHANCE, chance_shares, morris_floor
from experiments.sensitivity_indices import (
    COLUMNS,
    GROUP,
    Numbers,
    group_indices,
    morris_indices,
    sobol_indices,
)
from experiments.sensitivity_pawn import DUMMY, pawn_indices
from experiments.swept import Swept, all_uncertain, status
from model.errors import ResultError, SweepError

if TYPE_CHECKING:
    from experiments.sweep import SweepResult
    from experiments.sweep_file import Sweep

__all__ = ["Answer", "SensitivityResult", "all_uncertain", "analyse", "sensitivity"]

TABLE, SUMMARY = "sensitivity.parquet", "sensitivity.md"
NAMED = {"morris": "Morris", "saltelli": "Sobol", "lhs": "PAWN", "sobol": "PAWN"}
"""What is computed from each design."""

MAIN = {"Morris": "mu_star", "Sobol": "ST", "PAWN": "median"}
"""The index by which parameters are ranked."""

VARIES = {"Morris": "trajectories", "Sobol": "base points", "PAWN": "points"}
"""What an interval covers: another draw of the design. Draws of the town stay as they are."""

_KEYS = ["method", "scenario", "base", "outcome"]


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
    def name(self) -> str:
        """The scenario, or the difference, in words."""
        return f"{self.scenario} minus {self.base}" if self.base else self.scenario

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
    """

    sweep: "SweepResult"
    method: str
    table: pd.DataFrame
    answers: list[Answer] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where everything stands."""
        return self.sweep.folder

    @property
    def summary(self) -> str:
        """The findings in words."""
        return f"{(self.folder / SUMMARY).read_text(encoding='utf-8')}\n{self.folder}"

    def of(self, answer: Answer) -> pd.DataFrame:
        """Return the rows of one answer."""
        own = pd.Series({key: getattr(answer, key) for key in _KEYS[1:]})
        return self.table[(self.table[_KEYS[1:]] == own).all(axis=1)].reset_index(drop=True)


def sensitivity(
    file: "str | Path | Sweep",
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    quiet: bool = False,
) -> SensitivityResult:
    """Run a sweep and say which of its parameters move the answer.

    Parameters
    ----------
    file : str, Path or Sweep
        A shipped sweep, a YAML file, or a sweep built in code, of design `morris` (screening),
        `saltelli` (Sobol indices), `lhs` or `sobol` (PAWN).
    out, workers, scheduler, force, quiet
        As for `sweep`.

    Returns
    -------
    SensitivityResult
        The folder of the sweep holds `sensitivity.parquet`, `sensitivity.md` and pictures.

    Raises
    ------
    InputError
        If the file cannot be used for this; nothing is run then.
    """
    from experiments.sensitivity_files import write
    from experiments.sweep import sweep
    from experiments.sweep_file import Sweep, read_sweep

    asked = file if isinstance(file, Sweep) else read_sweep(file)
    method_of(asked)
    result = sweep(
        asked, out=out, workers=workers, scheduler=scheduler, force=force, quiet=quiet
    )  # fmt: skip
    found = analyse(result)
    write(found)
    return found


def method_of(asked: "Sweep") -> str:
    """Return which indices a sweep is meant for.

    Raises
    ------
    SweepError
        If its design, months or tables allow none.
    """
    design = asked.design.method if asked.design else "none"
    if design not in NAMED:
        raise SweepError(
            f"sweep {asked.name}: its design is {design}: sensitivity takes "
            f"{', '.join(NAMED)} (morris to screen many parameters, saltelli for shares of the "
            f"variance, lhs or sobol for PAWN)."
        )
    if asked.months < 12 or "monthly" not in asked.tables:
        raise SweepError(
            f"sweep {asked.name}: {asked.months} months, tables {', '.join(asked.tables)}: "
            f"sensitivity needs a full year (months: 12 or more) of the table monthly."
        )
    return NAMED[design]


def analyse(result: "SweepResult") -> SensitivityResult:
    """Return the indices of a sweep that was run: the computing part, nothing is written.

    Raises
    ------
    InputError
        If the sweep has another design, or too many of its runs failed.
    """
    asked = result.sweep
    method = method_of(asked)
    answers = list(answers_of(result))
    parts = [_indices(answer, asked) for answer in answers]
    table = pd.concat(parts, ignore_index=True)
    return SensitivityResult(result, method, table, answers)


def answers_of(result: "SweepResult") -> Iterator[Answer]:
    """Yield the answers: each scenario, then each difference, by outcome.

    Raises
    ------
    ResultError
        If failed runs leave fewer than two units of the design.
    """
    from experiments.run_figures import per_run

    asked = result.sweep
    figures = per_run(result, _outcomes(asked))
    base, *policies = [scenario.name for scenario in asked.scenarios]
    worlds = {name: figures.xs(name, level="scenario") for name in (base, *policies)}
    pairs = [(name, "", table) for name, table in worlds.items()]
    pairs += [(name, base, worlds[name] - worlds[base]) for name in policies]
    unit = np.column_stack([_in_unit(asked.points[s.name].to_numpy(), s) for s in asked.swept])
    for name, beside, table in pairs:
        for outcome in table.columns:
            yield _answer(result, name, beside, table[outcome], unit)


def _outcomes(asked: "Sweep") -> list[str]:
    from experiments.sweep_summary import TOLD
    from model.outcomes import NAMES, outcome

    kept = asked.outcomes or NAMES
    return [n for n in asked.outcomes or TOLD if not outcome(n).weight or outcome(n).weight in kept]


def _answer(
    result: "SweepResult", scenario: str, base: str, answers: "pd.Series[float]", unit: Numbers
) -> Answer:
    asked = result.sweep
    design: Any = asked.design
    block = design.block(asked.swept)
    runs = pd.MultiIndex.from_product([asked.points.index, range(asked.replications)])
    y = answers.reindex(runs).to_numpy(float).reshape(-1, block, asked.replications)
    whole = ~np.isnan(y).any(axis=(1, 2))
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


def _indices(answer: Answer, asked: "Sweep") -> pd.DataFrame:
    """Return all rows of one answer."""
    design: Any = asked.design
    names = [one.name for one in asked.swept]
    table = _OF[design.method](answer, names, design, asked.seed)
    table.insert(1, "status", [_status(name) for name in table["parameter"]])
    method = NAMED[design.method]
    for key, value in zip(
        _KEYS, (method, answer.scenario, answer.base, answer.outcome), strict=True
    ):
        table.insert(_KEYS.index(key), key, value)
    return table.assign(runs=answer.runs, varies=VARIES[method])


def _status(parameter: str) -> str:
    own = {CHANCE: "chance", DUMMY: "dummy", GROUP: ASSUMED}
    if parameter in own:
        return own[parameter]
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
    if design.assumed:
        parts.append(group_indices(y[:, 0], y[:, d + 2], y[:, d + 1], seed))
    return _together([*parts, chance_shares(answer.y[:, [0, d + 1]], seed)])


def _pawn(answer: Answer, names: Sequence[str], _: Design, seed: int) -> pd.DataFrame:
    y, unit = answer.y.mean(axis=2).ravel(), answer.unit.reshape(-1, len(names))
    return _together([pawn_indices(unit, y, names, seed), chance_shares(answer.y, seed)])


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Stack tables of indices, whatever is NaN in one of them."""
    rows = [row for part in parts for row in part.itertuples(index=False)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


_OF = {"morris": _morris, "saltelli": _sobol, "lhs": _pawn, "sobol": _pawn}
