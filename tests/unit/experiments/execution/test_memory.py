"""Memory stays flat however many runs there are, in the driver and in each worker."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from experiments.execution.calls import tried
from experiments.execution.compiling import mark_in
from experiments.execution.stream import stream
from experiments.sweep.jobs import Job, World
from experiments.sweep.store import Store
from experiments.sweep.sweep import sweep
from experiments.sweep.tree import run_job
from model.scenario.scenario import load_scenario

pytestmark = pytest.mark.slow
RESULT_BYTES = 200_000
CALLS, SETTLED = 2_000, 500
MOST_GROWTH = 10_000_000
"""Bytes that a process may grow by after it has settled."""

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


def test_driver_and_workers_stay_flat_over_a_sweep_of_two_thousand_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "many.yaml"
    file.write_text(SWEEP, encoding="utf-8")
    held: list[int] = []
    add = Store.add

    def noted(*arguments: Any) -> None:
        add(*arguments)
        here = psutil.Process()
        held.append(max(rss(one.pid) for one in [here, *here.children(recursive=True)]))

    monkeypatch.setattr(Store, "add", noted)
    done = sweep(file, out=tmp_path / "many", workers=2, quiet=True)
    assert done.sweep.runs == 2_000
    held.pop()  # the last job closes a part, which the driver puts together
    quarter = len(held) // 4
    assert max(held[-quarter:]) - max(held[:quarter]) < MOST_GROWTH, held


def test_a_worker_stays_flat_over_many_towns() -> None:
    """Mesa counts agents in a dictionary of the class, which kept every town that ever was."""
    scenario = load_scenario("null")
    settled = 0
    for number in range(120):
        job = Job(
            number, number, (World(scenario, {}, ((0, "null"),)),), 1, 500, 2, "bergen_op_zoom",
            ("monthly",), ("indicated_users",),
        )  # fmt: skip
        result = tried(run_job, (job,))
        assert not result.broken
        if number == 49:
            settled = rss(os.getpid())
    assert rss(os.getpid()) - settled < MOST_GROWTH
