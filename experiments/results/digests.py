"""Digests of code, data and configuration."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass

ROOT = Path(__file__).resolve().parents[2]


def digest_of(configuration: Any) -> str:
    """Return a digest of plain values, together with those of code and data, 12 hex digits."""
    whole = {"code": code_digest(), "data": data_digest(), "configuration": configuration}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()[:12]


@cache
def code_digest() -> str:
    """Return the digest of the code that this process runs, whatever is edited meanwhile."""
    from agents.compiled import source_digest

    return source_digest()


@cache
def experiments_digest() -> str:
    """Return a digest of the sources of `experiments`, which make tables of tables."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "experiments").rglob("*.py")):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def data_digest() -> str:
    """Return a digest of all tables that ship with the model, 16 hex digits."""
    digest = hashlib.sha256()
    folder = ROOT / "model" / "data"
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def configuration_digest(settled: Any) -> str:
    """Return the sha256 of everything resolved, as `scenario.yaml` holds it, 64 hex digits."""
    text = json.dumps(settled, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


CRATE = "ro-crate-metadata.json"


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's bytes, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> list[str]:
    """Return every file below a folder by its path with `/`, but for the crate and hidden ones."""
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    shown = (p for p in found if not any(part.startswith(".") for part in p.parts))
    return sorted(p.as_posix() for p in shown if p.as_posix() != CRATE)
