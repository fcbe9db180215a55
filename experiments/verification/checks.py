"""What can be checked of a folder without running anything: digests, and where tables differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.results.digests import CRATE, digest_in, files_of
from experiments.results.manifest import MANIFEST, digests_in
from experiments.results.parquet import parquet_in
from model.errors import ResultError

MOST = 12
"""Differences that are named; of the others the number."""


@dataclass(frozen=True)
class Check:
    """One question, whether it was answered well, and what there is to say."""

    question: str
    holds: bool
    said: tuple[str, ...] = ()


def files_check(
    folder: Path,
    manifest: Mapping[str, Any],
    again: Path | None = None,
    working_files: tuple[str, ...] = (),
) -> Check:
    """Compare every file with its digest in the manifest, which has a seal of its own.

    Where a table was changed and a re-run is there, the first row that differs is named. Files
    (folders with `/`) that the command works with, `working_files`, need no digest.
    """
    recorded = digests_in(manifest)
    there = [
        name
        for name in (*files_of(folder), CRATE)
        if name != MANIFEST and (name in recorded or not _of(name, working_files))
    ]
    there = [name for name in there if (folder / name).is_file()]
    gone = [f"{name} is missing" for name in recorded if name not in there]
    changed = [n for n in there if n in recorded and digest_in(folder, n) != recorded[n]]
    complaints = [
        f"{n} was changed after it was written{_where(folder, again, n)}" for n in changed
    ]
    extra = [name for name in there if name not in recorded]
    foreign = [f"{name} is no table of this result" for name in extra if _is_table(name)]
    notes = [f"{name} was added later" for name in extra if not _is_table(name)]
    wrong = [*gone, *complaints, *foreign]
    return Check(f"all {len(recorded)} files are as they were written", not wrong,
                 short([*wrong, *notes]))  # fmt: skip


def _of(name: str, working_files: tuple[str, ...]) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in working_files)


def _is_table(name: str) -> bool:
    return "/" not in name and name.endswith(".parquet")


def _where(folder: Path, again: Path | None, name: str) -> str:
    """Say where a changed table differs from that of the re-run, '' where that is unknown."""
    if again is None or not name.endswith(".parquet") or not (again / name).is_file():
        return ""
    try:
        return f": {first_difference(parquet_in(folder / name), parquet_in(again / name))}"
    except ResultError:
        return ", and cannot be read"


def first_difference(ours: pd.DataFrame, again: pd.DataFrame) -> str:
    """Name the first row in which two tables differ, and the columns; '' where they are equal.

    Parameters
    ----------
    ours, again : DataFrame
        As recorded and as re-run; rows are compared by their place.
    """
    other = [*(f"-{c}" for c in ours if c not in again), *(f"+{c}" for c in again if c not in ours)]
    if other:
        return f"other columns ({', '.join(other)})"
    if len(ours) != len(again):
        return f"{len(ours)} rows, now {len(again)}"
    a, b = ours.astype(object), again[list(ours)].astype(object)
    unequal = ~((a == b) | (a.isna() & b.isna()))
    rows = unequal.any(axis=1)
    if not rows.any():
        return ""
    row = int(rows.to_numpy().argmax())
    column = str(unequal.columns[unequal.iloc[row]][0])
    of = ", ".join(f"{key} {ours.iloc[row][key]}" for key in ours.columns[:4] if key != column)
    total, others = int(rows.sum()), int(unequal.any().sum()) - 1
    more = f"; {total} of {len(ours)} rows and {others} other columns differ"
    return f"row {row} ({of}): {column} is {a.iloc[row][column]}, now {b.iloc[row][column]}{more}"


def short(lines: list[str]) -> tuple[str, ...]:
    """Return the first things to say, and how many more there are."""
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return (*lines[:MOST], *more)
