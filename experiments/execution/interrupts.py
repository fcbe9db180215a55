"""Ctrl-C and its like: held while something must not be cut in two, left to the first process."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any

STOPS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals by which a user, a terminal that closes and a machine that goes down end a process."""
_FROM_THE_TERMINAL = {number for number in STOPS if number != signal.SIGTERM}


@contextmanager
def undivided() -> Iterator[None]:
    """Let a signal that would raise here wait until what is inside is done.

    Notes
    -----
    Only the main thread is ever interrupted; in another one there is nothing to hold.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before: dict[int, Any] = {}
    try:
        for number in STOPS:
            if callable(handler := signal.getsignal(number)):
                before[number] = handler
                signal.signal(number, lambda number, _: came.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Start processes undivided, each with what comes from the terminal blocked.

    So none is lost sight of, and none ends with a traceback as it starts.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it unblocks held signals when it starts
    with undivided():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _FROM_THE_TERMINAL)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def handlers_kept() -> Iterator[None]:
    """Put back what is done on a signal, whatever what is inside sets."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave_to_the_first_process() -> None:
    """Ignore all of them here: the process that started this one decides what becomes of it."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
