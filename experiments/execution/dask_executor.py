"""Calls on a Dask cluster.

A worker that is killed loses nothing: the scheduler has another one make its calls. Where a call is
under way on several workers that die, one after the other, the scheduler drops it; it is then
made once more with nothing beside it, and only if it kills again is it a Fault.
"""

import logging
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from experiments.execution.calls import (
    DEATHS_BEFORE_ALONE,
    Call,
    Calls,
    killed,
    packed,
    settled,
    unpacked,
)
from experiments.execution.dask_cluster import (
    GOES_ON,
    LOOK_SECONDS,
    WORKER_SECONDS,
    Cluster,
    ClusterError,
    cluster,
    make_ready,
    no_worker,
    said_when_lost,
    workers_of,
)
from experiments.execution.dask_worker import identity, make_call

if TYPE_CHECKING:
    from distributed import Future

    from model.errors import InputError

RESULT_SECONDS = 600.0
"""A result that has not come by then: Dask gives up a worker that hangs after five minutes."""
_log = logging.getLogger(__name__)


def on_dask(
    function: Callable[..., Any],
    arguments: Iterable[tuple[Any, ...]],
    workers: int | None,
    scheduler: str,
    quiet: bool = False,
) -> Generator[tuple[int, Any], None, None]:
    """Yield number and result of each call as it finishes; as `stream.stream`."""
    # Processes that are started here and now run what is here.
    expected = {} if scheduler == "local" else identity()
    # Those of a scheduler that runs already are not ours to count; how many calls they get is.
    most = workers if scheduler.startswith(("tcp:", "tls:")) else None
    with cluster(scheduler, workers, quiet) as at_work, said_when_lost(at_work.client):
        make_ready(at_work, expected, quiet)
        yield from _Work(at_work, function, Calls(arguments), expected, most).results()


class _Work:
    """Calls under way on a cluster.

    Parameters
    ----------
    cluster : Cluster
    function : callable
    calls : Calls
    expected : dict of str to str
        The `identity` that a worker must have.
    most : int or None
        Calls under way at a time at most, twice the number of workers by default.
    """

    def __init__(
        self, cluster: Cluster, function: Callable[..., Any], calls: Calls,
        expected: dict[str, str], most: int | None,
    ) -> None:  # fmt: skip
        self.client, self.jobs = cluster.client, cluster.jobs
        self.function, self.calls = function, calls
        self.expected, self.most = expected, most
        self.under_way: dict[Future[Any], Call] = {}
        self.looked = -LOOK_SECONDS  # at once
        self.without_since: float | None = None
        self.there = self.done = 0

    def results(self) -> Iterator[tuple[int, Any]]:
        """Yield number and result of each call."""
        self.look_for_workers()
        try:
            while self.hand_out():
                for future in self.finished():
                    call = self.under_way.pop(future)
                    result = self.outcome(future, call)
                    if result:
                        self.done += 1
                        future.release()
                        self.hand_out()
                        yield result
        finally:
            with suppress(OSError):  # where the scheduler has gone
                self.client.cancel(list(self.under_way), force=True)

    def hand_out(self) -> int:
        """Submit calls as far as there is room for them; return how many are under way."""
        room = self.most or 2 * max(1, self.there)
        while len(self.under_way) < room:
            call = self.calls.take(len(self.under_way))
            if call is None:
                break
            future = self.client.submit(
                make_call, packed(self.function, call.arguments), self.expected, pure=False
            )
            self.under_way[future] = call
        return len(self.under_way)

    def finished(self) -> "list[Future[Any]]":
        """Return the calls that have finished, after a wait for the first if there is none."""
        from distributed import wait

        self.look_for_workers()
        try:
            with self.client.as_current():
                done = wait(list(self.under_way), LOOK_SECONDS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return []
        return [future for future in self.under_way if future in done]

    def look_for_workers(self) -> None:
        """Check now and then that there are workers; a ClusterError where there are none."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return
        self.looked = now
        workers = workers_of(self.client)
        self.there = len(workers)
        if self.jobs:
            self.jobs.renew(workers, self.done)
        elif workers:
            self.without_since = None
        elif now - (self.without_since or now) > WORKER_SECONDS:
            raise ClusterError(no_worker(self.client, WORKER_SECONDS))
        else:
            self.without_since = self.without_since or now

    def outcome(self, future: "Future[Any]", call: Call) -> tuple[int, Any] | None:
        """Return number and result of a finished call; None where it is made again."""
        from distributed import KilledWorker

        try:
            result = self.fetched(future)
        except KilledWorker as error:
            deaths = call.deaths + error.allowed_failures + 1
            if call.suspect:
                return call.number, killed(deaths, f"Dask worker {error.last_worker.address}")
            _log.warning("several workers died with call %d in hand: it is repeated", call.number)
            deaths = max(deaths, DEATHS_BEFORE_ALONE)
            self.calls.give_back(Call(call.number, call.arguments, deaths))
            return None
        if result is None:
            self.under_way[future] = call
            return None
        return call.number, settled(unpacked(result) if isinstance(result, bytes) else result)

    def fetched(self, future: "Future[Any]") -> "bytes | InputError | None":
        """Return what a worker sent; None where it died with it, so that it is made again."""
        until = time.monotonic() + RESULT_SECONDS
        while time.monotonic() < until:
            try:
                return future.result(LOOK_SECONDS)
            except TimeoutError:
                if not future.done():
                    return None
                workers_of(self.client)  # it is on its way, if the scheduler still answers
        raise ClusterError(
            f"a Dask worker has not sent its result for {RESULT_SECONDS:.0f} seconds: end it and "
            f"start it again; {GOES_ON}"
        )
