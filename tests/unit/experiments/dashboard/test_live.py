"""A run in a process of its own: one at a time, its progress, its end."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from experiments.cli import app as cli
from experiments.dashboard import live
from experiments.dashboard.live import (
    BROKE,
    CANCELLED,
    FAILED,
    KILLED,
    PROGRESS,
    REFUSED,
    RUNNING,
    WRONG_INPUT,
    Live,
    Run,
    Wish,
)
from experiments.execution.progress import Progress
from experiments.report.words import words_of

WISH = Wish("transformation", "", 1000, 72, 2, 1, "en")
SLEEPS = (
    "import subprocess, sys, time; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    "print('comparing: 1 of 2, 60% after 3 s, about 2 s left', file=sys.stderr, flush=True); "
    "time.sleep(60)"
)


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "is_compiled", lambda: True)


def until(run: Run, state: str) -> None:
    for _ in range(300):
        if run.state == state and (run.done or state != RUNNING):
            return
        time.sleep(0.05)
    raise AssertionError(run.state)


def test_progress_is_read_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Progress("comparing", 20)
    bar.advance(5, failed=1)
    bar.close()
    found = PROGRESS.search(capsys.readouterr().err)
    assert found is not None
    assert found.groups() == ("5", "20", "25")


def test_a_cancelled_run_ends_with_all_that_it_started(tmp_path: Path) -> None:
    run = Run(WISH, (sys.executable, "-c", SLEEPS), tmp_path)
    until(run, RUNNING)
    assert (run.done, run.total, run.percent) == (1, 2, 60)
    all_of_it = [psutil.Process(run.pid), *psutil.Process(run.pid).children(recursive=True)]
    assert len(all_of_it) == 2
    run.cancel()
    until(run, CANCELLED)
    _, left = psutil.wait_procs(all_of_it, timeout=5)
    assert [one for one in left if one.status() != psutil.STATUS_ZOMBIE] == []


def test_a_run_that_fails_says_why_in_the_words_of_the_command(tmp_path: Path) -> None:
    code = "import sys; sys.exit('social-base: no such town.')"
    run = Run(WISH, (sys.executable, "-c", code), tmp_path)
    until(run, FAILED)
    assert run.message == "no such town."


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import sys; sys.exit(2)", REFUSED), ("import sys; sys.exit(1)", BROKE),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", KILLED),
    ],
)  # fmt: skip
def test_why_a_run_failed_is_said_in_the_language_of_the_page(
    code: str, why: str, tmp_path: Path
) -> None:
    run = Run(WISH, (sys.executable, "-c", code), tmp_path)
    until(run, FAILED)
    assert run.why == why
    assert words_of("nl")(f"page.failed.{why}") != words_of("en")(f"page.failed.{why}")


def test_a_command_refuses_with_the_status_that_the_page_knows() -> None:
    assert cli.WRONG_INPUT == WRONG_INPUT


def test_a_second_press_starts_no_second_run(tmp_path: Path) -> None:
    both = Live(tmp_path)
    first = Run(WISH, (sys.executable, "-c", SLEEPS), tmp_path)
    both.latest = first
    assert both.start(WISH) is first
    both.close()
    assert not first.busy


def test_a_wish_has_a_folder_that_no_text_of_a_reader_is_in() -> None:
    own = Wish("transformation", "name: ../../x", 1000, 72, 2, 1, "en")
    assert own.key.isalnum()
    assert own.key != WISH.key
    assert Wish("transformation", "", 1000, 72, 2, 1, "nl").key == WISH.key


def test_the_command_is_that_of_the_command_line() -> None:
    command = WISH.command("transformation", "there")
    assert command[:3] == ("compare", "current", "transformation")
    assert command[-2:] == ("--out", "there")
    assert "--residents 1000 --months 72 --replications 2 --seed 1" in " ".join(command)
