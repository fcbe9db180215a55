"""A sweep that is too large is refused before a point is drawn, with what fits."""

import time
from pathlib import Path

import pytest

from experiments.sweep import file as sweep_file
from experiments.sweep.file import read_sweep
from experiments.sweep.size import MOST_CELLS, MOST_RUNS, Size
from model.errors import SweepError

HEAD = "name: big\nscenarios: [current, transformation]\nmonths: 12\n"
ALL = "parameters: all_uncertain\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [("replications: 100000\n" + ALL + "design: {method: lhs, points: 1000}\n", "runs"),
     (ALL + "design: {method: lhs, points: 1000000}\n", "values"),
     (ALL + "design: {method: sobol, points: 1048576}\n", "1,000,000 can be held"),
     (ALL + "design: {method: saltelli, samples: 1048576}\n", "points"),
     (ALL + "design: {method: morris, trajectories: 10000000}\n", "points"),
     (ALL + "design: {method: grid, levels: 9}\n", "10^"),
     (ALL + "design: {method: lhs, points: 1000000000000}\n", "points")],
)  # fmt: skip
def test_too_large_a_design(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_file, "draw_points", lambda *_: pytest.fail("a point was drawn"))
    path = tmp_path / "big.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    began = time.monotonic()
    with pytest.raises(SweepError, match="give") as error:
        read_sweep(path)
    assert says in str(error.value)
    assert "held" in str(error.value)
    assert time.monotonic() - began < 10


def test_what_fits_fits() -> None:
    assert Size(1_000, 20, 2, 4).refuse_too_large("here") is None
    with pytest.raises(SweepError, match=f"at most {MOST_RUNS // 8:,} points"):
        Size(200_000, 1, 2, 4).refuse_too_large("here")
    with pytest.raises(SweepError, match=f"at most {MOST_CELLS // 400:,} points"):
        Size(100_000, 400).refuse_too_large("here")
