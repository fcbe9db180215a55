"""E10 runs on a small town: two studies, each with its power by months."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.e10_which_study_would_tell import AREA, OUTCOMES, STEPPED, main


@pytest.mark.slow
def test_e10(tmp_path: Path) -> None:
    table = main(residents=1_500, replications=3, workers=1, quiet=True, out=tmp_path / "new",
                 months=(12, 36))  # fmt: skip
    assert len(table) == 2 * len(OUTCOMES) * 2
    assert set(table["design"]) == {AREA, STEPPED}
    assert table["power"].between(0.05, 1.0).all()
    assert (table["low"] <= table["effect"]).all()
    asked = table.groupby("outcome")["respondents"].apply(lambda values: values.notna().all())
    assert asked[asked].index.tolist() == ["residents_unmet"]
    assert table["false_alarm"].between(0.05, 1.0).all()
    assert len(pd.read_csv(tmp_path / "new" / "e10.csv")) == len(table)
    assert (tmp_path / "new" / "e10.png").stat().st_size > 10_000
    assert len(pd.read_csv(tmp_path / "new" / "estimates.csv")) == 3 * len(table)
