"""Results folders made up by hand: with seals and digests of their own, as a forger would."""

import hashlib
import json
from pathlib import Path
from typing import Any

from experiments.results.manifest import MANIFEST, write_manifest
from experiments.results.records import write_record


def manifest_of(digest: str = "0a", **other: Any) -> dict[str, Any]:
    """Return the least that a manifest holds."""
    return {"digest": digest, "command": {"command": "run"}, "configuration_digest": "0" * 64,
            "wall_seconds": 1.0, "tables": {}, "files": {}, "failed": [], **other}  # fmt: skip


def as_finished(folder: Path, **command: Any) -> Path:
    """Give a folder a manifest that names the tables that are in it."""
    tables = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }
    write_manifest(folder, manifest_of(tables=tables, command={"command": "run", **command}))
    return folder


def sealed_again(path: Path) -> None:
    """Give an edited record a seal that fits."""
    write_record(path, json.loads(path.read_text(encoding="utf-8")))


def manifest_edited(folder: Path, **changes: Any) -> None:
    """Change fields of a manifest, and seal it."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    write_record(folder / MANIFEST, content | changes)
