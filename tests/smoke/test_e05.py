"""What E05 says of a future is what its own tables say; figures of the futures are made up."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.e05_when_does_it_pay_back import CLAIMS, main, sweep_of
from experiments.sweep import packing, replay
from experiments.sweep.folder import read_result
from experiments.verification.verify import verify
from tests.attacks import stand_ins

CLAIM = "pays_back_by_2029_and_not_more_residents_unmet"


def test_the_sweep_reaches_the_claimed_year() -> None:
    sweep = sweep_of(60)
    assert CLAIMS[0] == "pays back by 2029 and not more residents unmet"
    assert all("not more residents unmet" in claim for claim in CLAIMS)
    assert {"residents_unmet", "needs_unmet"} <= set(sweep.outcomes)
    assert sweep.months >= 12 * (2030 - 2021)
    assert sweep.points.shape == (60, 19)
    assert [s.name for s in sweep.scenarios] == ["current", "transformation"]


@pytest.mark.slow
def test_e05(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (packing, replay):
        monkeypatch.setattr(module, "run_job", stand_ins.job)
    table = main(points=45, replications=1, residents=500, out=tmp_path, workers=1, quiet=True)
    assert table["claim"].tolist() == list(CLAIMS)
    assert (table["futures"] == 45).all()
    assert (tmp_path / "e05.csv").is_file()
    for claim, row in table.set_index("claim").iterrows():
        place = tmp_path / "sweep" / "discovery" / str(claim).replace(" ", "_")
        points = pd.read_parquet(place / "claim.parquet")
        assert (~points["holds"]).sum() == row["fails"]
        assert (place / "discovery.png").stat().st_size > 10_000
    assert CLAIMS[0].replace(" ", "_") == CLAIM
    paid = pd.read_parquet(tmp_path / "sweep" / "discovery" / CLAIM / "claim.parquet")
    one = paid.set_index("point").loc[7, "value"]
    assert one == pytest.approx(_paid_back_by_hand(tmp_path / "sweep", 7), rel=1e-9)
    checked = verify(tmp_path / "sweep", workers=1, quiet=True, sample=1)
    assert checked.holds, checked.text()


def _paid_back_by_hand(folder: Path, point: int) -> float:
    """Add up what the municipality spends less with the plan, in prices of 2025."""
    from model.inputs.prices import price_level

    result = read_result(folder)
    monthly = result.table("monthly", ["month", "cost_municipality_eur"])
    rows = monthly[(monthly["point"] == point) & (monthly["month"].dt.year <= 2029)]
    growth = result.sweep.scenarios[0].processes["money"].index_after
    spent = {"current": 0.0, "transformation": 0.0}
    for row in rows.itertuples():
        spent[row.scenario] += row.cost_municipality_eur / price_level(row.month.year, growth)
    return spent["current"] - spent["transformation"]
