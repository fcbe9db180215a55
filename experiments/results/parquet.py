"""Reading Parquet that may be anything: one of our tables, a damaged one, or what is none."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results.records import AGAIN
from model.errors import ResultError
from model.inputs.reading import opened
from model.inputs.tables import MOST_BYTES

MOST_CELLS = 2_000_000_000
MOST_CELLS_HANDED_IN = 20_000_000
"""Cells of a table that is read: its file may be small and say otherwise."""


def parquet_in(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return a Parquet file of a results folder.

    Raises
    ------
    ResultError
        If it cannot be read, is no table, or lacks a column.
    """
    descriptor = opened(path, follow=False, error=ResultError)
    with os.fdopen(descriptor, "rb") as file, _as_a_table(path, f": {AGAIN}"):
        table = pq.ParquetFile(file, pre_buffer=False)
        missing = [name for name in columns or () if name not in table.schema_arrow.names]
        if missing:
            raise ResultError(f"{path} has no column '{missing[0]}': it was not kept.")
        _refuse_too_many_cells(path, table, MOST_CELLS)
        chosen = None if columns is None else list(columns)
        return table.read(columns=chosen, use_threads=False).to_pandas()


def handed_in_numbers(path: Path) -> pd.DataFrame:
    """Return the columns of numbers of a Parquet file that somebody handed in.

    Raises
    ------
    ResultError
        If it cannot be read, is no file or no table, is too large, or a column that names a
        parameter holds no numbers.

    Notes
    -----
    Texts are not read: a few bytes of a file can be gigabytes of them.
    """
    descriptor = opened(path, MOST_BYTES, error=ResultError)
    with os.fdopen(descriptor, "rb") as file, _as_a_table(path, ""):
        table = pq.ParquetFile(file, pre_buffer=False)
        kinds = {one.name: one.type for one in table.schema_arrow}
        plain = [name for name, kind in kinds.items() if _is_number(kind)]
        other = [name for name in kinds if "." in name and name not in plain]
        if other:
            raise ResultError(f"{path}: column '{other[0]}' holds no numbers: give numbers.")
        _refuse_too_many_cells(path, table, MOST_CELLS_HANDED_IN)
        return table.read(columns=plain, use_threads=False).to_pandas()


def table_in(content: bytes) -> pa.Table:
    """Return a table that one of our own processes packed as Parquet.

    Notes
    -----
    `pyarrow.parquet.read_table` reads by a scan whose threads may outlive the call, and hold the
    bytes that Python owns. Where the interpreter ends at that moment it aborts (Arrow's issues
    34314 and 39862): a command that had done its work ended with status 134.
    """
    return pq.ParquetFile(pa.BufferReader(content), pre_buffer=False).read(use_threads=False)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


@contextmanager
def _as_a_table(path: Path, remedy: str) -> Iterator[None]:
    """Turn what Arrow says of a file that is none of its tables into one sentence."""
    try:
        yield
    except (OSError, pa.ArrowException, ValueError, OverflowError, MemoryError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise ResultError(f"{path} is no table of Parquet ({why[:120]}){remedy}.") from None


def _refuse_too_many_cells(path: Path, table: pq.ParquetFile, most: int) -> None:
    cells = table.metadata.num_rows * table.metadata.num_columns
    if cells > most:
        raise ResultError(f"{path} says it has {cells:,} cells, and at most {most:,} are read.")
