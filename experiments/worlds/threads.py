"""On how many threads a town is computed: the tables are the same for any number."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from model.errors import InputError


def check_threads(threads: int) -> int:
    """Return a number of threads that the machine has.

    Raises
    ------
    InputError
        If it has fewer.
    """
    import numba

    config: Any = numba.config
    most = int(config.NUMBA_NUM_THREADS)
    if not 1 <= threads <= most:
        raise InputError(f"--threads is {threads}: give a number from 1 to {most} on this machine.")
    return threads


@contextmanager
def numba_threads(threads: int) -> Iterator[None]:
    """Compute on so many threads for the time being."""
    import numba

    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        yield
    finally:
        numba.set_num_threads(before)
