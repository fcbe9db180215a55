"""The Dask cluster that calls are made on: one of this machine, one that runs already, or Slurm."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.execution.compiling import warm
from experiments.execution.dask_worker import (
    MEND,
    compile_here,
    compiled_here,
    difference,
    identity,
)
from experiments.execution.interrupts import interrupts_held
from experiments.execution.processors import usable_processors
from model.errors import InputError, SocialBaseError

if TYPE_CHECKING:
    from distributed import Client

    from experiments.execution.slurm import Jobs

ANSWER_SECONDS = 10.0
"""A scheduler that runs answers within this time."""
WORKER_SECONDS = 60.0
"""A cluster without any worker for so long will not get one; jobs in a queue may take longer."""
FORMS = "'local', 'slurm' or 'tcp://HOST:PORT'"
_ADDRESS = re.compile(r"tcp://(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):(\d{1,5})/?")


class ClusterError(SocialBaseError):
    """A cluster that was lost while it was at work."""


def check_scheduler(scheduler: str, threads: int = 1) -> str:
    """Return a scheduler that has one of the known forms.

    Raises
    ------
    InputError
        If it has none, or if a number of threads is set: a Dask worker has one.
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


@dataclass(frozen=True)
class Cluster:
    """A cluster that is at work.

    Attributes
    ----------
    client : Client
    jobs : Jobs or None
        Workers that wait in a queue: there may be none for as long as it takes.
    """

    client: "Client"
    jobs: "Jobs | None" = None


@contextmanager
def cluster(scheduler: str, workers: int | None, quiet: bool) -> Iterator[Cluster]:
    """Hand out a cluster; end what was started for it.

    Parameters
    ----------
    scheduler : str
        As `check_scheduler` returns it.
    workers : int, optional
        Processes to start; those that a scheduler has are its own.
    quiet : bool
        Say nothing of what takes long.

    Raises
    ------
    InputError
        If no scheduler answers, or a job of Slurm lacks what it needs.
    """
    if scheduler == "local":
        warm(quiet, workers=2)
        with _local(workers or usable_processors()) as here, _client(here) as client:
            yield Cluster(client)
    elif scheduler == "slurm":
        from experiments.execution.slurm import Jobs

        with Jobs(workers, quiet) as jobs, _client(jobs.cluster) as client:
            yield Cluster(client, jobs)
    else:
        with _client(scheduler) as client:
            yield Cluster(client)


def _local(workers: int) -> Any:
    from distributed import LocalCluster

    # Threads take over which signals are held, and so do the processes that they start.
    with interrupts_held():
        return LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            memory_limit=0, silence_logs=logging.ERROR, env={"NUMBA_NUM_THREADS": "1"},
        )  # fmt: skip


@contextmanager
def _client(where: Any) -> "Iterator[Client]":
    from distributed import Client

    try:
        client = Client(where, timeout=ANSWER_SECONDS, set_as_default=False)
    except (OSError, TimeoutError):
        raise InputError(
            f"--scheduler is '{where}', where no Dask scheduler answers within "
            f"{ANSWER_SECONDS:.0f} seconds: start one with `dask scheduler`, or check the "
            f"address."
        ) from None
    with client:
        yield client


def make_ready(cluster: Cluster, expected: dict[str, str], quiet: bool) -> None:
    """Check that there are workers, that they run what we run, and compile it there.

    Parameters
    ----------
    cluster : Cluster
        The first of its jobs is waited for as long as it takes.
    expected : dict of str to str
        The `identity` that a worker must have.
    quiet : bool

    Raises
    ------
    InputError
        If there is no worker, or one that runs other code.
    """
    client = cluster.client
    try:
        client.wait_for_workers(1, timeout=None if cluster.jobs else WORKER_SECONDS)
    except TimeoutError:
        raise InputError(no_worker(client, WORKER_SECONDS)) from None
    for address, theirs in client.run(identity, on_error="return").items():
        wrong = difference(theirs, expected) if isinstance(theirs, dict) else f"{theirs}"
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


def no_worker(client: "Client", seconds: float) -> str:
    """Say that a cluster has had no worker for so long, and how to start one."""
    where = _address(client)
    return (
        f"the Dask scheduler at {where} has had no worker for {seconds:.0f} seconds: start "
        f"workers with `dask worker {where} --nthreads 1 --nworkers N --memory-limit 0`."
    )


def _address(client: "Client") -> str:
    scheduler: Any = client.scheduler
    return str(scheduler.address)


@contextmanager
def said_when_lost(client: "Client") -> Iterator[None]:
    """Say in plain words that the scheduler has gone, whichever way it shows."""
    import asyncio
    import concurrent.futures

    from distributed.comm.core import CommClosedError

    where = _address(client)
    try:
        yield
    except (CommClosedError, asyncio.CancelledError, concurrent.futures.CancelledError) as error:
        raise ClusterError(
            f"the Dask scheduler at {where} was lost ({type(error).__name__}): start it again."
        ) from None
