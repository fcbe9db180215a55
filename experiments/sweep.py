"""Sweeps: thousands of runs that can be stopped, killed, resumed and expanded, and lose nothing.

Jobs (`experiments.family`) go through a stream of workers (`experiments.executors`); each comes
back as packed tables and is put into the folder (`experiments.sweep_store`) at once, so that this
process holds no more than what is in flight.
"""

import gc
import json
import resource
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset
import pyarrow.parquet as pq

from experiments.executors import Fault, stream
from experiments.family import Effort, Job, jobs_of, live
from experiments.processors import chosen_workers
from experiments.replications import Failure, Progress
from experiments.results import MANIFEST, manifest
from experiments.sweep_file import Sweep, read_sweep
from experiments.sweep_origin import (
    configuration_of,
    digest_of_sweep,
    records_of,
    refuse_changes,
    write_origin,
)
from experiments.sweep_store import (
    JOURNAL,
    POINTS,
    Store,
    alone_in,
    append,
    as_parquet,
    done_in,
    is_finished,
    write_json,
)
from model.errors import ResultError

BLOCKS = "sweep.json"


@dataclass(frozen=True)
class Packed:
    """A job as it travels: Parquet files, and what went wrong."""

    tables: dict[str, bytes]
    failed: list[dict[str, Any]]
    effort: Effort
    peak_mb: float


