"""The Dask cluster that calls are made on: one of this machine, one that runs already, or Slurm."""

import asyncio
import logging
import re
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any

from experiments.execution.certificates import CERTIFICATES, check_certificates, handshake_fails
from experiments.execution.compiling import warm
from experiments.execution.dask_worker import (
    MEND,
    compile_here,
    compiled_here,
    difference,
    identity,
    transport,
)
from experiments.execution.interrupts import interrupts_held
from experiments.execution.processors import usable_processors
from experiments.execution.progress import say
from model.errors import InputError, SocialBaseError

if TYPE_CHECKING:
    from distributed import Client

    from experiments.execution.slurm import Jobs

CONNECT_SECONDS = 10.0
"""A scheduler that runs answers within this time."""
ANSWER_SECONDS = 60.0
"""One that answers nothing for so long, at work, hangs; so does a worker."""
COMPILE_SECONDS = 1800.0
"""After so long each worker compiles by itself what it misses."""
WORKER_SECONDS = 60.0
"""A cluster without any worker for so long will not get one; jobs in a queue may take longer."""
LOOK_SECONDS = 5.0
"""How often to check that there still is a worker."""
FORMS = "'local', 'slurm', 'tcp://HOST:PORT' or 'tls://HOST:PORT'"
_ADDRESS = re.compile(r"t(?:cp|ls)://(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):(\d{1,5})/?", re.ASCII)


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


def check_cluster(scheduler: str) -> None:
    """Check that a scheduler can be used, before anything is written.

    Raises
    ------
    InputError
        If it has no known form, does not answer in time, is of another version, or lacks what it
        needs: certificates, the settings of a job.
    """
    check_scheduler(scheduler)
    if scheduler == "slurm":
        from experiments.execution.slurm import settings_of_jobs

        settings_of_jobs()
    elif scheduler != "local":
        with _client(scheduler):
            pass


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
    from distributed import LocalCluster, Security

    # Another user of this machine reaches its ports too: a certificate that only these processes
    # have keeps others out.
    # Threads take over which signals are held, and so do the processes that they start.
    with interrupts_held():
        return LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            # A worker that is closed in its heartbeat says so as an error; what matters is told by
            # `ClusterError` and by the faults of calls.
            security=Security.temporary(), memory_limit=0, silence_logs=logging.CRITICAL,
            env={"NUMBA_NUM_THREADS": "1"},
        )  # fmt: skip


@contextmanager
def _client(where: Any) -> "Iterator[Client]":
    if isinstance(where, str) and where.startswith("tls:"):
        check_certificates()
    client = _connected(where)
    with client:
        _check_versions(client)
        yield client


def _connected(where: Any) -> "Client":
    """Return a client, made in a thread: where the other side says nothing, Dask waits for ever."""
    from distributed import Client
    from distributed.versions import VersionMismatchWarning

    made: list[Client | Exception] = []

    def connect() -> None:
        try:
            made.append(Client(where, timeout=CONNECT_SECONDS, set_as_default=False))
        except Exception as error:  # handed to the thread that waits
            made.append(error)

    thread = Thread(target=connect, daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VersionMismatchWarning)  # refused by name afterwards
        thread.start()
        thread.join(2 * CONNECT_SECONDS)
    client = made[0] if made else TimeoutError()
    if isinstance(client, Exception):
        raise _refusal(str(where), client) from None
    return client


def _refusal(where: str, error: Exception) -> InputError:
    """Return what is said where no client could be made."""
    if isinstance(error, AssertionError | ImportError | AttributeError | KeyError | TypeError):
        return InputError(
            f"--scheduler is '{where}', where a Dask scheduler of another version answers: start "
            f"it from the environment that this command runs in."
        )
    if where.startswith("tls:") and handshake_fails(where, CONNECT_SECONDS):
        return InputError(
            f"--scheduler is '{where}', and one of the two sides does not accept the certificate "
            f"of the other: both must be signed by the same authority ({CERTIFICATES})."
        )
    if "encrypt" in str(error):
        return InputError(
            f"--scheduler is '{where}', but your Dask configuration requires encryption: give "
            f"tls://HOST:PORT."
        )
    return InputError(
        f"--scheduler is '{where}', where no Dask scheduler answers within "
        f"{CONNECT_SECONDS:.0f} seconds: start one with `dask scheduler`, or check the address."
    )


def asked(client: "Client", function: Any, **arguments: Any) -> Any:
    """Ask the scheduler something; a ClusterError where it does not answer in time."""
    try:
        return client.sync(function, callback_timeout=ANSWER_SECONDS, **arguments)
    except TimeoutError:
        raise ClusterError(
            f"the Dask scheduler at {_address(client)} has not answered for {ANSWER_SECONDS:.0f} "
            f"seconds: end it and start it again; {GOES_ON}"
        ) from None


