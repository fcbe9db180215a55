"""The folder of a sweep: pieces as jobs finish, parts of a data set when their jobs are all done.

    sweep.json            what is requested, and in which blocks
    scenario.yaml         every scenario, resolved
    points.parquet        the points: one row each
    origin.json           digests of code, data and configuration that the folder began with
    journal.jsonl         one line per session and per finished job; `status` reads it
    pieces/               tables of single jobs that wait for the rest of their part
    monthly/*.parquet     the data set: point, scenario, replication, parameters, month, area, ...

A piece is written under another name and renamed, then noted in the journal: what is killed in
between is done again. A part holds its jobs in their order, so its bytes do not depend on who
finished first.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results.manifest import MANIFEST
from experiments.results.whole import remove_partial, whole_folder, write_parquet
from experiments.sweep.jobs import Job
from model.errors import ResultError

JOURNAL, PIECES, POINTS = "journal.jsonl", "pieces", "points.parquet"
MOST_CELLS = 3_000_000
"""Cells of a part: about 25 MB in memory, so that the driver stays small."""
COLUMNS_AT_MOST = 100


class Store:
    """What is kept of a sweep while it runs.

    Parameters
    ----------
    folder : Path
    jobs : sequence of Job
        All jobs of the sweep, by number.
    points : DataFrame
    """

    def __init__(self, folder: Path, jobs: Sequence[Job], points: pd.DataFrame) -> None:
        self.folder, self.jobs, self.points = folder, list(jobs), points
        self.parts = _parts(self.jobs)
        self._part_of = {job: k for k, part in enumerate(self.parts) for job in part}
        _mend(folder)
        remove_partial(folder / PIECES)
        self.done = done_in(folder)
        for part in range(len(self.parts)):
            self._close(part)

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
            `failed`: records of runs; `months`, `seconds`, ...
        """
        with whole_folder(self._piece(job.number)) as piece:
            for name, content in tables.items():
                (piece / f"{name}.parquet").write_bytes(content)
        record = {"job": job.number, "runs": len(job.runs), "at": time.time(), **line}
        append(self.folder, record)
        self.done[job.number] = record
        self._close(self._part_of[job.number])

    def finish(self) -> None:
        """Write the parts in which some run failed, without those runs; their pieces stay."""
        for part in range(len(self.parts)):
            if any((self._piece(n)).is_dir() for n in self.parts[part]):
                self._write(part)
        if not any((self.folder / PIECES).glob("*")):
            shutil.rmtree(self.folder / PIECES, ignore_errors=True)

    def _piece(self, number: int) -> Path:
        return self.folder / PIECES / f"{number:06d}"

    def _close(self, part: int) -> None:
        """Write a part and drop its pieces, where all its jobs are done and nothing failed."""
        numbers = self.parts[part]
        if any(n not in self.done or self.done[n]["failed"] for n in numbers):
            return
        if all(self._piece(n).is_dir() for n in numbers):
            self._write(part)
        for number in numbers:
            shutil.rmtree(self._piece(number), ignore_errors=True)

    def _write(self, part: int) -> None:
        pieces = [self._piece(n) for n in self.parts[part]]
        names = sorted({path.stem for piece in pieces for path in piece.glob("*.parquet")})
        for name in names:
            files = [p / f"{name}.parquet" for p in pieces if (p / f"{name}.parquet").is_file()]
            whole = pa.concat_tables([pq.read_table(file) for file in files])
            (self.folder / name).mkdir(exist_ok=True)
            target = self.folder / name / f"part-{part:05d}.parquet"
            write_parquet(whole, target)


def _parts(jobs: Sequence[Job]) -> list[list[int]]:
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
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink, compression="zstd")
    return bytes(sink.getvalue())


# -- the journal ---------------------------------------------------------------------------------


def append(folder: Path, line: Mapping[str, Any]) -> None:
    """Add a line to the journal, on disk before this returns."""
    with (folder / JOURNAL).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, default=str, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _mend(folder: Path) -> None:
    """End a line that was torn off, so that the next one stands by itself."""
    path = folder / JOURNAL
    content = path.read_bytes() if path.is_file() else b""
    if content and not content.endswith(b"\n"):
        with path.open("ab") as file:
            file.write(b"\n")


def journal(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of the journal; one that was torn off when the machine stopped is left out.

    Raises
    ------
    ResultError
        If the folder is no sweep.
    """
    path = folder / JOURNAL
    if not path.is_file():
        raise ResultError(f"'{folder}' is no sweep folder: it has no {JOURNAL}.")
    with path.open(encoding="utf-8") as file:
        for text in file:
            try:
                yield json.loads(text)
            except ValueError:
                continue


def done_in(folder: Path) -> dict[int, dict[str, Any]]:
    """Return the last line of the journal about each job."""
    if not (folder / JOURNAL).is_file():
        return {}
    return {line["job"]: line for line in journal(folder) if "job" in line}


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder: a second sweep in it is refused; that of a killed one is free again.

    Raises
    ------
    ResultError
        If another sweep is at work in it.
    """
    import fcntl

    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ResultError(
                f"another sweep is at work in '{folder}': wait for it, or look with 'status'."
            ) from None
        yield


def is_finished(folder: Path) -> bool:
    """Say whether the sweep of a folder is complete."""
    return (folder / MANIFEST).is_file()
