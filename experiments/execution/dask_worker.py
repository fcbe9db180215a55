"""What a Dask worker does for us: show that it runs the same code, compile it once, make calls."""

import sys
from functools import cache
from threading import Lock

from experiments.execution.calls import made
from experiments.results.digests import code_digest, data_digest, experiments_digest
from experiments.worlds.threads import numba_threads
from model.errors import InputError
from model.version import version_of

SAME_FOR_ALL = ("numpy", "numba", "pandas", "scipy")
"""Packages that compute, or that pack and unpack what travels."""
# A model is alone in its process, whatever the number of threads that Dask has there.
_ALONE = Lock()


@cache
def identity() -> dict[str, str]:
    """Return what must be equal on every worker: the code, its data, Python and what computes.

    Kept from the first call, since a file that is edited later does not
    change what a worker has loaded.
    """
    return {
        "model": code_digest(),
        "data": data_digest(),
        "experiments": experiments_digest(),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{package: version_of(package) or "none" for package in SAME_FOR_ALL},
    }


@cache
def transport() -> dict[str, str]:
    """Return what must be equal on the scheduler, which only passes calls on: Python and Dask."""
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{package: version_of(package) or "none" for package in ("dask", "distributed")},
    }


def difference(theirs: dict[str, str], expected: dict[str, str]) -> str:
    """Say in what a worker differs from what is expected, '' where in nothing."""
    return ", ".join(
        f"{name} ({theirs.get(name, 'none')} there, {value} here)"
        for name, value in expected.items()
        if theirs.get(name) != value
    )


def make_call(call: bytes, expected: dict[str, str]) -> bytes | InputError:
    """Make a call on one thread, if this worker runs what is expected.

    Parameters
    ----------
    call : bytes
        From `calls.packed`.
    expected : dict of str to str
        The `identity` of the caller: a worker may have joined after the others were checked.

    Returns
    -------
    bytes or InputError
        What came of it, for `calls.unpacked`.
    """
    wrong = difference(identity(), expected)
    if wrong:
        return InputError(f"a Dask worker runs other code: {wrong}. {MEND}")
    with _ALONE, numba_threads(1):
        return made(call)


MEND = "Start the workers again from the environment and folder that this command runs in."


def compile_here() -> None:
    """Compile everything on this machine, in this process; a few minutes the first time."""
    from experiments.execution.compiling import warm

    with _ALONE:
        warm(quiet=True, workers=1)


def compiled_here() -> bool:
    """Say whether everything was compiled on this machine before."""
    from experiments.execution.compiling import is_compiled

    return is_compiled()
