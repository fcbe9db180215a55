"""How many processors and worker processes there are to compute on."""

import os


def usable_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chosen_workers(workers: int | None, tasks: int) -> int:
    """Return the number of worker processes: as many as there is work and processors for."""
    return max(1, min(tasks, workers or usable_processors()))
