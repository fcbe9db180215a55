"""Compile a kernel and die at each operation on the cache; a program of its own, run by its test.

Everything is imported once; each start of the product is a fork of this process.
"""

import itertools
import os
import signal
import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import caching

from agents.compiled import serial

ANSWER = 6.0


class Dying:
    """Counts the operations of Numba on its cache; the process is killed instead of the n-th."""

    def __init__(self, at: int) -> None:
        self._left = at
        self._replace = os.replace

    def _count(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def open(self, path: str, mode: str) -> Any:
        """Stand in for `open`: what is written goes to the disk at once."""
        if mode == "rb":
            return Path(path).open(mode)
        self._count()
        return _Halting(Path(path).open(mode, 0), self._count)

    def replace(self, old: str, new: str) -> None:
        """Stand in for `os.replace`."""
        self._count()
        self._replace(old, new)
        self._count()


class _Halting:
    """A file of which a write may be cut in half by the death of its process."""

    def __init__(self, file: Any, count: Any) -> None:
        self._file, self._count = file, count

    def __enter__(self) -> "_Halting":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, content: bytes) -> None:
        half = len(content) // 2
        self._file.write(content[:half])
        self._count()
        self._file.write(content[half:])


def total(numbers: Any) -> float:
    """Return a sum, as a kernel of the product does."""
    result = 0.0
    for number in numbers:
        result += number
    return result


def start(cache: Path, die_at: int = 0) -> int:
    """Start anew: compile or load the kernel and call it; return how the process ended.

    0 compiled, 1 loaded, 9 another answer, negative: killed.
    """
    child = os.fork()
    if child == 0:
        numba.config.CACHE_DIR = str(cache)
        dying = Dying(die_at)
        caching.open = dying.open  # type: ignore[attr-defined]
        os.replace = dying.replace
        compiled = serial(total)
        answer = compiled(np.array([1.0, 2.0, 3.0]))
        hits = sum(compiled.stats.cache_hits.values())
        os._exit(hits if answer == ANSWER else 9)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(place: str) -> None:
    """Print, for each operation it died at, the ends of the two next starts."""
    for at in itertools.count(1):
        cache = Path(place) / str(at)
        if start(cache, die_at=at) != -signal.SIGKILL:
            break
        print(at, start(cache), start(cache))


if __name__ == "__main__":
    main(sys.argv[1])