GOES_ON = "the same command then goes on from what is done."


def workers_of(client: "Client") -> dict[str, Any]:
    """Return what a scheduler says of its workers, by address."""
    scheduler: Any = client.scheduler
    workers: dict[str, Any] = asked(client, scheduler.identity, n_workers=-1)["workers"]
    return workers


def _check_versions(client: "Client") -> None:
    scheduler: Any = client.scheduler
    there = asked(client, scheduler.versions)["packages"]
    wrong = difference(there | {"python": _minor(there["python"])}, transport())
    if wrong:
        raise InputError(
            f"the Dask scheduler at {_address(client)} is of another version: {wrong}. Start it "
            f"from the environment that this command runs in."
        )


def _minor(version: str) -> str:
    return ".".join(str(version).split(".")[:2])


def make_ready(cluster: Cluster, expected: dict[str, str], quiet: bool) -> None:
    """Check that there are workers, that they run what we run, and compile it there.

    Parameters
    ----------
    cluster : Cluster
        The first of its jobs is waited for as long as it is in the queue.
    expected : dict of str to str
        The `identity` that a worker must have.
    quiet : bool

    Raises
    ------
    InputError
        If there is no worker, or one that runs other code.
    ClusterError
        If jobs end again and again before there is one.
    """
    client = cluster.client
    _wait_for_a_worker(cluster)
    for address, theirs in _answers(client, identity).items():
        wrong = difference(theirs, expected) if isinstance(theirs, dict) else f"{theirs}"
        if wrong:
            raise InputError(f"the Dask worker {address} runs other code: {wrong}. {MEND}")
    hosts = {
        address.rpartition(":")[0].rpartition("/")[2]
        for address, done in _answers(client, compiled_here).items()
        if done is False
    }
    if hosts and not quiet:
        say(f"compiling the model once on {', '.join(sorted(hosts))} ...")
    from distributed import wait

    tasks = [client.submit(compile_here, workers=[host], pure=False) for host in hosts]
    with suppress(TimeoutError), client.as_current():
        wait(tasks, COMPILE_SECONDS)


def _wait_for_a_worker(cluster: Cluster) -> None:
    began = looked = time.monotonic()
    while not (there := workers_of(cluster.client)):
        now = time.monotonic()
        if cluster.jobs and now - looked >= LOOK_SECONDS:
            looked = now
            cluster.jobs.renew(there, 0)
        elif not cluster.jobs and now - began > WORKER_SECONDS:
            raise InputError(no_worker(cluster.client, WORKER_SECONDS))
        time.sleep(0.1)


def _answers(client: "Client", function: Any) -> dict[str, Any]:
    """Ask each worker; return what they answer, or a sentence, by address."""

    async def ask(address: str) -> Any:
        try:
            return await asyncio.wait_for(
                client._run(function, workers=[address], on_error="return"), ANSWER_SECONDS
            )
        except TimeoutError:
            return {address: f"it has not answered for {ANSWER_SECONDS:.0f} seconds"}

    async def ask_all(addresses: list[str]) -> dict[str, Any]:
        answers = await asyncio.gather(*map(ask, addresses))
        return {address: answer for one in answers for address, answer in one.items()}

    found: dict[str, Any] = client.sync(ask_all, list(workers_of(client)))
    return found


def no_worker(client: "Client", seconds: float) -> str:
    """Say that a cluster has had no worker for so long, and how to start one."""
    where = _address(client)
    return (
        f"the Dask scheduler at {where} has had no worker for {seconds:.0f} seconds: start "
        f"workers with `dask worker {where} --nthreads 1 --nworkers N --memory-limit 0`; {GOES_ON}"
    )


def _address(client: "Client") -> str:
    scheduler: Any = client.scheduler
    return str(scheduler.address)


@contextmanager
def said_when_lost(client: "Client") -> Iterator[None]:
    """Say in plain words that the scheduler has gone, whichever way it shows."""
    import concurrent.futures

    from distributed.comm.core import CommClosedError

    where = _address(client)
    lost = (CommClosedError, asyncio.CancelledError, concurrent.futures.CancelledError)
    try:
        yield
    except SocialBaseError:
        raise
    except (Exception, asyncio.CancelledError) as error:
        if client.status == "running" and not isinstance(error, lost):
            raise  # no loss of the scheduler
        raise ClusterError(
            f"the Dask scheduler at {where} was lost ({type(error).__name__}): start it again; "
            f"{GOES_ON}"
        ) from None
