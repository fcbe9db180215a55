"""A command that is asked to end does so in order, and its status says how."""

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments.cli.signals import Stopped, status_of, stop_signals, words_of
from experiments.execution.compiling import mark_in
from tests.unit.experiments.execution.test_process_pool import gone, ids

PROGRAM = "tests.unit.experiments.cli.commands_to_stop"
PATIENCE = 60.0


@pytest.fixture
def environment(tmp_path: Path, root: Path) -> dict[str, str]:
    """Return an environment in which everything counts as compiled."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "ids").mkdir()
    mark_in(tmp_path / "cache").touch()
    return {
        **os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(root),
    }  # fmt: skip


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(environment: dict[str, str], root: Path) -> Iterator[Start]:
    """Return what starts a command in a session of its own; all are gone at the end."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: object, prefix: tuple[str, ...] = (), **options: Any) -> Any:
        where = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        started.append(
            subprocess.Popen(
                [*prefix, sys.executable, "-m", PROGRAM, *map(str, arguments)],
                cwd=root, env=environment, text=True, start_new_session=True, **where,
            )
        )  # fmt: skip
        return started[-1]

    yield begin
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(is_so: Callable[[], Any], process: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + PATIENCE
    while not is_so() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    assert process.poll() is None, process.communicate()
    assert is_so()


def done(folder: Path) -> list[int]:
    file = folder / "done"
    return sorted(map(int, file.read_text().split())) if file.exists() else []


@pytest.mark.parametrize(
    ("number", "group"),
    [
        (signal.SIGTERM, True),
        *(
            pytest.param(number, group, marks=pytest.mark.slow)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            for group in (False, True)
            if (number, group) != (signal.SIGTERM, True)
        ),
    ],
)
def test_a_signal_ends_a_command_in_order(
    number: signal.Signals, group: bool, start: Start, tmp_path: Path
) -> None:
    command = start("work", tmp_path)
    until(lambda: len(done(tmp_path)) > 2, command)
    (os.killpg if group else os.kill)(command.pid, number)
    _, said = command.communicate(timeout=10)
    assert command.returncode == 128 + number
    assert gone(ids(tmp_path / "ids"), within=0.0)
    assert len(said.splitlines()[-1]) < 400
    assert said.splitlines()[-1].endswith("; the same command resumes from what is done.")
    assert "Traceback" not in said
    assert "killed" not in said, "that workers are ended is no mishap"


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.0, 0.05, 0.1])
def test_ctrl_c_twice_is_one_wish(pause: float, start: Start, tmp_path: Path) -> None:
    command = start("work", tmp_path)
    until(lambda: len(done(tmp_path)) > 2, command)
    for _ in range(8):
        os.killpg(command.pid, signal.SIGINT)
        time.sleep(pause)
    _, said = command.communicate(timeout=10)
    assert command.returncode == 130
    assert "Traceback" not in said
    assert gone(ids(tmp_path / "ids"), within=0.0)


@pytest.mark.slow
def test_what_does_not_end_in_order_ends_at_a_later_signal(start: Start, tmp_path: Path) -> None:
    command = start("stuck", tmp_path)
    until((tmp_path / "began").exists, command)
    command.send_signal(signal.SIGINT)
    time.sleep(2.2)
    assert command.poll() is None
    command.send_signal(signal.SIGTERM)
    assert command.wait(5) == 143


@pytest.mark.slow
def test_an_end_that_takes_for_ever_is_cut_short(start: Start, tmp_path: Path) -> None:
    command = start("stuck", tmp_path, "--longest", "1")
    until((tmp_path / "began").exists, command)
    command.send_signal(signal.SIGTERM)
    assert command.wait(10) == 143


