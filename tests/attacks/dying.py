"""A disk that a process dies on: what it has done stays, and nothing is done any more.

Everything is written through the module `os` of `experiments.results.whole`; `Disk` takes its
place. It counts the operations that change something, hands the state before each one to a
witness, and may end the process, or the disk, at the n-th.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

SEAM = "experiments.results.whole.os"
CHANGING = (
    "open", "write", "pwrite", "writev", "fsync", "fdatasync", "replace", "rename", "unlink",
    "remove", "rmdir", "mkdir", "makedirs", "link", "symlink", "truncate", "ftruncate",
)  # fmt: skip
WRITING = ("open", "write", "pwrite", "writev", "fsync", "fdatasync", "mkdir", "makedirs", "link",
           "symlink", "replace", "rename")  # fmt: skip
"""What needs room on the disk; a rename may, an unlink never."""
FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LIVES = count(4_000_001)


class Killed(BaseException):
    """What a dead process raises: nobody catches it, and no `finally` does anything after it."""


class Disk:
    """Stands in for the module `os`.

    Parameters
    ----------
    at : int, optional
        The operation, from 1, at which it ends; never when absent.
    how : {'before', 'half', 'after', 'EIO', 'ENOSPC'}
        Killed before the operation, after half the bytes of a write, after it; or the disk fails,
        or is full, from then on.
    witness : callable, optional
        Called with name and arguments before each operation.
    """

    def __init__(
        self,
        at: int | None = None,
        how: str = "before",
        witness: Callable[[str, tuple[Any, ...]], None] | None = None,
    ) -> None:
        self.at, self.how, self.witness = at, how, witness
        self.done, self.ended, self.log = 0, False, list[str]()
        self._open: set[int] = set()
        self._pid = next(_LIVES)

    def __getattr__(self, name: str) -> Any:
        """Return what `os` has, watched over where it changes the disk."""
        real = getattr(os, name)
        if name in CHANGING:
            return lambda *args, **kwargs: self._operation(name, real, args, kwargs)
        return real

    def getpid(self) -> int:
        """Return another number than the process that resumes has."""
        return self._pid

    def close(self, descriptor: int) -> None:
        """Close a file, as a kernel does for a dead process too."""
        self._open.discard(descriptor)
        os.close(descriptor)

    def _operation(
        self, name: str, real: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        if name == "open" and not _flags(args, kwargs) & FOR_WRITING:
            return self._kept(name, real(*args, **kwargs))
        if self.ended:
            self._refuse(name)
        self.done += 1
        self.log.append(f"{name} {args[0] if args else ''}")
        if self.witness:
            self.witness(name, args)
        if self.done == self.at:
            self._end(name, real, args, kwargs)
        return self._kept(name, real(*args, **kwargs))

    def _kept(self, name: str, result: Any) -> Any:
        if name == "open":
            self._open.add(result)
        return result

    def _end(
        self, name: str, real: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        self.ended = True
        if self.how in {"half", "ENOSPC"} and name == "write":
            os.write(args[0], bytes(args[1])[: len(args[1]) // 2])
        elif self.how == "after":
            self._kept(name, real(*args, **kwargs))
        if self.how in {"before", "half", "after"}:
            self.release()
        self._refuse(name)
        if self.how in {"before", "half", "after"}:
            raise Killed

    def _refuse(self, name: str) -> None:
        """Raise what an operation after the end raises."""
        if self.how in {"before", "half", "after"}:
            raise Killed
        if self.how == "EIO" or name in WRITING:
            number = getattr(errno, self.how)
            raise OSError(number, os.strerror(number))

    def release(self) -> None:
        """Let go of every open file, and with it of every lock, as a kernel does."""
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in self._open:
            os.dup2(nothing, descriptor)
        os.close(nothing)


def _flags(args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    return int(kwargs.get("flags", args[1] if len(args) > 1 else 0))


@contextmanager
def on(disk: Disk) -> Iterator[Disk]:
    """Let everything be written on a disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SEAM, disk)
        yield disk


def dies(action: Callable[[], Any], disk: Disk) -> BaseException | None:
    """Do something on a disk; return what ended it, None where it came to its end."""
    with on(disk):
        try:
            action()
        except (Exception, Killed) as end:
            return end
    return None
