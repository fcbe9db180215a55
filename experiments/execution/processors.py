"""How many processors, threads and worker processes there are to compute on."""

import os

from model.errors import InputError


def usable_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_threads(threads: int) -> int:
    """Return a number of threads that the machine has.

    Raises
    ------
    InputError
        If it has fewer.
    """
    import numba

    most = int(numba.config.NUMBA_NUM_THREADS)
    if not 1 <= threads <= most:
        raise InputError(f"--threads is {threads}: give a number from 1 to {most} on this machine.")
    return threads


def chosen_workers(workers: int | None, tasks: int) -> int:
    """Return the number of worker processes: as many as there is work and processors for."""
    return max(1, min(tasks, workers or usable_processors()))
