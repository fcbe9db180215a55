"""Signals that ask a command to end: one orderly end for all of them."""

import _thread
import atexit
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from experiments.execution.interrupts import STOPS

SAME_WISH = 2.0
"""Seconds after the first signal in which another one says nothing new: a terminal and what is
between it and a command (`uv run`) both pass Ctrl-C on."""


LONGEST_END = 60.0
"""Seconds after the first signal in which the command ends, whatever holds it up."""


class Stopped(KeyboardInterrupt):
    """A command that was asked to end.

    Attributes
    ----------
    number : int
        The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Stops:
    """What is done where a signal comes: the first ends the work in order, a later one at once."""

    def __init__(self) -> None:
        self.first: float | None = None

    def __call__(self, number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        if self.first is None:
            self.first = now
            # No `threading.Thread`: what is interrupted here may hold the locks of that module.
            _thread.start_new_thread(_end_at_last, (128 + number,))
            atexit.register(_hear_nothing)
            raise Stopped(number)
        if now - self.first > SAME_WISH:
            os._exit(128 + number)  # as a kill would: what is done is on disk


def _end_at_last(status: int) -> None:
    time.sleep(LONGEST_END)
    os._exit(status)


def _hear_nothing() -> None:
    """Ignore what comes while the interpreter closes down, when no handler of ours is called."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def stop_signals() -> Iterator[None]:
    """Raise `Stopped` where this process is asked to end; what was ignored before stays so.

    Notes
    -----
    What `nohup` starts ignores SIGHUP, and what a shell starts in the background ignores SIGINT.
    After a signal the handlers stay until the process has ended.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stops = _Stops()
    before = {
        number: handler
        for number in STOPS
        if (handler := signal.getsignal(number)) not in (signal.SIG_IGN, None)
    }
    try:
        for number in before:
            signal.signal(number, stops)
        yield
    finally:
        if stops.first is None:
            for number, handler in before.items():
                signal.signal(number, handler)


def status_of(stop: KeyboardInterrupt) -> int:
    """Return the exit status of a command that was stopped, as a shell gives it."""
    return 128 + _number_of(stop)


def words_of(stop: KeyboardInterrupt) -> str:
    """Say why a command ends before it is done."""
    number = _number_of(stop)
    how = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
    return f"{how}; the same command resumes from what is done."


def _number_of(stop: KeyboardInterrupt) -> int:
    return stop.number if isinstance(stop, Stopped) else signal.SIGINT
