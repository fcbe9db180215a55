"""The results folder: written whole or not at all, the same bytes for the same input."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results.crate import write_crate
from experiments.results.digests import files_of, sha256_of
from experiments.results.manifest import MANIFEST, Provenance, manifest, read_manifest
from experiments.results.scenario_record import records_of, write_records
from experiments.results.whole import whole_folder, write_json
from model.errors import ResultError

_ORDER = ("policy", "scenario", "replication", "month", "year")
"""Rows are sorted by these, where a table has them; else they stay in the order of the model."""


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
    """

    path: Path
    digest: str
    done: bool


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
        If the folder holds something else, or another result and not `force`.
    """
    path = Path(out) if out else Path("results") / f"{command}-{'-'.join(scenarios)}-{digest}"
    if path.exists() and not path.is_dir():
        raise ResultError(f"--out is '{path}', which is a file: give an absent or empty folder.")
    if not path.is_dir() or not any(path.iterdir()):
        return ResultFolder(path, digest, done=False)
    if not (path / MANIFEST).is_file():
        raise ResultError(
            f"--out is '{path}', which holds other files: give an absent or empty folder."
        )
    there = read_manifest(path).get("digest")
    if there == digest and not force:
        return ResultFolder(path, digest, done=True)
    if there != digest and not force:
        raise ResultError(
            f"'{path}' holds another result (digest {there}, now {digest}): give another --out, or "
            f"replace it with --force."
        )
    return ResultFolder(path, digest, done=False)


@contextmanager
def writing(folder: ResultFolder) -> Iterator[Path]:
    """Hand out a temporary folder beside the result, which takes its place when all is well."""
    target = folder.path.resolve()
    with whole_folder(folder.path) as partial:
        yield partial
        if target.exists() and any(target.iterdir()) and not (target / MANIFEST).is_file():
            raise ResultError(
                f"'{target}' was filled with other files meanwhile: give another --out."
            )


def write_table(path: Path, table: pd.DataFrame) -> str:
    """Write a Parquet file and return the sha256 of its bytes; equal tables give equal bytes."""
    by = [name for name in _ORDER if name in table.columns]
    ordered = table.sort_values(by, kind="stable") if by and len(table) else table
    arrow = pa.Table.from_pandas(ordered, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(arrow, path, compression="zstd")
    return sha256_of(path)


def write_result(
    folder: Path,
    made: Provenance,
    tables: Mapping[str, pd.DataFrame],
    scenarios: Sequence[Any],
    summary: str = "",
    failed: Sequence[Any] = (),
) -> None:
    """Write tables, scenarios, summary, manifest and provenance into a folder of `writing`.

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
        (folder / "summary.md").write_text(f"{summary.rstrip()}\n", encoding="utf-8")
    content = manifest(made, records, of_tables)
    content["files"] = {
        name: of_tables.get(name) or sha256_of(folder / name) for name in files_of(folder)
    }
    content["failed"] = [asdict(failure) for failure in failed]
    write_json(folder / MANIFEST, content)
    write_crate(folder, content)


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """Return one table of a result.

    Raises
    ------
    ResultError
        If the folder is no result or has no such table, or the file is damaged.
    """
    tables = read_manifest(folder).get("tables", {})
    if f"{name}.parquet" not in tables:
        raise ResultError(f"'{folder}' has no table '{name}': it has {', '.join(sorted(tables))}.")
    try:
        return pq.read_table(Path(folder) / f"{name}.parquet").to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise ResultError(f"{folder}/{name}.parquet cannot be read ({error}).") from None


def read_tables(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Return all tables of a result by name."""
    names = (name.removesuffix(".parquet") for name in read_manifest(folder).get("tables", {}))
    return {name: read_table(folder, name) for name in names}
