"""Calls on a Dask cluster: one on this machine, one that runs already, or jobs of Slurm.

A worker that dies loses nothing: the scheduler has another one make its calls. Where a call is
under way on several workers that die, one after the other, the scheduler gives it up; it is then
made once more with nothing beside it, and only if it kills again is it a Fault.
"""

import logging
import re
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from experiments.calls import DEATHS_BEFORE_ALONE, Call, Calls, killed, packed, settled, unpacked
from experiments.dask_worker import (
    MEND,
    compile_here,
    compiled_here,
    difference,
    identity,
    make_call,
)
from experiments.process_pool import compile_once, interrupts_held
from experiments.processors import usable_processors
from model.errors import InputError, SocialBaseError

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER_SECONDS = 5.0
"""A scheduler that runs answers within this time."""
WORKER_SECONDS = 60.0
"""A cluster without any worker for so long will not get one; jobs in a queue may take longer."""
LOOK_SECONDS = 5.0
"""How often to see whether there still is a worker."""
FORMS = "'local', 'slurm' or 'tcp://HOST:PORT'"
_ADDRESS = re.compile(r"tcp://(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):(\d{1,5})/?")
_log = logging.getLogger(__name__)


class ClusterError(SocialBaseError):
    """A cluster that was lost while it was at work."""


def check_scheduler(scheduler: str, threads: int = 1) -> str:
    """Return a scheduler that has one of the known forms.

    Raises
    ------
    InputError
        If it has none, or if a number of threads is asked for: a Dask worker has one.
    """
    address = _ADDRESS.fullmatch(scheduler)
    if scheduler not in ("local", "slurm") and not (address and 0 < int(address[2]) < 2**16):
        raise InputError(f"--scheduler is '{scheduler}': give {FORMS}.")
    if threads != 1:
        raise InputError(
            f"--threads is {threads}, but a process of a cluster computes on one: leave --threads "
            f"out, or leave --scheduler out."
        )
    return scheduler


def on_dask(
    function: Callable[..., Any],
    arguments: Iterable[tuple[Any, ...]],
    workers: int | None,
    scheduler: str,
    quiet: bool = False,
) -> Generator[tuple[int, Any], None, None]:
    """Yield number and result of each call as it finishes; as `executors.stream`."""
    with _cluster(scheduler, workers, quiet) as client:
        queued = scheduler == "slurm"
        # Processes that were started here and now run what is here.
        expected = {} if scheduler == "local" else identity()
        _make_ready(client, expected, queued, quiet)
        most = workers if scheduler.startswith("tcp:") else None
        work = _Work(client, function, Calls(arguments), expected, most, queued)
        with _told_when_lost(client):
            yield from work.results()


@contextmanager
def _cluster(scheduler: str, workers: int | None, quiet: bool) -> "Iterator[Client]":
    """Hand out a client of a cluster, and end what was started for it."""
    if scheduler == "local":
        compile_once(quiet)
        with _local(workers or usable_processors()) as client:
            yield client
    elif scheduler == "slurm":
        from experiments.slurm import jobs

        with jobs(workers) as cluster, _client(cluster) as client:
            yield client
    else:
        with _client(scheduler) as client:
            yield client


@contextmanager
def _local(workers: int) -> "Iterator[Client]":
    from distributed import LocalCluster

    # Threads take over which signals are held, and so do the processes that they start.
    with interrupts_held():
        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            memory_limit=0, silence_logs=logging.ERROR, env={"NUMBA_NUM_THREADS": "1"},
        )  # fmt: skip
    with cluster, _client(cluster) as client:
        yield client


@contextmanager
def _client(where: Any) -> "Iterator[Client]":
    from distributed import Client

    try:
        client = Client(where, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError):
        raise InputError(
            f"--scheduler is '{where}', where no Dask scheduler answers within "
            f"{ANSWER_SECONDS:.0f} seconds: start one with `dask scheduler`, or see to the address."
        ) from None
    with client:
        yield client


@contextmanager
def _told_when_lost(client: "Client") -> Iterator[None]:
    """Say in plain words that the scheduler has gone, whichever way it shows."""
    import asyncio
    import concurrent.futures

    from distributed.comm import CommClosedError

    where = client.scheduler.address
    try:
        yield
    except (CommClosedError, asyncio.CancelledError, concurrent.futures.CancelledError) as error:
        raise ClusterError(
            f"the Dask scheduler at {where} was lost ({type(error).__name__}): start it again."
        ) from None


