"""The folder that compiled code is kept in: one that nobody else can put anything into.

Numba unpickles what it finds there, so whoever can write in it, or put another folder in its place,
runs code as this user. Every folder on the way is therefore opened without following links, and
what is opened is looked at. Where that does not hold, the folder is a fresh one of this process,
removed at its end; the worker processes that it starts find it by `NUMBA_CACHE_DIR`.
"""

import atexit
import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

VARIABLE = "NUMBA_CACHE_DIR"
PRIVATE = 0o700
_LONGEST, _END = 200, 100
"""Characters of a reason and, of a longer path in it, of its end."""
_WHAT_TO_DO = (
    f"set XDG_CACHE_HOME, or {VARIABLE}, to a folder that only you can write in; until then all is "
    f"compiled anew at every start, which takes minutes"
)


def cache_folder(digest: str) -> Path:
    """Return the folder of what is compiled from sources with this digest; it is there.

    That of `NUMBA_CACHE_DIR` where one is named, else `social-base/compiled/<digest>` in the cache
    of the user (`XDG_CACHE_HOME` or `~/.cache`). Where that one is not to be trusted, a line on
    stderr says so and why, and it is a fresh one.
    """
    try:
        given = os.environ.get(VARIABLE)
        if given:
            place = Path(os.path.normpath(Path.cwd() / given))
            return private(place.parent, place.name)
        return folder_of_user("compiled", digest)
    except (OSError, RuntimeError) as fault:
        sys.stderr.write(f"compiled code is not kept: {str(fault)[:_LONGEST]}: {_WHAT_TO_DO}.\n")
        return _fresh()


def folder_of_user(*names: str) -> Path:
    """Return a folder of this program in the cache of the user; it is there, and safe to use.

    Raises
    ------
    OSError
        If it cannot be made or written in, or is not to be trusted.
    RuntimeError
        If the user has no home.
    """
    return private(_cache_of_user(), "social-base", *names)


def private(base: Path, *ours: str) -> Path:
    """Return a folder below another one; what is missing is made for this user alone.

    Parameters
    ----------
    base : Path
        Whoever owns this one and those above it must be this user or the machine, and nobody else
        may write there. It may be reached by symbolic links, which are resolved once.
    *ours : str
        Folders below it: this user's own, and no links.

    Raises
    ------
    OSError
        If a folder cannot be made or written in, or is not to be trusted.
    """
    base = base.resolve()
    path = base.joinpath(*ours)
    if os.name != "posix":
        path.mkdir(parents=True, exist_ok=True)
        return path
    machine = {0, Path("/").stat().st_uid}  # in a container the root folder may be another's
    here = os.open("/", _FOLDER)
    try:
        for folder in (*reversed(path.parents), path)[1:]:
            below = _entered(here, folder)
            os.close(here)
            here = below
            own = not base.is_relative_to(folder)
            _check(folder, os.fstat(here), set() if own else machine)
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(f"{_shown(path)} cannot be written in")
    finally:
        os.close(here)
    return path


_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | os.O_CLOEXEC


def _entered(here: int, folder: Path) -> int:
    """Return a descriptor of a folder by its name in an open one; make it where it is missing."""
    try:
        try:
            return _opened(here, folder)
        except FileNotFoundError:
            with suppress(FileExistsError):
                os.mkdir(folder.name, PRIVATE, dir_fd=here)
            return _opened(here, folder)
    except NotADirectoryError:
        raise NotADirectoryError(f"{_shown(folder)} is a link or a file, no folder") from None
    except OSError as fault:
        raise OSError(f"{_shown(folder)} cannot be opened or made ({fault.strerror})") from None


def _opened(here: int, folder: Path) -> int:
    return os.open(folder.name, _FOLDER | os.O_NOFOLLOW, dir_fd=here)


def _check(folder: Path, found: os.stat_result, others: set[int]) -> None:
    """Check that nobody but this user, and the others that are named, can change a folder."""
    me = os.getuid()
    if found.st_uid not in {me, *others}:
        raise PermissionError(f"{_shown(folder)} belongs to another user ({found.st_uid})")
    # A group that has the number of its user has no other member: that of many home folders.
    alone = found.st_gid == os.getgid() == me
    writers = stat.S_IWOTH | (0 if alone else stat.S_IWGRP)
    sticky = others and found.st_mode & stat.S_ISVTX  # nobody can rename what is not theirs
    if found.st_mode & writers and not sticky:
        raise PermissionError(f"{_shown(folder)} can be written in by other users")


def _cache_of_user() -> Path:
    """Return where programs of this user keep what can be made again; a relative one is none."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".cache"


def _fresh() -> Path:
    """Return a new folder of this user's own, which is removed when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="social-base-"))
    maker = os.getpid()

    def remove() -> None:
        if os.getpid() == maker:  # a forked child has the same list of things to do
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


def _shown(folder: Path) -> str:
    """Return a path safe to print."""
    text = str(folder)
    return repr(text if len(text) <= _END else f"...{text[-_END:]}")
