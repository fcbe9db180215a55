"""Replications that failed, as records."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.results.command_line import typed
from experiments.results.manifest import read_manifest


@dataclass(frozen=True)
class Failure:
    """The record of a replication that failed.

    Attributes
    ----------
    replication : int
    scenario : str
        All that are run together in it, the base first.
    seed : int
    error : str
        Kind and message.
    traceback : str
    replay : str
        Command line that repeats it alone, '' where it was started from Python.
    """

    replication: int
    scenario: str
    seed: int
    error: str
    traceback: str
    replay: str = ""


def with_replay(
    failures: Sequence[Failure],
    command: str,
    scenarios: Sequence[str],
    options: Mapping[str, Any],
    changes: Mapping[str, float] | None = None,
) -> tuple[Failure, ...]:
    """Return failures with the command line that repeats each alone, in one process.

    Parameters
    ----------
    failures : sequence of Failure
    command : {'run', 'compare'}
    scenarios : sequence of str
        As the user named them.
    options : mapping
        Further options by name.
    changes : mapping of str to float, optional
        What was set by hand.
    """
    words = ["social-base", command, *scenarios, *typed(options, changes)]
    return tuple(
        replace(
            one,
            replay=shlex.join(
                [*words, "--first-replication", str(one.replication), "--replications", "1",
                 "--workers", "1"]
            ),
        )
        for one in failures
    )  # fmt: skip


def failures_in(folder: str | Path) -> tuple[Failure, ...]:
    """Return the failures in the manifest of a result."""
    return tuple(Failure(**record) for record in read_manifest(folder).get("failed", ()))
