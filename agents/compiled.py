"""How a rule is compiled, and where the compiled code is kept.

Rules are small functions about one resident or one need; kernels loop over all of them. Numba keeps
what it compiled on disk, but does not notice an edit in a function that a kernel calls: so the
folder's name holds a digest of every source file that a kernel can reach.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FunctionType
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
from numba.core.registry import CPUDispatcher, cpu_target  # noqa: E402

_config: Any = numba.config
# whoever imported numba first, the cache goes where the digest says
_config.CACHE_DIR = os.environ[VARIABLE]

PLAIN_PYTHON = bool(_config.DISABLE_JIT)

# One thread unless more are asked for (`--threads`, `numba.set_num_threads`, NUMBA_NUM_THREADS).
if "NUMBA_NUM_THREADS" not in os.environ:
    numba.set_num_threads(1)


def what_compiles() -> tuple[str, ...]:
    """Return the Python, Numba and processor of this process, and whether anything is compiled.

    The processor is the one that Numba compiles for, which its settings may change. Where it is
    told to compile nothing, what then runs in plain Python serves no other process.
    """
    processor = cpu_target.target_context.codegen().magic_tuple()
    python = str(sys.implementation.cache_tag)
    return (python, numba.__version__, *map(str, processor), f"compiles: {not PLAIN_PYTHON}")


class Rule(CPUDispatcher):
    """A compiled function that compiles itself once more when Python calls it."""

    def __call__(self, *arguments: Any) -> Any:
        """Call it from Python."""
        if "outer" not in self.__dict__:
            self.outer = numba.njit(error_model="numpy")(self.py_func)
            with suppress(RuntimeError):  # typed in, not read from a file
                self.outer.enable_caching()
        return self.outer(*arguments)


def rule(function: Callable[..., Any]) -> Any:
    """Return a rule: compiled where a kernel calls it, and by itself when a test or notebook does.

    Nearly all rules are called by compiled code alone: what Python would need to call them is made
    only for those that Python does call. A kernel takes its rules in when it is optimised, which
    adds nothing to the time of compiling for one thread: an array that is handed over to a call is
    ten numbers, often more than the rule itself has to do.
    """
    if PLAIN_PYTHON:
        return function
    bare: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    inner: Any = numba.njit(error_model="numpy", forceinline=True, **bare)(function)
    inner.__class__ = Rule
    return inner


class Kernel(CPUDispatcher):
    """A kernel over records in which nobody writes into another's: for any number of threads.

    It is compiled for one thread and, where Python calls it on several, once more for those. Both
    give the same bits. That for one thread is compiled in two thirds of the time, and a month of a
    few thousand residents is a fifth shorter by it.
    """

    def __call__(self, *arguments: Any) -> Any:
        """Call it from Python."""
        if numba.get_num_threads() == 1:
            return super().__call__(*arguments)
        if "for_threads" not in self.__dict__:
            self.for_threads = numba.njit(cache=True, parallel=True, error_model="numpy")(
                _renamed(self.py_func)
            )
        return self.for_threads(*arguments)


def _renamed(function: Callable[..., Any]) -> FunctionType:
    """Return the function under another name: what is kept on disk is found by it."""
    assert isinstance(function, FunctionType)
    other = FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__,
        function.__closure__,
    )  # fmt: skip
    other.__module__ = function.__module__
    other.__qualname__ = f"{function.__qualname__}_for_threads"
    return other


def kernel(function: Callable[..., Any]) -> Any:
    """Return a kernel whose residents may be shared out over threads: `prange`."""
    if PLAIN_PYTHON:
        return function
    alone: Any = numba.njit(cache=True, error_model="numpy")(function)
    alone.__class__ = Kernel
    return alone


# A rule that a flat loop must swallow whole, so that it goes through several residents at once.
inlined = numba.njit(error_model="numpy", inline="always")
# A kernel that must go in order (allotments, links between residents).
serial = numba.njit(cache=True, error_model="numpy")
prange = numba.prange


def draw(signature: str) -> Any:
    """Return the decorator of a function that takes one kind of arguments only.

    Numba compiles a rule anew for every constant that is handed to it. A draw is called with a
    constant decision in some fifty places: with a signature it is compiled once.
    """
    return numba.njit(signature, cache=True, error_model="numpy", forceinline=True)