def _make_ready(client: "Client", expected: dict[str, str], queued: bool, quiet: bool) -> None:
    """See that there are workers, that they run what we run, and that it is compiled there."""
    try:
        client.wait_for_workers(1, timeout=None if queued else WORKER_SECONDS)
    except TimeoutError:
        raise InputError(_no_worker(client)) from None
    for address, own in client.run(identity, on_error="return").items():
        wrong = difference(own, expected) if isinstance(own, dict) else f"{own}"
        if wrong:
            raise InputError(f"the Dask worker {address} runs other code: {wrong}. {MEND}")
    hosts = {
        address.rpartition(":")[0].rpartition("/")[2]
        for address, done in client.run(compiled_here).items()
        if not done
    }
    if hosts and not quiet:
        sys.stderr.write(f"compiling the model once on {', '.join(sorted(hosts))} ...\n")
    tasks = [client.submit(compile_here, workers=[host], pure=False) for host in hosts]
    client.gather(tasks)


class _Work:
    """Calls under way on a cluster.

    Parameters
    ----------
    client : Client
    function : callable
    calls : Calls
    expected : dict of str to str
        The `identity` that a worker must have.
    most : int or None
        Calls under way at a time at most, twice the number of workers by default.
    queued : bool
        Workers wait in a queue: there may be none for as long as it takes.
    """

    def __init__(
        self, client: "Client", function: Callable[..., Any], calls: Calls,
        expected: dict[str, str], most: int | None, queued: bool,
    ) -> None:  # fmt: skip
        self.client, self.function, self.calls = client, function, calls
        self.expected, self.most, self.queued = expected, most, queued
        self.under_way: dict[Future, Call] = {}
        self.worker_seen = time.monotonic()

    def results(self) -> Iterator[tuple[int, Any]]:
        """Yield number and result of each call."""
        try:
            while self.hand_out():
                for future in self.finished():
                    call = self.under_way.pop(future)
                    found = self.outcome(future, call)
                    future.release()
                    if found:
                        self.hand_out()
                        yield found
        finally:
            with suppress(OSError):  # where the scheduler has gone
                self.client.cancel(list(self.under_way), force=True)

    def hand_out(self) -> int:
        """Submit calls as far as there is room for them; return how many are under way."""
        room = self.most or 2 * max(1, len(self.client.nthreads()))
        while len(self.under_way) < room:
            call = self.calls.take(len(self.under_way))
            if call is None:
                break
            future = self.client.submit(
                make_call, packed(self.function, call.arguments), self.expected, pure=False
            )
            self.under_way[future] = call
        return len(self.under_way)

    def finished(self) -> list["Future"]:
        """Wait for the first calls to finish, as long as there is a worker to make them."""
        from distributed import wait

        try:
            with self.client.as_current():
                done = wait(list(self.under_way), LOOK_SECONDS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            self.look_for_workers()
            return []
        return [future for future in self.under_way if future in done]

    def look_for_workers(self) -> None:
        """Raise a ClusterError where there has been no worker for too long."""
        now = time.monotonic()
        if self.client.nthreads():
            self.worker_seen = now
        elif not self.queued and now - self.worker_seen > WORKER_SECONDS:
            raise ClusterError(_no_worker(self.client))

    def outcome(self, future: "Future", call: Call) -> tuple[int, Any] | None:
        """Return number and result of a finished call; None where it is made again."""
        from distributed import KilledWorker

        try:
            found = future.result()
        except KilledWorker as error:
            deaths = call.deaths + error.allowed_failures + 1
            if call.suspect:
                return call.number, killed(deaths, f"Dask worker {error.last_worker.address}")
            _log.warning("several workers died with call %d in hand: it is repeated", call.number)
            self.calls.give_back(
                Call(call.number, call.arguments, max(deaths, DEATHS_BEFORE_ALONE))
            )
            return None
        return call.number, settled(unpacked(found) if isinstance(found, bytes) else found)


def _no_worker(client: "Client") -> str:
    where = client.scheduler.address
    return (
        f"the Dask scheduler at {where} has had no worker for {WORKER_SECONDS:.0f} seconds: start "
        f"workers with `dask worker {where} --nthreads 1 --nworkers N`."
    )
