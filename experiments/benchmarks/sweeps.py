"""How a sweep scales: the same runs on one worker, on two and on more, each from a cold start.

Every point sets a parameter that acts from the first month, so no run shares a past with another.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.benchmarks.apart import measured_apart
from experiments.execution.compiling import warm
from experiments.execution.memory import Towns
from experiments.execution.processors import usable_processors

RESIDENTS, RUNS, MONTHS_OF_A_RUN = 5_000, 64, 12
COLUMNS = (
    "workers", "runs", "residents", "months", "seconds", "seconds_before_first_run",
    "seconds_after_last_run", "seconds_per_run", "overhead_percent", "speed_up",
)  # fmt: skip
PARAMETER, LOW, HIGH = "seeking.shame_weight", 0.2, 0.6


def measured_sweeps(residents: int, months: int, runs: int = RUNS) -> pd.DataFrame:
    """Run one sweep on 1, 2, 4 and more workers, as many as there are processors at most.

    Parameters
    ----------
    residents : int
        Of each run's town.
    months : int
        Of each run's report, after its warm-up of ten years.
    runs : int

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row per number of workers. `seconds` are those of the whole command,
        from the start of its process; a run takes `seconds_per_run` on its worker. The overhead is
        what workers do beside runs, between the first run and the last. `speed_up` compares whole
        commands.

    Raises
    ------
    InputError
        If there is no memory for as many towns as there are processors.
    """
    most = usable_processors()
    Towns(residents).refuse_too_large(workers=most, tasks=runs)
    warm()
    rows = [_measured(workers, residents, months, runs) for workers in _numbers_up_to(most)]
    table = pd.DataFrame(rows)
    table["speed_up"] = (table["seconds"].iloc[0] / table["seconds"]).round(2)
    return table[list(COLUMNS)]


def _numbers_up_to(most: int) -> list[int]:
    """Return 1, 2, 4 and so on, and the most."""
    powers = {2**k for k in range(most.bit_length()) if 2**k <= most}
    return sorted(powers | {most})


def _measured(workers: int, residents: int, months: int, runs: int) -> dict[str, Any]:
    began = time.time()
    row = measured_apart(
        "experiments.benchmarks.sweeps:_sweep_alone", {}, workers, residents, months, runs
    )
    first, last, work = row.pop("first"), row.pop("last"), row.pop("work")
    at_work = (last - first) * workers
    return row | {
        "workers": workers, "runs": runs, "residents": residents, "months": months,
        "seconds": round(time.time() - began, 2),
        "seconds_before_first_run": round(first - began, 2),
        "seconds_after_last_run": round(time.time() - last, 2),
        "seconds_per_run": round(work / runs, 3),
        "overhead_percent": round(100 * (1 - work / at_work), 2),
    }  # fmt: skip


def _sweep_alone(workers: int, residents: int, months: int, runs: int) -> dict[str, float]:
    """Run the sweep; return when its first run began and its last one ended, and all their time."""
    from experiments.sweep.file import Sweep
    from experiments.sweep.journal import journal
    from experiments.sweep.sweep import sweep
    from model.scenario.scenario import load_scenario

    points = pd.DataFrame({PARAMETER: np.linspace(LOW, HIGH, runs)}).rename_axis("point")
    request = Sweep("bench", (load_scenario("current"),), points, 1, residents=residents,
                    months=months)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="social-base-bench-") as place:
        sweep(request, out=Path(place) / "sweep", workers=workers, quiet=True)
        jobs = [line for line in journal(Path(place) / "sweep") if "job" in line]
    return {
        "first": min(job["at"] - job["seconds"] for job in jobs),
        "last": max(job["at"] for job in jobs), "work": sum(job["seconds"] for job in jobs),
    }  # fmt: skip
