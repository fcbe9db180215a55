"""Whoever waits hears something within ten seconds, with the time left, on a terminal or not."""

import re
import time
from pathlib import Path

import pytest

from experiments.execution import progress
from experiments.execution.progress import Progress, at_work, meanwhile, under_way
from experiments.execution.stream import stream
from experiments.worlds.under_way import EVERY, expect, lived

MOST_SILENT = 10.0


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a line be due much sooner than in life."""
    monkeypatch.setattr(progress, "SECONDS", 0.2)
    monkeypatch.setattr(progress, "REFRESH", 0.02)


def test_a_line_is_due_within_ten_seconds_even_where_the_machine_is_busy() -> None:
    assert progress.SECONDS + 3 * progress.REFRESH < MOST_SILENT
    assert EVERY < progress.SECONDS


def test_one_long_step_is_no_silence(quick: None, capsys: pytest.CaptureFixture[str]) -> None:
    bar = Progress("comparing", 4, at_most=True)
    under_way[1] = 0.5
    time.sleep(0.7)
    under_way.clear()
    bar.close()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "comparing: up to 4 to run; the time left follows"
    assert len(lines) >= 3
    assert re.fullmatch(r"comparing: 0 of up to 4, 12% after 0 s, up to \d+ s left",
                        lines[1]), lines[1]  # fmt: skip


def test_the_time_left_is_that_of_the_share_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    bar = Progress(None, 4)
    bar.label = "x"
    bar.done = 1
    now[0] += 90.0
    assert bar.line() == "x: 1 of 4, 25% after 90 s, about 5 min left".replace("5 min", "4 min")
    with meanwhile(lambda: "compiling"):
        assert bar.line() == "compiling"
        now[0] += 60.0
    assert bar.line() == "x: 1 of 4, 25% after 2 min, about 4 min left"  # 60 s were no work
    under_way[3] = 1.0
    assert bar.line() == "x: 1 of 4, 50% after 2 min, about 90 s left"
    under_way.clear()


@pytest.mark.parametrize(
    ("label", "total", "at_most"),
    [("parameter draws", 10_000, False), ("comparing", 100_000, True), ("sweep", 10**7, False),
     ("parameter draws", 30, False)],
)  # fmt: skip
def test_no_line_is_wider_than_a_terminal(
    label: str, total: int, at_most: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = Progress(None, total, at_most)
    bar.label, bar.done, bar.failed = label, total // 2, 9
    monkeypatch.setattr(progress.time, "monotonic", lambda: bar._began + 7_100.0)
    assert len(bar.line()) <= 80, bar.line()


def test_a_command_that_is_still_at_work_says_so(
    quick: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with at_work("compare"):
        time.sleep(0.5)
        bar = Progress("comparing", 1)
        bar.advance()
        bar.close()
        time.sleep(0.5)
    said = capsys.readouterr().err
    assert "compare: at work (" in said
    assert "compare: working out and writing the findings (" in said


def test_a_quick_command_says_nothing_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with at_work("compare"):
        pass
    assert capsys.readouterr().err == ""


def half_a_life(path: str) -> float:
    """Live half of what is to be lived, wait until somebody has heard it, and end."""
    expect(10)
    time.sleep(EVERY)
    lived(5)
    deadline = time.monotonic() + 20.0
    while not Path(path).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return 1.0


@pytest.mark.parametrize("workers", [1, 2])
def test_how_far_a_call_is_comes_from_whoever_makes_it(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_to_free: None
) -> None:
    heard: list[float] = []
    done = tmp_path / "heard"

    class Noted(dict[int, float]):
        def __setitem__(self, key: int, value: float) -> None:
            super().__setitem__(key, value)
            heard.append(value)
            done.touch()

    noted = Noted()
    monkeypatch.setattr("experiments.execution.process_pool.under_way", noted)
    monkeypatch.setattr("experiments.execution.stream.under_way", noted)
    monkeypatch.setattr("experiments.execution.stream.warm", lambda *_, **__: 0.0)
    calls = [(str(done),)] * workers
    assert [result for _, result in stream(half_a_life, calls, workers=workers)] == [1.0] * workers
    assert heard[:1] == [0.5]
    assert noted == {}


def lives_before_it_expects(path: str) -> float:
    """Expect one month and live it; the next call lives before it says what it expects."""
    time.sleep(EVERY)
    lived(1)
    expect(1)
    Path(path).touch()
    return 1.0


def test_what_an_earlier_call_expected_is_not_taken_for_the_next_one_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_to_free: None
) -> None:
    heard: list[float] = []

    class Noted(dict[int, float]):
        def __setitem__(self, key: int, value: float) -> None:
            heard.append(value)

    monkeypatch.setattr("experiments.execution.stream.under_way", Noted())
    monkeypatch.setattr("experiments.execution.stream.warm", lambda *_, **__: 0.0)
    calls = [(str(tmp_path / "one"),), (str(tmp_path / "two"),)]
    assert len(list(stream(lives_before_it_expects, calls, workers=1))) == 2
    assert heard == []
