"""What a sweep will take, before it is begun: from a short pilot of its own jobs.

The pilot runs jobs spread evenly over the sweep, as many at a time as there will be workers, and
drops their tables. Setting up a town, its warm-up and its months cost different times, so each
is timed by itself and projected on all that the sweep will run.
"""

import math
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.execution.processors import chosen_workers
from experiments.execution.stream import Fault, stream
from experiments.report.duration import duration
from experiments.results.parquet import table_in
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.jobs import Job, jobs_of
from experiments.sweep.packing import Packed, packed
from experiments.sweep.tree import Effort, expected_effort
from experiments.worlds.warm_start_switch import lived_anew
from model.errors import SweepError
from model.inputs.number_text import number_in

SECONDS = 20.0
"""For how long the pilot begins new jobs."""
FEWEST, MOST = 2, 40
"""Jobs of a pilot per worker, at least and at most."""
WORLDS = 4
"""Of each job so many worlds are run: enough to see what setting up, months, branches take."""
UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True)
class Plan:
    """What a sweep will take.

    Attributes
    ----------
    sweep : str
    runs, jobs, points, scenarios, replications : int
    workers : int
    hours : float
        Wall time on so many workers of this machine.
    memory_mb : float
        Of the largest worker.
    disk_mb : float
    pilot_jobs : int
    pilot_seconds : float
    months_saved : float
        Share of the months of runs one by one that need not be run.
    asked : int
        Replications of the file, more than `replications` where the budget cut some.
    """

    sweep: str
    runs: int
    jobs: int
    points: int
    scenarios: int
    replications: int
    workers: int
    hours: float
    memory_mb: float
    disk_mb: float
    pilot_jobs: int
    pilot_seconds: float
    months_saved: float
    asked: int

    @property
    def table(self) -> pd.DataFrame:
        """One row."""
        return pd.DataFrame([vars(self)])

    def text(self) -> str:
        """Say it in words."""
        wall = duration(self.hours * 3600)
        cut = f" (cut from {self.asked} to keep the budget)" if self.cut else ""
        return (
            f"{self.sweep}: {self.points:,} points x {self.scenarios} scenarios x "
            f"{self.replications} replications{cut} = {self.runs:,} runs in {self.jobs:,} jobs; "
            f"{self.months_saved:.0%} of the months of single runs need not be simulated.\n"
            f"About {wall} on {self.workers} workers of this machine, {self.memory_mb:.0f} MB per "
            f"worker, {self.disk_mb:.1f} MB on disk (from {self.pilot_jobs} jobs in "
            f"{self.pilot_seconds:.0f} s)."
        )

    @property
    def cut(self) -> bool:
        """Whether replications were cut."""
        return self.replications < self.asked


@dataclass(frozen=True)
class Pilot:
    """What jobs of a sweep took, run as many at a time as there will be workers.

    Attributes
    ----------
    jobs : list of (Job, Packed)
        Those that made a table.
    workers : int
    startup : float
        Seconds before the first job began: processes, imports, compiling.
    seconds : float
        The pilot as a whole.
    """

    jobs: list[tuple[Job, Packed]]
    workers: int
    startup: float
    seconds: float

    def seconds_of(self, jobs: Sequence[Job]) -> float:
        """Project the core-seconds of jobs: each kind of month at its own pace."""
        efforts = [one.effort for _, one in self.jobs]
        rest, warm, report = (sum(getattr(e, name) for e in efforts) for name in (
            "seconds_rest", "seconds_warm_up", "seconds_report"))  # fmt: skip
        worlds, warm_months, months = _sizes(efforts)
        expected = _sizes(_expected(jobs))
        paces = (rest / worlds, warm / max(1, warm_months), report / max(1, months))
        return sum(size * pace for size, pace in zip(expected, paces, strict=True))


def seconds_of(text: str) -> float:
    """Return the seconds of a time such as `2h`, `90min` or `45s`.

    Raises
    ------
    SweepError
        If it is none.
    """
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = text[len(number) :].strip()
    amount = number_in(number)
    if amount is None or unit not in UNITS or not 0 < amount * UNITS[unit] < math.inf:
        raise SweepError(f"--budget is '{text}': give a time such as 2h, 90min or 45s.")
    return amount * UNITS[unit]


def plan(
    what: str | Path | Sweep,
    *,
    workers: int | None = None,
    budget: str | None = None,
    quiet: bool = False,
) -> Plan:
    """Estimate runs, hours, memory and disk of a sweep from a short pilot that is not kept.

    Parameters
    ----------
    what : str, Path or Sweep
    workers : int, optional
        Processes that the sweep will have; the machine's processors by default.
    budget : str, optional
        A time such as `2h`: replications are cut until it is kept, points never.
    quiet : bool
        No progress.

    Raises
    ------
    InputError
        If the file cannot be used, or one replication of every point takes longer than the budget.
    """
    request = what if isinstance(what, Sweep) else read_sweep(what)
    seconds = math.inf if budget is None else seconds_of(budget)
    jobs = jobs_of(request, request.points.index.tolist(), range(request.replications))
    count = chosen_workers(workers, len(jobs))
    pilot = _pilot(request, jobs, count, quiet)
    whole = _planned(request, jobs, pilot)
    if whole.hours * 3600 <= seconds:
        return whole
    return _cut(request, pilot, seconds, budget or "")


