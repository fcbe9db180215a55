"""The folder of a sweep: pieces as jobs finish, parts of a data set when their jobs are all done.

    sweep.json            what is requested, and in which blocks
    scenario.yaml         every scenario, resolved
    points.parquet        the points: one row each
    origin.json           digests of code, data and configuration that the folder began with
    journal.jsonl         one line per session, per finished job and per part, each with a seal
    pieces/               tables of single jobs that wait for the rest of their part
    monthly/*.parquet     the data set: point, scenario, replication, parameters, month, area, ...

What is on disk is trusted by its content. The journal holds, for each job, rows and digest of each
of its tables and, for each part, its digest and the jobs that are in it. A part is on record before
it gets its name, and only then its pieces go. At each start and at the end every job is looked for;
a job whose rows are not there as they were written is not done, whatever the journal says.
A part holds its jobs in their order, so its bytes do not depend on who finished first.
"""

import hashlib
import io
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results.digests import digest_in
from experiments.results.manifest import MANIFEST
from experiments.results.parquet import table_in
from experiments.results.whole import (
    frame_bytes,
    make_folder,
    parquet_bytes,
    remove_empty,
    remove_file,
    write_bytes,
)
from experiments.sweep.file import TABLES
from experiments.sweep.jobs import Job
from experiments.sweep.journal import append, journal, mend
from model.errors import ResultError
from model.inputs.reading import read_bytes

PIECES, POINTS = "pieces", "points.parquet"
MOST_CELLS = 3_000_000
"""Cells of a part: about 25 MB in memory, so that the driver stays small."""
COLUMNS_AT_MOST = 100
MOST_BYTES = 2_000_000_000
"""Of a piece."""


@dataclass
class Holdings:
    """What a folder holds, by the content of its files.

    Attributes
    ----------
    jobs : dict of int to dict
        The line of each job whose rows are there as they were written.
    parts : dict of int to dict
        The line of each part that is there as it was written.
    lost : tuple of int
        Jobs of which the journal says that they were done, and whose rows are not there.
    """

    jobs: dict[int, dict[str, Any]] = field(default_factory=dict)
    parts: dict[int, dict[str, Any]] = field(default_factory=dict)
    lost: tuple[int, ...] = ()


def holdings(folder: Path, parts: Sequence[Sequence[int]]) -> Holdings:
    """Look at every part and piece of a folder and return what is there."""
    said: dict[int, dict[str, Any]] = {}
    closed: dict[int, dict[str, Any]] = {}
    for line in journal(folder):
        if "job" in line:
            said[line["job"]] = line
        elif "part" in line:
            closed[line["part"]] = line
    found = Holdings()
    lost = []
    for part, numbers in enumerate(parts):
        line = closed.get(part, {})
        if line and _is_there(folder, _part_files(line)):
            found.parts[part] = line
        final = part in found.parts and _is_final(line, numbers, said)
        for number in (n for n in numbers if n in said):
            if final or _is_there(folder, _piece_files(said[number])):
                found.jobs[number] = said[number]
            else:
                lost.append(number)
    found.lost = tuple(lost)
    return found


def _is_final(line: Any, numbers: Sequence[int], said: Mapping[int, Mapping[str, Any]]) -> bool:
    """Say whether a part holds all its jobs as they last were, and nothing in them failed."""
    return _is_clean(numbers, said) and bool(line["jobs"] == _tables_of(numbers, said))


def _is_clean(numbers: Iterable[int], lines: Mapping[int, Mapping[str, Any]]) -> bool:
    """Say whether jobs are all done, and no run of them failed."""
    return all(n in lines and not lines[n]["failed"] for n in numbers)


