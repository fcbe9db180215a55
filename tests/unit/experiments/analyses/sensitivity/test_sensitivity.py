"""The indices of a sweep, its files and its words: on made-up answers, without the model."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.analyses.sensitivity.answers import analyse, method_of
from experiments.analyses.sensitivity.pawn import DUMMY
from experiments.analyses.sensitivity.result import SensitivityResult
from experiments.analyses.sensitivity.sensitivity import write
from experiments.analyses.sensitivity.words import as_markdown
from experiments.sweep.designs import Design, Swept, draw_points, read_design
from experiments.sweep.file import Sweep
from experiments.sweep.run_figures import per_run
from model.draws import uniforms
from model.errors import ResultError, SweepError
from tests.unit.experiments.forged import as_finished

SWEPT = (
    Swept("seeking.shame_weight", 0.0, 1.0),  # assumed
    Swept("money.halfday.heavy", 0.0, 1.0),  # verified
    Swept("access.hours_per_domain", 0.0, 1.0),  # assumed
)


def noise(points: int, replications: int) -> np.ndarray:
    return uniforms(1, np.arange(points * replications), 77).reshape(points, -1) - 0.5


def value(table: pd.DataFrame, index: str, parameter: str, column: str = "value") -> float:
    row = table[(table["index"] == index) & (table["parameter"] == parameter)]
    assert len(row) == 1
    return float(row[column].iloc[0])


@dataclass
class Stub:
    """A sweep whose answers are made up: outcomes by scenario of points, plus chance."""

    sweep: Sweep
    folder: Path
    chance: float = 0.0
    lost: tuple[int, ...] = ()
    failed: tuple[Any, ...] = ()

    @property
    def points(self) -> pd.DataFrame:
        return self.sweep.points

    def parts(self, name: str = "monthly", columns: Any = None) -> Iterator[pd.DataFrame]:
        yield self.table(name, columns)

    def table(self, name: str = "monthly", columns: Any = None) -> pd.DataFrame:
        x = self.points.to_numpy()
        effect = x @ np.array([4.0, -2.0, 0.5])[: x.shape[1]]
        users = {"current": 100 + 0 * x[:, 0], "transformation": 100 + effect}
        stir = self.chance * noise(len(x), self.sweep.replications)
        frames = [
            pd.DataFrame(
                {"point": self.points.index, "scenario": name, "replication": r,
                 "month": pd.Timestamp("2026-01-01"), "area": "a", "needs_unmet": 5.0,
                 "indicated_users": y + (r + stir[:, r]) * (name == "transformation")}
            )
            for name, y in users.items() for r in range(self.sweep.replications)
        ]  # fmt: skip
        table = pd.concat(frames, ignore_index=True)
        return table[~table["point"].isin(self.lost)]


def stub(folder: Path, replications: int = 2, chance: float = 0.0, lost: tuple[int, ...] = (),
         swept: tuple[Swept, ...] = SWEPT, **design: Any) -> Stub:  # fmt: skip
    drawn = read_design(design, swept, "")
    as_finished(folder)
    worlds: Any = tuple(
        SimpleNamespace(name=name, title="") for name in ("current", "transformation")
    )
    sweep = Sweep(
        "made_up", worlds, draw_points(drawn, swept, 1), replications, months=72,
        outcomes=("indicated_users", "needs_unmet"), swept=swept, design=drawn,
    )  # fmt: skip
    return Stub(sweep, folder, chance, lost)


def analysed(*args: Any, **design: Any) -> SensitivityResult:
    return analyse(stub(*args, **design))  # type: ignore[arg-type]


def rows_of(result: SensitivityResult, scenario: str, base: str, outcome: str) -> pd.DataFrame:
    keys = ["scenario", "base", "outcome"]
    return result.table[(result.table[keys].to_numpy() == [scenario, base, outcome]).all(axis=1)]


def test_the_difference_of_two_scenarios_is_analysed(tmp_path: Path) -> None:
    result = analysed(tmp_path, method="saltelli", samples=512)
    rows = rows_of(result, "transformation", "current", "indicated_users")
    whole = 4**2 + 2**2 + 0.5**2
    assert value(rows, "S1", "seeking.shame_weight") == pytest.approx(16 / whole, abs=0.03)
    assert value(rows, "ST", "money.halfday.heavy") == pytest.approx(4 / whole, abs=0.03)
    assert value(rows, "S1", "(told by base years)") == pytest.approx(16.25 / whole, abs=0.03)
    assert value(rows, "ST", "(told by outside studies)") == pytest.approx(4 / whole, abs=0.03)
    assert value(rows, "between_points", "(chance)") == pytest.approx(0, abs=1e-9)
    assert set(rows["status"]) == {"assumed", "verified", "chance", "kind"}
    assert set(rows["runs"]) == {512 * 7 * 2 * 2}
    assert set(rows["method"]) == {"Sobol"}
    assert set(rows["varies"]) == {"base points"}
    flat = rows_of(result, "current", "", "indicated_users")
    assert flat["value"].isna().all()


def test_failed_runs_take_their_unit_with_them(tmp_path: Path) -> None:
    whole = analysed(tmp_path, method="morris", trajectories=5)
    some = analysed(tmp_path, lost=(2, 9), method="morris", trajectories=5)
    assert [answer.lost for answer in some.answers] == [2] * len(some.answers)
    rows = [rows_of(f, "transformation", "current", "indicated_users") for f in (whole, some)]
    assert [value(r, "mu", "seeking.shame_weight") for r in rows] == pytest.approx([4, 4])
    assert set(rows[1]["runs"]) == {3 * 4 * 2 * 2}
    assert "2 of the trajectories are left out" in as_markdown(some)
    with pytest.raises(ResultError, match="failed runs leave 1 of 5 trajectories"):
        analysed(tmp_path, lost=(0, 4, 8, 12), method="morris", trajectories=5)


@pytest.mark.parametrize("method", ["lhs", "sobol"])
def test_other_designs_give_pawn(tmp_path: Path, method: str) -> None:
    result = analysed(tmp_path, chance=0.5, method=method, points=128)
    rows = rows_of(result, "transformation", "current", "indicated_users")
    assert value(rows, "median", "seeking.shame_weight") > value(rows, "median", DUMMY, "high")
    assert 0 < value(rows, "between_points", "(chance)") < 0.1
    assert "a PAWN design cannot tell" in as_markdown(result)


def test_summary_says_what_is_found_and_what_is_not(tmp_path: Path) -> None:
    text = as_markdown(analysed(tmp_path, method="saltelli", samples=2048))
    assert "Effect of transformation on indicated_users: moved most by seeking.shame_weight" in text
    assert "told by base years, once calibrated (2 of 3): 80% (95%" in text
    assert "told by outside studies (1 of 3): 20% (95%" in text
    assert "nothing at hand" not in text
    assert "Effect of transformation on needs_unmet: the same at all points" in text
    assert "indicated_users in current: the same at all points" in text
    assert "too small" not in text


def test_summary_says_that_n_is_too_small(tmp_path: Path) -> None:
    text = as_markdown(analysed(tmp_path, 1, method="saltelli", samples=8))
    assert "N is too small" in text
    assert "8 base points" in text
    assert "One replication a point" in text
    text = as_markdown(analysed(tmp_path, 2, 400.0, method="saltelli", samples=64))
    assert "Effect of transformation on indicated_users: nothing stands out" in text


def test_summary_of_assumptions_only(tmp_path: Path) -> None:
    result = analysed(tmp_path, swept=(SWEPT[0], SWEPT[2]), method="saltelli", samples=16)
    assert "Of all 2 parameters one kind: told by base years" in as_markdown(result)
    assert not result.table["parameter"].str.startswith("(told by").any()


def test_the_share_that_nothing_at_hand_could_tell(tmp_path: Path) -> None:
    """Nearly all is assumed, which says nothing; which of it the years before the plan can tell."""
    swept = (SWEPT[0], SWEPT[1], Swept("access.short_support_team", 0.0, 1.0))
    result = analysed(tmp_path, swept=swept, method="saltelli", samples=512)
    rows = rows_of(result, "transformation", "current", "indicated_users")
    whole = 4**2 + 2**2 + 0.5**2
    assert value(rows, "S1", "(told by base years)") == pytest.approx(16 / whole, abs=0.03)
    assert value(rows, "S1", "(told by outside studies)") == pytest.approx(4 / whole, abs=0.03)
    assert value(rows, "S1", "(told by nothing)") == pytest.approx(0.25 / whole, abs=0.03)
    assert "told by nothing at hand (1 of 3)" in as_markdown(result)


def test_files_are_the_same_bytes_again(tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        result = analysed(tmp_path, chance=0.5, method="saltelli", samples=16)
        write(result)
        kept.append({p.name: p.read_bytes() for p in tmp_path.iterdir() if p.suffix != ".json"})
    assert kept[0] == kept[1]
    assert set(kept[0]) == {
        "sensitivity.parquet", "sensitivity.md", "tornado_transformation.png",
        "sobol_indices_transformation.png",
    }  # fmt: skip
    pd.testing.assert_frame_equal(
        pq.read_table(tmp_path / "sensitivity.parquet").to_pandas(), result.table
    )
    assert "sensitivity.parquet" in (tmp_path / "manifest.json").read_text()
    assert "sensitivity.parquet" in (tmp_path / "ro-crate-metadata.json").read_text()


def test_stub_is_what_a_sweep_gives(tmp_path: Path) -> None:
    figures = per_run(stub(tmp_path, method="lhs", points=3), ["indicated_users"])  # type: ignore[arg-type]
    assert figures.index.names == ["point", "scenario", "replication"]
    assert len(figures) == 3 * 2 * 2


def test_refuses_a_sweep_that_says_nothing(tmp_path: Path) -> None:
    from dataclasses import replace

    sweep = stub(tmp_path, method="lhs", points=4).sweep
    assert method_of(sweep) == "PAWN"
    for other, message in (
        (replace(sweep, design=Design("grid", levels=2)), "its design is grid"),
        (replace(sweep, design=None), "its design is none"),
        (replace(sweep, months=11), "11 months"),
        (replace(sweep, tables=("layers",)), "tables layers"),
    ):
        with pytest.raises(SweepError, match=message):
            method_of(other)
