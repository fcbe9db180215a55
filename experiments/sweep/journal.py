"""The journal of a sweep: one line per session, per job that ended and per part, each with a seal.

A line that was torn off when the machine stopped, or that was changed, is left out when it is read:
what it says was done is done again.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from experiments.results.records import Name, Record, Sha256, Text, is_sealed, sealed
from experiments.results.whole import append_text
from model.errors import ResultError
from model.inputs.reading import read_bytes

JOURNAL = "journal.jsonl"
MOST_BYTES = 2_000_000_000


class Run(Record):
    """A run that failed."""

    point: int
    scenario: Name
    replication: int
    seed: int
    error: Text
    traceback: Text


class Held(Record):
    """A table of a job or of a part: how many rows, and the digest of its file."""

    rows: int
    sha256: Sha256


class JobLine(Record):
    """A line of the journal about a job that ended."""

    job: int
    runs: int
    at: float
    failed: list[Run]
    tables: dict[Name, Held]
    months: int
    seconds: float
    peak_mb: float


class PartLine(Record):
    """A line about a part: its tables, and those of each of its jobs that are in them."""

    part: int
    jobs: dict[str, dict[Name, Held]]
    tables: dict[Name, Held]


class SessionLine(Record):
    """A line about a session that began."""

    session: float
    workers: int


_LINES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("job", JobLine), ("part", PartLine), ("session", SessionLine),
)  # fmt: skip


def append(folder: Path, line: Mapping[str, Any]) -> None:
    """Add a line to the journal, on disk before this returns."""
    append_text(folder / JOURNAL, json.dumps(sealed(line), ensure_ascii=False) + "\n")


def mend(folder: Path) -> None:
    """End a line that was torn off, so that the next one stands by itself."""
    path = folder / JOURNAL
    if not path.exists():
        append_text(path, "")
    content = read_bytes(path, MOST_BYTES, follow=False, error=ResultError)
    if content and not content.endswith(b"\n"):
        append_text(path, "\n")


def journal(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of the journal that are as they were written.

    Raises
    ------
    ResultError
        If it is no file, or too large.
    """
    path = folder / JOURNAL
    if not os.path.lexists(path):
        return
    content = read_bytes(path, MOST_BYTES, follow=False, error=ResultError)
    for text in content.splitlines():
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if is_sealed(line) and _is_formed(line):
            yield line


def _is_formed(line: Mapping[str, Any]) -> bool:
    for key, schema in _LINES:
        if key in line:
            try:
                schema.model_validate(line)
            except ValidationError:
                return False
            return True
    return False
