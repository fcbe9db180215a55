"""Verify the folder of a sweep: all of it run again, or a sample of its runs.

A sample is chosen by a keyed draw, so that two readers check the same runs; each is run alone
from the records in the folder, without the shared past that the sweep saved, and its rows are
compared with those that the folder has.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.execution.execution import Execution
from experiments.execution.progress import Progress
from experiments.execution.stream import Fault, stream
from experiments.results.alone import alone_at
from experiments.results.digests import configuration_digest, digest_in
from experiments.results.manifest import MANIFEST, read_manifest
from experiments.results.parquet import parquet_in, table_in
from experiments.results.scenario_record import SCENARIO, read_records
from experiments.sweep.file import Sweep
from experiments.sweep.folder import begin, held_in, jobs_in, read_result
from experiments.sweep.jobs import RUN, job_of_run
from experiments.sweep.origin import ORIGIN, configuration_of, origin_of, read_origin
from experiments.sweep.origin import differences as digests_that_differ
from experiments.sweep.packing import packed
from experiments.sweep.request import keep, read_blocks, read_request
from experiments.sweep.store import POINTS
from experiments.sweep.sweep import carry_on
from experiments.verification.checks import (
    Check,
    files_check,
    first_difference,
    short,
)
from experiments.verification.record import as_scenario_file, between, differences, flat
from experiments.verification.verification import Verification
from model.draws import decision, uniforms
from model.errors import InputError, ResultError, SocialBaseError

SAMPLE = decision("verify.sample")
WORKING_FILES = ("sweep.json", ORIGIN, POINTS, "journal.jsonl", SCENARIO, "summary.md", "pieces/")
"""Files that a sweep works with; their content is compared with the manifest one by one."""


def verify_sweep(
    folder: Path,
    manifest: Mapping[str, Any],
    how: Execution,
    sample: int | None = None,
) -> Verification:
    """Check the folder of a sweep; see `experiments.verification.verify.verify`.

    Parameters
    ----------
    folder : Path
    manifest : mapping
        Its manifest.
    how : Execution
    sample : int, optional
        Runs to repeat, each alone; absent, the whole sweep is.

    Raises
    ------
    InputError
        If the sample is no number of runs, or the folder is too damaged to be read.
    """
    if sample is not None and sample < 1:
        raise InputError(f"--sample is {sample}: give a number of runs, 1 or more.")
    request = read_request(folder, as_written=False)
    checks = (
        files_check(folder, manifest, working_files=WORKING_FILES),
        _complete(folder, request, manifest),
        _configuration(folder, request, manifest),
        _origin(folder, request),
        _sampled(folder, request, sample, how)
        if sample
        else _whole(folder, request, manifest, how),
        *_analyses(folder, manifest),
    )
    what = f"{sample} of its runs, each run alone" if sample else "all of it, run again"
    return Verification(folder, f"sweep '{request.name}', {what}", checks)


def _complete(folder: Path, request: Sweep, manifest: Mapping[str, Any]) -> Check:
    """Count the rows of every run: all that were asked for are there but those that failed."""
    lines = held_in(folder, request).jobs.values()
    failed = {tuple(one[key] for key in RUN) for line in lines for one in line["failed"]}
    jobs = jobs_in(request, read_blocks(folder)["blocks"])
    wanted = {(point, name, job.replication) for job in jobs for point, name in job.runs} - failed
    complaints = []
    for table in request.tables:
        rows = _rows_of_runs(folder, [n for n in manifest["tables"] if n.startswith(f"{table}/")])
        missing = sorted(run for run in wanted if run not in rows)
        if missing:
            point, name, replication = missing[0]
            complaints.append(
                f"{table}: {len(missing)} of {len(wanted)} runs have no row, the first is point "
                f"{point}, {name}, replication {replication}"
            )
        if table == "monthly" and len(set(rows.values())) > 1:
            few = sum(count < max(rows.values()) for count in rows.values())
            complaints.append(f"{table}: {few} runs have fewer rows than the others")
    return Check(f"all {len(wanted)} runs have their rows", not complaints, tuple(complaints))


def _rows_of_runs(folder: Path, files: list[str]) -> Counter[tuple[Any, ...]]:
    rows: Counter[tuple[Any, ...]] = Counter()
    for name in files:
        if (folder / name).is_file():
            rows.update(_keys(parquet_in(folder / name, RUN)))
    return rows


def _keys(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return table[list(RUN)].itertuples(index=False, name=None)


def _configuration(folder: Path, request: Sweep, manifest: Mapping[str, Any]) -> Check:
    record, command = read_records(folder), manifest["command"]
    complaints, notes = [], list[str]()
    if configuration_digest(record) != manifest.get("configuration_digest"):
        complaints.append(f"{SCENARIO} does not say what {MANIFEST} has the digest of")
    settings = configuration_of(request) | {"blocks": read_blocks(folder)["blocks"]}
    complaints += [
        f"{name} is {value} in sweep.json and {command.get(name)} in {MANIFEST}"
        for name, value in settings.items()
        if command.get(name) != value
    ]
    for name, world in record.items():
        ours, theirs = _as_now(request, name, world)
        complaints += ours
        notes += theirs
    question = f"the scenarios resolve to what {SCENARIO} records, and points and settings agree"
    return Check(question, not complaints, short([*complaints, *notes]))


def _as_now(request: Sweep, name: str, world: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return what differs between a recorded scenario and now, and what differs in a file of it.

    A shipped scenario is read as it is now. One from a file, or built in code, is rebuilt from the
    record, with the defaults of the code as they are now.
    """
    from model.scenario.record import resolved
    from model.scenario.scenario import load_scenario

    source = request.given.get(name)
    try:
        if source and not source.endswith((".yaml", ".yml")):
            return differences({name: world}, {name: resolved(load_scenario(source))}), []
        with tempfile.TemporaryDirectory(prefix="social-base-verify-") as place:
            file = Path(place) / f"{name}.yaml"
            file.write_text(as_scenario_file(world, by_hand=True), encoding="utf-8")
            rebuilt = resolved(load_scenario(file))
    except SocialBaseError as error:
        return [f"scenario {name} cannot be resolved any more: {error}"], []
    complaints, notes = differences({name: world}, {name: rebuilt}), list[str]()
    if source and not Path(source).is_file():
        notes.append(f"scenario file '{source}' is not there: taken from {SCENARIO}")
    elif source and (changed := between(flat(rebuilt), flat(resolved(load_scenario(source))))):
        notes.append(f"scenario file '{source}' has changed since ({changed[0]})")
    return complaints, notes


