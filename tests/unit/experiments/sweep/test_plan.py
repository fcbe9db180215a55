"""A plan projects what its pilot took, and a budget cuts replications only."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.execution.stream import Fault
from experiments.sweep import plan as planning
from experiments.sweep.file import Sweep
from experiments.sweep.folder import begin
from experiments.sweep.jobs import Job, jobs_of
from experiments.sweep.packing import Packed
from experiments.sweep.plan import plan, seconds_of
from experiments.sweep.replay import ReplayError, replay
from experiments.sweep.request import keep
from experiments.sweep.store import as_parquet
from experiments.sweep.tree import Effort, expected_effort
from model.draws import decision, uniforms
from model.errors import InputError, SweepError
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel

BYTES = decision("test.plan_of_bytes")
SETTING_UP, WARM_UP_MONTH, REPORT_MONTH = 3.0, 0.25, 0.5
"""Seconds by hand: of each world, of a month of the warm-up and of the report."""


def request_of(**other: Any) -> Sweep:
    seats = "free_access_day_activities.seats_per_daypart"
    points = pd.DataFrame({"seeking.shame_weight": [0.2, 0.4, 0.4], seats: [6.0, 6.0, 18.0]})
    fields = {"name": "by_hand", "points": points.rename_axis("point"), "replications": 6,
             "scenarios": (load_scenario("current"), load_scenario("transformation")),
             "residents": 500, "months": 72}  # fmt: skip
    return Sweep(**{**fields, **other})


def by_hand(job: Job, points: pd.DataFrame) -> Packed:
    """Stand in for a job: what it takes is known."""
    effort = expected_effort(job)
    effort.seconds_warm_up = effort.warm_up_months * WARM_UP_MONTH
    effort.seconds_report = effort.report_months * REPORT_MONTH
    effort.seconds = effort.seconds_warm_up + effort.seconds_report + effort.worlds * SETTING_UP
    numbers = uniforms(1 + job.number, np.arange(1000 * len(job.runs)), BYTES)
    table = as_parquet(
        pd.DataFrame({"point": job.runs[0][0], "replication": 0, "value": numbers}), points
    )
    return Packed({"monthly": table}, [], effort, 100.0 + job.replication)


def in_turn(function: Any, arguments: Any, **options: Any) -> Any:
    return ((number, by_hand(*job_and_points)) for number, job_and_points in enumerate(arguments))


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "stream", in_turn)
    monkeypatch.setattr(planning, "FEWEST", 4)


def test_hours_memory_and_disk_are_those_of_all_jobs() -> None:
    sweep = request_of()
    jobs = jobs_of(sweep, [0, 1, 2], range(6))
    busy = sum(by_hand(job, sweep.points).effort.seconds for job in jobs)
    result = plan(sweep, workers=1, quiet=True)
    assert result.hours * 3600 == pytest.approx(busy, rel=0.001)
    assert (result.runs, result.jobs, result.replications, result.asked) == (36, 12, 6, 6)
    assert result.disk_mb == pytest.approx(36 * 1000 * 8 / 1e6, rel=0.15), "what zstd cannot press"
    assert result.memory_mb == 105.0, "the pilot looks at the first and the last replication"
    assert 0 < result.months_saved < 1
    two = plan(sweep, workers=2, quiet=True)
    assert busy / 2 < two.hours * 3600 < busy / 2 * 1.1, "half, and some idling at the end"


def test_a_budget_cuts_replications_and_never_points() -> None:
    whole = plan(request_of(), workers=1, quiet=True)
    cut = plan(request_of(), workers=1, quiet=True, budget=f"{whole.hours / 2 + 1e-6:.9f}h")
    assert (cut.points, cut.replications, cut.asked) == (3, 3, 6)
    assert cut.hours <= whole.hours / 2 + 1e-6
    assert "cut from 6" in cut.text()
    assert not plan(request_of(), workers=1, quiet=True, budget="1000h").cut


def test_a_budget_below_one_replication_is_refused() -> None:
    with pytest.raises(SweepError, match="points are not cut"):
        plan(request_of(), workers=1, quiet=True, budget="1s")


def test_a_pilot_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ((0, fault) for fault in [Fault("E: out of memory", "")])
    monkeypatch.setattr(planning, "stream", lambda *_, **__: broken)
    with pytest.raises(SweepError, match="out of memory"):
        plan(request_of(), workers=1, quiet=True)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2h", 7200), ("90min", 5400), ("1.5 h", 5400), ("45s", 45), ("1d", 86400)],
)  # fmt: skip
def test_times(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "2", "h", "-1h", "0h", "nanh", "infh", "2 weeks", "1e999h"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(InputError, match="--budget"):
        seconds_of(text)


def begun(folder: Path, **other: Any) -> Path:
    sweep = request_of(months=1, **other)
    begin(folder, sweep)
    keep(folder, sweep, [])
    return folder


def test_replay_repeats_the_run_of_the_record(tmp_path: Path) -> None:
    folder = begun(tmp_path / "sweep")
    table = replay(folder, 1, "transformation", 2)
    assert set(table["point"]) == {1}
    assert set(table["replication"]) == {2}
    assert len(table) == 5


def test_replay_shows_where_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(town: SocialBaseModel) -> None:
        raise ZeroDivisionError("injected")

    monkeypatch.setattr(SocialBaseModel, "step", broken)
    with pytest.raises(ReplayError, match=r"(?s)injected.*broken"):
        replay(begun(tmp_path / "sweep"), 0, "current", 0)


@pytest.mark.parametrize("run", [(3, "current", 0), (0, "curent", 0), (0, "current", 6)])
def test_replay_of_a_run_that_is_not_there(tmp_path: Path, run: tuple[int, str, int]) -> None:
    with pytest.raises(SweepError, match="no"):
        replay(begun(tmp_path / "sweep"), *run)


def test_effort_adds_up() -> None:
    effort = Effort(2, 10, 5, 1.0, 2.0, 4.0)
    assert (effort.months, effort.seconds_rest) == (15, 1.0)
    assert replace(effort, seconds=3.0).seconds_rest == 0.0
