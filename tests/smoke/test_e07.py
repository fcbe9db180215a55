"""E07 runs on a small town; at the plan's own doses it finds what a comparison finds."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.e07_how_much_is_enough import PLACES, RESERVED, SEATS, TEAMS, main
from experiments.effects.headline import per_replication
from experiments.effects.intervals import paired

SMALL = {"residents": 500, "replications": 2, "months": 84, "workers": 1, "quiet": True}


@pytest.mark.slow
def test_e07(tmp_path: Path) -> None:
    table = main(out=tmp_path / "e07", **SMALL)  # type: ignore[arg-type]
    assert len(table) == 5 * 45
    assert (tmp_path / "e07" / "e07.png").stat().st_size > 10_000
    assert (tmp_path / "e07" / "e07.md").stat().st_size > 500
    assert len(pd.read_csv(tmp_path / "e07" / "e07.csv")) == len(table)
    assert table[["difference", "low", "high"]].notna().all(axis=None)
    assert (table["step"].isna() == (table[TEAMS] == 0)).all()
    _is_what_compare_finds(table, tmp_path / "pair")


def _is_what_compare_finds(table: pd.DataFrame, out: Path) -> None:
    from experiments.runs.compare import compare

    pair = compare("current", ["transformation"], out=out, journeys=0, **SMALL)  # type: ignore[arg-type]
    plan = table[
        (table[TEAMS] == 1) & (table[PLACES] == 1) & (table[SEATS] == 18) & (table[RESERVED] == 0)
    ]
    for row in plan.to_dict("records"):
        if row["outcome"] == "day_activity_indicated_users":
            continue
        values = per_replication(pair, row["outcome"]) * pair.factor
        gap = paired((values["transformation"] - values["current"]).to_numpy())
        assert [row["difference"], row["low"], row["high"]] == pytest.approx(
            [gap.mean, gap.low, gap.high], rel=1e-6
        )
