"""Calibration: from the ranges of the evidence to a posterior sample that meets the base years.

All parameters that the base years can see are moved at once. A library of towns teaches emulators
(`emulators`); what they rule out is left aside wave by wave (`matching`); the rest is sampled by
how likely it makes what was observed, and the draws are lived and weighed (`posterior`). Patterns
of use FIT alone are targets. What no base year can see is not calibrated: it is drawn at will from
its range whenever draws are used.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.calibration.emulators import table_of
from experiments.analyses.calibration.library import PAIRED, Town, rounded
from experiments.analyses.calibration.predicted import held_out, narrowed, predicted
from experiments.analyses.calibration.result import CalibrationResult
from experiments.analyses.calibration.waves import CANDIDATES, Calibrated, Sizes, calibrated
from experiments.analyses.calibration.words import as_markdown
from experiments.analyses.patterns.targets import Target, all_targets
from experiments.analyses.uncertainty.parameter_space import (
    Box,
    box_of,
    doubtful,
    seen_by_base_years,
)
from experiments.execution.execution import Execution
from experiments.execution.memory import Towns
from experiments.execution.processors import chosen_workers
from experiments.execution.replications import Batch
from experiments.report.words import words_of
from experiments.results.carry_out import Steps, and_where, carry_out
from experiments.results.digests import digest_of
from experiments.results.folder import prepare_folder, read_tables
from experiments.results.kept import Kept
from experiments.results.manifest import CommandRecord, command_in
from experiments.results.options import HOW_NOT_WHAT, takes
from experiments.results.records import Record
from model.errors import InputError, nearest
from model.inputs.municipality import load_municipality
from model.scenario.record import resolved
from model.scenario.scenario import load_scenario

BASE = "current"
BOUNDS = {
    "sets": (50, 100_000), "waves": (1, 20), "draws": (2, 10_000), "rolls": (2, 100_000),
    "rounds": (1, 20),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CalibrationOptions:
    """What `calibrate` takes.

    Attributes
    ----------
    seed : int
        Of all draws, 0 to 2**63 - 1.
    sets : int
        Of parameters that are lived in each wave.
    waves : int
    draws : int
        Of the posterior; twice as many are lived in each round.
    rolls : int
        Of each chain on the emulators.
    rounds : int
        In which draws are lived and set right; the last one weighs them.
    residents : int
        Of the towns of the library.
    draws_in : int or None
        Residents of the towns in which draws are lived; all residents by default.
    without : sequence of str
        Targets that are left out, by id: how far they are met is predicted then.
    municipality : str
    workers, scheduler, out, force, quiet, lang
        As for `attribute`.
    """

    seed: int = 1
    sets: int = 1_500
    waves: int = 2
    draws: int = 500
    rolls: int = 150
    rounds: int = 3
    residents: int = 6_000
    draws_in: int | None = None
    without: Sequence[str] = ()
    municipality: str = "bergen_op_zoom"
    workers: int | None = None
    scheduler: str | None = None
    out: str | Path | None = None
    force: bool = False
    quiet: bool = False
    lang: str = "en"

    def __post_init__(self) -> None:
        """Check the numbers before anything is run."""
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError(f"--{name} is {value}: give a whole number from {low} to {high}.")

    def deciding(self) -> dict[str, Any]:
        """Return those that decide the result."""
        values = {one.name: getattr(self, one.name) for one in fields(self)
                  if one.name not in HOW_NOT_WHAT}  # fmt: skip
        return values | {"without": sorted(self.without)}


@takes(CalibrationOptions)
def calibrate(**options: Any) -> CalibrationResult:
    """Bring the town to what was observed, and return a posterior sample of its parameters.

    Parameters
    ----------
    **options
        See `CalibrationOptions`.

    Raises
    ------
    InputError
        If an option, a target or the folder cannot be used; nothing is written then.
    ReplicationError
        If the model breaks down at every draw.
    """
    request = CalibrationOptions(**options)
    words_of(request.lang)
    targets = targets_without(request.without)
    full = load_municipality(request.municipality).residents
    draws_in = min(request.draws_in or full, full)
    Towns(max(request.residents, draws_in)).refuse_too_large(request.workers, request.sets)
    Execution(request.workers, request.scheduler, request.quiet).check()
    scenario, box = load_scenario(BASE), ranges()
    arguments = request.deciding()
    digest = digest_of(
        [arguments, draws_in, resolved(scenario), list(box.names)], request.municipality
    )
    folder = prepare_folder(request.out, "calibrate", [BASE], digest, request.force)
    town = Town(scenario, box.names, request.seed, min(request.residents, full),
                request.municipality)  # fmt: skip
    sizes = Sizes(sets=request.sets, waves=request.waves, draws=request.draws,
                  rolls=request.rolls, rounds=request.rounds, residents=draws_in)  # fmt: skip

    def simulated(kept: Kept) -> CalibrationResult:
        def batch_of(name: str) -> Batch:
            label = None if request.quiet else f"calibrating, {name}"
            return Batch(request.workers, label, scheduler=request.scheduler,
                         kept=kept.of(name, dict))  # fmt: skip

        found = calibrated(town, box, targets, full, sizes, batch_of)
        return CalibrationResult(
            tables_of(found, town), facts_of(found, town, sizes, request.without), folder.path,
            request.lang,
        )  # fmt: skip

    steps = Steps(read_calibration, simulated, as_markdown, _charts, _facts, _with_summary)
    return carry_out("calibrate", arguments, [scenario], folder, steps)


@takes(CalibrationOptions)
def hours(**options: Any) -> pd.DataFrame:
    """Say how long a calibration would take on this machine, from one town of each size.

    Parameters
    ----------
    **options
        See `CalibrationOptions`.

    Returns
    -------
    DataFrame
        `work, runs, residents, seconds` (of one run) and `hours` on as many workers.
    """
    request = CalibrationOptions(**options)
    full = load_municipality(request.municipality).residents
    box, scenario = ranges(), load_scenario(BASE)
    workers = chosen_workers(request.workers, request.sets)
    twice = -(-request.sets // PAIRED)
    work = [(f"wave {k + 1}", request.sets + twice, min(request.residents, full))
            for k in range(request.waves)]  # fmt: skip
    lives = (CANDIDATES * request.draws, min(request.draws_in or full, full))
    work += [(f"draws {k + 1}", *lives) for k in range(request.rounds)]
    seconds: dict[int, float] = {}
    for size in dict.fromkeys(residents for _, _, residents in work):
        town = Town(scenario, box.names, request.seed, size, request.municipality)
        if not seconds:
            town.figures(box.start, 0)  # compiles
        began = time.perf_counter()
        town.figures(box.start, 0)
        seconds[size] = time.perf_counter() - began
    table = pd.DataFrame(work, columns=["work", "runs", "residents"])
    table["seconds"] = table["residents"].map(seconds)
    table["hours"] = table["runs"] * table["seconds"] / workers / 3_600
    return table.round({"seconds": 1, "hours": 2})


def ranges() -> Box:
    """Return the ranges of all parameters that some base year can see."""
    return box_of(seen_by_base_years(doubtful([load_scenario(BASE)])))


def targets_without(ids: Sequence[str]) -> tuple[Target, ...]:
    """Return all targets but some.

    Raises
    ------
    InputError
        If one is not known, or none is left.
    """
    known = [one.id for one in all_targets()]
    for name in ids:
        if name not in known:
            raise InputError(f"--without: no target '{name}'.{nearest(name, known)}")
    left = tuple(one for one in all_targets() if one.id not in ids)
    if not left:
        raise InputError("--without: every target is left out: keep one or more.")
    return left


def tables_of(found: Calibrated, town: Town) -> dict[str, pd.DataFrame]:
    """Return the tables of a result."""
    draws = pd.DataFrame(found.values, columns=list(found.box.names))
    library = pd.concat(
        [
            pd.DataFrame(rounded(found.library.shares, found.box), columns=list(found.box.names)),
            found.library.figures,
        ],
        axis=1,
    )
    return {
        "draws": draws.reset_index(names="draw"),
        "figures": found.figures.reset_index(names="draw"),
        "parameters": narrowed(found.shares, found.box, found.r_hat),
        "targets": predicted(found.library.figures, found.figures, all_targets(), town.seed),
        "validation": held_out(found.figures),
        "emulators": table_of(found.emulators),
        "waves": found.waves,
        "rounds": found.rounds,
        "library": library.reset_index(names="set"),
    }


def facts_of(found: Calibrated, town: Town, sizes: Sizes, without: Sequence[str]) -> dict[str, Any]:
    """Return what the manifest says beside command and arguments."""
    agree = found.r_hat
    return {
        "seed": town.seed, "without": sorted(without),
        "library_in": town.residents, "draws_in": sizes.residents,
        "parameters": len(found.box.names), "targets": len(found.emulators),
        "candidates": CANDIDATES * sizes.draws,
        "different_draws": len(np.unique(found.chosen)), "worth": round(found.worth, 1),
        "r_hat_median": round(float(np.median(agree)), 3),
        "r_hat_max": round(float(agree.max()), 3),
    }  # fmt: skip


def _facts(result: CalibrationResult) -> dict[str, Any]:
    return {"found": dict(result.facts)}


def _charts(result: CalibrationResult) -> Iterator[tuple[str, Any]]:
    from experiments.analyses.calibration.charts import pictures

    yield from pictures(result)


def _with_summary(result: CalibrationResult, summary: str) -> CalibrationResult:
    return replace(result, summary=and_where(summary, result.folder))


class _Arguments(Record):
    lang: str


class _Found(Record):
    seed: int
    without: list[str]
    library_in: int
    draws_in: int
    parameters: int
    targets: int
    candidates: int
    different_draws: int
    worth: float
    r_hat_median: float
    r_hat_max: float


class _CalibrationRecord(CommandRecord):
    """What the manifest says of a calibration."""

    arguments: _Arguments
    found: _Found


def read_calibration(folder: str | Path) -> CalibrationResult:
    """Return a result that was written before.

    Raises
    ------
    ResultError
        If the folder holds none.
    """
    command = command_in(folder, "calibrate", _CalibrationRecord)
    result = CalibrationResult(
        read_tables(folder), command["found"], Path(folder), command["arguments"]["lang"]
    )
    return _with_summary(result, as_markdown(result))
