"""The base year: the full town under the current policy, held against what was observed in 2023."""

import pandas as pd
import pytest

from experiments.analyses.patterns.patterns import patterns
from model.inputs.evidence import load_evidence

WMO = [
    f"wmo.boz_{product}_{flow}_2023"
    for product in ("household", "support_home", "aids")
    for flow in ("stock", "inflow", "outflow")
]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Return one replication of the full town, a row per pattern."""
    return patterns(replications=1, workers=1, quiet=True).set_index("id")


@pytest.mark.slow
@pytest.mark.parametrize("row", WMO)
def test_stocks_and_flows_are_within_a_quarter(table: pd.DataFrame, row: str) -> None:
    observed = float(load_evidence().loc[row, "value"])
    assert table.loc[row, "model"] == pytest.approx(observed, rel=0.25)


@pytest.mark.slow
def test_indicated_day_activities_are_within_one_to_seven_per_thousand(table: pd.DataFrame) -> None:
    assert 1 <= table.loc["wmo.nl_day_activities_per_1000", "model"] <= 7


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", ["health.boz_lonely_18plus_2020", "health.boz_informal_carer_18plus_2020"]
)
def test_shares_are_within_five_points(table: pd.DataFrame, row: str) -> None:
    observed = float(load_evidence().loc[row, "value"])
    assert table.loc[row, "model"] == pytest.approx(observed, abs=0.05)


@pytest.mark.slow
def test_every_pattern_is_measured(table: pd.DataFrame) -> None:
    assert table["model"].notna().all()
    assert set(table["use"]) == {"FIT", "VAL", "CHECK"}
