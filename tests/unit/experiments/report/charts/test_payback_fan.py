"""What a fan says of the years: quantiles, and who is paid back for good."""

import pandas as pd
import pytest

from experiments.analyses.uncertainty.credible import credible
from experiments.analyses.uncertainty.told import LIKELY, once_each, sums_of_draws
from experiments.effects.headline import nets
from experiments.effects.payback_by_year import sums_of_replications
from experiments.report.charts import payback_fan
from experiments.report.words import words_of
from tests.unit.experiments.runs.test_findings import by_hand


def members(sums: dict[int, list[float]], source: str = "chance") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"source": source, "member": m, "year": 2028 + k, "cumulative_net_eur": one}
            for m, years in sums.items() for k, one in enumerate(years)
        ]
    )  # fmt: skip


def test_paid_back_is_for_good() -> None:
    """A member that falls below zero again has not been paid back before."""
    table = payback_fan.fan(members({0: [1, -1, 1], 1: [-1, 1, 1], 2: [1, 1, 1], 3: [1, 1, -1]}))
    assert table["share_paid_back"].tolist() == [0.25, 0.5, 0.75]
    assert table["members"].tolist() == [4, 4, 4]
    assert table["median"].tolist() == [1.0, 1.0, 1.0]


def test_replications_are_scaled_to_the_municipality() -> None:
    comparison = by_hand()
    rows = sums_of_replications(comparison, "plan")
    wide = rows.pivot_table("cumulative_net_eur", "member", "year")
    net = nets(comparison, "plan")[2]
    assert wide.loc[2, 2035] == pytest.approx(net.sum() * 67510 / 2000)
    assert wide.columns[0] == 2026, "from the first year in which the worlds differ"


def test_draws_are_those_of_the_summary() -> None:
    table = payback_fan.fan(sums_of_draws()).set_index("year")["share_paid_back"]
    assert table.to_dict() == credible(once_each()).paid_back.to_dict()
    assert payback_fan.LIKELY == LIKELY


def finding(sums: dict[int, list[float]], source: str) -> str:
    by_source = {source: payback_fan.fan(members(sums, source))}
    return payback_fan.finding(by_source, 2029, {"policy": "P", "base": "B"}, words_of("en"))


def test_the_title_says_what_cannot_be_told() -> None:
    assert "cannot be told: in 50% of 2" in finding({0: [1, 1], 1: [-1, -1]}, "posterior")
    assert "Of 2 sets of parameters 0% have" in finding({0: [-1, -1], 1: [-1, -1]}, "posterior")
    assert "in 1 of 2 replications" in finding({0: [1, 1], 1: [-1, -1]}, "chance")