def _origin(folder: Path, request: Sweep) -> Check:
    """Name each file of code and data and each package that is another one than it was."""
    try:
        before = read_origin(folder)
    except ResultError as error:
        return Check(f"code, data and packages are those of {ORIGIN}", False, (str(error),))
    now = json.loads(json.dumps(origin_of(request)))
    changes = [
        f"{kind} changed since: {text}"
        for kind in ("code", "data", "versions")
        for text in digests_that_differ(before[kind], now[kind], values=kind == "versions")
    ]
    verdict = "known" if changes else "the same"
    return Check(f"code, data and packages are {verdict}", True, short(changes))


def _analyses(folder: Path, manifest: Mapping[str, Any]) -> list[Check]:
    """Do again what was computed of the runs: sensitivity, and every discovery."""
    checks = []
    if manifest.get("sensitivity"):
        from experiments.analyses.sensitivity.answers import analyse
        from experiments.analyses.sensitivity.result import TABLE

        table = analyse(read_result(folder)).table
        where = _first(folder / TABLE, lambda: table)
        checks.append(Check("sensitivity comes out the same of these runs", not where,
                            tuple(filter(None, [where]))))  # fmt: skip
    for slug, one in manifest.get("discovery", {}).items():
        from experiments.analyses.discovery.discover import BOXES, CLAIM, FOLDER, discover

        with tempfile.TemporaryDirectory(prefix="social-base-verify-") as place:
            discover(folder, **one["arguments"], out=Path(place) / slug)
            pairs = [(folder / FOLDER / slug / n, Path(place) / slug / n) for n in (CLAIM, BOXES)]
            complaints = [f"{ours.name}: {where}" for ours, again in pairs
                    if (where := _first(ours, partial(parquet_in, again)))]  # fmt: skip
        question = f"discovery of '{one['arguments']['claim']}' comes out the same of these runs"
        checks.append(Check(question, not complaints, short(complaints)))
    return checks


def _first(ours: Path, again: Callable[[], pd.DataFrame]) -> str:
    if not ours.is_file():
        return f"{ours.name} is missing"
    return first_difference(parquet_in(ours), again().reset_index(drop=True))


