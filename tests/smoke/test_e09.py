"""E09 runs on a small town, and its effect as set is what a comparison finds."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.e09_what_each_mechanism_does import main
from experiments.effects.headline import per_replication
from experiments.effects.intervals import paired
from experiments.runs.compare import compare

SMALL = {"residents": 500, "replications": 2, "months": 84, "workers": 1, "quiet": True}
ONLY = ("short_support", "extra_posts", "gp_signals")


@pytest.mark.slow
def test_e09(tmp_path: Path) -> None:
    table = main(out=tmp_path / "e09", only=ONLY, **SMALL)  # type: ignore[arg-type]
    assert len(table) == 3 * len(ONLY)
    assert table[["whole", "without", "carries", "base_shift"]].notna().all(axis=None)
    assert (tmp_path / "e09" / "e09.png").stat().st_size > 10_000
    assert "nan" not in (tmp_path / "e09" / "e09.md").read_text(encoding="utf-8")
    assert len(pd.read_csv(tmp_path / "e09" / "e09.csv")) == len(table)
    gaps = table["whole"] - table["without"]
    assert table["carries"].tolist() == pytest.approx(gaps.tolist(), abs=1e-6)
    shift = table.set_index("mechanism")["base_shift"]
    assert (shift["extra_posts"] == 0).all()  # a lever of the plan: the base has none of it
    assert (shift["short_support"] == 0).all()  # nor teams
    assert (shift["gp_signals"] != 0).any()
    _is_what_compare_finds(table, tmp_path / "pair")


def _is_what_compare_finds(table: pd.DataFrame, out: Path) -> None:
    pair = compare("current", ["transformation"], out=out, journeys=0, **SMALL)  # type: ignore[arg-type]
    for row in table.to_dict("records"):
        values = per_replication(pair, row["outcome"]) * pair.factor
        gap = paired((values["transformation"] - values["current"]).to_numpy())
        assert [row["whole"], row["whole_low"], row["whole_high"]] == pytest.approx(
            [gap.mean, gap.low, gap.high], rel=1e-6
        )
