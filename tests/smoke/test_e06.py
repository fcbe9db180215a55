"""E06 runs on a small town; gains are those of a comparison; a second call reads the first."""

from pathlib import Path

import pandas as pd
import pytest

from experiments.analyses.rollouts.candidates import DO_NOTHING, UNCERTAIN
from experiments.analyses.rollouts.robust import read_robust
from experiments.analyses.rollouts.worst_futures import judge
from experiments.e06_which_rollout_is_robust import main
from experiments.effects.headline import per_replication
from model.errors import ResultError

SMALL = {"residents": 500, "replications": 2, "months": 84, "workers": 1, "quiet": True,
         "futures": 2}  # fmt: skip


@pytest.mark.slow
def test_e06(tmp_path: Path) -> None:
    table = main(out=tmp_path, **SMALL)  # type: ignore[arg-type]
    assert len(table) == 17 * 3  # to the end of 2027: worth, one horizon of the saving, and needs
    assert (tmp_path / "e06.png").stat().st_size > 10_000
    assert len(pd.read_csv(tmp_path / "e06.csv")) == len(table)
    nothing = table[table["candidate"] == DO_NOTHING]
    assert (nothing[["mean", "worst", "cost_year"]] == 0).all(axis=None)
    assert (table["cost_year"][table["candidate"] == "at_once"] > 0).all()
    half, full = (table[table["candidate"] == n]["cost_year"].iloc[0]
                  for n in ("at_once_half", "at_once"))  # fmt: skip
    assert 0.2 * full < half < 0.8 * full
    folder = tmp_path / "rollouts"
    result = read_robust(folder)
    pd.testing.assert_frame_equal(result.table, table.drop(columns="title"))
    assert set(result.tables["futures"].columns) >= {"future", *UNCERTAIN}
    _can_be_judged_again(result.tables["gains"], result.table, result.budget)
    again = main(out=tmp_path, **SMALL)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(again, table)
    with pytest.raises(ResultError, match="holds another result"):
        main(out=tmp_path, **SMALL | {"futures": 3})  # type: ignore[arg-type]


def _can_be_judged_again(gains: pd.DataFrame, table: pd.DataFrame, budget: float) -> None:
    """The table follows from the gains that are kept, so another budget costs no world."""
    indexed = gains.set_index(["candidate", "future", "replication"])
    costs = indexed.pop("own_cost_year")
    pd.testing.assert_frame_equal(judge(indexed, costs, budget), table)
    rich = judge(indexed, costs, 1e12)
    assert rich["within_budget"].all()
    assert (rich["rank"] == rich["rank_of_all"]).all()


@pytest.mark.slow
def test_gains_without_futures_are_those_of_a_comparison(tmp_path: Path) -> None:
    """At a point that changes nothing, the plan's gain is what `compare` finds on these draws."""
    from experiments.analyses.rollouts.robust import robust
    from experiments.runs.compare import compare

    size = {"residents": 500, "replications": 2, "months": 84, "workers": 1, "quiet": True}
    result = robust(
        futures=2, parameters=["informal_care_respite.reach"], shocks=False,
        out=tmp_path / "robust", **size,  # type: ignore[arg-type]
    )  # fmt: skip
    pair = compare("current", ["transformation"], out=tmp_path / "pair", journeys=0, **size)  # type: ignore[arg-type]
    needs = per_replication(pair, "needs_unmet")
    cost = per_replication(pair, "cost_municipality_eur")
    rows = result.tables["gains"].set_index(["candidate", "future", "replication"])
    for future in (0, 1):
        rollout = rows.loc["as_planned"].xs(future, level="future") / result.size_full * result.size
        fewer = (needs["current"] - needs["transformation"]).tolist()
        assert rollout["fewer_unmet_needs"].tolist() == pytest.approx(fewer)
        saved = (2 * (cost["current"] - cost["transformation"])).tolist()  # two years
        assert rollout["net_saving_2027"].tolist() == pytest.approx(saved)
