"""Running replications, on one process or several: results in order, whatever finishes first."""

import shlex
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from experiments.executors import Fault, stream
from experiments.processors import check_threads, usable_processors  # noqa: F401 - asked for here
from model.errors import SocialBaseError

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


FEW, SECONDS = 30, 10.0
"""Up to so many steps each gets a line; of more, one in so many seconds."""


class Progress:
    """A bar on a terminal, plain lines elsewhere (of many, one each few seconds), or nothing.

    Parameters
    ----------
    label : str or None
        What is being done; None is silent.
    total : int
        Steps to come.
    """

    def __init__(self, label: str | None, total: int) -> None:
        self.label, self.total, self.done, self.failed = label, total, 0, 0
        self._began = self._said = time.monotonic()
        self._bar: Any = None
        if label and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(label, total=total)
            self._bar.start()
        elif label:
            self._say(f"{label}: {total:,} to run")

    def advance(self, count: int = 1, failed: int = 0) -> None:
        """Say that so many more are done, and how many of them have failed."""
        self.done += count
        self.failed += failed
        now = time.monotonic()
        if self._bar:
            self._bar.advance(self._task, count)
        elif self.label and (
            self.total <= FEW or self.done == self.total or now - self._said >= SECONDS
        ):
            self._said = now
            of_these = f" ({self.failed} failed)" if self.failed else ""
            done = f"{self.done:,} of {self.total:,} done{of_these}"
            self._say(f"{self.label}: {done} after {now - self._began:.0f} s")

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()

    @staticmethod
    def _say(text: str) -> None:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


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
    found: list[Result | Fault] = [Fault("", "")] * len(arguments)
    calls = stream(function, arguments, workers=workers, threads=threads, quiet=progress is None)
    bar = Progress(progress, len(arguments))
    try:
        with closing(calls):
            for number, result in calls:
                found[number] = result
                bar.advance(failed=isinstance(result, Fault))
    finally:
        bar.close()
    failures = tuple(
        Failure(first + number, scenario, seed, one.error, one.traceback)
        for number, one in enumerate(found)
        if isinstance(one, Fault)
    )
    if failures and len(failures) == len(found):
        raise _error_of(failures[0])
    return [one for one in found if not isinstance(one, Fault)], failures


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
