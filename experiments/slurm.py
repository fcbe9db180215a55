"""Jobs of Slurm that are Dask workers: one thread each, from the user's own configuration."""

import logging
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
    """Return what `SLURMCluster` is to be told beyond the user's configuration.

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
        If the cores, the memory or the network of a job are not given.
    """
    for key, what in _NEEDED.items():
        if not config.get(key):
            raise InputError(
                f"--scheduler is 'slurm', but jobqueue.slurm.{key} ({what}) is not set: copy "
                f"{TEMPLATE} to {HOME} and fill it in."
            )
    own = [line for line in config.get("job-script-prologue") or [] if line]
    return {
        "processes": int(config["cores"]),
        "job_script_prologue": [*own, *(f"export {name}=1" for name in ONE_THREAD)],
        # Slurm sees to the memory of a job; Dask would hold a worker back long before that.
        "worker_extra_args": ["--memory-limit", "0", *(config.get("worker-extra-args") or [])],
        # The page of Dask would be open to whoever can reach this machine.
        "scheduler_options": {
            "dashboard": False,
            "dashboard_address": None,
            **(config.get("scheduler-options") or {}),
        },
    }


_NEEDED = {
    "cores": "processors of a job",
    "memory": "memory of a job",
    "interface": "network between this machine and the nodes",
}


class Jobs:
    """Jobs that are Dask workers, as a context: cancelled at its end.

    Parameters
    ----------
    workers : int, optional
        Worker processes to ask for; those of one job by default.
    quiet : bool
        Do not say that jobs are waited for.

    Raises
    ------
    InputError
        If there is no Slurm here, or no configuration.
    """

    def __init__(self, workers: int | None, quiet: bool = False) -> None:
        import dask
        from dask_jobqueue import SLURMCluster

        options = job_options(dask.config.get("jobqueue.slurm", {}))
        if shutil.which("sbatch") is None:
            raise InputError(
                "--scheduler is 'slurm', but this machine has no `sbatch`: start the command on a "
                "login node of the cluster."
            )
        self.workers: int = workers or options["processes"]
        self.cluster: Any = SLURMCluster(**options)
        self._last_seen: dict[str, float] = {}
        if not quiet:
            sys.stderr.write(
                f"waiting for {self.workers} processes in jobs of Slurm (`squeue --me`) ...\n"
            )

    def __enter__(self) -> Self:
        """Submit them."""
        self.cluster.scale(n=self.workers)
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
                _log.warning("job %s has ended before its work: submitted again", job)
                del self._last_seen[job]
                self.cluster.sync(self._submit_again, job)

    async def _submit_again(self, job: str) -> None:
        ended = self.cluster.workers.pop(job, None)
        if ended is not None:
            await ended.close()
        self.cluster.scale(n=self.workers)
