"""Warm-ups kept on disk: the ten years before 2021 are lived once for all commands that share them.

A warm-up depends on the code and tables of the model, on seed, replication and size, on the
parameters of processes and facility types, and on the levers that act before 2021: its key is a
digest of all these, so whatever changes one of them lives its warm-up itself. A town taken from the
disk is equal to the last bit to one that lived its past.

Only the command line keeps warm-ups: a notebook may have changed a rule in memory, which no digest
of sources sees.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.cache_folder import folder_of_user
from agents.compiled import what_compiles
from experiments.results.digests import code_digest, data_digest
from experiments.worlds.under_way import lived, run_until
from experiments.worlds.warm_start_switch import are_kept
from model.errors import InputError, ResultError
from model.inputs.municipality import load_municipality
from model.months import WARM_UP_MONTHS
from model.scenario.record import resolved
from model.scenario.scenario import Scenario

if TYPE_CHECKING:
    from model.town import SocialBaseModel

MOST_BYTES = 2 * 1024**3
"""Of all kept warm-ups together; those not used for longest go first. A full town has 32 MB."""
HALF_WRITTEN = 3600.0
"""Seconds after which a file that is still half written is so for good."""


def warmed_up(
    scenario: Scenario,
    seed: int,
    replication: int,
    residents: int | None,
    municipality: str,
    observers: tuple[str, ...] | None = None,
    *,
    again: bool = True,
    live: "Callable[[SocialBaseModel], None] | None" = None,
) -> "SocialBaseModel":
    """Return a town at the beginning of the report, its warm-up behind it.

    Parameters
    ----------
    scenario, seed, replication, residents, municipality, observers
        As for `SocialBaseModel`.
    again : bool
        Whether another command may ask for the same warm-up: not so at a point of a design.
    live : callable, optional
        Lives the warm-up of a new town, where it was not kept; month by month by default.
    """
    from model.town import SocialBaseModel

    size = residents or load_municipality(municipality).residents
    path = _path(scenario, seed, replication, size, municipality)
    town = _kept(path, scenario, observers) if path else None
    if town is None:
        town = SocialBaseModel(scenario, seed, replication, size, municipality, observers)
        (live or _lived)(town)
        if path and again:
            _keep(town, path)
    else:
        lived(WARM_UP_MONTHS)
    return town


def _lived(town: "SocialBaseModel") -> None:
    run_until(town, 0)


def _kept(
    path: Path, scenario: Scenario, observers: tuple[str, ...] | None
) -> "SocialBaseModel | None":
    """Return the town of a file; None where it is not there, damaged, or gone while it is read."""
    from model.state.file import load_anew

    try:
        town = load_anew(path, scenario, observers)
    except ResultError:
        return None
    with suppress(OSError):
        os.utime(path)
    return town


def _keep(town: "SocialBaseModel", path: Path) -> None:
    """Keep a town at the beginning of its report; where the disk refuses, it is not kept."""
    from model.state.file import save

    with suppress(InputError, OSError):
        save(town, path)
        _make_room(path.parent)


def _past(scenario: Scenario) -> dict[str, Any]:
    """Return everything of a scenario that acts before 2021, without names and origins."""
    record = resolved(scenario)
    early = (use.months.start < 0 for use in scenario.levers)
    return {
        "parameters": {name: entry["value"] for name, entry in record["parameters"].items()},
        "levers": [_values(use) for use, is_early in zip(record["levers"], early, strict=True)
                   if is_early],
    }  # fmt: skip


def _values(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {name: _values(one) for name, one in entry.items() if name != "set_in"}


@cache
def _sources(municipality: str) -> dict[str, Any]:
    return {
        "code": code_digest(), "data": data_digest(municipality), "numpy": np.__version__,
        "compiled by": what_compiles(),
    }  # fmt: skip


def _path(
    scenario: Scenario, seed: int, replication: int, size: int, municipality: str
) -> Path | None:
    """Return the file of a warm-up, None where none are kept."""
    if not are_kept():
        return None
    which = (seed, replication, size, municipality)
    whole = {"sources": _sources(municipality), "town": which, "past": _past(scenario)}
    key = hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()
    try:
        return folder_of_user("warm-ups") / f"{key[:32]}.npz"
    except (OSError, RuntimeError):
        return None


def _make_room(folder: Path) -> None:
    """Remove what was not used for longest, until the rest fits, and what a kill left half."""
    for half in folder.glob(".*.tmp"):
        if time.time() - half.stat().st_mtime > HALF_WRITTEN:
            half.unlink(missing_ok=True)
    room = MOST_BYTES
    found = [(one.stat(), one) for one in folder.glob("*.npz")]
    for stat, one in sorted(found, key=lambda each: -each[0].st_mtime_ns):
        room -= stat.st_size
        if room < 0:
            one.unlink(missing_ok=True)
