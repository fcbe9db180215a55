"""The manifest of a result: what ran, with what, on what."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from experiments.results.digests import (
    ROOT,
    configuration_digest,
    digests_of_sources,
    municipality_of,
)
from experiments.results.records import (
    Digest,
    FileName,
    Folder,
    Name,
    Record,
    Sha256,
    Text,
    read_record,
    shaped,
    write_record,
)
from model.errors import ResultError
from model.version import version_of

MANIFEST = "manifest.json"
PACKAGES = ("social-base", "mesa", "numba", "numpy", "pandas", "pyarrow", "scikit-learn", "scipy")


@dataclass(frozen=True)
class Provenance:
    """How a result was made.

    Attributes
    ----------
    command : mapping
        `command`: its name; `arguments`: those of its function that decide the result, so that
        `verify` can call it again; facts of use to a reader beside them.
    digest : str
        Of everything that decides the result.
    wall_seconds : float
    """

    command: Mapping[str, Any]
    digest: str
    wall_seconds: float


def manifest(made: Provenance, records: Any, tables: Mapping[str, str]) -> dict[str, Any]:
    """Return what was run, with what, on what, and how long it took."""
    town = municipality_of(made.command)
    return {
        "digest": made.digest,
        "command": dict(made.command),
        "versions": versions(),
        "commit": _commit(),
        **{f"{kind}_digest": digest for kind, digest in digests_of_sources(town).items()},
        "configuration_digest": configuration_digest(records),
        "machine": {
            "system": platform.system(), "machine": platform.machine(),
            "processors": os.cpu_count(), "byte_order": sys.byteorder,
        },
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(made.wall_seconds, 1),
        "tables": dict(tables),
    }  # fmt: skip


def versions() -> dict[str, str | None]:
    """Return the versions of Python and of every package that a result may depend on."""
    return {"python": platform.python_version()} | {p: version_of(p) for p in PACKAGES}


def software_version() -> str:
    """Return the version of the model, as a caption names it."""
    return version_of("social-base") or "0.1.0 (from source)"


def _commit() -> str | None:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        return None
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    return answer.stdout.strip() or None


class FailureRecord(Record):
    """A run that failed."""

    replication: int
    scenario: Text
    seed: int
    error: Text
    traceback: Text
    replay: Text = ""


class CommandRecord(Record):
    """What was run; each command has more of its own."""

    command: Name


class DiscoveryArguments(Record):
    """What was asked of a discovery."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    claim: Text
    base: Name
    policy: Name


class DiscoveryRecord(Record):
    """A discovery: what was asked, and its files."""

    arguments: DiscoveryArguments
    files: dict[FileName, Sha256]


class ManifestRecord(Record):
    """The form of a manifest."""

    digest: Digest
    command: CommandRecord
    versions: dict[str, str | None] = Field(default_factory=dict)
    configuration_digest: Sha256
    wall_seconds: float
    tables: dict[FileName, Sha256]
    files: dict[FileName, Sha256]
    failed: list[FailureRecord]
    sensitivity: dict[FileName, Sha256] = Field(default_factory=dict)
    discovery: dict[Folder, DiscoveryRecord] = Field(default_factory=dict)


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest: with it a result is there."""
    write_record(folder / MANIFEST, content)


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """Return the manifest of a result.

    Raises
    ------
    ResultError
        If the folder is no result, or the manifest is damaged or of another version.
    """
    absent = f"'{folder}' is no results folder: it has no {MANIFEST}."
    return read_record(Path(folder) / MANIFEST, ManifestRecord, absent)


def command_in(folder: str | Path, name: str, schema: type[Record]) -> dict[str, Any]:
    """Return what the manifest of a result says of its command, where that is the one named.

    Raises
    ------
    ResultError
        If it is of another command, or lacks what that command records.
    """
    done = dict(read_manifest(folder)["command"])
    if done.get("command") != name:
        raise ResultError(
            f"'{folder}' is of '{done.get('command')}': give a folder that '{name}' wrote."
        )
    return shaped(done, schema, Path(folder) / MANIFEST)


def digests_in(content: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of every file that a manifest names: its own, and those of analyses."""
    kept = [content.get(kind, {}) for kind in ("tables", "files", "sensitivity")]
    kept += [one["files"] for one in content.get("discovery", {}).values()]
    return {name: digest for digests in kept for name, digest in digests.items()}
