"""Jobs of Slurm that are Dask workers: one thread each, from the user's own configuration."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from model.errors import InputError

TEMPLATE = Path(__file__).parent / "slurm.yaml"
HOME = "~/.config/dask/slurm.yaml"
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


@contextmanager
def jobs(workers: int | None) -> Iterator[Any]:
    """Hand out a cluster whose workers are jobs; cancel those at the end.

    Parameters
    ----------
    workers : int, optional
        Worker processes to ask for; those of one job by default.

    Raises
    ------
    InputError
        If there is no Slurm here, or no configuration.
    """
    import dask
    from dask_jobqueue import SLURMCluster

    options = job_options(dask.config.get("jobqueue.slurm", {}))
    if shutil.which("sbatch") is None:
        raise InputError(
            "--scheduler is 'slurm', but this machine has no `sbatch`: start the command on a "
            "login node of the cluster."
        )
    with SLURMCluster(**options) as cluster:
        cluster.scale(n=workers or options["processes"])
        yield cluster
