"""Memory stays flat however many runs there are, in the driver and in each worker."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from experiments.execution.compiling import mark_in
from experiments.execution.stream import stream
from experiments.sweep.store import Store
from experiments.sweep.sweep import sweep

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
    """Each run makes a town: one that something keeps hold of shows here."""
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
