"""Jobs of Slurm that are Dask workers: one thread each, from the user's own configuration."""

import asyncio
import logging
import math
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from experiments.execution.interrupts import handlers_kept
from experiments.execution.progress import say
from model.errors import InputError, SocialBaseError

TEMPLATE = Path(__file__).parent / "slurm.yaml"
HOME = "~/.config/dask/slurm.yaml"
GONE_SECONDS = 60.0
"""A job of which no process was there for so long has ended."""
STARTING_SECONDS = 600.0
"""A job that runs for so long and of which no process has come yet will bring none."""
COMMAND_SECONDS = 60.0
"""A command of Slurm that says nothing for so long hangs."""
BARREN_ROUNDS = 3
"""So many times each job has ended, and not one call was made: none will be."""
WAITING = ("PENDING", "CONFIGURING", "REQUEUED", "SUSPENDED", "COMPLETING")
_log = logging.getLogger(__name__)
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def job_options(config: dict[str, Any]) -> dict[str, Any]:
    """Return the options of `SLURMCluster` beyond the user's configuration.

    Parameters
    ----------
    config : dict
        `jobqueue.slurm` of the Dask configuration.

    Returns
    -------
    dict
        As many processes as a job has cores, one thread each; no web page.

    Raises
    ------
    InputError
        If the configuration lacks the cores, the memory or the network of a job.
    """
    for key, what in _NEEDED.items():
        if not config.get(key):
            raise InputError(
                f"--scheduler is 'slurm', but jobqueue.slurm.{key} ({what}) is not set: copy "
                f"{TEMPLATE} to {HOME} and fill it in."
            )
    prologue = [line for line in config.get("job-script-prologue") or [] if line]
    return {
        "processes": int(config["cores"]),
        "job_script_prologue": [*prologue, *(f"export {name}=1" for name in ONE_THREAD)],
        # Slurm guards the memory of a job; Dask would hold a worker back long before that.
        "worker_extra_args": ["--memory-limit", "0", *(config.get("worker-extra-args") or [])],
        # The page of Dask would be open to whoever can reach this machine.
        "scheduler_options": {
            "dashboard": False,
            **(config.get("scheduler-options") or {}),
        },
    }


_NEEDED = {
    "cores": "processors of a job",
    "memory": "memory of a job",
    "interface": "network between this machine and the nodes",
}


_REFUSED = f"--scheduler is 'slurm', but what {HOME} says cannot be used: mend it"


class JobError(SocialBaseError):
    """Jobs of Slurm that end again and again before anything is done."""


def settings_of_jobs() -> dict[str, Any]:
    """Return the user's configuration of jobs.

    Raises
    ------
    InputError
        If it lacks something, or there is no Slurm here.
    """
    import dask

    _jobqueue()  # brings its defaults
    config: dict[str, Any] = dask.config.get("jobqueue.slurm", {})
    job_options(config)
    if shutil.which("sbatch") is None:
        raise InputError(
            "--scheduler is 'slurm', but this machine has no `sbatch`: start the command on a "
            "login node of the cluster."
        )
    return config


def _jobqueue() -> Any:
    """Return `dask_jobqueue`, without the handler of SIGINT that it sets: it ends with status 0."""
    with handlers_kept():
        import dask_jobqueue
    return dask_jobqueue


