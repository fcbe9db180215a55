"""The business cases: what the papers claim, what they saw, and what the model brings forth.

Every case is lived alone beside the town without any of them, on the same draws. A row tells cost,
claimed and seen gain in the papers' own euros, and what the model finds, with the interval over
replications, in euros of 2025 per year that the case works, for the full town. The verdict holds
the claim against the gain before the case's own cost.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analyses.cases.business_cases import BusinessCase, load_cases
from experiments.analyses.cases.result import CasesResult
from experiments.analyses.cases.rows import table_of
from experiments.execution.replications import attempt
from experiments.report.words import words_of
from experiments.results.digests import digest_of
from experiments.results.failures import Failure, failures_in, with_replay
from experiments.results.folder import (
    ResultFolder,
    prepare_folder,
    read_tables,
    write_result,
    writing,
)
from experiments.results.manifest import read_manifest  # fmt: skip
from model.errors import InputError
from model.inputs.municipality import MunicipalityData, load_municipality
from model.scenario.record import resolved  # fmt: skip
from model.scenario.scenario import (
    FOLDER,
    NEVER,
    Scenario,
    first_difference,
    load_scenarios,
    shipped_scenarios,
)

if TYPE_CHECKING:
    from experiments.analyses.cases.worlds import CasesLived, CaseWorld

BASE, HISTORY = "no_cases", "current"
MONTHS = 84
"""To the end of 2027: six years of the cases that began in 2022 and go on."""


def cases(
    *,
    seed: int = 1,
    replications: int = 10,
    first_replication: int = 0,
    residents: int | None = None,
    months: int = MONTHS,
    changes: Mapping[str, float] | None = None,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    threads: int = 1,
    out: str | Path | None = None,
    force: bool = False,
    quiet: bool = False,
    lang: str = "en",
    table: Sequence[BusinessCase] | None = None,
    base: str | Path = BASE,
    folder: Path = FOLDER,
) -> CasesResult:
    """Live every business case beside the town without them and write the results folder.

    Parameters
    ----------
    seed, replications, first_replication, residents, changes, municipality
        As for `compare`; `changes` hold in every world.
    months : int
        Horizon, from January 2021; a case that goes on is looked at until then.
    workers, threads, out, force, quiet, lang
        As for `compare`.
    table : sequence of BusinessCase, optional
        Those of the papers by default.
    base : str or Path
        The scenario without any case.
    folder : Path
        Where the scenarios of the cases are.

    Raises
    ------
    InputError
        If an option or the folder cannot be used; nothing is written.
    ReplicationError
        If every replication failed.
    """
    words_of(lang)
    data = load_municipality(municipality)
    chosen = tuple(load_cases() if table is None else table)
    without, alone, works = scenarios_of(chosen, base, changes, data, folder)
    lived = worlds_of(chosen, without, alone, months)
    arguments: dict[str, Any] = {
        "command": "cases", "seed": seed, "replications": replications,
        "first_replication": first_replication, "residents": residents or data.residents,
        "months": months, "municipality": municipality, "lang": lang,
        "cases": [case.name for case in chosen],
    }  # fmt: skip
    scenarios = [without, *(world.scenario for world in lived)]
    whole = {"arguments": arguments, "worlds": [resolved(s) for s in scenarios],
             "papers": [repr(case) for case in chosen]}  # fmt: skip
    place = prepare_folder(out, "cases", [without.name], digest_of(whole), force)
    if place.done:
        return read_cases(place.path)
    arguments["arguments"] = {
        "seed": seed, "replications": replications, "first_replication": first_replication,
        "residents": residents, "months": months, "municipality": municipality,
        "changes": dict(changes or {}), "lang": lang, "base": str(base),
    }  # fmt: skip
    began = time.monotonic()
    options: dict[str, Any] = {"seed": seed, "residents": residents, "months": months,
                               "municipality": municipality}  # fmt: skip
    parts, failed = _live(
        without, lived, range(first_replication, first_replication + replications), options,
        workers, threads, quiet,
    )  # fmt: skip
    failed = with_replay(failed, "cases", [], options, changes)
    gone = frozenset(case.name for case in chosen if case.scenario not in alone)
    found = _result(chosen, lived, works, gone, parts, failed, seed, lang)
    _write(found, place, scenarios, arguments, time.monotonic() - began)
    return found


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
) -> "tuple[CaseWorld, ...]":
    """Return the worlds to live: those of cases that begin before the horizon.

    Raises
    ------
    InputError
        If a case's scenario holds more than the case.
    """
    from experiments.analyses.cases.worlds import TAIL, CaseWorld

    found = []
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
            found.append(CaseWorld(case, scenario, range(works.start, stop), window))
    return tuple(found)


def _live(
    base: Scenario,
    worlds: "tuple[CaseWorld, ...]",
    numbers: range,
    options: Mapping[str, Any],
    workers: int | None,
    threads: int,
    quiet: bool,
) -> "tuple[list[CasesLived], tuple[Failure, ...]]":
    from experiments.analyses.cases.worlds import CaseTask, live_cases

    tasks = [
        (CaseTask(base, worlds, options["seed"], r, options["residents"], options["months"],
                  options["municipality"]),)
        for r in numbers
    ]  # fmt: skip
    return attempt(
        live_cases, tasks, workers, None if quiet else "cases", threads, first=numbers.start,
        scenario=", ".join([base.name, *(w.scenario.name for w in worlds)]), seed=options["seed"],
    )  # fmt: skip


def _result(
    chosen: Sequence[BusinessCase],
    worlds: "tuple[CaseWorld, ...]",
    works: Mapping[str, range],
    gone: frozenset[str],
    parts: "list[CasesLived]",
    failed: tuple[Failure, ...],
    seed: int,
    lang: str,
) -> CasesResult:
    tables = {
        name: pd.concat([part.tables[name] for part in parts], ignore_index=True)
        for name in parts[0].tables
    }
    size = parts[0].size
    rows = table_of(chosen, worlds, works, gone, tables["outcomes"], size, lang)
    tables["cases"] = rows
    return CasesResult(rows, tables, len(parts), seed, size, parts[0].size_full, failed, lang=lang)


def _write(
    found: CasesResult,
    place: ResultFolder,
    scenarios: Sequence[Scenario],
    arguments: Mapping[str, Any],
    seconds: float,
) -> None:
    from experiments.analyses.cases.words import picture

    found.folder = place.path
    facts = {"size": found.size, "size_full": found.size_full, "done": found.replications}
    with writing(place) as path:
        picture(found).savefig(path / "cases.png", metadata={"Software": None})
        write_result(
            path, command={**arguments, **facts}, tables=found.tables, scenarios=scenarios,
            digest=place.digest, wall_seconds=seconds, summary=found.summary, failed=found.failed,
        )  # fmt: skip


def read_cases(folder: str | Path) -> CasesResult:
    """Return business cases that were written before.

    Raises
    ------
    ResultError
        If the folder holds none.
    """
    from model.errors import ResultError

    done = read_manifest(folder)["command"]
    if done.get("command") != "cases":
        raise ResultError(f"'{folder}' holds no business cases: give a folder 'cases' wrote.")
    tables = read_tables(folder)
    rows = tables["cases"].replace({None: np.nan})
    return CasesResult(
        rows, tables, done["done"], done["seed"], done["size"], done["size_full"],
        failures_in(folder), Path(folder), done["lang"],
    )  # fmt: skip
