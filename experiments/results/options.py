"""The options of a command: one record that command line, functions, manifest and replay share."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
HOW_NOT_WHAT = frozenset({"workers", "threads", "scheduler", "out", "force", "quiet"})
"""Options that decide how a result is made and where it goes, never what is in it."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What every command that simulates worlds takes.

    Attributes
    ----------
    seed : int
        Of all draws, 0 to 2**63 - 1.
    replications : int
    residents : int or None
        Size of the town, 500 to 20 million; all residents by default.
    months : int
        1 to 360, from January 2021.
    changes : mapping of str to float, optional
        Parameters set by hand; they hold in every world.
    municipality : str
        Name of its folder of tables.
    workers : int or None
        Processes; as many as there are processors by default. The result is the same for any.
    out : path, optional
        Results folder; one that holds the same result is read instead of made again.
        `results/<command>-<scenarios>-<digest>` by default.
    force : bool
        Replace an earlier result.
    quiet : bool
        No progress.
    """

    seed: int = 1
    replications: int = 10
    residents: int | None = None
    months: int = 180
    changes: Mapping[str, float] | None = None
    municipality: str = "bergen_op_zoom"
    workers: int | None = None
    out: str | Path | None = None
    force: bool = False
    quiet: bool = False

    def deciding(self) -> dict[str, Any]:
        """Return those that decide the result, as the manifest holds them for `verify`."""
        values = {one.name: getattr(self, one.name) for one in fields(self)
                  if one.name not in HOW_NOT_WHAT}  # fmt: skip
        return values | {"changes": dict(self.changes or {})}

    def of_one_replication(self) -> dict[str, Any]:
        """Return those that a command line needs to repeat one replication alone, in order."""
        names = ("seed", "residents", "months", "municipality")
        return {name: getattr(self, name) for name in names}

    def label(self, text: str) -> str | None:
        """Return what progress is called; None where there is to be none."""
        return None if self.quiet else text


@dataclass(frozen=True, kw_only=True)
class ReplicationOptions(Options):
    """What a command takes whose replications are spread over processes of this machine.

    Attributes
    ----------
    first_replication : int
        Number of the first one; draws depend on seed and number only.
    threads : int
        Threads in each process.
    lang : {'en', 'nl'}
        Language of summary and charts.
    """

    first_replication: int = 0
    threads: int = 1
    lang: str = "en"

    @property
    def numbers(self) -> range:
        """Numbers of the replications."""
        return range(self.first_replication, self.first_replication + self.replications)


@dataclass(frozen=True, kw_only=True)
class RunOptions(ReplicationOptions):
    """What `run` takes.

    Attributes
    ----------
    journeys : int or None
        Residents whose story is kept; None keeps all.
    draw : int or None
        Number of a draw of the shipped posterior whose parameters hold in every world; as set by
        default.
    """

    replications: int = 1
    journeys: int | None = 200
    draw: int | None = None

    def of_one_town(self) -> dict[str, Any]:
        """Return those that one town is simulated with; a draw is in its scenario."""
        return super().of_one_replication() | {"journeys": self.journeys}

    def of_one_replication(self) -> dict[str, Any]:
        """Return those that a command line needs to repeat one replication alone, in order."""
        drawn = {} if self.draw is None else {"draw": self.draw}
        return self.of_one_town() | drawn

    @property
    def journey_months(self) -> int:
        """Months of which the journeys of all residents are kept."""
        return self.months if self.journeys is None else 0


def takes(record: type[Any]) -> Callable[[Function], Function]:
    """Return a decorator for a function whose `**options` are the fields of a record.

    The signature that `help` and `inspect` show names every one of them with its default.
    """
    options = inspect.signature(record).parameters.values()

    def declare(function: Function) -> Function:
        before = inspect.signature(function).parameters.values()
        named = [p for p in before if p.kind is not inspect.Parameter.VAR_KEYWORD]
        names = {p.name for p in named}
        named += [p for p in options if p.name not in names]
        function.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]
        return function

    return declare
