"""Sweeps: thousands of runs that can be stopped, killed, resumed and expanded, and lose nothing.

Jobs (module `jobs`) go through a stream of workers (`experiments.execution.stream`); each comes
back as packed tables and is put into the folder (module `store`) at once, so that this process
holds no more than what is in flight.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.execution.execution import Execution
from experiments.execution.processors import chosen_workers
from experiments.execution.progress import Progress, say
from experiments.execution.stream import Fault, stream
from experiments.report.number_format import ENGLISH
from experiments.report.words import Words, words_of
from experiments.results.alone import alone_at
from experiments.results.folder import usable_place
from experiments.results.manifest import MANIFEST
from experiments.results.whole import remove_file, write_text
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.folder import (
    SweepResult,
    begin,
    damage_of,
    is_begun,
    jobs_in,
    read_result,
    refuse_other_blocks,
    result_in,
    write_ending,
)
from experiments.sweep.jobs import Job
from experiments.sweep.journal import append
from experiments.sweep.origin import digest_of_sweep, refuse_changes
from experiments.sweep.packing import Packed, nothing_of, packed
from experiments.sweep.request import read_request, settle_points
from experiments.sweep.store import Store, is_finished
from experiments.sweep.tree import check_machine
from model.errors import ResultError

if TYPE_CHECKING:
    from experiments.sweep.first_look import SweepLook, Told

ROUNDS = 2
"""How often rows that vanish while the sweep is at work are simulated again."""

__all__ = ["SweepResult", "carry_on", "read_result", "sweep"]


def sweep(
    what: str | Path | Sweep,
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    quiet: bool = False,
    lang: str = "en",
    told: "Told | None" = None,
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
    lang : {'en', 'nl'}
        Language of the summary.
    told : callable, optional
        What is said after every second replication, as `first_look.Told`; by default what the
        summary opens with.

    Raises
    ------
    InputError
        If the file or folder cannot be used, or the folder was begun with other code, data or
        settings; nothing is written then.
    """
    how, w = Execution(workers, scheduler, quiet), words_of(lang)
    request = what if isinstance(what, Sweep) else read_sweep(what)
    check_machine(request, how)
    usual = Path("results") / f"sweep-{request.name}-{digest_of_sweep(request)}"
    folder = usable_place(out, usual)
    blocks = [{"points": [0, len(request.points)], "replications": [0, request.replications]}]
    with alone_at(folder):
        if is_begun(folder) and not force:
            refuse_changes(folder, request)
            blocks = refuse_other_blocks(folder, request)
            request = read_request(folder)  # with what was added since
        else:
            begin(folder, request)
        return carry_on(folder, request, blocks, how, w, told)


def carry_on(
    folder: Path, request: Sweep, blocks: Sequence[Mapping[str, Any]], how: Execution,
    w: Words = ENGLISH, told: "Told | None" = None,
) -> SweepResult:  # fmt: skip
    """Run what a folder still lacks, then write manifest and summary; the folder is held.

    Raises
    ------
    ResultError
        If rows that were written go again and again while the sweep is at work.
    """
    from experiments.sweep.first_look import sweep_look
    from experiments.sweep.summary import summarise

    settle_points(folder)
    store = Store(folder, jobs_in(request, blocks), request.points)
    if is_finished(folder) and not store.left and not damage_of(folder):
        result = result_in(folder, request, store.jobs, store.done)
        return replace(result, told=partial(summarise, result, w))
    remove_file(folder / MANIFEST)
    _tell(store, how)
    look = None
    if len(store.left) == len(store.jobs) and not how.quiet:
        look = sweep_look(SweepResult(folder, request), store.jobs, told, w)
    _work(store, store.left, how, look)
    store.finish()
    for _ in range(ROUNDS):
        if store.missing:
            _work(store, store.missing, how)
            store.finish()
    if store.missing:
        raise ResultError(
            f"'{folder}': rows of {len(store.missing)} jobs were written and are gone again: see "
            f"what else writes there, then give the same command again."
        )
    result = result_in(folder, request, store.jobs, store.done)
    write_text(folder / "summary.md", summarise(result, w))
    write_ending(result, store, blocks)
    return result


def _tell(store: Store, how: Execution) -> None:
    """Say how many jobs were done and are not there as they were written."""
    if store.held.lost and not how.quiet:
        count = len(store.held.lost)
        say(
            f"{count} {'job' if count == 1 else 'jobs'} of {len(store.jobs)} were done, and their "
            f"rows are not there as they were written: simulated again."
        )


def _work(
    store: Store, left: Sequence[Job], how: Execution, look: "SweepLook | None" = None
) -> None:
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
                if look:
                    look.take(number, piece)
    finally:
        bar.close()


def _line(piece: Packed) -> dict[str, Any]:
    """Return the line of a job in the journal."""
    effort = piece.effort
    return {
        "failed": piece.failed, "months": effort.months, "seconds": round(effort.seconds, 3),
        "peak_mb": piece.peak_mb,
    }  # fmt: skip