def test_workers_that_are_halted_or_hang_hold_up_no_end(start: Start, tmp_path: Path) -> None:
    command = start("work", tmp_path, "--seconds", "60")
    until(lambda: len(ids(tmp_path / "ids")) == 2, command)
    for worker in ids(tmp_path / "ids"):
        os.kill(worker, signal.SIGSTOP)
    began = time.monotonic()
    command.send_signal(signal.SIGINT)
    command.communicate(timeout=10)
    assert command.returncode == 130
    assert time.monotonic() - began < 4.0
    assert gone(ids(tmp_path / "ids"), within=0.0)


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["driver", "workers", "all"])
def test_what_is_halted_goes_on_and_nothing_is_made_twice(
    whom: str, start: Start, tmp_path: Path
) -> None:
    command = start("work", tmp_path)
    until(lambda: len(done(tmp_path)) > 2, command)
    workers = ids(tmp_path / "ids")
    halted = {"driver": [command.pid], "workers": workers, "all": [command.pid, *workers]}[whom]
    for process in halted:
        os.kill(process, signal.SIGSTOP)
    time.sleep(0.3)
    before = done(tmp_path)
    time.sleep(0.3)
    assert done(tmp_path) == before
    for process in halted:
        os.kill(process, signal.SIGCONT)
    _, said = command.communicate(timeout=PATIENCE)
    assert (command.returncode, done(tmp_path)) == (0, list(range(40))), said
    assert ids(tmp_path / "ids") == workers, "no worker was taken for dead"


@pytest.mark.slow
def test_a_terminal_that_closes_ends_the_command_in_order(start: Start, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()

    def take_terminal() -> None:
        import fcntl
        import termios

        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    command = start(
        "work", tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=take_terminal
    )
    os.close(theirs)
    until(lambda: len(done(tmp_path)) > 2, command)
    os.close(ours)
    assert command.wait(10) == 129
    assert gone(ids(tmp_path / "ids"), within=0.0)


@pytest.mark.slow
def test_what_nohup_starts_outlives_its_terminal(start: Start, tmp_path: Path) -> None:
    command = start("work", tmp_path, prefix=("nohup",), stdin=subprocess.DEVNULL)
    until(lambda: len(done(tmp_path)) > 2, command)
    os.killpg(command.pid, signal.SIGHUP)
    _, said = command.communicate(timeout=PATIENCE)
    assert (command.returncode, done(tmp_path)) == (0, list(range(40))), said


@pytest.mark.slow
def test_ctrl_c_for_the_foreground_leaves_the_background_alone(
    start: Start, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["HEARS"] = "0"
    ignoring = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        command = start("work", tmp_path)
    finally:
        signal.signal(signal.SIGINT, ignoring)
    until(lambda: len(done(tmp_path)) > 2, command)
    os.killpg(command.pid, signal.SIGINT)
    _, said = command.communicate(timeout=PATIENCE)
    assert (command.returncode, done(tmp_path)) == (0, list(range(40))), said


@pytest.mark.parametrize(
    "stream", [*(pytest.param(one, marks=pytest.mark.slow) for one in ("stdout", "stderr")), "both"]
)
def test_a_reader_who_leaves_stops_nothing(stream: str, start: Start, tmp_path: Path) -> None:
    read, write = os.pipe()
    broken = {"stdout", "stderr"} if stream == "both" else {stream}
    command = start("work", tmp_path, **dict.fromkeys(broken, write))
    os.close(write)
    os.close(read)
    _, said = command.communicate(timeout=PATIENCE)
    assert (command.returncode, done(tmp_path)) == (0, list(range(40))), said


@pytest.mark.slow
def test_streams_that_are_closed_stop_nothing(start: Start, tmp_path: Path) -> None:
    command = start(
        "work", tmp_path, prefix=("sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"), stdin=None
    )
    _, said = command.communicate(timeout=PATIENCE)
    assert (command.returncode, done(tmp_path)) == (0, list(range(40)))
    assert said == ""


def test_a_stream_that_cannot_be_written_is_told() -> None:
    """A full disk under the output is a loss: it is not passed over as a reader who left is."""
    from experiments.cli.streams import _Unread

    with Path("/dev/full").open("wb") as full, pytest.raises(OSError, match="No space left"):
        _Unread(full.fileno()).write(b"table")


def test_handlers_are_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with stop_signals():
        assert signal.getsignal(signal.SIGTERM) != before[signal.SIGTERM]
    assert before == {number: signal.getsignal(number) for number in before}
    others: list[object] = []

    def elsewhere() -> None:
        with stop_signals():  # not the main thread: nothing to install, nothing raised
            others.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert others == [before[signal.SIGTERM]]


def test_words_and_status() -> None:
    assert status_of(KeyboardInterrupt()) == status_of(Stopped(signal.SIGINT)) == 130
    assert status_of(Stopped(signal.SIGTERM)) == 143
    assert words_of(KeyboardInterrupt()).startswith("interrupted;")
    assert words_of(Stopped(signal.SIGHUP)).startswith("ended by SIGHUP;")
