"""Running replications, on one process or several: results in order, whatever finishes first."""

import os
import shlex
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from model.errors import InputError, SocialBaseError

Result = TypeVar("Result")


class ReplicationError(SocialBaseError):
    """A replication that failed for a reason of ours; the message names it."""


@dataclass(frozen=True)
class Failure:
    """A replication that failed: what is recorded of it.

    Attributes
    ----------
    replication : int
    scenario : str
        All that live together in it, the base first.
    seed : int
    error : str
        Kind and message.
    traceback : str
    replay : str
        Command line that repeats it alone, '' where it was started from Python.
    """

    replication: int
    scenario: str
    seed: int
    error: str
    traceback: str
    replay: str = ""


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
        self.label, self.total, self.done, self.failed = label, total, 0, 0
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

    def advance(self, failed: bool = False) -> None:
        """Say that one more is done, or has failed."""
        self.done += 1
        self.failed += failed
        if self._bar:
            self._bar.advance(self._task)
        elif self.label:
            seconds = time.monotonic() - self._began
            of_these = f" ({self.failed} failed)" if self.failed else ""
            done = f"{self.done} of {self.total} done{of_these}"
            self._say(f"{self.label}: {done} after {seconds:.0f} s")

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
    function, arguments, workers, progress, threads
        As for `attempt`.

    Raises
    ------
    InputError
        As the function raised it.
    ReplicationError
        If the function failed otherwise, naming which call.
    """
    results, failures = attempt(function, arguments, workers, progress, threads)
    if failures:
        raise _error_of(failures[0])
    return results


def attempt(
    function: Callable[..., Result],
    arguments: Sequence[tuple[Any, ...]],
    workers: int | None = None,
    progress: str | None = None,
    threads: int = 1,
    *,
    first: int = 0,
    scenario: str = "",
    seed: int = 0,
) -> tuple[list[Result], tuple[Failure, ...]]:
    """Call a function once per tuple of arguments; one that fails does not stop the others.

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
    first : int
        Number of the first replication.
    scenario, seed
        Recorded with what fails.

    Returns
    -------
    list
        Results of those that succeeded, in the order of their arguments.
    tuple of Failure
        The others, in that order.

    Raises
    ------
    InputError
        As the function raised it.
    ReplicationError
        If every one failed; the message is the first one's.
    KeyboardInterrupt
        What has not begun is cancelled.
    """
    count = chosen_workers(workers, len(arguments))
    bar = Progress(progress, len(arguments))
    try:
        if count == 1:
            found = _in_this_process(function, arguments, bar, check_threads(threads))
        else:
            with _threads_in_workers(threads):
                found = _in_workers(function, arguments, count, bar)
    finally:
        bar.close()
    failures = tuple(
        Failure(first + number, scenario, seed, one.error, one.traceback)
        for number, one in enumerate(found)
        if isinstance(one, _Fault)
    )
    if failures and len(failures) == len(found):
        raise _error_of(failures[0])
    return [one for one in found if not isinstance(one, _Fault)], failures


def with_replay(
    failures: Sequence[Failure],
    command: str,
    scenarios: Sequence[str],
    options: Mapping[str, Any],
    changes: Mapping[str, float] | None = None,
) -> tuple[Failure, ...]:
    """Return failures with the command line that repeats each alone, in one process.

    Parameters
    ----------
    failures : sequence of Failure
    command : {'run', 'compare'}
    scenarios : sequence of str
        As the user named them.
    options : mapping
        Values of further options by name; None is left out, but for `journeys`, where it is all.
    changes : mapping of str to float, optional
        What was set by hand.
    """
    words = ["social-base", command, *scenarios]
    for name, value in options.items():
        text = "all" if name == "journeys" and value is None else value
        words += [] if text is None else [f"--{name}", str(text)]
    for name, number in (changes or {}).items():
        words += ["--set", f"{name}={number!r}"]
    return tuple(
        replace(
            one,
            replay=shlex.join(
                [*words, "--first-replication", str(one.replication), "--replications", "1",
                 "--workers", "1"]
            ),
        )
        for one in failures
    )  # fmt: skip


def failures_in(folder: str | Path) -> tuple[Failure, ...]:
    """Return the failures that the manifest of a result tells of."""
    from experiments.results import read_manifest

    return tuple(Failure(**told) for told in read_manifest(folder).get("failed", ()))


def _error_of(failure: Failure) -> ReplicationError:
    error = ReplicationError(
        f"replication {failure.replication} failed ({failure.error}): "
        f"SOCIAL_BASE_DEBUG=1 shows where."
    )
    error.add_note(failure.traceback)
    return error


@dataclass(frozen=True)
class _Fault:
    """What is left of a call that failed: no exception object, which may not travel."""

    error: str
    traceback: str


def _tried(function: Callable[..., Result], *own: Any) -> Result | _Fault:
    """Call a function; a user's own fault is passed on, any other becomes a record."""
    try:
        return function(*own)
    except InputError:
        raise
    except Exception as error:
        return _Fault(f"{type(error).__name__}: {error}", traceback.format_exc())


def _in_this_process(
    function: Callable[..., Result],
    arguments: Sequence[tuple[Any, ...]],
    bar: Progress,
    threads: int,
) -> list[Result | _Fault]:
    import numba

    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    results: list[Result | _Fault] = []
    try:
        for own in arguments:
            results.append(_tried(function, *own))
            bar.advance(failed=isinstance(results[-1], _Fault))
    finally:
        numba.set_num_threads(before)
    return results


def _in_workers(
    function: Callable[..., Result], arguments: Sequence[tuple[Any, ...]], count: int, bar: Progress
) -> list[Result | _Fault]:
    from experiments.compiling import compile_with

    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    try:
        compile_with(pool, quiet=bar.label is None)
        futures: dict[Future[Result | _Fault], int] = {
            pool.submit(_tried, function, *own): number for number, own in enumerate(arguments)
        }
        results: dict[int, Result | _Fault] = {}
        for future in as_completed(futures):
            # Once more here: a process that is killed, or a result that cannot travel.
            found = _tried(future.result)
            results[futures[future]] = found
            bar.advance(failed=isinstance(found, _Fault))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [results[number] for number in range(len(arguments))]


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