@dataclass(frozen=True, eq=False)
class SweepResult:
    """A sweep that was run, or read from its folder.

    Attributes
    ----------
    folder : Path
    sweep : Sweep
    failed : tuple of Failure
        Runs that the tables lack.
    months_lived, months_straight : int
        What was lived, and what the runs would have taken one by one.
    """

    folder: Path
    sweep: Sweep
    failed: tuple[Failure, ...] = ()
    months_lived: int = 0
    months_straight: int = 0

    @property
    def points(self) -> pd.DataFrame:
        """Parameters by point."""
        return self.sweep.points

    @property
    def summary(self) -> str:
        """The runs, the saving and the findings in words."""
        return f"{(self.folder / 'summary.md').read_text(encoding='utf-8')}\n{self.folder}"

    def table(self, name: str = "monthly", columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one table of all runs: point, scenario, replication, parameters, and its columns.

        Parameters
        ----------
        name : {'monthly', 'layers', 'groups'}
        columns : sequence of str, optional
            Of these only, beside point, scenario and replication: for large sweeps.

        Raises
        ------
        ResultError
            If the sweep does not hold the table or a column.
        """
        place = self.folder / name
        if name in self.sweep.tables and not place.is_dir():
            raise ResultError(
                f"'{self.folder}' holds no run yet, or all of them failed: 'social-base status "
                f"{self.folder}' tells."
            )
        if name not in self.sweep.tables:
            raise ResultError(
                f"'{self.folder}' has no table '{name}': it has {', '.join(self.sweep.tables)}."
            )
        data = pyarrow.dataset.dataset(place, format="parquet")
        chosen = list(dict.fromkeys(("point", "scenario", "replication", *(columns or ()))))
        missing = [name for name in chosen if name not in data.schema.names]
        if missing:
            raise ResultError(f"{place} has no column '{missing[0]}': it was not kept.")
        return data.to_table(columns=chosen if columns is not None else None).to_pandas()


def sweep(
    what: str | Path | Sweep,
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    quiet: bool = False,
) -> SweepResult:
    """Run a sweep, or go on with it where it was stopped.

    Parameters
    ----------
    what : str, Path or Sweep
        A shipped name, a YAML file, or a sweep built in code.
    out : path, optional
        `results/sweep-<name>-<digest>` by default; the same command goes on in it.
    workers : int, optional
        Processes; as many as there are processors by default. The tables are the same bytes for
        any number.
    scheduler : str, optional
        Dask instead of processes: see `experiments.executors`.
    force : bool
        Begin anew in a folder that holds another sweep.
    quiet : bool
        No progress.

    Raises
    ------
    InputError
        If the file or folder cannot be used, or the folder was begun with other code, data or
        settings; nothing is written then.
    """
    asked = what if isinstance(what, Sweep) else read_sweep(what)
    folder = Path(out or Path("results") / f"sweep-{asked.name}-{digest_of_sweep(asked)}")
    blocks = [{"points": [0, len(asked.points)], "replications": [0, asked.replications]}]
    if force and (folder / JOURNAL).is_file():
        with alone_in(folder):
            shutil.rmtree(folder)
    if is_begun(folder):
        refuse_changes(folder, asked)
        blocks = _refuse_other_blocks(folder, asked)
        asked = read_asked(folder)  # with what was added since
    else:
        begin(folder, asked)
    return carry_on(folder, asked, blocks, workers=workers, scheduler=scheduler, quiet=quiet)


def carry_on(
    folder: Path,
    asked: Sweep,
    blocks: Sequence[Mapping[str, Any]],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    quiet: bool = False,
) -> SweepResult:
    """Live what a folder still lacks, then write manifest and summary."""
    from experiments.provenance import write_crate
    from experiments.sweep_summary import summarise

    with alone_in(folder):
        store = Store(folder, jobs_in(asked, blocks), asked.points)
        if is_finished(folder) and not store.left:
            return read_result(folder)
        (folder / MANIFEST).unlink(missing_ok=True)
        _work(store, workers, scheduler, quiet)
        store.finish()
        result = _result(folder, asked)
        (folder / "summary.md").write_text(summarise(result), encoding="utf-8")
        told = _manifest(result, blocks)
        write_crate(folder, told)
        write_json(folder / MANIFEST, told)
    return result


def _work(store: Store, workers: int | None, scheduler: str | None, quiet: bool) -> None:
    left = store.left
    if not left:
        return
    count = chosen_workers(workers, len(left))
    append(store.folder, {"session": time.time(), "workers": count, "jobs": len(left)})
    bar = Progress(None if quiet else "sweep", len(left))
    arguments = ((job, store.points.loc[sorted({p for p, _ in job.runs})]) for job in left)
    at_once = workers if scheduler else count  # a cluster has as many as it has
    calls = stream(packed, arguments, workers=at_once, scheduler=scheduler, quiet=quiet)
    try:
        with closing(calls):
            for number, found in calls:
                job = left[number]
                brought = _nothing(job, found) if isinstance(found, Fault) else found
                store.add(job, brought.tables, _line(brought))
                bar.advance(failed=bool(brought.failed))
    finally:
        bar.close()


def _line(brought: Packed) -> dict[str, Any]:
    """Return what the journal tells of a job."""
    effort = brought.effort
    return {
        "failed": brought.failed, "months": effort.months, "seconds": round(effort.seconds, 3),
        "peak_mb": brought.peak_mb,
    }  # fmt: skip


def packed(job: Job, points: pd.DataFrame) -> Packed:
    """Live a job and pack it: what a worker is asked to do."""
    lived = live(job)
    tables = {name: as_parquet(table, points) for name, table in lived.tables.items()}
    failed = [
        _failed(job, point, name, broken)
        for world, broken in lived.broken
        for point, name in world.runs
    ]
    _let_go()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Packed(tables, failed, lived.effort, round(peak, 1))


def _let_go() -> None:
    """Free the towns of a job at once: a town and its agents hold each other.

    What the process keeps for good is frozen the first time, so that later ones take no time.
    """
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()


def _nothing(job: Job, fault: Fault) -> Packed:
    """Return what is left of a job whose worker was killed: a record of each of its runs."""
    return Packed({}, [_failed(job, point, name, fault) for point, name in job.runs], Effort(), 0.0)


def _failed(job: Job, point: int, scenario: str, broken: Any) -> dict[str, Any]:
    return {
        "point": point, "scenario": scenario, "replication": job.replication, "seed": job.seed,
        "error": broken.error, "traceback": broken.traceback,
    }  # fmt: skip


# -- the folder ----------------------------------------------------------------------------------


def is_begun(folder: Path) -> bool:
    """Say whether a folder holds a sweep that was begun.

    Raises
    ------
    ResultError
        If it holds something else.
    """
    if (folder / BLOCKS).is_file():
        return True
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ResultError(
            f"'{folder}' holds other files and no sweep: give an absent or empty folder."
        )
    return False


def begin(folder: Path, asked: Sweep) -> None:
    """Make the folder of a sweep: whole, or not at all."""
    partial = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise ResultError(f"'{folder}' cannot be written ({error.strerror}).") from None
    write_origin(partial, asked)
    (partial / JOURNAL).touch()
    keep(partial, asked, [])
    if folder.is_dir():
        folder.rmdir()
    partial.rename(folder)


def keep(folder: Path, asked: Sweep, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Write points and blocks of a sweep; without blocks, as it is first asked for."""
    whole = {"points": [0, len(asked.points)], "replications": [0, asked.replications]}
    asked.points.reset_index().to_parquet(folder / f"{POINTS}.tmp", index=False)
    (folder / f"{POINTS}.tmp").replace(folder / POINTS)
    design = asdict(asked.design) if asked.design else None
    content = {
        **configuration_of(asked), "given": dict(asked.given), "design": design,
        "swept": [asdict(one) for one in asked.swept], "blocks": list(blocks) or [whole],
    }  # fmt: skip
    write_json(folder / BLOCKS, content)


def read_blocks(folder: Path) -> dict[str, Any]:
    """Return what `sweep.json` of a folder says.

    Raises
    ------
    ResultError
        If the folder is no sweep, or the file is damaged.
    """
    path = Path(folder) / BLOCKS
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise ResultError(f"'{folder}' is no sweep folder: it has no {BLOCKS}.") from None
    except ValueError:
        raise ResultError(f"{path} is damaged: run the sweep again into another folder.") from None


def read_asked(folder: Path) -> Sweep:
    """Return the sweep of a folder, from its own records."""
    import yaml

    from experiments.designs import Design, Swept
    from model.scenario_record import from_record

    told = read_blocks(folder)
    records = yaml.safe_load((folder / "scenario.yaml").read_text(encoding="utf-8"))
    swept = [Swept(**{**one, "values": tuple(one["values"])}) for one in told["swept"]]
    design = (
        Design(**{**told["design"], "assumed": tuple(told["design"]["assumed"])})
        if (told["design"])
        else None
    )
    points = pq.read_table(folder / POINTS).to_pandas().set_index("point")
    points.index = pd.RangeIndex(len(points), name="point")
    return Sweep(
        told["name"], tuple(from_record(records[name]) for name in told["scenarios"]), points,
        max(block["replications"][1] for block in told["blocks"]), told["seed"], told["residents"],
        told["months"], told["municipality"], tuple(told["outcomes"]), tuple(told["tables"]),
        tuple(swept), design, told["given"],
    )  # fmt: skip


def read_result(folder: str | Path) -> SweepResult:
    """Return a sweep from its folder, finished or not.

    Raises
    ------
    ResultError
        If the folder is no sweep.
    """
    return _result(Path(folder), read_asked(Path(folder)))


def jobs_in(asked: Sweep, blocks: Sequence[Mapping[str, Any]]) -> list[Job]:
    """Return all jobs of a sweep, block by block."""
    jobs: list[Job] = []
    for number, block in enumerate(blocks):
        points = asked.points.index[slice(*block["points"])].tolist()
        jobs += jobs_of(asked, points, range(*block["replications"]), len(jobs), number)
    return jobs


def _refuse_other_blocks(folder: Path, asked: Sweep) -> list[dict[str, Any]]:
    """Return the blocks of a folder, where it was begun with the same points and replications."""
    blocks = list(read_blocks(folder)["blocks"])
    points = pq.read_table(folder / POINTS).to_pandas().set_index("point")
    first = blocks[0]
    same = len(asked.points) == first["points"][1] and points.iloc[: first["points"][1]].equals(
        asked.points
    )
    if not same or asked.replications != first["replications"][1]:
        raise ResultError(
            f"'{folder}' was begun with {first['points'][1]} points x "
            f"{first['replications'][1]} replications, now {len(asked.points)} x "
            f"{asked.replications}, or other points: add to it with 'expand', or give another "
            f"--out."
        )
    return blocks


def _result(folder: Path, asked: Sweep) -> SweepResult:
    done = done_in(folder)
    failed = [one for _, line in sorted(done.items()) for one in line["failed"]]
    blocks = read_blocks(folder)["blocks"]
    straight = sum(job.months_straight for job in jobs_in(asked, blocks) if job.number in done)
    return SweepResult(
        folder, replace(asked, points=asked.points),
        tuple(_failure(folder, one) for one in failed),
        sum(line["months"] for line in done.values()), straight,
    )  # fmt: skip


def _failure(folder: Path, told: Mapping[str, Any]) -> Failure:
    import shlex

    replay = shlex.join(
        ["social-base", "replay", str(folder), "--point", str(told["point"]),
         "--scenario", told["scenario"], "--replication", str(told["replication"])]
    )  # fmt: skip
    return Failure(
        told["replication"], f"{told['scenario']}, point {told['point']}", told["seed"],
        told["error"], told["traceback"], replay,
    )  # fmt: skip


def _manifest(result: SweepResult, blocks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the manifest: as every result's, with a digest of each part."""
    import hashlib

    asked, folder = result.sweep, result.folder
    parts = sorted(p for name in asked.tables for p in (folder / name).glob("*.parquet"))
    digests = {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in parts
    }
    seconds = sum(line["seconds"] for line in done_in(folder).values())
    command = {"command": "sweep", **configuration_of(asked), "given": dict(asked.given),
               "blocks": list(blocks)}  # fmt: skip
    told = manifest(command, records_of(asked), digests, digest_of_sweep(asked), seconds)
    told["points"] = asked.points.to_dict("list")
    told["failed"] = [asdict(failure) for failure in result.failed]
    return told
