"""Everything that is written to disk: whole or not at all, and never through a link.

A file is written under a hidden name beside it, forced to disk and renamed; so is a folder. What a
killed process leaves under a hidden name is written over, or removed, by the next one. Whoever
writes has the place to itself (`alone.alone_at`), so hidden names are always the same.

All that changes the disk goes through this module's `os`: a test puts another in its place, which
ends the process at the n-th step.
"""

import errno
import io
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from model.errors import ResultError

if TYPE_CHECKING:
    import pandas as pd

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_OF_NOW = {"png": ("Software",), "svg": ("Date", "Creator")}
"""What a picture would say of when and with what it was made."""
Mine = Callable[[str], bool]
"""Says of a file's path from its folder, with `/`, whether it belongs to the result."""


def everything(_: str) -> bool:
    """Say that a file belongs to the result, whatever its name."""
    return True


# -- files ---------------------------------------------------------------------------------------


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file: it is there whole, and on disk, when this returns.

    Raises
    ------
    ResultError
        If it cannot be written, or its name is a symbolic link.
    """
    refuse_link(path)
    partial = path.with_name(f".{path.name}.tmp")
    with saying(path):
        try:
            _remove(partial)
            _fill(partial, os.O_EXCL, content)
            os.replace(partial, path)
        except BaseException:
            with suppress(OSError):
                _remove(partial)
            raise
        _force(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8."""
    write_bytes(path, text.encode())


def write_json(path: Path, content: Any) -> None:
    """Write plain values as JSON; what JSON does not know is written as text."""
    write_text(path, f"{json.dumps(content, indent=2, default=str, ensure_ascii=False)}\n")


def figure_bytes(figure: Any, form: Literal["png", "svg"] = "png") -> bytes:
    """Return a figure of matplotlib as a file; equal figures give equal bytes."""
    from matplotlib import rc_context  # not where no figure is made: it takes a second to load

    content = io.BytesIO()
    with rc_context({"svg.hashsalt": "social-base", "svg.fonttype": "path"}):
        figure.savefig(content, format=form, metadata=dict.fromkeys(_OF_NOW[form]))
    return content.getvalue()


def write_figure(path: Path, figure: Any) -> None:
    """Write a figure of matplotlib as PNG."""
    write_bytes(path, figure_bytes(figure))


def parquet_bytes(table: pa.Table) -> bytes:
    """Return a table as a Parquet file; equal tables give equal bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def frame_bytes(table: "pd.DataFrame") -> bytes:
    """Return a table of pandas, without its index, as a Parquet file; as `parquet_bytes`."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    return parquet_bytes(arrow)


def append_text(path: Path, text: str) -> None:
    """Add a text to the end of a file: it is on disk when this returns.

    Raises
    ------
    ResultError
        As `write_bytes`.
    """
    refuse_link(path)
    with saying(path):
        _fill(path, os.O_APPEND, text.encode())


def rename_file(path: Path, other: Path) -> None:
    """Give a file another name, in place of what has it now."""
    refuse_link(other)
    with saying(other):
        os.replace(path, other)
        _force(other.parent)


def remove_file(path: Path) -> None:
    """Remove a file, or the link of that name; nothing where there is none."""
    with saying(path):
        _remove(path)


def refuse_link(path: Path) -> None:
    """Refuse a name that is a symbolic link.

    Raises
    ------
    ResultError
        Naming the link.
    """
    if path.is_symlink():
        raise ResultError(
            f"'{path}' is a symbolic link: what it leads to is not written over. Remove it."
        )


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turn an error of the disk into a sentence that names the file and what to do.

    Raises
    ------
    ResultError
    """
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL
        remedy = "make room, then give the same command again" if full else "give another --out"
        why = error.strerror or type(error).__name__
        raise ResultError(f"'{path}' cannot be written ({why}): {remedy}.") from error


def _fill(path: Path, how: int, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | how
    file = os.open(path, flags, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    finally:
        os.close(file)


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


def _force(folder: Path) -> None:
    """Force the names of a folder to disk."""
    file = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


# -- folders -------------------------------------------------------------------------------------


def make_folder(path: Path) -> None:
    """Make a folder unless it is there.

    Raises
    ------
    ResultError
        If it cannot be made, or the name is a symbolic link.
    """
    refuse_link(path)
    with saying(path):
        if not path.is_dir():
            os.mkdir(path)
            _force(path.parent)


def remove_empty(folder: Path) -> None:
    """Remove a folder if it is empty."""
    with suppress(OSError):
        os.rmdir(folder)


def remove_tree(path: Path) -> None:
    """Remove a folder and all that is in it, or a file; a link goes, what it leads to stays."""
    with saying(path):
        _remove_tree(path)


def _remove_tree(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        _remove(path)
        return
    for one in sorted(path.iterdir()):
        _remove_tree(one)
    os.rmdir(path)


@contextmanager
def whole_folder(path: Path, mine: Mine = everything) -> Iterator[Path]:
    """Hand out a hidden folder beside another, whose place it takes at the end.

    Parameters
    ----------
    path : Path
    mine : callable
        Which files of the folder that is there now belong to the result that is replaced. All
        others stay, unless a new file has their name.

    Raises
    ------
    ResultError
        If it cannot be made.
    """
    target = path.resolve()
    fresh, old = _hidden(target)
    with saying(path):
        target.parent.mkdir(parents=True, exist_ok=True)
    restore(target)
    with saying(path):
        os.mkdir(fresh)
    try:
        yield fresh
        with saying(path):
            _take_place(fresh, target, old, mine)
    except BaseException:
        with suppress(OSError):
            _remove_tree(fresh)
        raise


def restore(target: Path) -> None:
    """Undo, or finish, what a killed process left of a replacement of this folder."""
    fresh, old = _hidden(target)
    with saying(target):
        _remove_tree(fresh)
        if os.path.lexists(old) and not os.path.lexists(target):
            os.replace(old, target)
        _remove_tree(old)


def _hidden(target: Path) -> tuple[Path, Path]:
    return target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")


def _take_place(fresh: Path, target: Path, old: Path, mine: Mine) -> None:
    if not target.is_dir() or not any(target.iterdir()):
        os.replace(fresh, target)  # in place of nothing, or of an empty folder
    else:
        _keep_others(target, fresh, mine)
        os.replace(target, old)
        os.replace(fresh, target)
    _force(target.parent)
    _remove_tree(old)


def _keep_others(source: Path, target: Path, mine: Mine) -> None:
    """Give what does not belong to the old result a second name in the new one."""
    for path in sorted(p for p in source.rglob("*") if p.is_symlink() or not p.is_dir()):
        name = path.relative_to(source).as_posix()
        if mine(name) or os.path.lexists(target / name):
            continue
        for folder in reversed((target / name).relative_to(target).parents[:-1]):
            if not (target / folder).is_dir():
                os.mkdir(target / folder)
        if path.is_symlink():
            os.symlink(os.readlink(path), target / name)
        else:
            _second_name(path, target / name)


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other, follow_symlinks=False)
    except OSError:  # a disk without second names
        _fill(other, os.O_EXCL, path.read_bytes())
