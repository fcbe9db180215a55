"""Digests of code, data and configuration."""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from model.errors import ResultError
from model.inputs.reading import opened

ROOT = Path(__file__).resolve().parents[2]
CRATE = "ro-crate-metadata.json"
TOWNS = "municipalities"
"""Folder of `model/data` with a folder for each municipality."""
WITHOUT_NUMBERS = ("report", "cli", "verification", "plain_mesa")
"""Packages of `experiments` that make no number: words, charts, commands, checks, a second form."""
WORDS_AND_CHARTS = ("*words*", "charts.py", "findings*.py", "summary.py")
"""Files of the other packages that only say or draw what was worked out elsewhere."""


def digest_of(configuration: Any, municipality: str | None = None) -> str:
    """Return a digest of all that decides a result, 12 hex digits.

    Parameters
    ----------
    configuration : plain values
        The request; the digests of code and data are added. What draws and words a result
        is not among these: a chart that was edited makes no result stale.
    municipality : str, optional
        Whose result it is: tables of others do not enter.
    """
    whole = digests_of_sources(municipality) | {"configuration": configuration}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()[:12]


def digests_of_sources(municipality: str | None = None) -> dict[str, str]:
    """Return the digest of each kind of source that decides a result, whatever the request."""
    return {"code": code_digest(), "experiments": experiments_digest(),
            "data": data_digest(municipality)}  # fmt: skip


def municipality_of(command: Mapping[str, Any]) -> str | None:
    """Return whose result a command made, by what its manifest says; None where it says nothing."""
    arguments = command.get("arguments")
    name = arguments.get("municipality") if isinstance(arguments, Mapping) else None
    return name if isinstance(name, str) else None


@cache
def code_digest() -> str:
    """Return the digest of the model that this process runs, whatever is edited meanwhile."""
    from agents.compiled import source_digest

    return source_digest()


@cache
def experiments_digest() -> str:
    """Return a digest of what makes tables in `experiments`, whatever is edited meanwhile."""
    return digest_of_files(makers_of_tables(ROOT / "experiments"), ROOT)


def makers_of_tables(home: Path) -> list[Path]:
    """Return the files of `experiments` on which the numbers of a result may depend.

    The numbered questions are not among these: they call what the packages hold.
    """
    files = (p for kind in ("py", "yaml") for p in home.glob(f"*/**/*.{kind}"))
    return sorted(
        p for p in files
        if p.relative_to(home).parts[0] not in (*WITHOUT_NUMBERS, "scenarios", "sweeps")
        and not any(fnmatch(p.name, pattern) for pattern in WORDS_AND_CHARTS)
    )  # fmt: skip


def data_digest(municipality: str | None = None) -> str:
    """Return a digest of the tables that ship with the model, 16 hex digits.

    Parameters
    ----------
    municipality : str, optional
        Only tables that bear on it: `tables_for`. All by default.
    """
    return digest_of_files(tables_for(municipality), ROOT / "model" / "data")


def tables_for(municipality: str | None = None) -> list[Path]:
    """Return the tables that bear on a municipality: its own folder, and what is no town's own.

    What a town is made of is read by its name only, so another town's folder can come, change or go
    and leaves it, and any posterior found for it, as it was.
    """
    folder = ROOT / "model" / "data"
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    if municipality is None:
        return files
    parts = {p: p.relative_to(folder).parts for p in files}
    return [p for p in files if parts[p][0] != TOWNS or parts[p][1] == municipality]


def digest_of_files(files: Iterable[Path], root: Path) -> str:
    """Return a digest of files, by their bytes and their paths from a root, 16 hex digits."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def configuration_digest(records: Any) -> str:
    """Return the sha256 of everything resolved, as `scenario.yaml` holds it, 64 hex digits."""
    text = json.dumps(records, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of(path: Path, most: int | None = None, *, follow: bool = True) -> str:
    """Return the sha256 of a file's bytes, 64 hex digits.

    Parameters
    ----------
    path : Path
    most : int, optional
        Bytes it may have.
    follow : bool
        Whether the name may be a symbolic link.

    Raises
    ------
    ResultError
        If it is not there, no file, a symbolic link unless `follow`, or too large.
    """
    with os.fdopen(opened(path, most, follow=follow, error=ResultError), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_in(folder: Path, name: str) -> str:
    """Return the sha256 of a file in a folder, '' where it is not there or is no file."""
    try:
        return sha256_of(folder / name, follow=False)
    except ResultError:
        return ""


_KNOWN: dict[tuple[str, int, int, int], str] = {}
_SETTLED = 2_000_000_000
"""Nanoseconds after which a change of a file shows in its time, whatever the disk."""


def known_digest_in(folder: Path, name: str) -> str:
    """As `digest_in`; a file that was not touched since it was looked at is not read again."""
    try:
        found = (folder / name).lstat()
    except OSError:
        return ""
    key = (str((folder / name).absolute()), found.st_ino, found.st_size, found.st_mtime_ns)
    digest = _KNOWN.get(key) or digest_in(folder, name)
    if time.time_ns() - found.st_mtime_ns > _SETTLED:
        _KNOWN[key] = digest
    return digest


def files_of(folder: Path) -> list[str]:
    """Return every file below a folder by its path with `/`, but for the crate and hidden ones."""
    files = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    shown = (p for p in files if not any(part.startswith(".") for part in p.parts))
    return sorted(p.as_posix() for p in shown if p.as_posix() != CRATE)
