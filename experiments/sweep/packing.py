"""A job as it travels from a worker: its tables as Parquet files, and what went wrong."""

import resource
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.execution.stream import Fault
from experiments.sweep.jobs import Job
from experiments.sweep.store import as_parquet
from experiments.sweep.tree import Effort, run_job


@dataclass(frozen=True)
class Packed:
    """A job as it travels: Parquet files, and what went wrong."""

    tables: dict[str, bytes]
    failed: list[dict[str, Any]]
    effort: Effort
    peak_mb: float


def packed(job: Job, points: pd.DataFrame) -> Packed:
    """Run a job and pack its tables: the call that a worker makes."""
    result = run_job(job)
    tables = {name: as_parquet(table, points) for name, table in result.tables.items()}
    failed = [
        _failed(job, point, name, broken)
        for world, broken in result.broken
        for point, name in world.runs
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Packed(tables, failed, result.effort, round(peak, 1))


def nothing_of(job: Job, fault: Fault) -> Packed:
    """Return what is left of a job whose worker was killed: a record of each of its runs."""
    return Packed({}, [_failed(job, point, name, fault) for point, name in job.runs], Effort(), 0.0)


def _failed(job: Job, point: int, scenario: str, broken: Any) -> dict[str, Any]:
    return {
        "point": point, "scenario": scenario, "replication": job.replication, "seed": job.seed,
        "error": broken.error, "traceback": broken.traceback,
    }  # fmt: skip
