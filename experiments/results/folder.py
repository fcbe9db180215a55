"""The results folder: written whole or not at all, the same bytes for the same input.

It is read only if every file is as the manifest says. What is damaged is named.
"""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments.results.crate import FILES, write_crate
from experiments.results.digests import (
    CRATE,
    digest_in,
    files_of,
    known_digest_in,
    sha256_of,
)
from experiments.results.manifest import (
    MANIFEST,
    Provenance,
    digests_in,
    manifest,
    read_manifest,
    write_manifest,
)
from experiments.results.parquet import parquet_in
from experiments.results.places import without_places
from experiments.results.records import AGAIN
from experiments.results.scenario_record import records_of, write_records
from experiments.results.whole import Mine, frame_bytes, whole_folder, write_bytes, write_text
from model.errors import InputError, ResultError
from model.inputs.reading import opened, read_text

_ORDER = ("policy", "scenario", "replication", "month", "year")
"""Rows are sorted by these, where a table has them; else they stay in the order of the model."""
MOST_TEXT = 16_000_000
_MADE_UP = (KeyError, IndexError, TypeError, ValueError, AttributeError, pa.ArrowException)
LONGEST_NAME = 220
"""Of a folder: hidden names beside it are longer."""
NAMED_AT_MOST = 60
"""Characters of a default folder's name that say which scenarios are in it."""


@dataclass(frozen=True)
class ResultFolder:
    """Where a result goes.

    Attributes
    ----------
    path : Path
    digest : str
        Of everything that decides the result.
    done : bool
        The same result is there already: read it.
    force : bool
        Another result may be replaced.
    """

    path: Path
    digest: str
    done: bool
    force: bool = False

    def looked_at_again(self) -> "ResultFolder":
        """Return the folder as it is now."""
        return _looked_at(self.path, self.digest, self.force)


def prepare_folder(
    out: str | Path | None, command: str, scenarios: Sequence[str], digest: str, force: bool = False
) -> ResultFolder:
    """Choose the folder of a result and see whether it may be written; nothing is written yet.

    Parameters
    ----------
    out : path, optional
        `results/<command>-<scenarios>-<digest>` by default.
    command : str
    scenarios : sequence of str
        Names, the base first.
    digest : str
        From `digest_of`.
    force : bool
        Another result may be replaced. Files that are no result never are.

    Raises
    ------
    ResultError
        If the folder holds something else, or another or a damaged result and not `force`.
    """
    named = "-".join(scenarios)
    if len(named) > NAMED_AT_MOST:
        named = f"{scenarios[0]}-and-{len(scenarios) - 1}-more"
    path = usable_place(out, Path("results") / f"{command}-{named}-{digest}")
    return _looked_at(path, digest, force)


def usable_place(out: str | Path | None, usual: Path) -> Path:
    """Return where a result goes, if it can be a folder there; nothing is written yet.

    Raises
    ------
    ResultError
        If the name is empty or too long, lies below a file, is the folder one is in or one that
        holds it, or the folder above cannot be written in.
    """
    if out is None:
        return usual
    path = Path(out)
    try:
        target = path.resolve()
        above = next((folder for folder in target.parents if folder.exists()), target)
        if len(target.name) > LONGEST_NAME:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        target.is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ResultError(f"--out is '{path}', which can be no folder ({why}).") from None
    if not str(out).strip() or Path.cwd().is_relative_to(target):
        raise ResultError(
            f"--out is '{out}', the folder you are in or one around it: name a folder in it."
        )
    if not above.is_dir():
        raise ResultError(f"--out is '{path}', and {above} is a file: give another folder.")
    if not target.exists() and not os.access(above, os.W_OK | os.X_OK):
        raise ResultError(f"--out is '{path}', and {above} cannot be written in: give another.")
    return path


def _looked_at(path: Path, digest: str, force: bool) -> ResultFolder:
    if path.exists() and not path.is_dir():
        raise ResultError(f"--out is '{path}', which is a file: give an absent or empty folder.")
    if not path.is_dir() or not any(path.iterdir()):
        return ResultFolder(path, digest, done=False, force=force)
    if not os.path.lexists(path / MANIFEST):
        raise ResultError(
            f"--out is '{path}', which holds other files: give an absent or empty folder."
        )
    if force:
        _refuse_foreign(path)
        return ResultFolder(path, digest, done=False, force=True)
    there = read_manifest(path)
    if there["digest"] != digest:
        raise ResultError(
            f"'{path}' holds another result (digest {there['digest']}, now {digest}): give another "
            f"--out, or replace it with --force."
        )
    refuse_damage(path, there)
    return ResultFolder(path, digest, done=True)


def _refuse_foreign(path: Path) -> None:
    """Refuse to replace what only happens to hold a file of that name."""
    try:
        read_manifest(path)
    except ResultError:
        if not (path / CRATE).exists() and not (path / "scenario.yaml").exists():
            raise


def belongs_to_result(path: Path) -> Mine:
    """Return what says of a file in a results folder whether it is one of the result's own.

    Where the manifest cannot be read these are the files of which every result has some.
    """
    try:
        names = set(digests_in(read_manifest(path)))
    except ResultError:
        names = {p.name for p in path.glob("*.png")}
    names |= {*FILES, MANIFEST, CRATE}
    return lambda name: name in names or name.rpartition("/")[2].startswith(".")


