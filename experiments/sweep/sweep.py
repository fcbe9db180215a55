"""Sweeps: thousands of runs that can be stopped, killed, resumed and expanded, and lose nothing.

Jobs (module `jobs`) go through a stream of workers (`experiments.execution.stream`); each comes
back as packed tables and is put into the folder (module `store`) at once, so that this process
holds no more than what is in flight.
"""

import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from experiments.execution.execution import Execution
from experiments.execution.processors import chosen_workers
from experiments.execution.progress import Progress
from experiments.execution.stream import Fault, stream
from experiments.results.manifest import MANIFEST
from experiments.results.whole import write_json, write_text
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.folder import (
    SweepResult,
    begin,
    is_begun,
    jobs_in,
    manifest_of,
    read_request,
    read_result,
    refuse_other_blocks,
    result_in,
)
from experiments.sweep.origin import digest_of_sweep, refuse_changes
from experiments.sweep.packing import Packed, nothing_of, packed
from experiments.sweep.store import JOURNAL, Store, alone_in, append, is_finished

__all__ = ["SweepResult", "carry_on", "read_result", "sweep"]


def sweep(
    what: str | Path | Sweep,
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    quiet: bool = False,
) -> SweepResult:
    """Run a sweep, or resume it where it was stopped.

    Parameters
    ----------
    what : str, Path or Sweep
        A shipped name, a YAML file, or a sweep built in code.
    out : path, optional
        `results/sweep-<name>-<digest>` by default; the same command resumes it.
    workers : int, optional
        Processes; as many as there are processors by default. The tables are the same bytes for
        any number.
    scheduler : str, optional
        Dask instead of processes: see `experiments.execution.stream`.
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
    request = what if isinstance(what, Sweep) else read_sweep(what)
    folder = Path(out or Path("results") / f"sweep-{request.name}-{digest_of_sweep(request)}")
    blocks = [{"points": [0, len(request.points)], "replications": [0, request.replications]}]
    if force and (folder / JOURNAL).is_file():
        with alone_in(folder):
            shutil.rmtree(folder)
    if is_begun(folder):
        refuse_changes(folder, request)
        blocks = refuse_other_blocks(folder, request)
        request = read_request(folder)  # with what was added since
    else:
        begin(folder, request)
    return carry_on(folder, request, blocks, Execution(workers, scheduler, quiet))


def carry_on(
    folder: Path, request: Sweep, blocks: Sequence[Mapping[str, Any]], how: Execution
) -> SweepResult:
    """Run what a folder still lacks, then write manifest and summary."""
    from experiments.results.crate import write_crate
    from experiments.sweep.summary import summarise

    with alone_in(folder):
        store = Store(folder, jobs_in(request, blocks), request.points)
        if is_finished(folder) and not store.left:
            return read_result(folder)
        (folder / MANIFEST).unlink(missing_ok=True)
        _work(store, how)
        store.finish()
        result = result_in(folder, request)
        write_text(folder / "summary.md", summarise(result))
        manifest = manifest_of(result, blocks)
        write_crate(folder, manifest)
        write_json(folder / MANIFEST, manifest)
    return result


def _work(store: Store, how: Execution) -> None:
    left = store.left
    if not left:
        return
    count = chosen_workers(how.workers, len(left))
    append(store.folder, {"session": time.time(), "workers": count, "jobs": len(left)})
    bar = Progress(how.label("sweep"), sum(len(job.runs) for job in left))
    arguments = ((job, store.points.loc[sorted({p for p, _ in job.runs})]) for job in left)
    at_once = how.workers if how.scheduler else count  # a cluster has as many as it has
    calls = stream(
        packed, arguments, workers=at_once, scheduler=how.scheduler, quiet=how.quiet
    )  # fmt: skip
    try:
        with closing(calls):
            for number, result in calls:
                job = left[number]
                piece = nothing_of(job, result) if isinstance(result, Fault) else result
                store.add(job, piece.tables, _line(piece))
                bar.advance(len(job.runs), failed=len(piece.failed))
    finally:
        bar.close()


def _line(piece: Packed) -> dict[str, Any]:
    """Return the line of a job in the journal."""
    effort = piece.effort
    return {
        "failed": piece.failed, "months": effort.months, "seconds": round(effort.seconds, 3),
        "peak_mb": piece.peak_mb,
    }  # fmt: skip
