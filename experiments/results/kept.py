"""Replications that are finished while their command is still under way.

Each is put into a hidden folder beside the result as it comes, so that the same command, after a
kill, lives only those again that were in flight. Every replication is read back from what was kept,
whether the command was stopped or not: so the result is the same bytes.

A replication is plain values and tables, never code: reading it runs nothing.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from experiments.results.records import Digest, Record, read_record, write_record
from experiments.results.whole import make_folder, remove_tree, write_bytes
from model.errors import ResultError
from model.inputs.reading import read_bytes

RECORD = "kept.json"
MOST_BYTES = 4_000_000_000
Value = TypeVar("Value")


class _Kept(Record):
    digest: Digest


def _place_for(target: Path) -> Path:
    target = target.resolve()
    return target.with_name(f".{target.name}.replications")


def is_kept_for(target: Path) -> bool:
    """Say whether replications are kept beside a results folder."""
    return os.path.lexists(_place_for(target))


def remove_kept(target: Path) -> None:
    """Remove the replications that are kept beside a results folder."""
    remove_tree(_place_for(target))


class Kept:
    """The replications of one command that are finished.

    Parameters
    ----------
    target : Path
        The results folder.
    digest : str
        Of everything that decides the result; what was kept for another one is removed.
    """

    def __init__(self, target: Path, digest: str) -> None:
        self.place = _place_for(target)
        if not self._is_of(digest):
            remove_tree(self.place)
            make_folder(self.place)
            write_record(self.place / RECORD, {"digest": digest})

    def _is_of(self, digest: str) -> bool:
        try:
            return bool(read_record(self.place / RECORD, _Kept, "not there")["digest"] == digest)
        except ResultError:
            return False

    def of(self, name: str, kind: Callable[..., Value]) -> "Shelf[Value]":
        """Return where the results of one piece of work are kept.

        Parameters
        ----------
        name : str
            Of the work: letters, digits and -.
        kind : callable
            What makes a result of its fields: its class.
        """
        return Shelf(self.place, name, kind)


class Shelf(Generic[Value]):
    """The finished results of one piece of work, by number of the call."""

    def __init__(self, place: Path, name: str, kind: Callable[..., Value]) -> None:
        self.place, self.name, self.kind = place, name, kind

    def _file(self, number: int) -> Path:
        return self.place / f"{self.name}-{number:06d}"

    def take(self, number: int) -> Value | None:
        """Return a result, None where it was not kept or is not as it was written."""
        path = self._file(number)
        if not path.is_file():
            return None
        try:
            seal, _, content = read_bytes(path, MOST_BYTES, follow=False).partition(b"\n")
        except ResultError:
            return None
        if seal != hashlib.sha256(content).hexdigest().encode():
            return None
        try:
            return unpacked(content, self.kind)
        except Exception:  # made up: nothing in it is relied upon, it is simulated again
            return None

    def put(self, number: int, result: Value) -> Value:
        """Keep a result; return it as it will be read."""
        content = packed(result)
        seal = hashlib.sha256(content).hexdigest().encode()
        write_bytes(self._file(number), seal + b"\n" + content)
        return unpacked(content, self.kind)


def packed(value: Any) -> bytes:
    """Return a result as bytes: plain values in JSON, each table in Arrow."""
    tables: list[pa.Table] = []
    plain = _plain(_fields_of(value), tables)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("value.json", json.dumps(plain))
        for number, table in enumerate(tables):
            archive.writestr(f"{number}.arrow", _as_arrow(table))
    return content.getvalue()


def _as_arrow(table: pa.Table) -> bytes:
    """Return a table as an Arrow file, which keeps the kinds of its columns."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(sink, table.schema, options=options) as file:
        file.write_table(table)
    return bytes(sink.getvalue())


def unpacked(content: bytes, kind: Callable[..., Value]) -> Value:
    """Return a result from its bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        plain = json.loads(archive.read("value.json"))
        value = _restored(plain, lambda n: pa.ipc.open_file(archive.read(f"{n}.arrow")).read_all())
    return kind(**value) if isinstance(value, dict) else kind(value)


def _fields_of(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    return value


def _plain(value: Any, tables: list[pa.Table]) -> Any:
    """Return a value as JSON holds it; tables are put on the list."""
    if isinstance(value, dict):
        return {"of": "dict", "items": [[k, _plain(v, tables)] for k, v in value.items()]}
    if isinstance(value, list | tuple):
        return {"of": type(value).__name__, "items": [_plain(one, tables) for one in value]}
    table: pa.Table | None = None
    about: dict[str, Any] = {}
    if isinstance(value, np.ndarray):
        table, about = pa.table({"values": value.ravel()}), {"of": "array", "shape": value.shape}
    elif isinstance(value, pd.Series):
        table = pa.Table.from_pandas(value.to_frame("values"))
        about = {"of": "series", "name": value.name}
    elif isinstance(value, pd.DataFrame):
        table, about = pa.Table.from_pandas(value), {"of": "table"}
    if table is None:
        return value.item() if isinstance(value, np.generic) else value
    tables.append(table)
    return {**about, "table": len(tables) - 1}


def _restored(plain: Any, table: Callable[[int], pa.Table]) -> Any:
    if not isinstance(plain, dict):
        return plain
    kind = plain["of"]
    if kind == "dict":
        return {key: _restored(value, table) for key, value in plain["items"]}
    if kind in ("list", "tuple"):
        values = [_restored(one, table) for one in plain["items"]]
        return tuple(values) if kind == "tuple" else values
    held = table(plain["table"])
    if kind == "array":
        return held.column("values").to_numpy().reshape(plain["shape"])
    frame = held.to_pandas()
    return frame["values"].rename(plain["name"]) if kind == "series" else frame