def _cut(request: Sweep, pilot: Pilot, seconds: float, budget: str) -> Plan:
    """Return the plan with as many replications as the budget allows."""

    def with_so_many(replications: int) -> Plan:
        fewer = replace(request, replications=replications)
        jobs = jobs_of(fewer, fewer.points.index.tolist(), range(replications))
        return replace(_planned(fewer, jobs, pilot), asked=request.replications)

    def too_long(replications: int) -> bool:
        return with_so_many(replications).hours * 3600 > seconds

    most = bisect_left(range(1, request.replications), True, key=too_long)
    if most:
        return with_so_many(most)
    smaller = with_so_many(1)
    raise SweepError(
        f"one replication of the {len(request.points)} points takes {smaller.hours:.2g} hours, "
        f"more than --budget {budget}: points are not cut; give more time, fewer points or "
        f"residents."
    )


def _spread(jobs: Sequence[Job], most: int) -> list[Job]:
    """Return jobs from all over the sweep: from each end, the middle, the quarters, ..."""
    order: dict[int, None] = {}
    steps = 1
    while len(order) < min(most, len(jobs)):
        order |= dict.fromkeys(round(k * (len(jobs) - 1) / steps) for k in range(steps + 1))
        steps *= 2
    return [jobs[k] for k in list(order)[:most]]


def _expected(jobs: Sequence[Job]) -> list[Effort]:
    """Return the effort of each job; the same worlds take the same in every replication."""
    known = {id(job.worlds): job for job in jobs}
    efforts = {worlds: expected_effort(job) for worlds, job in known.items()}
    return [efforts[id(job.worlds)] for job in jobs]


def _sizes(efforts: Sequence[Effort]) -> tuple[int, int, int]:
    """Return worlds, months of the warm-up and of the report in all."""
    return (
        sum(e.worlds for e in efforts), sum(e.warm_up_months for e in efforts),
        sum(e.report_months for e in efforts),
    )  # fmt: skip


def _pilot(request: Sweep, jobs: Sequence[Job], count: int, quiet: bool) -> Pilot:
    """Run jobs for some seconds, the first few in any case, and return what they took."""
    began = time.monotonic()
    ends: list[float] = []
    short = [replace(job, worlds=job.worlds[:WORLDS]) for job in _spread(jobs, MOST * count)]

    def begun() -> Iterator[tuple[Job, pd.DataFrame]]:
        for number, job in enumerate(short):
            if number >= FEWEST * count and ends and time.monotonic() > ends[0]:
                return
            yield job, request.points.loc[sorted({p for p, _ in job.runs})]

    results: list[tuple[Job, Any]] = []
    startup = 0.0
    calls = stream(packed, begun(), workers=count, quiet=quiet)
    with lived_anew(), closing(calls):
        for number, result in calls:
            if not ends:
                ends.append(time.monotonic() + SECONDS)
                job_seconds = 0.0 if isinstance(result, Fault) else result.effort.seconds
                startup = max(0.0, time.monotonic() - began - job_seconds)
            results.append((short[number], result))
    good = [(job, one) for job, one in results if not isinstance(one, Fault) and one.tables]
    if not good:
        first = results[0][1]
        reason = first.error if isinstance(first, Fault) else first.failed[0]["error"]
        raise SweepError(f"every job of the pilot failed ({reason}): run one of its points alone.")
    return Pilot(good, count, startup, time.monotonic() - began)


def _planned(request: Sweep, jobs: Sequence[Job], pilot: Pilot) -> Plan:
    """Project what the pilot took on all jobs."""
    count, busy = pilot.workers, pilot.seconds_of(jobs)
    runs = sum(len(job.runs) for job in jobs)
    months = sum(effort.months for effort in _expected(jobs))
    idle = busy / len(jobs) * (count - 1) / 2  # at the end some workers have nothing left to do
    return Plan(
        request.name, runs, len(jobs), len(request.points), len(request.scenarios),
        request.replications, count, (pilot.startup + (busy + idle) / count) / 3600,
        max(one.peak_mb for _, one in pilot.jobs),
        _bytes_of(pilot.jobs) / sum(len(job.runs) for job, _ in pilot.jobs) * runs / 1e6,
        len(pilot.jobs), pilot.seconds, 1 - months / sum(job.months_straight for job in jobs),
        request.replications,
    )  # fmt: skip


def _bytes_of(jobs: Sequence[tuple[Job, Packed]]) -> int:
    """Return the bytes of the tables of jobs, put together as the parts of a sweep are."""
    total = 0
    for name in {name for _, one in jobs for name in one.tables}:
        tables = [table_in(one.tables[name]) for _, one in jobs if name in one.tables]
        sink = pa.BufferOutputStream()
        pq.write_table(pa.concat_tables(tables), sink, compression="zstd")
        total += sink.getvalue().size
    return total
