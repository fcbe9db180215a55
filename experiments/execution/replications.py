"""Running replications, on one process or several: results in order, whatever finishes first."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from experiments.execution.progress import Progress
from experiments.execution.stream import Fault, stream
from experiments.results.failures import Failure
from experiments.results.kept import Shelf
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
    kept : Shelf, optional
        Where finished results are kept: what is there is not computed again.
    watch : callable, optional
        Called with the number and result of each call as it finishes, in any order.
    scheduler : str, optional
        Dask in place of processes: see `stream`.
    """

    workers: int | None = None
    progress: str | None = None
    threads: int = 1
    first: int = 0
    scenario: str = ""
    seed: int = 0
    kept: Shelf[Any] | None = None
    watch: Callable[[int, Any], None] | None = None
    scheduler: str | None = None

    def stream(
        self, function: Callable[..., Result], arguments: Iterable[tuple[Any, ...]]
    ) -> Generator[tuple[int, Result | Fault], None, None]:
        """Yield the number and result of each call as it finishes, in any order."""
        if self.kept is None:
            results = self._computed(function, arguments)
        else:
            results = self._resumed(function, arguments, self.kept)
        with closing(results):
            for number, result in results:
                if self.watch:
                    self.watch(number, result)
                yield number, result

    def _resumed(
        self,
        function: Callable[..., Result],
        arguments: Iterable[tuple[Any, ...]],
        kept: Shelf[Result],
    ) -> Generator[tuple[int, Result | Fault], None, None]:
        """Yield what was kept and what is computed, which is kept as it comes."""
        calls: Iterator[tuple[int, tuple[Any, ...]]] = enumerate(arguments)
        for number, call in calls:
            held = kept.take(number)
            if held is None:
                calls = chain([(number, call)], calls)
                break
            yield number, held
        else:
            return
        numbers: list[int] = []
        ready: deque[tuple[int, Result]] = deque()

        def missing() -> Iterator[tuple[Any, ...]]:
            for number, call in calls:
                held = kept.take(number)
                if held is None:
                    numbers.append(number)
                    yield call
                else:
                    ready.append((number, held))

        with closing(self._computed(function, missing())) as results:
            for place, result in results:
                number = numbers[place]
                yield number, result if isinstance(result, Fault) else kept.put(number, result)
                while ready:
                    yield ready.popleft()
        yield from ready

    def _computed(
        self, function: Callable[..., Result], arguments: Iterable[tuple[Any, ...]]
    ) -> Generator[tuple[int, Result | Fault], None, None]:
        return stream(
            function, arguments, workers=self.workers, threads=self.threads,
            scheduler=self.scheduler, quiet=self.progress is None,
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
