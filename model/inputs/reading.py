"""Reading a file that somebody handed in: a regular file of bounded size, or one clear error.

A name that leads to a pipe, a device, a folder or an endless file is refused at once; nothing here
waits, and nothing reads more than it was told to.
"""

import os
import stat
from pathlib import Path

from model.errors import DataError, InputError

_KINDS = (
    (stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
)  # fmt: skip


def read_bytes(
    path: Path,
    most: int,
    *,
    follow: bool = True,
    error: type[InputError] = DataError,
) -> bytes:
    """Return the content of a file.

    Parameters
    ----------
    path : Path
    most : int
        Bytes it may have.
    follow : bool
        Whether the name may be a symbolic link. Inside a results folder it may not.
    error : type of InputError
        What is raised.

    Raises
    ------
    InputError
        If it is not there, not readable, no regular file, a symbolic link where none may be, or
        too large.
    """
    descriptor = opened(path, most, follow=follow, error=error)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:  # it grew, or the system does not say
        raise error(_too_large(path, most))
    return content


def read_text(
    path: Path, most: int, *, follow: bool = True, error: type[InputError] = DataError
) -> str:
    """Return the content of a text file in UTF-8; as `read_bytes`."""
    try:
        return read_bytes(path, most, follow=follow, error=error).decode("utf-8")
    except UnicodeDecodeError:
        raise error(f"{path} is no text in UTF-8: save it as such.") from None


def _too_large(path: Path, most: int) -> str:
    return f"{path} has more than {most:,} bytes: give a smaller file."


def opened(
    path: Path,
    most: int | None = None,
    *,
    follow: bool = True,
    error: type[InputError] = DataError,
) -> int:
    """Return a descriptor of a regular file, open for reading; as `read_bytes`."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        if not follow and path.is_symlink():
            raise error(f"{path} is a symbolic link: put the file itself there.")
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as fault:  # a null byte in the name is a ValueError
        why = getattr(fault, "strerror", None) or str(fault)
        raise error(f"{path} cannot be read ({why}): check the path.") from None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        kind = next((name for test, name in _KINDS if test(found.st_mode)), "no file")
        raise error(f"{path} is {kind}: give a file.")
    if most is not None and found.st_size > most:
        os.close(descriptor)
        raise error(_too_large(path, most))
    return descriptor


def looked_up(path: Path, *, error: type[InputError] = DataError) -> os.stat_result | None:
    """Return what stands under a name that was handed in, None where nothing does.

    Raises
    ------
    InputError
        If no file can have this name, or it cannot be looked up: too long, a circle of links, a
        null byte, no right to look.
    """
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise error(f"'{path}' cannot be used ({why}): give another path.") from None
