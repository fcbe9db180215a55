"""Finished replications outlive a kill, and come back as they were."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.execution.replications import Batch, attempt
from experiments.results.kept import Kept, packed, remove_kept, unpacked


@dataclass
class Result:
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    prices: pd.Series = field(default_factory=pd.Series)
    point: Any = None
    size: int = 0
    said: tuple[str, ...] = ()


def result_of(number: int) -> Result:
    table = pd.DataFrame({
        "month": pd.date_range("2021-01-01", periods=2, freq="MS"), "area": ["oost", None],
        "kind": pd.Categorical(["a", "b"]), "eur": [0.1 + 0.2, np.nan], "uid": [2**62, number],
        "yes": [True, False], "few": np.array([1, 2], np.int16),
    })  # fmt: skip
    tables = {"monthly": table, "none": table[["uid", "eur"]][:0]}
    return Result(tables, pd.Series({0: 1.0, 1: 1.1}),
                  np.array([[0.1, 0.2]]), np.int64(7), ("a", "b"))  # fmt: skip


def test_a_result_comes_back_as_it_was() -> None:
    before = result_of(3)
    after = unpacked(packed(before), Result)
    for name, table in before.tables.items():
        pd.testing.assert_frame_equal(after.tables[name], table, check_exact=True)
    pd.testing.assert_series_equal(after.prices, before.prices, check_exact=True)
    np.testing.assert_array_equal(after.point, before.point)
    assert (after.size, after.said) == (7, ("a", "b"))
    assert unpacked(packed(False), bool) is False


CALLS: list[int] = []


def simulated(number: int, stop_at: int) -> Result:
    CALLS.append(number)
    if number == stop_at:
        raise KeyboardInterrupt
    return result_of(number)


def run(target: Path, stop_at: int = -1, digest: str = "0a") -> list[Result]:
    kept = Kept(target, digest)
    batch = Batch(1, kept=kept.of("run", Result))
    results, _ = attempt(simulated, [(k, stop_at) for k in range(5)], batch)
    remove_kept(target)
    return results


def test_only_what_was_in_flight_is_simulated_again(tmp_path: Path) -> None:
    CALLS.clear()
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", stop_at=3)
    assert CALLS == [0, 1, 2, 3]
    kept = sorted((tmp_path / ".out.replications").glob("run-*"))
    assert len(kept) == 3
    kept[1].write_bytes(kept[1].read_bytes()[:-1])  # damaged: not relied upon
    CALLS.clear()
    results = run(tmp_path / "out")
    assert CALLS == [1, 3, 4]
    uids = [int(one.tables["monthly"]["uid"].iloc[1]) for one in results]
    assert uids == [0, 1, 2, 3, 4]
    assert list(tmp_path.iterdir()) == []


def test_what_was_kept_for_another_result_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", stop_at=3)
    CALLS.clear()
    run(tmp_path / "out", digest="0b")
    assert CALLS == [0, 1, 2, 3, 4]
