"""Running replications, on one process or several: results in order, whatever finishes first."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, TypeVar

from experiments.execution.progress import Progress
from experiments.execution.stream import Fault, stream
from experiments.results.failures import Failure
from model.errors import SocialBaseError

Result = TypeVar("Result")


class ReplicationError(SocialBaseError):
    """A replication that failed for a reason of ours; the message names it."""


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
    results: list[Result | Fault] = [Fault("", "")] * len(arguments)
    calls = stream(function, arguments, workers=workers, threads=threads, quiet=progress is None)
    bar = Progress(progress, len(arguments))
    try:
        with closing(calls):
            for number, result in calls:
                results[number] = result
                bar.advance(failed=isinstance(result, Fault))
    finally:
        bar.close()
    failures = tuple(
        Failure(first + number, scenario, seed, one.error, one.traceback)
        for number, one in enumerate(results)
        if isinstance(one, Fault)
    )
    if failures and len(failures) == len(results):
        raise _error_of(failures[0])
    return [one for one in results if not isinstance(one, Fault)], failures


def _error_of(failure: Failure) -> ReplicationError:
    error = ReplicationError(
        f"replication {failure.replication} failed ({failure.error}): "
        f"SOCIAL_BASE_DEBUG=1 shows where."
    )
    error.add_note(failure.traceback)
    return error
