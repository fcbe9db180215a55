"""Where the numbers of a sweep come from: code, data, versions, configuration; and what changed.

A sweep must be resumed with what it began with. The folder keeps a digest of every file
and every setting, so that a refusal can name what is different.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.results.digests import ROOT, sha256_of, tables_for
from experiments.results.manifest import PACKAGES
from experiments.results.places import name_of
from experiments.results.records import AGAIN, Digest, Record, read_record, write_record
from experiments.results.scenario_record import read_records, records_of, write_records
from experiments.sweep.file import Sweep
from model.errors import ResultError
from model.version import version_of

ORIGIN = "origin.json"
ENGINE = ("designs.py", "jobs.py", "journal.py", "packing.py", "store.py", "swept.py", "tree.py")
"""Files of `experiments/sweep` that decide which worlds are run and which rows are written.

The words about a sweep and the figures computed from its rows are made again from the rows whenever
they are wanted: they change no row.
"""
NAMED_AT_MOST = 6


def configuration_of(sweep: Sweep) -> dict[str, Any]:
    """Return all settings of a sweep but its points and replications, which may be expanded."""
    return {
        "name": sweep.name, "seed": sweep.seed, "residents": sweep.residents,
        "months": sweep.months, "municipality": sweep.municipality,
        "outcomes": list(sweep.outcomes), "tables": list(sweep.tables),
        "scenarios": [scenario.name for scenario in sweep.scenarios],
        "parameters": list(sweep.points.columns),
    }  # fmt: skip


def given_in(sweep: Sweep) -> dict[str, str]:
    """Return how each scenario was named, without where its file was."""
    return {name: name_of(source) for name, source in sweep.given.items()}


def digest_of_sweep(sweep: Sweep) -> str:
    """Return a digest of the request: settings, points, replications; 12 hex digits."""
    content = {
        **configuration_of(sweep), "replications": sweep.replications,
        "points": sweep.points.to_dict("list"), "given": given_in(sweep),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def origin_of(sweep: Sweep) -> dict[str, Any]:
    """Return digests of all that decides the results: by file, package and setting."""
    code = [p for room in ("agents", "model") for p in sorted((ROOT / room).rglob("*.py"))]
    code += [ROOT / "experiments" / "sweep" / name for name in ENGINE]
    data = tables_for(sweep.municipality)
    return {
        "code": {p.relative_to(ROOT).as_posix(): sha256_of(p)[:16] for p in code},
        "data": {p.relative_to(ROOT).as_posix(): sha256_of(p)[:16] for p in data},
        "versions": {name: version_of(name) for name in PACKAGES if name != "social-base"},
        "configuration": configuration_of(sweep),
    }


def write_origin(folder: Path, sweep: Sweep) -> None:
    """Keep what a sweep begins with."""
    write_records(folder, records_of(sweep.scenarios))
    write_record(folder / ORIGIN, origin_of(sweep))


class OriginRecord(Record):
    """The form of `origin.json`."""

    code: dict[str, Digest]
    data: dict[str, Digest]
    versions: dict[str, str | None]
    configuration: dict[str, Any]


def read_origin(folder: Path) -> dict[str, Any]:
    """Return what a sweep began with.

    Raises
    ------
    ResultError
        If the file is not there or damaged.
    """
    absent = f"{folder / ORIGIN} is missing: {AGAIN}."
    return read_record(folder / ORIGIN, OriginRecord, absent)


def refuse_changes(folder: Path, sweep: Sweep) -> None:
    """Check that a sweep is resumed with what it began with.

    Raises
    ------
    ResultError
        Naming the files, packages, settings and parameters that changed.
    """
    before = read_origin(folder)
    now = json.loads(json.dumps(origin_of(sweep)))
    changes = []
    for kind in ("code", "data", "versions", "configuration"):
        differing = differences(
            before[kind], now[kind], values=kind in {"versions", "configuration"}
        )
        if differing:
            changes.append(f"{kind}: {_listed(differing)}")
    old, records = flat(read_records(folder)), flat(records_of(sweep.scenarios))
    differing = differences(old, records, values=True)
    if differing:
        changes.append(f"scenarios: {_listed(differing)}")
    if changes:
        raise ResultError(
            f"'{folder}' was begun with something else, so its runs cannot be mixed with new ones. "
            f"Changed: {'; '.join(changes)}. Restore that, give another --out, or begin anew with "
            f"--force."
        )


def differences(
    before: Mapping[str, Any], now: Mapping[str, Any], values: bool = False
) -> list[str]:
    """Return what differs between two mappings, key by key; with the values if `values`."""
    changed = []
    for key in sorted({*before, *now}):
        one, two = before.get(key), now.get(key)
        if one != two or (key in before) != (key in now):
            changed.append(f"{key} {one} -> {two}" if values else key)
    return changed


def flat(tree: Any, name: str = "") -> dict[str, Any]:
    """Return the leaves of nested mappings and lists by their path, without where each was set."""
    if isinstance(tree, Mapping):
        items = [(str(key), value) for key, value in tree.items() if key not in {"set_in", "unit"}]
    elif isinstance(tree, list | tuple):
        items = [(str(k), value) for k, value in enumerate(tree)]
    else:
        return {name: tree}
    leaves: dict[str, Any] = {}
    for key, value in items:
        leaves |= flat(value, name if key == "value" else f"{name}.{key}".strip("."))
    return leaves


def _listed(names: list[str]) -> str:
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