def _tables_of(
    numbers: Iterable[int], lines: Mapping[int, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the tables of jobs, as the line of their part names them."""
    return {str(n): lines[n]["tables"] for n in numbers if n in lines}


def _is_there(folder: Path, files: Mapping[str, str]) -> bool:
    return all(digest_in(folder, name) == digest for name, digest in files.items())


def _piece_files(line: Mapping[str, Any]) -> dict[str, str]:
    """Return the files of a job's piece, with their digests."""
    return {f"{PIECES}/{line['job']:06d}.{name}.parquet": one["sha256"]
            for name, one in line["tables"].items()}  # fmt: skip


def _part_files(line: Mapping[str, Any]) -> dict[str, str]:
    return {part_name(name, line["part"]): one["sha256"] for name, one in line["tables"].items()}


def part_name(table: str, part: int) -> str:
    """Return the path of a part from the folder, with `/`."""
    return f"{table}/part-{part:05d}.parquet"


class Store:
    """What is kept of a sweep while it runs.

    Parameters
    ----------
    folder : Path
    jobs : sequence of Job
        All jobs of the sweep, by number.
    points : DataFrame

    Attributes
    ----------
    held : Holdings
        What the folder holds.
    """

    def __init__(self, folder: Path, jobs: Sequence[Job], points: pd.DataFrame) -> None:
        self.folder, self.jobs, self.points = folder, list(jobs), points
        self.parts = parts_of(self.jobs)
        self._part_of = {job: k for k, part in enumerate(self.parts) for job in part}
        mend(folder)
        self.held = Holdings()
        self.look()

    def look(self) -> None:
        """Look at the disk; put parts together whose pieces are all there, drop what is spare."""
        self.held = holdings(self.folder, self.parts)
        for part in range(len(self.parts)):
            self._close(part)
        self._drop_spare()

    @property
    def done(self) -> dict[int, dict[str, Any]]:
        """The line of each job whose rows are there."""
        return self.held.jobs

    @property
    def missing(self) -> list[Job]:
        """Jobs whose rows are not there."""
        return [job for job in self.jobs if job.number not in self.done]

    @property
    def left(self) -> list[Job]:
        """Jobs that are not done, or in which some run failed."""
        return [j for j in self.jobs if j.number not in self.done or self.done[j.number]["failed"]]

    def add(self, job: Job, tables: Mapping[str, bytes], line: Mapping[str, Any]) -> None:
        """Keep the tables of a job, and note it in the journal.

        Parameters
        ----------
        tables : mapping of str to bytes
            Parquet files by table; absent where every run failed.
        line : mapping
            `failed`: records of runs; `months`, `seconds`, `peak_mb`.
        """
        if tables:
            make_folder(self.folder / PIECES)
        kept = {name: _held(content) for name, content in sorted(tables.items())}
        about = {"job": job.number, "runs": len(job.runs), "at": time.time()}
        record = {**about, "tables": kept, **line}
        for name, content in tables.items():
            write_bytes(self._piece(job.number, name), content)
        append(self.folder, record)
        self.done[job.number] = record
        self._close(self._part_of[job.number])

    def finish(self) -> None:
        """Write the parts in which some run failed, without those runs; then look at the disk."""
        for part, numbers in enumerate(self.parts):
            if not _is_clean(numbers, self.done):
                self._write(part)
        self.look()

    def _piece(self, number: int, table: str) -> Path:
        return self.folder / PIECES / f"{number:06d}.{table}.parquet"

    def _close(self, part: int) -> None:
        """Write a part and drop its pieces, where all its jobs are done and nothing failed."""
        numbers = self.parts[part]
        if not _is_clean(numbers, self.done):
            return
        self._write(part)
        for number in numbers:
            for name in self.done[number]["tables"]:
                remove_file(self._piece(number, name))

    def _is_whole(self, part: int) -> bool:
        line = self.held.parts.get(part)
        return line is not None and line["jobs"] == _tables_of(self.parts[part], self.done)

    def _write(self, part: int) -> None:
        """Put the pieces of a part together, unless it is whole: on record, then in place."""
        there = [n for n in self.parts[part] if n in self.done]
        if not any(self.done[n]["tables"] for n in there) or self._is_whole(part):
            return
        names = sorted({name for n in there for name in self.done[n]["tables"]})
        files = {name: self._joined(name, there) for name in names}
        line = {
            "part": part, "jobs": _tables_of(there, self.done),
            "tables": {name: _held(content) for name, content in files.items()},
        }  # fmt: skip
        append(self.folder, line)
        for name, content in files.items():
            make_folder(self.folder / name)
            write_bytes(self.folder / part_name(name, part), content)
        self.held.parts[part] = line

    def _joined(self, name: str, numbers: Iterable[int]) -> bytes:
        """Return one table of several jobs as one file.

        Raises
        ------
        ResultError
            If a piece has not the rows that it was written with.
        """
        pieces = []
        for number in numbers:
            line = self.done[number]["tables"].get(name)
            if line is None:
                continue
            path = self._piece(number, name)
            content = read_bytes(path, MOST_BYTES, follow=False, error=ResultError)
            if hashlib.sha256(content).hexdigest() != line["sha256"]:
                raise ResultError(
                    f"{path} was changed while the sweep was at work: give the same command again."
                )
            pieces.append(table_in(content))
        return parquet_bytes(pa.concat_tables(pieces))

    def _drop_spare(self) -> None:
        """Remove pieces and hidden files that no line of the journal needs any more."""
        place = self.folder / PIECES
        settled = {part for part, numbers in enumerate(self.parts)
                   if _is_clean(numbers, self.done) and self._is_whole(part)}  # fmt: skip
        waiting = (line for n, line in self.done.items() if self._part_of[n] not in settled)
        needed = {name for line in waiting for name in _piece_files(line)}
        for path in sorted(place.glob("*")) if not place.is_symlink() else ():
            if f"{PIECES}/{path.name}" not in needed and path.suffix == ".parquet":
                remove_file(path)
        for folder in (place, self.folder, *(self.folder / name for name in TABLES)):
            for path in folder.glob(".*.tmp"):
                remove_file(path)
        remove_empty(place)


def _held(content: bytes) -> dict[str, Any]:
    rows = pq.ParquetFile(io.BytesIO(content)).metadata.num_rows
    return {"rows": rows, "sha256": hashlib.sha256(content).hexdigest()}


def parts_of(jobs: Sequence[Job]) -> list[list[int]]:
    """Put jobs together so that a part stays small, in their order; a later block begins anew."""
    parts: list[list[int]] = []
    cells, block = MOST_CELLS, 0
    for job in jobs:
        cells_of_job = len(job.runs) * job.months * 5 * (len(job.outcomes) or COLUMNS_AT_MOST)
        if cells + cells_of_job > MOST_CELLS or job.block != block:
            parts.append([])
            cells, block = 0, job.block
        parts[-1].append(job.number)
        cells += cells_of_job
    return parts


def as_parquet(table: pd.DataFrame, points: pd.DataFrame) -> bytes:
    """Return a job's table as a Parquet file, with the swept parameters behind the run."""
    if len(points.columns):
        at = points.loc[table["point"]].reset_index(drop=True)
        head = list(table.columns).index("replication") + 1
        table = pd.concat([table.iloc[:, :head], at, table.iloc[:, head:]], axis=1)
    return frame_bytes(table)


def is_finished(folder: Path) -> bool:
    """Say whether the sweep of a folder came to its end; what it holds says whether it is whole."""
    return (folder / MANIFEST).is_file()
