"""Memory stays flat however many runs there are, in the driver and in each worker."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from experiments.execution.compiling import mark_in
from experiments.execution.stream import stream

pytestmark = pytest.mark.slow
RESULT_BYTES = 200_000
CALLS, SETTLED = 2_000, 500
MOST_GROWTH = 10_000_000
"""Bytes that a process may grow by after it has settled."""

DRIVER = "tests.unit.experiments.execution.sweep_to_weigh"
SWEEP = """
name: many
scenarios: [transformation]
parameters:
  free_access_day_activities.seats_per_daypart: {low: 6, high: 12}
design: {method: lhs, points: 2000}
residents: 500
months: 62
outcomes: [indicated_users]
"""


def table(number: int) -> tuple[int, bytes]:
    """Return what a job returns: packed tables of a usual size, and who made them."""
    return os.getpid(), os.urandom(RESULT_BYTES)


def rss(process: int) -> int:
    return psutil.Process(process).memory_info().rss


def test_driver_and_workers_stay_flat_over_two_thousand_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_in(tmp_path).touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    def numbers() -> Iterator[tuple[int]]:
        yield from ((number,) for number in range(CALLS))

    workers: set[int] = set()
    settled: dict[int, int] = {}
    grown: dict[int, int] = {}
    with closing(stream(table, numbers(), workers=2, quiet=True)) as results:
        for done, (_, (worker, content)) in enumerate(results, start=1):
            workers.add(worker)
            assert len(content) == RESULT_BYTES
            if done == SETTLED:
                settled = {process: rss(process) for process in (os.getpid(), *workers)}
            if done == CALLS - 4:  # while all of them are there
                grown = {process: rss(process) - was for process, was in settled.items()}
    assert len(settled) == 3
    assert max(grown.values()) < MOST_GROWTH, grown


def test_driver_and_workers_stay_flat_over_a_sweep_of_two_thousand_runs(tmp_path: Path) -> None:
    """Each run makes a town: one that something keeps hold of shows here.

    The driver is a process of its own: what tests before this one left behind grows and shrinks.
    """
    file = tmp_path / "many.yaml"
    file.write_text(SWEEP, encoding="utf-8")
    command = [sys.executable, "-m", DRIVER, str(file), str(tmp_path / "many")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    held: list[dict[str, int]] = json.loads(done.stdout)
    assert len(held) > 20
    held.pop()  # the last job closes a part, which the driver puts together
    quarter = len(held) // 4
    processes = set(held[0]) & set(held[-1])
    assert len(processes) >= 3
    for one in processes:
        sizes = [now[one] for now in held]
        assert max(sizes[-quarter:]) - max(sizes[:quarter]) < MOST_GROWTH, sizes
