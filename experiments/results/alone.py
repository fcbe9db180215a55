"""One command at a time in a results folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.results.whole import restore, saying
from model.errors import ResultError


@contextmanager
def alone_at(path: Path) -> Iterator[None]:
    """Hold a results folder, which need not be there yet; that of a killed command is free again.

    What a killed command left of a replacement is put right first.

    Raises
    ------
    ResultError
        If another command is at work in it, or its lock cannot be made.
    """
    target = path.resolve()
    with saying(path):
        target.parent.mkdir(parents=True, exist_ok=True)
    lock = _hold(target)
    try:
        restore(target)
        yield
    finally:
        _lock_of(target).unlink(missing_ok=True)
        os.close(lock)


def is_held(path: Path) -> bool:
    """Say whether a command is at work in a results folder now."""
    try:
        lock = os.open(_lock_of(path.resolve()), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def _lock_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.lock")


def _hold(target: Path) -> int:
    """Return the lock's descriptor; one whose file was removed meanwhile is no lock."""
    path = _lock_of(target)
    while True:
        with saying(path):
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise ResultError(
                f"another command is at work in '{target}': wait for it, or give another --out."
            ) from None
        if path.exists() and os.path.samestat(os.fstat(lock), path.lstat()):
            return lock
        os.close(lock)
