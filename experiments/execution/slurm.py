"""Jobs of Slurm that are Dask workers: one thread each, from the user's own configuration."""

import logging
import math
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from model.errors import InputError

if TYPE_CHECKING:
    from distributed import Client

TEMPLATE = Path(__file__).parent / "slurm.yaml"
HOME = "~/.config/dask/slurm.yaml"
GONE_SECONDS = 60.0
"""A job of which no process was there for so long has ended."""
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
        import dask
        from dask_jobqueue.slurm import SLURMCluster
        from distributed.utils import get_ip_interface

        config = dask.config.get("jobqueue.slurm", {})
        options = job_options(config)
        if shutil.which("sbatch") is None:
            raise InputError(
                "--scheduler is 'slurm', but this machine has no `sbatch`: start the command on a "
                "login node of the cluster."
            )
        self.workers: int = workers or options["processes"]
        self._jobs = math.ceil(self.workers / options["processes"])
        try:
            # Whatever else the scheduler answers to, it does on the inner network alone.
            inner = f"{get_ip_interface(config['interface'])}:0"
            options["scheduler_options"].setdefault("dashboard_address", inner)
            self.cluster: Any = SLURMCluster(job_cls=_job_class(), **options)
        except (RuntimeError, ValueError) as error:
            raise InputError(f"{_REFUSED} ({_message_of(error)})") from None
        self._last_seen: dict[str, float] = {}
        if not quiet:
            sys.stderr.write(
                f"waiting for {self.workers} processes in jobs of Slurm (`squeue --me`) ...\n"
            )

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

    def renew(self, client: "Client") -> None:
        """Submit anew a job that has ended: whose processes were there, and stay away.

        Notes
        -----
        A job that waits in the queue was never seen, and keeps its place there.
        """
        now = time.monotonic()
        there = [str(one["name"]) for one in client.scheduler_info()["workers"].values()]
        for job in self.cluster.worker_spec:
            if any(name == str(job) or name.startswith(f"{job}-") for name in there):
                self._last_seen[job] = now
            elif now - self._last_seen.get(job, now) > GONE_SECONDS:
                self.cluster.sync(self._submit_again, job)

    async def _submit_again(self, job: str) -> None:
        _log.warning("job %s has ended before its work: it is submitted again", job)
        ended = self.cluster.workers.pop(job, None)
        if ended is not None:
            await ended.close()
        try:
            await self._submit()
        except RuntimeError as error:
            _log.warning("Slurm refuses job %s (%s): tried again later", job, _message_of(error))
            self._last_seen[job] = time.monotonic()
        else:
            del self._last_seen[job]  # it waits in the queue, for as long as it takes

    async def _submit(self) -> None:
        while len(self.cluster.worker_spec) < self._jobs:
            self.cluster.worker_spec.update(self.cluster.new_worker_spec())
        await self.cluster  # which starts those that are not there


def _message_of(error: Exception) -> str:
    """Return what Slurm said, on one line, without what Dask says around it."""
    return " ".join(str(error).rpartition("stderr:")[2].split())


def _job_class() -> Any:
    """Return the kind of job that says so where Slurm refuses it: Dask then can close down."""
    from dask_jobqueue.slurm import SLURMJob
    from distributed import Status

    class Job(SLURMJob):
        async def start(self) -> None:
            try:
                await super().start()
            except RuntimeError:
                self.status = Status.failed
                raise

    return Job