def _whole(folder: Path, request: Sweep, manifest: Mapping[str, Any], how: Execution) -> Check:
    """Run the whole sweep again, from the records of the folder, and compare every part."""
    recorded: dict[str, str] = dict(manifest.get("tables", {}))
    with tempfile.TemporaryDirectory(prefix="social-base-verify-") as place:
        again = Path(place) / "again"
        blocks = read_blocks(folder)["blocks"]
        with alone_at(again):
            begin(again, request)
            keep(again, request, blocks)
            carry_on(again, request, blocks, how)
        files = sorted(p.relative_to(again).as_posix() for name in request.tables
                       for p in (again / name).glob("*.parquet"))  # fmt: skip
        complaints = [f"{name} is not written any more" for name in recorded if name not in files]
        complaints += [f"{name} is new" for name in files if name not in recorded]
        for name in (n for n in files if n in recorded):
            if digest_in(again, name) != recorded[name]:
                complaints.append(f"{name}: {_apart(folder / name, again / name)}")
    return Check(
        f"the re-run gives the same {len(recorded)} parts", not complaints, short(complaints)
    )


def _apart(ours: Path, again: Path) -> str:
    if not ours.is_file():
        return "comes out otherwise than it was written"
    tables = (parquet_in(path) for path in (ours, again))
    return first_difference(*tables) or "comes out otherwise than it was written"


def parts_there(folder: Path, name: str) -> list[Path]:
    """Return the parts of a table that are there, in order, as they are.

    Raises
    ------
    ResultError
        If there is none.
    """
    files = [folder / file for file in sorted(read_manifest(folder)["tables"])
             if file.startswith(f"{name}/") and (folder / file).is_file()]  # fmt: skip
    if not files:
        raise ResultError(f"'{folder}' holds no run in '{name}': there is nothing to verify.")
    return files


def runs_in(folder: Path, request: Sweep) -> pd.DataFrame:
    """Return point, scenario and replication of every run that the folder holds, in order."""
    files = parts_there(folder, request.tables[0])
    held = pd.concat([parquet_in(file, RUN)[list(RUN)].drop_duplicates() for file in files])
    return held.drop_duplicates().sort_values(list(RUN)).reset_index(drop=True)


def _sampled(folder: Path, request: Sweep, sample: int, how: Execution) -> Check:
    """Repeat some runs and compare their rows in every table."""
    held = runs_in(folder, request)
    order = uniforms(request.seed, np.arange(len(held), dtype=np.int64), SAMPLE)
    chosen = held.iloc[np.sort(np.argsort(order, kind="stable")[:sample])]
    runs = [(int(point), str(scenario), int(replication)) for point, scenario, replication in
            chosen.itertuples(index=False, name=None)]  # fmt: skip
    calls = [(job_of_run(request, *run), request.points) for run in runs]
    bar = Progress(how.label("verify"), len(runs))
    complaints: dict[int, str] = {}
    try:
        with closing(stream(packed, calls, workers=how.workers, quiet=how.quiet)) as results:
            for number, result in results:
                complaints[number] = _other_rows(folder, request, runs[number], result)
                bar.advance(failed=bool(complaints[number]))
    finally:
        bar.close()
    wrong = [complaints[number] for number in sorted(complaints) if complaints[number]]
    return Check(f"{len(runs)} of {len(held)} runs give the same rows again", not wrong,
                 short(wrong))  # fmt: skip


def _other_rows(folder: Path, request: Sweep, run: tuple[Any, ...], result: Any) -> str:
    """Say how the rows of one run differ from those of the folder, '' where they do not."""
    named = f"point {run[0]}, {run[1]}, replication {run[2]}"
    if isinstance(result, Fault) or result.failed:
        error = result.error if isinstance(result, Fault) else result.failed[0]["error"]
        return f"{named} fails: {error}"
    for name in request.tables:
        ours = pd.concat([_rows_of(parquet_in(file), run)
                          for file in parts_there(folder, name)])  # fmt: skip
        again = table_in(result.tables[name]).to_pandas()
        where = first_difference(ours.reset_index(drop=True), again)
        if where:
            return f"{named}: {name}: {where}"
    return ""


def _rows_of(table: pd.DataFrame, run: tuple[Any, ...]) -> pd.DataFrame:
    point, name, replication = (table[key] == value for key, value in zip(RUN, run, strict=True))
    return table[point & name & replication]
