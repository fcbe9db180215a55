"""An answer while a sweep runs: of whole years alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from experiments.sweep.sweep import sweep
from tests.attacks import stand_ins
from tests.attacks.folders import small_sweep


@pytest.mark.parametrize(("months", "told"), [(3, False), (12, True)])
def test_a_sweep_without_a_whole_year_has_no_earlier_answer(
    months: int, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = replace(small_sweep(), months=months, replications=3)
    with stand_ins.in_place():
        done = sweep(request, out=tmp_path / "out", workers=1)
    assert done.sweep.runs == 18
    assert ("2 of 3 replications" in capsys.readouterr().err) == told
