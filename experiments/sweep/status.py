"""How far a sweep is, and when it will be done: read from its journal while it runs."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.results.alone import is_held
from experiments.sweep.folder import damage_of, jobs_in
from experiments.sweep.journal import journal
from experiments.sweep.request import read_blocks, read_request
from experiments.sweep.store import holdings, is_finished, parts_of

COLUMNS = (
    "sweep", "state", "runs", "done", "failed", "left", "seconds_so_far", "seconds_left",
    "expected_end", "peak_mb", "disk_mb", "months_saved",
)  # fmt: skip


def status(folder: str | Path) -> pd.DataFrame:
    """Return one row about a sweep's folder.

    Returns
    -------
    DataFrame
        `sweep, state` (`done`, `under way`, `stopped`), `runs, done, failed, left`,
        `seconds_so_far` and `seconds_left` of the session at hand or the last one, `expected_end`
        (local time, empty unless under way), `peak_mb` of the largest worker, `disk_mb`,
        `months_saved` (share of the months of runs one by one).

    Raises
    ------
    ResultError
        If the folder is no sweep.
    """
    place = Path(folder)
    content = read_blocks(place)
    jobs = jobs_in(read_request(place), content["blocks"])
    done = holdings(place, parts_of(jobs)).jobs
    runs = sum(len(job.runs) for job in jobs)
    tried = sum(line["runs"] for line in done.values())
    failed = sum(len(line["failed"]) for line in done.values())
    pace = _pace(place, len(jobs) - len(done))
    straight = sum(job.months_straight for job in jobs if job.number in done)
    months_run = sum(line["months"] for line in done.values())
    state = _state(place, whole=len(done) == len(jobs))
    end = datetime.fromtimestamp(time.time() + pace["left"]) if pace["left"] is not None else None
    row = (
        content["name"], state, runs, tried - failed, failed, runs - tried, round(pace["so_far"]),
        None if pace["left"] is None else round(pace["left"]),
        f"{end:%Y-%m-%d %H:%M}" if end and state == "under way" else "",
        max((line["peak_mb"] for line in done.values()), default=0.0), round(_disk(place), 1),
        round(1 - months_run / straight, 3) if straight else 0.0,
    )  # fmt: skip
    return pd.DataFrame([row], columns=list(COLUMNS))


def as_text(table: pd.DataFrame) -> str:
    """Return the row in words."""
    row = table.iloc[0]
    lines = [
        f"{row['sweep']}: {row['state']}, {row['done']:,} of {row['runs']:,} runs done, "
        f"{row['failed']:,} failed, {row['left']:,} left."
    ]
    if row["state"] == "under way" and row["expected_end"]:
        lines.append(f"{row['seconds_so_far']:.0f} s so far, done about {row['expected_end']}.")
    if row["state"] == "stopped":
        lines.append("The same command resumes from what is done.")
    lines.append(
        f"Largest worker {row['peak_mb']:.0f} MB, on disk {row['disk_mb']:.1f} MB; "
        f"{row['months_saved']:.0%} of the months of single runs saved."
    )
    return "\n".join(lines)


def _pace(folder: Path, left: int) -> dict[str, Any]:
    """Return seconds so far and to come, at the pace of the last session."""
    began, ended, count = 0.0, 0.0, 0
    for line in journal(folder):
        if "session" in line:
            began, ended, count = line["session"], line["session"], 0
        elif "job" in line:
            ended, count = line["at"], count + 1
    so_far = ended - began
    to_come = so_far / count * left if count else (0.0 if left == 0 else None)
    return {"so_far": so_far, "left": to_come}


def _state(folder: Path, whole: bool) -> str:
    """Say whether a sweep is done: at its end, with every row as it was written."""
    if is_held(folder):
        return "under way"
    return "done" if whole and is_finished(folder) and not damage_of(folder) else "stopped"


def _disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
