"""How a rule is compiled, and where the compiled code is kept.

Rules are small functions about one resident or one need; kernels loop over all of them. Numba keeps
what it compiled on disk, but does not notice an edit in a function that a kernel calls: so the
folder's name holds a digest of every source file that a kernel can reach.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agents.cache_folder import VARIABLE, cache_folder

_ROOT = Path(__file__).resolve().parent.parent


def source_digest() -> str:
    """Return a digest of all Python sources of `agents` and `model`, 16 hex digits."""
    digest = hashlib.sha256()
    for package in ("agents", "model"):
        for path in sorted((_ROOT / package).rglob("*.py")):
            digest.update(str(path.relative_to(_ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


# Set for the processes that this one starts, too: all of them share one folder.
os.environ[VARIABLE] = str(cache_folder(source_digest()))
os.environ.setdefault("NUMBA_THREADING_LAYER_PRIORITY", "omp tbb workqueue")

import numba  # noqa: E402
from numba.core.registry import CPUDispatcher  # noqa: E402

_config: Any = numba.config
# whoever imported numba first, the cache goes where the digest says
_config.CACHE_DIR = os.environ[VARIABLE]

PLAIN_PYTHON = bool(_config.DISABLE_JIT)


class _Rule(CPUDispatcher):
    """A compiled function that compiles itself once more when Python calls it."""

    def __call__(self, *arguments: Any) -> Any:
        """Call it from Python."""
        if "outer" not in self.__dict__:
            self.outer = numba.njit(error_model="numpy")(self.py_func)
        return self.outer(*arguments)


def rule(function: Callable[..., Any]) -> Any:
    """Return a rule: compiled where a kernel calls it, and by itself when a test or notebook does.

    Nearly all rules are called by compiled code alone: what Python would need to call them is made
    only for those that Python does call.
    """
    if PLAIN_PYTHON:
        return function
    bare: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    inner: Any = numba.njit(error_model="numpy", **bare)(function)
    inner.__class__ = _Rule
    return inner


# A rule that a flat loop must swallow whole, so that it goes through several residents at once.
inlined = numba.njit(error_model="numpy", inline="always")
# A kernel over records in which nobody writes into another's: it runs on any number of threads.
kernel = numba.njit(cache=True, parallel=True, error_model="numpy")
# A kernel that must go in order (allotments, links between residents).
serial = numba.njit(cache=True, error_model="numpy")
prange = numba.prange


def draw(signature: str) -> Any:
    """Return the decorator of a function that takes one kind of arguments only.

    Numba compiles a rule anew for every constant that is handed to it. A draw is called with a
    constant decision in some fifty places: with a signature it is compiled once.
    """
    return numba.njit(signature, cache=True, error_model="numpy")
