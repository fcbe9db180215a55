"""The business cases: what the papers claim, what they saw, and what the model finds.

Every case is simulated alone beside the town without any of them, on common random numbers. A row
has cost, claimed and seen gain in the papers' own euros, and what the model finds, with the
confidence interval over replications, in euros of 2025 per year that the case works, for the full
town. The verdict compares the claim with the gain before the case's own cost.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from experiments.analyses.cases.business_cases import BusinessCase, load_cases
from experiments.analyses.cases.result import CasesResult
from experiments.analyses.cases.rows import table_of
from experiments.analyses.cases.words import as_markdown, opening, picture
from experiments.analyses.cases.worlds import TAIL, CasesReplication, CaseTask, CaseWorld, run_cases
from experiments.execution.first_look import FirstLook
from experiments.execution.memory import Towns
from experiments.execution.replications import Batch, attempt
from experiments.report.opening import provisional
from experiments.report.words import words_of
from experiments.results.carry_out import Steps, carry_out
from experiments.results.digests import digest_of
from experiments.results.failures import Failure, failures_in, with_replay
from experiments.results.folder import prepare_folder, read_tables
from experiments.results.kept import Kept
from experiments.results.manifest import CommandRecord, command_in
from experiments.results.options import ReplicationOptions, takes
from experiments.results.places import name_of
from model.errors import InputError
from model.inputs.municipality import MunicipalityData, load_municipality
from model.scenario.record import resolved
from model.scenario.scenario import (
    FOLDER,
    NEVER,
    Scenario,
    first_difference,
    load_scenarios,
    shipped_scenarios,
)

BASE, HISTORY = "no_cases", "current"
MONTHS = 84
"""To the end of 2027: six years of the cases that began in 2022 and have not ended."""


@dataclass(frozen=True, kw_only=True)
class CasesOptions(ReplicationOptions):
    """What `cases` takes; a case without an end is followed until the horizon."""

    months: int = MONTHS


@dataclass(frozen=True)
class Chosen:
    """The cases that are asked for, and the worlds to simulate for them.

    Attributes
    ----------
    cases : tuple of BusinessCase
    without : Scenario
        The world without any case.
    alone : dict of str to Scenario
        By scenario's name: those of cases whose lever is there.
    works : dict of str to range
        The months in which each case works, whatever the horizon.
    worlds : tuple of CaseWorld
        Of the cases that begin before the horizon.
    """

    cases: tuple[BusinessCase, ...]
    without: Scenario
    alone: dict[str, Scenario]
    works: dict[str, range]
    worlds: tuple[CaseWorld, ...]

    @property
    def scenarios(self) -> list[Scenario]:
        """All that are simulated, the world without cases first."""
        return [self.without, *(world.scenario for world in self.worlds)]


@takes(CasesOptions)
def cases(
    *,
    table: Sequence[BusinessCase] | None = None,
    base: str | Path = BASE,
    folder: Path = FOLDER,
    **options: Any,
) -> CasesResult:
    """Simulate every business case beside the town without them and write the results folder.

    Parameters
    ----------
    table : sequence of BusinessCase, optional
        Those of the papers by default.
    base : str or Path
        The scenario without any case.
    folder : Path
        Where the scenarios of the cases are.
    **options
        See `CasesOptions`.

    Raises
    ------
    InputError
        If an option or the folder cannot be used; nothing is written.
    ReplicationError
        If every replication failed.
    """
    request = CasesOptions(**options)
    words_of(request.lang)
    data = load_municipality(request.municipality)
    chosen = _chosen(tuple(load_cases() if table is None else table), base, folder, request, data)
    # The town without any case, and a case while it runs.
    towns = Towns(request.residents or data.residents, worlds=2)
    towns.refuse_too_large(request.workers, request.replications)
    settled = _settled(chosen, request, data)
    whole = {"arguments": settled, "worlds": [resolved(s) for s in chosen.scenarios],
             "papers": [repr(case) for case in chosen.cases]}  # fmt: skip
    digest = digest_of(whole, request.municipality)
    place = prepare_folder(request.out, "cases", [chosen.without.name], digest, request.force)

    def facts(result: CasesResult) -> dict[str, Any]:
        sizes = {"size": result.size, "size_full": result.size_full, "done": result.replications}
        return {name: value for name, value in settled.items() if name != "command"} | sizes

    def simulated(kept: Kept) -> CasesResult:
        return _simulated(chosen, request, place.path, kept)

    steps = Steps(read_cases, simulated, as_markdown, _charts, facts, _with_summary)
    arguments = request.deciding() | {"base": name_of(base)}
    return carry_out("cases", arguments, chosen.scenarios, place, steps)


def _chosen(
    table: tuple[BusinessCase, ...],
    base: str | Path,
    folder: Path,
    request: CasesOptions,
    data: MunicipalityData,
) -> Chosen:
    without, alone, works = scenarios_of(table, base, request.changes, data, folder)
    return Chosen(table, without, alone, works, worlds_of(table, without, alone, request.months))


def _settled(chosen: Chosen, request: CasesOptions, data: MunicipalityData) -> dict[str, Any]:
    """Return what decides the result beside the scenarios and the papers."""
    decided = {name: value for name, value in request.deciding().items() if name != "changes"}
    return {
        "command": "cases", **decided, "residents": request.residents or data.residents,
        "cases": [case.name for case in chosen.cases],
    }  # fmt: skip


def scenarios_of(
    chosen: Sequence[BusinessCase],
    base: str | Path,
    changes: Mapping[str, float] | None,
    data: MunicipalityData | None,
    folder: Path,
) -> tuple[Scenario, dict[str, Scenario], dict[str, range]]:
    """Return the world without cases, that of each case whose lever is there, and all their months.

    The months of a case run to the end of 2027 at most, whatever the horizon; where its lever is
    not there, by the history of `current`.
    """
    shipped = shipped_scenarios(folder)
    names = [case.scenario for case in chosen if case.scenario in shipped]
    without, *rest = load_scenarios([base, *names], changes, data, folder)
    alone = {
        scenario.name: scenario for scenario in rest if first_difference(without, scenario) != NEVER
    }
    (history,) = load_scenarios([HISTORY], changes, data)
    works = {}
    for case in chosen:
        months = months_of(case.name, alone.get(case.scenario, history))
        works[case.name] = range(months.start, min(months.stop, max(MONTHS, months.start + 12)))
    return without, alone, works


def months_of(lever: str, scenario: Scenario) -> range:
    """Return the months from the first to the last in which a lever works."""
    used = [use.months for use in scenario.levers if use.name == lever]
    if not used:
        return range(0)
    return range(min(one.start for one in used), max(one.stop for one in used))


def worlds_of(
    chosen: Sequence[BusinessCase], base: Scenario, alone: Mapping[str, Scenario], months: int
) -> tuple[CaseWorld, ...]:
    """Return the worlds to simulate: those of cases that begin before the horizon.

    Raises
    ------
    InputError
        If a case's scenario holds more than the case.
    """
    worlds = []
    for case in chosen:
        if case.scenario not in alone:
            continue
        scenario = alone[case.scenario]
        works = months_of(case.name, scenario)
        if first_difference(base, scenario) != works.start:
            raise InputError(
                f"scenario {scenario.name} differs from {base.name} in more than the lever "
                f"{case.name}: let it hold that lever alone."
            )
        stop = min(works.stop, months)
        if works.start < stop:
            window = range(works.start, min(stop + TAIL * case.one_off, months))
            worlds.append(CaseWorld(case, scenario, range(works.start, stop), window))
    return tuple(worlds)


def _simulated(chosen: Chosen, request: CasesOptions, place: Path, kept: Kept) -> CasesResult:
    """Simulate all worlds and put the table together."""
    parts, failed = _replications(chosen, request, kept)
    again = with_replay(failed, "cases", [], request.of_one_replication(), request.changes)
    tables = {
        name: pd.concat([part.tables[name] for part in parts], ignore_index=True)
        for name in parts[0].tables
    }
    size = parts[0].size
    tables["cases"] = rows = _rows(chosen, tables["outcomes"], size, request.lang)
    return CasesResult(rows, tables, len(parts), request.seed, size, parts[0].size_full, again,
                       place, request.lang, changes=request.changes or {})  # fmt: skip


def _rows(chosen: Chosen, outcomes: pd.DataFrame, size: int, lang: str) -> pd.DataFrame:
    without_lever = frozenset(c.name for c in chosen.cases if c.scenario not in chosen.alone)
    return table_of(
        chosen.cases, chosen.worlds, chosen.works, without_lever, outcomes, size, lang
    )  # fmt: skip


def _replications(
    chosen: Chosen, request: CasesOptions, kept: Kept
) -> tuple[list[CasesReplication], tuple[Failure, ...]]:
    tasks = [
        (CaseTask(chosen.without, chosen.worlds, request.seed, r, request.residents, request.months,
                  request.municipality),)
        for r in request.numbers
    ]  # fmt: skip
    watch = None if request.quiet else _first_look(chosen, request).take
    batch = Batch(
        request.workers, request.label("cases"), request.threads, request.first_replication,
        ", ".join(s.name for s in chosen.scenarios), request.seed,
        kept.of("cases", CasesReplication), watch,
    )  # fmt: skip
    return attempt(run_cases, tasks, batch)


def _first_look(
    chosen: Chosen, request: CasesOptions
) -> FirstLook[CasesReplication, tuple[pd.DataFrame, int]]:
    """Return what says after every second replication how the cases stand."""
    w, total = words_of(request.lang), request.replications

    def told(seen: list[tuple[pd.DataFrame, int]]) -> str:
        outcomes = pd.concat([one for one, _ in seen], ignore_index=True)
        rows = _rows(chosen, outcomes, seen[0][1], request.lang)
        return provisional(opening(rows, len(seen), w), len(seen), total, w)

    return FirstLook(lambda one: (one.tables["outcomes"], one.size), told, total)


def _charts(result: CasesResult) -> Iterator[tuple[str, Any]]:
    yield "cases.png", picture(result)


def _with_summary(result: CasesResult, summary: str) -> CasesResult:
    result.summary = summary
    return result


class _CasesRecord(CommandRecord):
    """What the manifest says of business cases."""

    done: int
    seed: int
    size: int
    size_full: int
    lang: Literal["en", "nl"]


def read_cases(folder: str | Path) -> CasesResult:
    """Return business cases that were written before.

    Raises
    ------
    ResultError
        If the folder holds none.
    """
    done = command_in(folder, "cases", _CasesRecord)
    tables = read_tables(folder)
    rows = tables["cases"].replace({None: np.nan})
    result = CasesResult(
        rows, tables, done["done"], done["seed"], done["size"], done["size_full"],
        failures_in(folder), Path(folder), done["lang"],
        changes=done.get("arguments", {}).get("changes") or {},
    )  # fmt: skip
    return _with_summary(result, as_markdown(result))
