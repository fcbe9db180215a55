"""Running replications, on one process or several: results in order, whatever finishes first."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from model.errors import InputError, SocialBaseError

Result = TypeVar("Result")


class ReplicationError(SocialBaseError):
    """A replication that failed for a reason of ours; the message names it."""


class Progress:
    """A bar on a terminal, plain lines elsewhere, nothing without a label.

    Parameters
    ----------
    label : str or None
        What is being done; None is silent.
    total : int
        Steps to come.
    """

    def __init__(self, label: str | None, total: int) -> None:
        self.label, self.total, self.done = label, total, 0
        self._began = time.monotonic()
        self._bar: Any = None
        if label and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(label, total=total)
            self._bar.start()
        elif label:
            self._say(f"{label}: {total} to run")

    def advance(self) -> None:
        """Say that one more is done."""
        self.done += 1
        if self._bar:
            self._bar.advance(self._task)
        elif self.label:
            seconds = time.monotonic() - self._began
            self._say(f"{self.label}: {self.done} of {self.total} done after {seconds:.0f} s")

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()

    @staticmethod
    def _say(text: str) -> None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def usable_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_threads(threads: int) -> int:
    """Return a number of threads that the machine has.

    Raises
    ------
    InputError
        If it has fewer.
    """
    import numba

    most = int(numba.config.NUMBA_NUM_THREADS)
    if not 1 <= threads <= most:
        raise InputError(f"--threads is {threads}: give a number from 1 to {most} on this machine.")
    return threads


def chosen_workers(workers: int | None, tasks: int) -> int:
    """Return the number of worker processes: as many as there is work and processors for."""
    return max(1, min(tasks, workers or usable_processors()))


def replicate(
    function: Callable[..., Result],
    arguments: Sequence[tuple[Any, ...]],
    workers: int | None = None,
    progress: str | None = None,
    threads: int = 1,
) -> list[Result]:
    """Call a function once per tuple of arguments and return the results in that order.

    Parameters
    ----------
    function : callable
        Defined at the top of a module, so that another process finds it.
    arguments : sequence of tuple
    workers : int, optional
        Processes; as many as there are processors by default. One stays in this process.
    progress : str, optional
        What to call the work; silent when absent.
    threads : int
        Threads in each process.

    Raises
    ------
    InputError
        As the function raised it.
    ReplicationError
        If the function failed otherwise, naming which call.
    KeyboardInterrupt
        What has not begun is cancelled.
    """
    count = chosen_workers(workers, len(arguments))
    bar = Progress(progress, len(arguments))
    try:
        if count == 1:
            return _in_this_process(function, arguments, bar, check_threads(threads))
        from experiments.bench import warm

        warm(quiet=progress is None)
        with _threads_in_workers(threads):
            return _in_workers(function, arguments, count, bar)
    finally:
        bar.close()


def _in_this_process(
    function: Callable[..., Result],
    arguments: Sequence[tuple[Any, ...]],
    bar: Progress,
    threads: int,
) -> list[Result]:
    import numba

    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    results = []
    try:
        for number, own in enumerate(arguments):
            with _named(number):
                results.append(function(*own))
            bar.advance()
    finally:
        numba.set_num_threads(before)
    return results


def _in_workers(
    function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]], count: int, bar: Progress
) -> list[Result]:
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    try:
        futures: dict[Future[Result], int] = {
            pool.submit(function, *own): number for number, own in enumerate(arguments)
        }
        results: dict[int, Result] = {}
        for future in as_completed(futures):
            with _named(futures[future]):
                results[futures[future]] = future.result()
            bar.advance()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [results[number] for number in range(len(arguments))]


@contextmanager
def _named(number: int) -> Iterator[None]:
    """Say which replication failed; a user's own fault is passed on as it is."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        raise ReplicationError(
            f"replication {number} failed ({type(error).__name__}: {error}): run it alone with "
            f"--workers 1 to see where."
        ) from error


@contextmanager
def _threads_in_workers(threads: int) -> Iterator[None]:
    """Let processes started meanwhile compute on so many threads each."""
    name = "NUMBA_NUM_THREADS"
    before = os.environ.get(name)
    os.environ[name] = str(threads)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before
