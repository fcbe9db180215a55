"""E01 runs on a small town, and its regions leave the base world alone."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.analyses.uncertainty.behaviours import REGIONS
from experiments.e01_do_local_teams_and_day_activities_shift_demand import main
from experiments.report.charts.shift_by_variant import PARTS
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel


@pytest.mark.slow
def test_e01(tmp_path: Path) -> None:
    table = main(residents=1000, replications=2, months=84, out=tmp_path, workers=1, quiet=True)
    assert table["variant"].tolist() == [
        "local_teams_only", "day_activities_only", "transformation",
        *(f"transformation: {r.title}" for n, r in REGIONS.items() if n != "as_set"),
    ]  # fmt: skip
    assert table[["difference", "low", "high", "eur"]].notna().all().all()
    parts = table[list(PARTS)].sum(axis=1)
    assert parts.tolist() == pytest.approx(table["participants"].tolist())
    assert (table["participants"][table["policy"] == "local_teams_only"] == 0).all()
    assert (tmp_path / "e01.png").stat().st_size > 10_000
    assert len(pd.read_csv(tmp_path / "e01.csv")) == len(table)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["substitution", "net_widening"])
def test_region_reproduces_the_base_world(name: str) -> None:
    """Without free day places a region of behaviour is bit for bit the base world."""
    frames = []
    for region in (REGIONS["as_set"], REGIONS[name]):
        values = dict(region.values)
        town = SocialBaseModel(
            load_scenario("current", values), residents=600, observers=("monthly",)
        )
        town.warm_up()
        town.run_until(12)
        frames.append(town.observers[0].frame(town))
    pd.testing.assert_frame_equal(*frames)


def test_regions_lie_within_the_evidence() -> None:
    """Every value is allowed by the rules; a load raises otherwise."""
    for region in REGIONS.values():
        load_scenario("transformation", region.values)
