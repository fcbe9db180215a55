"""What every command does alike: read what is there, else simulate, describe, draw and write."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from experiments.results.alone import alone_at
from experiments.results.folder import ResultFolder, as_recorded, write_result, writing
from experiments.results.kept import Kept, is_kept_for, remove_kept
from experiments.results.manifest import Provenance
from experiments.results.whole import write_figure

if TYPE_CHECKING:
    import pandas as pd

    from experiments.results.failures import Failure


class Result(Protocol):
    """What a command returns, as far as its folder needs it."""

    @property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """Tables by name."""

    @property
    def failed(self) -> "tuple[Failure, ...]":
        """Replications that the tables lack."""


Found = TypeVar("Found", bound=Result)


@dataclass(frozen=True)
class Steps(Generic[Found]):
    """The steps of a command.

    Attributes
    ----------
    read : callable
        Folder -> the result that was written there before.
    simulate : callable
        Where finished replications are kept -> the worlds and, of them, the tables: a result
        without words.
    words : callable
        Result -> text of `summary.md`.
    charts : callable
        Result -> file names and figures.
    facts : callable
        Result -> what the manifest holds beside command and arguments.
    with_summary : callable
        Result, text of `summary.md` -> the result with its summary.
    tables : callable
        Result -> the tables that are written.
    """

    read: Callable[[Path], Found]
    simulate: Callable[[Kept], Found]
    words: Callable[[Found], str]
    charts: Callable[[Found], Iterable[tuple[str, Any]]]
    facts: Callable[[Found], Mapping[str, Any]]
    with_summary: Callable[[Found, str], Found]
    tables: "Callable[[Found], Mapping[str, pd.DataFrame]]" = attrgetter("tables")


def carry_out(
    command: str,
    arguments: Mapping[str, Any],
    scenarios: Sequence[Any],
    folder: ResultFolder,
    steps: Steps[Found],
) -> Found:
    """Return the result of a command: read where its folder holds it, else made and written.

    Parameters
    ----------
    command : str
    arguments : mapping
        Those of its function that decide the result, for the manifest.
    scenarios : sequence of Scenario
        For `scenario.yaml`.
    folder : ResultFolder
        From `prepare_folder`.
    steps : Steps

    Raises
    ------
    ResultError
        If the folder cannot be written.
    """
    if folder.done and not is_kept_for(folder.path):
        return _read(folder, steps)
    with alone_at(folder.path):
        folder = folder.looked_at_again()
        if folder.done:
            remove_kept(folder.path)  # a kill came between the result and this
            return _read(folder, steps)
        kept = Kept(folder.path, folder.digest)
        began = time.monotonic()
        result = steps.simulate(kept)
        seconds = time.monotonic() - began
        summary = steps.words(result)
        record = {"command": command, "arguments": dict(arguments), **steps.facts(result)}
        with writing(folder) as place:
            for name, figure in steps.charts(result):
                write_figure(place / name, figure)
            made = Provenance(record, folder.digest, seconds)
            write_result(place, made, steps.tables(result), scenarios, summary, result.failed)
        remove_kept(folder.path)
    return steps.with_summary(result, summary)


def _read(folder: ResultFolder, steps: Steps[Found]) -> Found:
    with as_recorded(folder.path):
        return steps.read(folder.path)


def and_where(summary: str, folder: Path | None) -> str:
    """Return a summary for the screen, with the folder in which it stands."""
    return f"{summary.rstrip()}\n\n{folder}" if folder else summary.rstrip()
