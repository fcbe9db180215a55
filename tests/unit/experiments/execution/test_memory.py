"""Memory stays flat however many runs there are, in the driver and in each worker."""

import itertools
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
"""Bytes that a process may grow by after it has settled, quarter after quarter."""
MOST_EVER = 50_000_000
"""Bytes that it may grow by in steps: an allocator takes some whenever it likes, and keeps it."""

DRIVER = "tests.unit.experiments.execution.sweep_to_weigh"
SWEEP = """
name: many
scenarios: [transformation]
parameters:
  free_access_day_activities.seats_per_daypart: {low: 6, high: 12}
design: {method: lhs, points: 2000}
residents: 500
months: 61
outcomes: [indicated_users]
"""


def table(number: int) -> tuple[int, bytes]:
    """Return what a job returns: packed tables of a usual size, and who made them."""
    return os.getpid(), os.urandom(RESULT_BYTES)


def rss(process: int) -> int:
    return psutil.Process(process).memory_info().rss


def assert_flat(sizes: list[int]) -> None:
    """Check that a process does not grow for ever: what leaks grows in every quarter of a run.

    Raises
    ------
    AssertionError
        Where each quarter stands above the one before by a third of `MOST_GROWTH`, or the last
        above the first by `MOST_EVER`.
    """
    cuts = [len(sizes) * i // 4 for i in range(5)]
    tops = [max(sizes[start:end]) for start, end in itertools.pairwise(cuts)]
    steps = [after - before for before, after in itertools.pairwise(tops)]
    assert min(steps) < MOST_GROWTH / 3, sizes
    assert tops[-1] - tops[0] < MOST_EVER, sizes


@pytest.mark.parametrize("per_job", [1_000_000, 2_500_000])
def test_a_leak_is_no_step_of_an_allocator(per_job: int) -> None:
    """15 and 40 kB a run (65 runs a job), and a single step of 13 MB."""
    settled, jobs = 370_000_000, range(30)
    noise = [300_000 * (job % 3) for job in jobs]
    with pytest.raises(AssertionError):
        assert_flat([settled + per_job * job + noise[job] for job in jobs])
    assert_flat([settled + 13_000_000 * (job > 20) + noise[job] for job in jobs])


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
    processes = set(held[0]) & set(held[-1])
    assert len(processes) >= 3
    for one in processes:
        assert_flat([now[one] for now in held])
