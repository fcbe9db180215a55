"""E04 runs on a small town: shares add up in every cell, and a line alone is its own scenario."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.analyses.attribution.attribute import attribute, read_attribution
from experiments.analyses.attribution.values import ALL_LINES, CELL, largest_rounding
from experiments.e04_which_line_brings_what import main
from experiments.effects.headline import per_replication
from experiments.effects.intervals import paired
from experiments.runs.compare import compare
from model.errors import ResultError
from model.measures.outcomes import HEADLINES

SMALL = {"residents": 600, "replications": 2, "months": 84, "workers": 1, "quiet": True}


@pytest.mark.slow
def test_e04(tmp_path: Path) -> None:
    table = main(out=tmp_path, **SMALL)  # type: ignore[arg-type]
    assert len(table) == len(HEADLINES) * 5
    assert (tmp_path / "e04.png").stat().st_size > 10_000
    assert len(pd.read_csv(tmp_path / "e04.csv")) == len(table)
    result = read_attribution(tmp_path / "transformation")
    assert result.table[["shapley", "low", "high", "alone", "last"]].notna().all(axis=None)
    assert largest_rounding(result.table) < 1e-9
    _groups_add_up(result.table)
    folder = tmp_path / "transformation"
    assert {path.name for path in folder.iterdir()} >= {
        "attribution.parquet", "pairs.parquet", "attribution.png", "summary.md", "manifest.json",
        "scenario.yaml",
    }  # fmt: skip
    again = attribute(outcomes=HEADLINES, out=folder, **SMALL)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(again.table, result.table)
    with pytest.raises(ResultError, match="holds another result"):
        attribute(out=folder, **SMALL | {"replications": 3})  # type: ignore[arg-type]
    _is_what_compare_finds(result.town, tmp_path / "pair")


def _groups_add_up(table: pd.DataFrame) -> None:
    """Areas add up to the town in every outcome, age bands in those counted alike."""
    keys = ["outcome", "counted", "line"]
    sums = table.groupby(["dimension", *keys])["shapley"].sum()
    town = sums["total"]
    pd.testing.assert_series_equal(sums["area"], town, rtol=1e-9)
    shared = sums["age"].index.intersection(town.index)
    assert "needs_unmet" in shared.get_level_values("outcome")
    assert sums["age"][shared].to_dict() == pytest.approx(town[shared].to_dict(), abs=1e-9)
    assert set(table[CELL].drop_duplicates()["dimension"]) == {"total", "area", "age"}


def _is_what_compare_finds(town: pd.DataFrame, out: Path) -> None:
    """The whole effect, and that of a line alone, are those of a paired comparison."""
    pair = compare(
        "current", ["transformation", "local_teams_only"], out=out, journeys=0,
        **SMALL,  # type: ignore[arg-type]
    )  # fmt: skip
    rows = town.set_index(["outcome", "line"])
    for outcome in HEADLINES:
        values = per_replication(pair, outcome)
        whole = paired((values["transformation"] - values["current"]).to_numpy())
        row = rows.loc[(outcome, ALL_LINES)]
        assert row[["shapley", "low", "high"]].tolist() == pytest.approx(
            [whole.mean, whole.low, whole.high]
        )
        teams = paired((values["local_teams_only"] - values["current"]).to_numpy())
        alone = rows.loc[(outcome, "strong_local_teams")]
        assert alone["alone"] == pytest.approx(teams.mean)