def damage_in(folder: Path, content: Mapping[str, Any]) -> list[str]:
    """Return the files that a manifest names and that are not as they were written."""
    digests = digests_in(content)
    return [name for name in sorted(digests) if digest_in(folder, name) != digests[name]]


def refuse_damage(folder: Path, content: Mapping[str, Any]) -> None:
    """Check every file that a manifest names.

    Raises
    ------
    ResultError
        Naming the first that is not as it was written.
    """
    damaged = damage_in(folder, content)
    if damaged:
        more = f", and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        raise ResultError(f"{_fate(folder / damaged[0])}{more}: {AGAIN}.")


def _fate(path: Path) -> str:
    """Say what became of a file that is not as it was written."""
    try:
        os.close(opened(path, follow=False, error=ResultError))
    except ResultError:
        return f"{path} is missing" if not os.path.lexists(path) else f"{path} is no file any more"
    return f"{path} is damaged, it is not as it was written"


@contextmanager
def writing(folder: ResultFolder) -> Iterator[Path]:
    """Hand out a temporary folder beside the result, which takes its place when all is well.

    Of what is there now only the files of the earlier result go.
    """
    with whole_folder(folder.path, belongs_to_result(folder.path)) as partial:
        yield partial
        folder.looked_at_again()


def write_table(path: Path, table: pd.DataFrame) -> str:
    """Write a Parquet file and return the sha256 of its bytes; equal tables give equal bytes."""
    by = [name for name in _ORDER if name in table.columns]
    ordered = table.sort_values(by, kind="stable") if by and len(table) else table
    write_bytes(path, frame_bytes(ordered))
    return sha256_of(path)


def write_result(
    folder: Path,
    made: Provenance,
    tables: Mapping[str, pd.DataFrame],
    scenarios: Sequence[Any],
    summary: str = "",
    failed: Sequence[Any] = (),
) -> None:
    """Write tables, scenarios, summary, provenance and manifest into a folder of `writing`.

    Files that are in the folder already (pictures) are recorded with the rest.

    Parameters
    ----------
    folder : Path
    made : Provenance
    tables : mapping of str to DataFrame
        One Parquet file each.
    scenarios : sequence of Scenario
    summary : str
        Text of `summary.md`, no file where empty.
    failed : sequence of Failure
        Replications that the tables lack; the manifest lists them.
    """
    of_tables = {f"{name}.parquet": write_table(folder / f"{name}.parquet", table)
                 for name, table in sorted(tables.items())}  # fmt: skip
    records = records_of(scenarios)
    write_records(folder, records)
    if summary:
        write_text(folder / "summary.md", f"{summary.rstrip()}\n")
    content = manifest(made, records, of_tables)
    content["failed"] = failure_records(failed)
    write_crate(folder, content)
    content["files"] = {
        name: of_tables.get(name) or sha256_of(folder / name)
        for name in (*files_of(folder), CRATE)
    }  # fmt: skip
    write_manifest(folder, content)


def failure_records(failed: Sequence[Any]) -> list[dict[str, Any]]:
    """Return failures as a manifest lists them: of no machine in particular."""
    return [asdict(one) | {"replay": without_places(one.replay)} for one in failed]


# -- read ----------------------------------------------------------------------------------------


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """Return one table of a result.

    Raises
    ------
    ResultError
        If the folder is no result or has no such table, or the file is not as it was written.
    """
    tables = read_manifest(folder)["tables"]
    file = f"{name}.parquet"
    if file not in tables:
        known = ", ".join(sorted(tables)) or "none"
        raise ResultError(f"'{folder}' has no table '{name}': it has {known}.")
    return parquet_in(_as_written(Path(folder), file, tables))


def read_tables(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Return all tables of a result by name."""
    names = (name.removesuffix(".parquet") for name in read_manifest(folder)["tables"])
    return {name: read_table(folder, name) for name in names}


def summary_of(folder: Path) -> str:
    """Return the text of `summary.md` of a finished result.

    Raises
    ------
    ResultError
        If the folder is no result, or the file is not as it was written.
    """
    path = _as_written(folder, "summary.md", read_manifest(folder)["files"])
    return read_text(path, MOST_TEXT, follow=False, error=ResultError)


def _as_written(folder: Path, name: str, digests: Mapping[str, str]) -> Path:
    """Return the path of a file that has the digest of the manifest."""
    if known_digest_in(folder, name) != digests.get(name):
        raise ResultError(f"{_fate(folder / name)}: {AGAIN}.")
    return folder / name


@contextmanager
def as_recorded(folder: str | Path) -> Iterator[None]:
    """Read a result whose files are as they were written, but which may have been made up.

    Raises
    ------
    ResultError
        If it does not hold what a result of this version holds.
    """
    try:
        yield
    except (InputError, KeyboardInterrupt):
        raise
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        pa.ArrowException,
    ) as error:
        why = f"{type(error).__name__}: {str(error)[:80]}"
        raise ResultError(
            f"'{folder}' does not hold what its manifest says ({why}): {AGAIN}."
        ) from error
