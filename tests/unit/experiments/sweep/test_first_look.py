"""An answer while a sweep runs: of whole years alone, and of whole replications."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.analyses.sensitivity.sensitivity import told_so_far
from experiments.sweep import sweep as sweep_module
from experiments.sweep.designs import read_design
from experiments.sweep.sweep import SweepResult, sweep
from experiments.sweep.swept import Swept
from tests.attacks import stand_ins
from tests.attacks.folders import small_sweep
from tests.unit.experiments.sweep import test_store


@pytest.mark.parametrize(("months", "told"), [(3, False), (12, True)])
def test_a_sweep_without_a_whole_year_has_no_earlier_answer(
    months: int, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = replace(small_sweep(), months=months, replications=3)
    with stand_ins.in_place():
        done = sweep(request, out=tmp_path / "out", workers=1)
    assert done.sweep.runs == 18
    assert ("2 of 3 replications" in capsys.readouterr().err) == told


def test_a_failed_run_does_not_end_a_sweep_that_is_ranked_while_it_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_module, "packed", test_store.by_hand)
    monkeypatch.setattr(test_store, "FAILING", {(1, 1)})
    request = test_store.request_of(months=72, replications=4)
    swept = (Swept(test_store.SHAME, 0.2, 0.6),)
    design = read_design({"method": "lhs", "points": 3}, swept, "a test")
    done = sweep(
        replace(request, design=design, swept=swept), out=tmp_path / "out", workers=1,
        told=told_so_far,
    )  # fmt: skip
    assert [one.replication for one in done.failed] == [1, 1]
    assert "2 of 4 replications" in capsys.readouterr().err, "of the first and the third"


def test_a_finished_sweep_reads_its_tables_for_a_summary_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = replace(small_sweep(), months=12)
    with stand_ins.in_place():
        first = sweep(request, out=tmp_path / "out", workers=1, quiet=True)
        read: list[str] = []
        files = SweepResult.files

        def heard(result: SweepResult, name: str) -> Iterator[Path]:
            read.append(name)
            return files(result, name)

        monkeypatch.setattr(SweepResult, "files", heard)
        again = sweep(request, out=tmp_path / "out", workers=1, quiet=True)
        other = sweep(request, out=tmp_path / "out", workers=1, quiet=True, lang="nl")
    assert read == []
    assert again.summary == first.summary
    assert "herhalingen" in other.summary
    assert read == ["monthly"] * 2
