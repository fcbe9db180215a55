"""The manifest of a result: what ran, with what, on what."""

import json
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

from experiments.results.digests import (
    ROOT,
    configuration_digest,
    digests_of_sources,
)
from model.errors import ResultError
from model.version import version_of

MANIFEST = "manifest.json"
PACKAGES = ("social-base", "mesa", "numba", "numpy", "pandas", "pyarrow", "scipy")


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
    return {
        "digest": made.digest,
        "command": dict(made.command),
        "versions": versions(),
        "commit": _commit(),
        **{f"{kind}_digest": digest for kind, digest in digests_of_sources().items()},
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


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """Return the manifest of a result.

    Raises
    ------
    ResultError
        If the folder is no result.
    """
    path = Path(folder) / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ResultError(f"'{folder}' is no results folder: it has no {MANIFEST}.") from None
    except ValueError:
        raise ResultError(
            f"{path} is damaged: run the command again into another folder."
        ) from None
    if not isinstance(content, dict) or "digest" not in content:
        raise ResultError(
            f"{path} is of something else: give a folder that 'run' or 'compare' wrote."
        )
    return content
