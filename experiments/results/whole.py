"""Files and folders that are there whole or not at all: written under another name, then renamed.

A file's other name is always the same, so what a killed process left of it is written over: whoever
writes a file has its folder to itself. A folder's other name holds the process' number, since two
commands may make the same result.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from model.errors import ResultError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Hand out a hidden name beside a file; what is written there takes its place at the end."""
    partial = path.with_name(f".{path.name}.tmp")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8."""
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path: Path, content: Any) -> None:
    """Write plain values as JSON; what JSON does not know is written as text."""
    write_text(path, f"{json.dumps(content, indent=2, default=str, ensure_ascii=False)}\n")


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a Parquet file."""
    with whole_file(path) as partial:
        pq.write_table(table, partial, compression="zstd")


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Hand out a hidden folder beside another, whose place it takes at the end.

    Raises
    ------
    ResultError
        If it cannot be made.
    """
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
    except OSError as error:
        raise ResultError(f"'{path}' cannot be written ({error.strerror}).") from None
    try:
        yield partial
        _take_place(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _take_place(partial: Path, target: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    target.rename(old)
    partial.rename(target)
    shutil.rmtree(old)


def remove_partial(folder: Path) -> None:
    """Remove what killed processes left in a folder that nobody else writes in."""
    for left in folder.glob(".*.tmp"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
