"""Running replications, on one process or several: results in order, whatever finishes first."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from experiments.execution.progress import Progress
from experiments.execution.stream import Fault, stream
from experiments.results.failures import Failure
from model.errors import SocialBaseError

Result = TypeVar("Result")


class ReplicationError(SocialBaseError):
    """A replication that failed for a reason of ours; the message names it."""


@dataclass(frozen=True)
class Batch:
    """How the calls of one piece of work are made, and what is recorded of those that fail.

    Attributes
    ----------
    workers : int, optional
        Processes; as many as there are processors by default. One stays in this process.
    progress : str, optional
        What to call the work; silent when absent.
    threads : int
        Threads in each process.
    first : int
        Number of the first replication.
    scenario : str
    seed : int
    """

    workers: int | None = None
    progress: str | None = None
    threads: int = 1
    first: int = 0
    scenario: str = ""
    seed: int = 0

    def stream(
        self, function: Callable[..., Result], arguments: Iterable[tuple[Any, ...]]
    ) -> Generator[tuple[int, Result | Fault], None, None]:
        """Yield the number and result of each call as it finishes, in any order."""
        return stream(
            function, arguments, workers=self.workers, threads=self.threads,
            quiet=self.progress is None,
        )  # fmt: skip

    def failures(self, results: Sequence[Any]) -> tuple[Failure, ...]:
        """Return the record of each result that is a Fault, in their order."""
        return tuple(
            Failure(self.first + number, self.scenario, self.seed, one.error, one.traceback)
            for number, one in enumerate(results)
            if isinstance(one, Fault)
        )


def replicate(
    function: Callable[..., Result],
    arguments: Sequence[tuple[Any, ...]],
    batch: Batch = Batch(),
) -> list[Result]:
    """Call a function once per tuple of arguments and return the results in that order.

    Parameters
    ----------
    function, arguments, batch
        As for `attempt`.

    Raises
    ------
    InputError
        As the function raised it.
    ReplicationError
        If the function failed otherwise, naming which call.
    """
    results, failures = attempt(function, arguments, batch)
    if failures:
        raise _error_of(failures[0])
    return results


def attempt(
    function: Callable[..., Result],
    arguments: Sequence[tuple[Any, ...]],
    batch: Batch = Batch(),
) -> tuple[list[Result], tuple[Failure, ...]]:
    """Call a function once per tuple of arguments; one that fails does not stop the others.

    Parameters
    ----------
    function : callable
        Defined at the top of a module, so that another process finds it.
    arguments : sequence of tuple
    batch : Batch, optional

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
    bar = Progress(batch.progress, len(arguments))
    try:
        with closing(batch.stream(function, arguments)) as calls:
            for number, result in calls:
                results[number] = result
                bar.advance(failed=isinstance(result, Fault))
    finally:
        bar.close()
    failures = batch.failures(results)
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