class Jobs:
    """Jobs that are Dask workers, as a context: cancelled at its end.

    Parameters
    ----------
    workers : int, optional
        Worker processes to request; those of one job by default.
    quiet : bool
        Do not say that jobs are waited for.

    Raises
    ------
    InputError
        If there is no Slurm here, no configuration, or one that Slurm refuses.
    """

    def __init__(self, workers: int | None, quiet: bool = False) -> None:
        from distributed.utils import get_ip_interface

        config = settings_of_jobs()
        options = job_options(config)
        self.workers: int = workers or options["processes"]
        self._jobs = math.ceil(self.workers / options["processes"])
        try:
            # Whatever else the scheduler answers to, it does on the inner network alone.
            inner = f"{get_ip_interface(config['interface'])}:0"
            options["scheduler_options"].setdefault("dashboard_address", inner)
            self.cluster: Any = _jobqueue().SLURMCluster(job_cls=_job_class(), **options)
        except (RuntimeError, ValueError) as error:
            raise InputError(f"{_REFUSED} ({_message_of(error)})") from None
        self._seen: set[Any] = set()
        self._last_there: dict[Any, float] = {}
        self._done = self._barren = 0
        if not quiet:
            say(f"waiting for {self.workers} processes in jobs of Slurm (`squeue --me`) ...")

    def __enter__(self) -> Self:
        """Submit them."""
        try:
            self.cluster.sync(self._submit)
        except RuntimeError as error:
            self.cluster.close()
            raise InputError(f"{_REFUSED} ({_message_of(error)})") from None
        return self

    def __exit__(self, *_: object) -> None:
        """Cancel them."""
        self.cluster.close()

    def renew(self, workers: Mapping[str, Any], done: int) -> None:
        """Submit anew a job that has ended: whose processes stay away, or never came.

        Parameters
        ----------
        workers : mapping
            From `dask_cluster.workers_of`.
        done : int
            Calls that have been made so far.

        Raises
        ------
        JobError
            If jobs end again and again while no call is made.

        Notes
        -----
        A job that waits in the queue keeps its place there; where Slurm does not say what it does
        with a job, the job is taken to wait.
        """
        if done > self._done:
            self._done, self._barren = done, 0
        there = [str(one["name"]) for one in workers.values()]
        now = time.monotonic()
        for job in self.cluster.worker_spec:
            if any(name == str(job) or name.startswith(f"{job}-") for name in there):
                self._seen.add(job)
                self._last_there[job] = now
        away = {
            job: seconds
            for job in self.cluster.worker_spec
            if (seconds := now - self._last_there.setdefault(job, now)) > GONE_SECONDS
        }
        queue = _queue() if away.keys() - self._seen else {}
        for job, seconds in away.items():
            state = "" if job in self._seen else self._state_in(queue, job)
            if state in WAITING:
                self._last_there[job] = now
            elif not state or seconds > STARTING_SECONDS:
                self._again(job)

    def _state_in(self, queue: dict[str, str] | None, job: Any) -> str:
        """Return the state of a job, '' where it has ended."""
        if queue is None:
            return WAITING[0]
        return queue.get(str(getattr(self.cluster.workers.get(job), "job_id", None)), "")

    def _again(self, job: Any) -> None:
        self._barren += 1
        if self._barren > BARREN_ROUNDS * self._jobs:
            raise JobError(
                f"jobs of Slurm have ended {self._barren} times since a run was last done: see "
                f"their logs (log-directory in {HOME}). Do the nodes see the project's folder, and "
                f"is the walltime longer than a run?"
            )
        self.cluster.sync(self._submit_again, job)

    async def _submit_again(self, job: Any) -> None:
        _log.warning("job %s has ended before its work: it is submitted again", job)
        ended = self.cluster.workers.pop(job, None)
        if ended is not None:
            await ended.close()
        self._seen.discard(job)
        self._last_there[job] = time.monotonic()
        try:
            await self._submit()
        except RuntimeError as error:
            _log.warning("Slurm refuses job %s (%s): tried again later", job, _message_of(error))

    async def _submit(self) -> None:
        while len(self.cluster.worker_spec) < self._jobs:
            self.cluster.worker_spec.update(self.cluster.new_worker_spec())
        await self.cluster  # which starts those that are not there


def _queue() -> dict[str, str] | None:
    """Return the state of each job of this user, by its number; None where Slurm does not say."""
    try:
        done = _said_by(["squeue", "--me", "--noheader", "--format=%i %T"])
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode:
        return None
    lines = [line.split() for line in done.stdout.splitlines()]
    return {line[0]: line[1] for line in lines if len(line) == 2}


def _message_of(error: Exception) -> str:
    """Return what Slurm said, on one line, without what Dask says around it."""
    return " ".join(str(error).rpartition("stderr:")[2].split())


def _job_class() -> Any:
    """Return the kind of job that says so where Slurm refuses it: Dask then can close down.

    A command of Slurm that hangs, or whose answer holds no number of a job, is a refusal too.
    """
    from distributed import Status

    base: Any = _jobqueue().SLURMCluster.job_cls

    class Job(base):  # type: ignore[misc]
        async def start(self) -> None:
            try:
                await super().start()
            except (RuntimeError, ValueError, OSError) as error:
                self.status = Status.failed
                raise RuntimeError(str(error)) from None

        @staticmethod
        async def _call(cmd: list[str], **_: Any) -> str:
            return await _answer_of(cmd)

    return Job


async def _answer_of(command: list[str]) -> str:
    """Return what a command of Slurm prints; a RuntimeError where it fails or hangs."""
    try:
        done = await asyncio.to_thread(_said_by, command)
    except subprocess.TimeoutExpired:
        raise RuntimeError(
            f"`{command[0]}` has not answered for {COMMAND_SECONDS:.0f} seconds"
        ) from None
    if done.returncode:
        raise RuntimeError(f"stderr: {done.stderr}")
    return done.stdout


def _said_by(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command of Slurm; one that hangs is killed, and its end is waited for."""
    return subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False,
        stdin=subprocess.DEVNULL, timeout=COMMAND_SECONDS,
    )  # fmt: skip
