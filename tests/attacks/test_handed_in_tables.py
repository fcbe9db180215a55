"""A table of draws that somebody hands in: no pipe, device, folder or flood of bytes is read."""

import os
import struct
import time
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.analyses.uncertainty.draws import read_draws
from experiments.results.digests import sha256_of
from experiments.runs.compare import compare
from model.errors import LONGEST, InputError
from model.inputs.tables import MOST_BYTES
from model.scenario.scenario import load_scenarios

SHAME = "seeking.shame_weight"
SECOND = 1.0


def pipe(folder: Path, suffix: str) -> Path:
    os.mkfifo(folder / f"pipe.{suffix}")
    return folder / f"pipe.{suffix}"


def a_folder(folder: Path, suffix: str) -> Path:
    (folder / f"folder.{suffix}").mkdir()
    return folder / f"folder.{suffix}"


def device(folder: Path, suffix: str) -> Path:
    (folder / f"zero.{suffix}").symlink_to("/dev/zero")
    return folder / f"zero.{suffix}"


def sparse(folder: Path, suffix: str) -> Path:
    with (folder / f"sparse.{suffix}").open("wb") as file:
        file.truncate(5_000_000_000)
    return folder / f"sparse.{suffix}"


def empty(folder: Path, suffix: str) -> Path:
    (folder / f"empty.{suffix}").touch()
    return folder / f"empty.{suffix}"


def one_line(folder: Path, suffix: str) -> Path:
    (folder / f"line.{suffix}").write_text(f"{SHAME}\n" + "9" * 10_000_000)
    return folder / f"line.{suffix}"


def a_pickle(folder: Path, suffix: str) -> Path:
    pd.DataFrame({SHAME: [0.5, 0.5]}).to_pickle(folder / f"pickle.{suffix}")
    return folder / f"pickle.{suffix}"


def huge_footer(folder: Path, suffix: str) -> Path:
    path = folder / f"footer.{suffix}"
    path.write_bytes(b"PAR1" + b"\x00" * 100 + struct.pack("<I", 2**31 - 1) + b"PAR1")
    return path


def swollen(folder: Path, suffix: str) -> Path:
    """A table of few bytes that is 40 GB of numbers once it is read."""
    path = folder / f"swollen.{suffix}"
    column = pa.array([0.5]).take(pa.array([0] * 1_000_000, pa.int32())).dictionary_encode()
    groups = pa.table({SHAME: column})
    with pq.ParquetWriter(path, groups.schema) as writer:
        for _ in range(60):
            writer.write_table(groups)
    return path


def long_texts(folder: Path, suffix: str) -> Path:
    """A table of a few kilobytes that is 20 GB of text once it is read."""
    path = folder / f"texts.{suffix}"
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 4_000_000, pa.int32()), ["x" * 5_000])
    pq.write_table(pa.table({SHAME: column}), path)
    return path


HARMS = (pipe, a_folder, device, sparse, empty, one_line, a_pickle, huge_footer)


@pytest.mark.parametrize(
    ("harm", "suffix"),
    [(harm, suffix) for harm in HARMS for suffix in ("csv", "parquet")]
    + [(swollen, "parquet"), (long_texts, "parquet")],
)
def test_draws_are_a_table_of_bounded_size_or_refused_at_once(
    harm: object, suffix: str, tmp_path: Path
) -> None:
    path = harm(tmp_path, suffix)  # type: ignore[operator]
    began = time.process_time()
    with pytest.raises(InputError) as refused:
        read_draws(path, 2, load_scenarios(["current", "transformation"], {}, None))
    assert time.process_time() - began < SECOND
    assert len(str(refused.value)) <= LONGEST


def test_a_flood_is_refused_before_it_is_summed_up(tmp_path: Path) -> None:
    path = sparse(tmp_path, "parquet")
    began = time.process_time()
    with pytest.raises(InputError, match="has more than 50,000,000 bytes"):
        compare("current", ["transformation"], doubt=2, draws=path, out=tmp_path / "out")
    assert time.process_time() - began < SECOND
    assert not (tmp_path / "out").exists()
    with pytest.raises(InputError, match="more than"):
        sha256_of(path, MOST_BYTES)
