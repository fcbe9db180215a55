"""E08 runs on a small town: two intervals per headline outcome, the second of them wider."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.analyses.uncertainty.draws import read_draws
from experiments.analyses.uncertainty.parameter_space import doubtful, parameters_of
from experiments.e08_how_sure_are_we import PLAN, main
from model.measures.outcomes import HEADLINES
from model.parameter_owners import all_rows
from model.scenario.scenario import load_scenario

WORLDS = [load_scenario("current"), load_scenario(PLAN)]
SHARES = (0.45, 0.5, 0.55)


def _within(name: str, share: float) -> float:
    """Return the value at a share of a parameter's range."""
    row = all_rows()[name]
    assert row.low is not None
    assert row.high is not None
    return row.low + share * (row.high - row.low)


@pytest.mark.slow
def test_e08(tmp_path: Path) -> None:
    names = [row.name for row in doubtful(WORLDS)]
    made = pd.DataFrame([[_within(name, share) for name in names] for share in SHARES])
    made.columns = pd.Index(names)
    made.to_csv(tmp_path / "made.csv", index=False)
    table = main(
        residents=1000, replications=3, draws=3, months=84, workers=1, quiet=True, out=tmp_path,
        source=tmp_path / "made.csv",
    )  # fmt: skip
    assert table["outcome"].tolist() == list(HEADLINES)
    numbers = table.drop(columns="outcome")
    assert numbers.notna().all(axis=None)
    assert (table["replications"] == 3).all()
    assert (table["draws"] == 3).all()
    assert table["same_sign"].between(0, 3).all()
    # of few residents an outcome may be the same in every draw
    assert (table["low_of_draws"] <= table["mean_of_draws"]).all()
    assert (table["low_of_draws"] < table["mean_of_draws"]).sum() > len(HEADLINES) / 2
    assert (tmp_path / "e08.png").stat().st_size > 10_000
    assert len(pd.read_csv(tmp_path / "e08.csv")) == len(HEADLINES)
    again = read_draws(tmp_path / "draws.parquet", 3, WORLDS)
    pd.testing.assert_frame_equal(parameters_of(again), made, check_names=False)
