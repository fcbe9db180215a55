"""The engine of every experiment: many calls of one function, on this machine or on a cluster.

The caller gets results as they finish and sorts them; which process computed what, and in which
order, changes nothing in them, since every draw is keyed by seed and replication.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeVar

from experiments.execution.calls import Calls, Fault, settled, tried
from experiments.execution.compiling import warm
from experiments.execution.process_pool import pooled
from experiments.execution.processors import chosen_workers, usable_processors
from experiments.execution.progress import under_way
from experiments.worlds.threads import check_threads, numba_threads
from experiments.worlds.under_way import listen

__all__ = ["Fault", "stream"]

Result = TypeVar("Result")


def stream(
    function: Callable[..., Result],
    arguments: Iterable[tuple[Any, ...]],
    *,
    workers: int | None = None,
    threads: int = 1,
    scheduler: str | None = None,
    quiet: bool = False,
) -> Generator[tuple[int, Result | Fault], None, None]:
    """Yield the number and result of each call as it finishes, in any order.

    Parameters
    ----------
    function : callable
        Defined at the top of a module, so that another process finds it.
    arguments : iterable of tuple
        One tuple per call. Taken lazily: at most about twice as many calls as there are workers
        are under way, so that memory stays bounded however many there are.
    workers : int, optional
        Processes; as many as there are processors by default. One stays in this process.
    threads : int
        Threads in each process; a Dask worker computes on one.
    scheduler : str, optional
        Processes of this machine by default; 'local' for a Dask cluster on it, 'tcp://HOST:PORT'
        for a Dask scheduler that runs already, 'slurm' for jobs of a Slurm cluster.
    quiet : bool
        Do not say that the model is being compiled.

    Yields
    ------
    int
        Number of the call, from 0.
    Result or Fault
        A Fault where the call failed, or killed every process that made it; the others continue.

    Raises
    ------
    InputError
        As a call raised it, or a scheduler that cannot be used.
    KeyboardInterrupt
        What has not begun is dropped and what runs is ended.

    Notes
    -----
    Close the iterator (`contextlib.closing`) if it may be left before its end: that ends the
    workers.
    """
    if scheduler is not None:
        from experiments.execution.dask_cluster import check_scheduler
        from experiments.execution.dask_executor import on_dask

        check_scheduler(scheduler, threads)
        return on_dask(function, arguments, workers, scheduler, quiet)
    arguments = iter(arguments)
    first = list(islice(arguments, 2))
    calls = chain(first, arguments)
    if chosen_workers(workers, len(first)) == 1:
        return _in_this_process(function, calls, check_threads(threads), quiet)
    return _in_others(function, calls, workers or usable_processors(), threads, quiet)


def _in_others(
    function: Callable[..., Any],
    arguments: Iterable[tuple[Any, ...]],
    workers: int,
    threads: int,
    quiet: bool,
) -> Generator[tuple[int, Any], None, None]:
    warm(quiet, workers, threads)  # once, before they start: each would compile the same
    yield from pooled(function, arguments, workers, threads)


def _in_this_process(
    function: Callable[..., Any],
    arguments: Iterable[tuple[Any, ...]],
    threads: int,
    quiet: bool,
) -> Generator[tuple[int, Any], None, None]:
    calls = Calls(arguments)
    if not quiet:  # else the first call compiles what it needs, and it shows in no time left
        warm(workers=1, threads=threads)
    while call := calls.take(0):
        with numba_threads(threads), heard_here():
            result = tried(function, call.arguments)
        yield call.number, settled(result)


@contextmanager
def heard_here() -> Iterator[None]:
    """Note how far the call is that this process makes itself."""
    listen(lambda part: under_way.__setitem__(0, part))
    try:
        yield
    finally:
        listen(None)
        under_way.pop(0, None)
