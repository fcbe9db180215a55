"""Roll-outs over futures: the list of candidates, the worst tenth, regret, budget, honest words."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analyses.rollouts.candidates import (
    DO_NOTHING,
    LINES,
    SHOCKS,
    UNCERTAIN,
    futures_of,
    rollouts,
    worlds_of,
)
from experiments.analyses.rollouts.need_price import price_of, price_row, worth
from experiments.analyses.rollouts.result import RobustResult
from experiments.analyses.rollouts.robust import INVESTED, beyond_nothing, gains_of, picture, robust
from experiments.analyses.rollouts.words import as_markdown, finding, opening
from experiments.analyses.rollouts.worst_futures import (
    by_future,
    chance_share,
    judge,
    number_of_worst,
    of_candidate,
    over_budget,
    regrets,
    worst_of,
)
from experiments.effects.intervals import paired
from experiments.execution.replications import ReplicationError
from experiments.results.failures import Failure
from experiments.sweep.file import Sweep
from experiments.sweep.sweep import SweepResult
from model.errors import InputError
from model.inputs.prices import price_level
from model.measures.outcomes import COST
from model.parameter_owners import all_rows
from model.scenario.scenario import NEVER, Scenario, first_difference, load_scenario
from tests.unit.experiments.forged import as_finished

PLAN, PARENT = load_scenario("transformation"), load_scenario("current")


def worlds(shocks: bool = False) -> dict[str, Scenario]:
    made = worlds_of(rollouts(PLAN, PARENT), PARENT, shocks)
    return {world.name: world for world in made}


# -- candidates and futures ------------------------------------------------------------------------


def test_there_are_14_ways_and_doing_nothing() -> None:
    by_name = worlds()
    assert len(by_name) == 17
    assert next(iter(by_name)) == DO_NOTHING
    assert {"_".join(order) for order in (("teams", "places", "base"), ("base", "places", "teams"))
            } <= set(by_name)  # fmt: skip
    titles = [one.title for one in rollouts(PLAN, PARENT)]
    assert len(set(titles)) == 16
    assert "fast track only" in titles


@pytest.mark.parametrize(
    ("name", "scenario"),
    [(DO_NOTHING, "current"), ("as_planned", "transformation"),
     ("two_years_later", "transformation_late"), ("learning_area", "pilot_only"),
     ("others_only", "fast_track_only")],
)  # fmt: skip
def test_candidates_that_are_shipped_are_the_same_worlds(name: str, scenario: str) -> None:
    assert first_difference(worlds()[name], load_scenario(scenario)) == NEVER


def test_lines_follow_each_other_in_the_order_of_the_name() -> None:
    for name, world in worlds().items():
        order = [line for line in name.split("_") if line in LINES]
        if len(order) != 3:
            continue
        starts = {use.name: use.parameters for use in world.levers if use not in PARENT.levers}
        assert [starts[LINES[line]].start for line in order] == ["2026-01", "2027-01", "2028-01"]
        assert all(starts[LINES[line]].areas == () for line in order)
        assert starts["fast_track"].start == "2026-01"


def test_half_a_dose_is_half_of_every_line() -> None:
    made = worlds()
    for name in ("at_once", "as_planned", "two_years_later"):
        whole, half = (
            {(u.name, u.parameters.areas): u.parameters for u in made[n].levers
             if u not in PARENT.levers}
            for n in (name, f"{name}_half")
        )  # fmt: skip
        assert whole.keys() == half.keys()
        assert all(half[k].dose == 0.5 and whole[k].dose == 1.0 for k in whole)
        assert all(half[k].start == whole[k].start for k in whole)


def test_whom_places_let_in_is_all_that_differs() -> None:
    made = worlds()
    for name, (field, value) in {"seats_kept": ("reserved", 0.3),
                                 "no_priority": ("referred_first", 0.0)}.items():  # fmt: skip
        for mine, theirs in zip(made[name].levers, made["at_once"].levers, strict=True):
            if mine.name == LINES["places"]:
                assert getattr(mine.parameters, field) == value != getattr(theirs.parameters, field)
                assert mine == replace(theirs, parameters=mine.parameters)
            else:
                assert mine == theirs


def test_shocks_hit_every_world_alike() -> None:
    for world in worlds(shocks=True).values():
        hit = {use.name: use.parameters.start for use in world.levers if use.name in SHOCKS}
        assert hit == dict.fromkeys(SHOCKS, "2028-01")


def test_a_plan_without_the_lines_is_refused() -> None:
    with pytest.raises(InputError, match="has no line 'free_access_day_activities'"):
        rollouts(load_scenario("local_teams_only"), PARENT)


def test_futures_fill_the_range_of_the_register() -> None:
    points, swept, _ = futures_of(UNCERTAIN, shocks=True, number=20, seed=3)
    assert points.shape == (20, len(UNCERTAIN) + 2)
    for one in swept:
        row = all_rows()[one.name]
        low, high = float(row.low or 0.0), float(row.high or 0.0)
        slices = ((points[one.name] - low) / (high - low) * 20).astype(int)
        assert sorted(slices) == list(range(20)), one.name
    assert points.equals(futures_of(UNCERTAIN, shocks=True, number=20, seed=3)[0])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"parameters": ["seeking.shame_weigth"]}, "Did you mean 'seeking.shame_weight'"),
        ({"parameters": ["seeking.wait", "seeking.wait"]}, "named twice"),
        ({"parameters": [], "shocks": False}, "0 parameters"),
        ({"futures": 1}, "give 2 futures or more"),
        ({"futures": 10**11}, "100,000,000,000 points.*at most 1,000,000"),
        ({"budget": 0.0}, "above 0"),
        ({"months": 60}, "begin in 2026-01"),
        ({"plan": "current"}, "extends no other"),
    ],
)
def test_wrong_input_is_refused(tmp_path: Path, wrong: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        robust(out=tmp_path / "out", **wrong)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


# -- worst tenth, regret, budget -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("futures", "worst"), [(2, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (30, 3), (31, 4)]
)
def test_worst_tenth_is_rounded_up(futures: int, worst: int) -> None:
    assert number_of_worst(futures) == worst


def gains(table: dict[str, list[list[float]]]) -> pd.Series:
    """Return gains from candidate: futures (rows) of replications."""
    return pd.Series(
        {(name, f, r): value for name, rows in table.items() for f, row in enumerate(rows)
         for r, value in enumerate(row)},
        dtype=float,
    ).rename_axis(["candidate", "future", "replication"])  # fmt: skip


def test_mean_and_worst_tenth_by_hand() -> None:
    rows = [[float(10 * f), 10.0 * f + 2] for f in range(20)]  # means 1, 11, 21, ...
    measures = of_candidate(gains({"a": rows}).xs("a", level="candidate"))
    assert measures["mean"] == paired([95.0, 97.0])
    assert measures["worst"] == paired([5.0, 7.0])  # futures 0 and 1
    # Both replications choose the same two futures.
    assert measures["worst_unseen"] == paired([5.0, 7.0])
    assert measures["chance_share"] == pytest.approx(0.0, abs=1e-12)


def test_bad_luck_is_told_from_a_bad_future() -> None:
    """One replication has one disaster: the futures that the others choose do not know of it."""
    rows = [[0.0, 0.0, 0.0] for _ in range(10)]
    rows[7][1] = -300.0
    measures = of_candidate(gains({"a": rows}).xs("a", level="candidate"))
    assert measures["worst"].mean == pytest.approx(-100.0)  # type: ignore[union-attr]
    assert measures["worst_unseen"].mean == pytest.approx(0.0)
    assert measures["chance_share"] == pytest.approx(1.0)


def test_one_replication_has_no_interval_and_no_other_draws() -> None:
    measures = of_candidate(gains({"a": [[1.0], [3.0]]}).xs("a", level="candidate"))
    assert not measures["mean"].known  # type: ignore[union-attr]
    assert math.isnan(measures["worst_unseen"].mean)  # type: ignore[union-attr]
    assert math.isnan(measures["chance_share"])  # type: ignore[arg-type]


def test_of_equal_futures_the_first_are_the_worst() -> None:
    assert worst_of(pd.Series([5.0, 1.0, 1.0, 1.0] + [9.0] * 10)) == [1, 2]


def test_what_a_replication_shifts_everywhere_is_no_chance_between_futures() -> None:
    table = pd.DataFrame([[0.0, 50.0], [10.0, 60.0], [20.0, 70.0]])
    assert chance_share(table) == pytest.approx(0.0, abs=1e-12)
    assert math.isnan(chance_share(pd.DataFrame([[1.0, 2.0], [1.0, 2.0]])))


@given(st.integers(2, 40), st.integers(2, 4), st.integers(0, 10_000))
def test_worst_tenth_is_never_better_than_the_mean(
    futures: int, replications: int, seed: int
) -> None:
    values = np.sin(np.arange(futures * replications) * (seed + 1.3)) * 100
    rows = values.reshape(futures, replications).tolist()
    measures = of_candidate(gains({"a": rows}).xs("a", level="candidate"))
    assert measures["worst"].mean <= measures["mean"].mean + 1e-9  # type: ignore[union-attr]
    assert measures["worst"].mean >= values.min() - 1e-9  # type: ignore[union-attr]
    assert 0 <= measures["chance_share"] <= 1  # type: ignore[operator]


def test_regret_is_against_the_best_choice_of_each_future() -> None:
    means = by_future(gains({"nothing": [[0.0], [0.0]], "a": [[5.0], [-4.0]], "dear": [[9], [1]]}))
    table = regrets(means, ["nothing", "a"])
    assert table.loc["nothing"].tolist() == [5.0, 0.0]
    assert table.loc["a"].tolist() == [0.0, 4.0]
    assert table.loc["dear"].tolist() == [0.0, 0.0]  # better than what could be paid
    assert regrets(means, ["nothing", "a", "dear"]).loc["a"].tolist() == [4.0, 5.0]


def test_over_budget_in_more_than_a_tenth_of_the_futures() -> None:
    twenty = [[90.0, 110.0]] * 18 + [[150.0, 150.0]] * 2  # means 100, and 150 twice
    costs = gains({"edge": twenty, "over": twenty[:17] + [[150.0, 150.0]] * 3})
    assert over_budget(costs, 100.0).to_dict() == pytest.approx({"edge": 0.1, "over": 0.15})


def judged(best: float = 40.0) -> pd.DataFrame:
    """Return how four candidates do: nothing, a steady, a risky and a dear one."""
    both = runs_of(best)
    names = list(dict.fromkeys(both.index.get_level_values("candidate")))
    costs = gains({name: [[1e6 * k, 1e6 * k]] * 10 for k, name in enumerate(names)})
    return judge(both, costs, budget=2.5e6)


def runs_of(best: float = 40.0) -> pd.DataFrame:
    """Return their gains in ten futures and two replications."""
    table = {
        DO_NOTHING: [[0.0, 0.0]] * 10,
        "steady": [[best, best + 4.0]] * 10,
        "risky": [[-250.0, -246.0]] + [[200.0, 204.0]] * 9,
        "dear": [[300.0, 304.0]] * 10,
    }
    one = gains(table)
    return pd.DataFrame({"net_saving_2029": one * 1e6, "fewer_unmet_needs": -one})


def test_judged_by_hand() -> None:
    table = judged()
    saving = table[table["objective"] == "net_saving_2029"].set_index("candidate")
    assert saving.loc["steady", ["mean", "worst", "rank"]].tolist() == [42e6, 42e6, 1.0]
    assert saving.loc["risky", ["mean", "worst", "rank"]].tolist() == [157e6, -248e6, 3.0]
    # Second in the worst tenth, since it never costs anything; yet regretted in every good future.
    assert saving.loc[DO_NOTHING, ["mean", "worst", "rank"]].tolist() == [0.0, 0.0, 2.0]
    for name, each in ((DO_NOTHING, [200e6, 204e6]), ("steady", [160e6, 160e6])):
        span = paired(each)
        found = saving.loc[name, ["regret_max", "regret_max_low", "regret_max_high"]].tolist()
        assert found == pytest.approx([span.mean, span.low, span.high])
    assert saving["within_budget"].tolist() == [True, True, True, False]
    assert math.isnan(saving.loc["dear", "rank"])
    assert saving["rank_of_all"].tolist() == [3.0, 2.0, 4.0, 1.0]
    assert saving.loc["risky", "regret_max"] == pytest.approx(42e6 + 248e6)
    assert saving.loc["steady", "regret_max"] == pytest.approx(202e6 - 42e6)
    assert saving.loc["steady", "regret_mean"] == pytest.approx(0.9 * 160e6)
    assert saving["cost_year"].tolist() == [0.0, 1e6, 2e6, 3e6]
    needs = table[table["objective"] == "fewer_unmet_needs"].set_index("candidate")
    assert needs["worst"].idxmax() == DO_NOTHING
    assert needs["rank"].dropna().to_dict() == {DO_NOTHING: 2.0, "steady": 3.0, "risky": 1.0}
    assert set(table["varies"]) == {"chance only"}
    assert set(table["worst_futures"]) == {1}


# -- from worlds to gains --------------------------------------------------------------------------


def swept(tmp_path: Path) -> tuple[SweepResult, pd.DataFrame]:
    """Write a sweep of two candidates and two futures by hand; prices grow otherwise in each."""
    both = tuple(replace(world, name=name) for world, name in
                 zip(list(worlds().values())[:2], (DO_NOTHING, "a"), strict=True))  # fmt: skip
    points = pd.DataFrame({"money.index_after": [0.0, 0.1]}, index=pd.RangeIndex(2, name="point"))
    sweep = Sweep("s", both, points, 2, residents=600, months=132, outcomes=())
    months = pd.date_range("2025-01-01", "2031-12-01", freq="MS")
    rows = pd.MultiIndex.from_product(
        [[0, 1], [DO_NOTHING, "a"], [0, 1], months, ["noord", "zuid"]],
        names=["point", "scenario", "replication", "month", "area"],
    ).to_frame(index=False)
    acts = (rows["scenario"] == "a") & (rows["month"].dt.year >= 2026)
    rows = rows.assign(needs_unmet=50.0 - 5 * acts, **{COST: 1000.0 - 100 * acts})
    for k, name in enumerate(INVESTED):
        rows[name] = 10.0 * acts * (k + 1)
    (tmp_path / "monthly").mkdir()
    rows.to_parquet(tmp_path / "monthly" / "part-00000.parquet", index=False)
    return SweepResult(as_finished(tmp_path), sweep), rows


def test_gains_are_in_euros_of_2025_of_each_future(tmp_path: Path) -> None:
    by_run = gains_of(swept(tmp_path)[0], 100.0)
    assert list(by_run.columns) == [
        "worth_2031", "net_saving_2031", "net_saving_2029", "fewer_unmet_needs", "own_cost_year"
    ]  # fmt: skip
    for future, growth in ((0, 0.0), (1, 0.1)):
        row = by_run.loc[("a", future, 0)]
        worth = {year: 1 / price_level(year, growth) for year in range(2026, 2032)}
        assert row["net_saving_2031"] == pytest.approx(2400 * sum(worth.values()))
        assert row["net_saving_2029"] == pytest.approx(2400 * sum(list(worth.values())[:4]))
        assert row["own_cost_year"] == pytest.approx(2400 * np.mean(list(worth.values())))
        assert row["fewer_unmet_needs"] == pytest.approx(10.0)
        # ten needs fewer in each of six years, at 100 euros each
        assert row["worth_2031"] == pytest.approx(row["net_saving_2031"] + 100.0 * 10 * 6)
    assert (by_run.loc[DO_NOTHING] == 0).all(axis=None)


def test_a_future_that_was_not_simulated_everywhere_is_left_out() -> None:
    of_run = gains({DO_NOTHING: [[1.0, 2.0]] * 3, "a": [[4.0, 8.0]] * 3}).to_frame("x")
    lost = of_run.drop(("a", 1, 1))
    beyond = beyond_nothing(lost, [DO_NOTHING, "a"], 2)
    assert sorted(set(beyond.index.get_level_values("future"))) == [0, 2]
    assert beyond.loc["a"]["x"].tolist() == [3.0, 6.0, 3.0, 6.0]
    failed = (Failure(0, "a", 1, "ZeroDivisionError: x", ""),)
    with pytest.raises(ReplicationError, match="ZeroDivisionError"):
        beyond_nothing(of_run.drop("a", level="candidate"), [DO_NOTHING, "a"], 2, failed)


# -- words and picture -----------------------------------------------------------------------------

TITLES = {DO_NOTHING: "do nothing new", "steady": "a steady one", "risky": "a risky one",
          "dear": "a dear one"}  # fmt: skip


def result(best: float = 40.0, budget: float = 2.5e6) -> RobustResult:
    runs = runs_of(best).reset_index()
    tables = {"robust": judged(best), "gains": runs, "futures": pd.DataFrame({"future": range(10),
              "seeking.wait": np.linspace(0, 0.5, 10)})}  # fmt: skip
    return RobustResult("plan", TITLES, tables, budget, 4_000.0, range(2026, 2030), seed=1,
                        replications=2, size=3000, size_full=67_510)  # fmt: skip


def test_a_price_on_unmet_need_decides_who_is_least_regretted() -> None:
    """Free of charge the saver wins; at 20,000 euros a year the one that leaves no need unmet."""
    saver = {DO_NOTHING: [[0.0, 0.0]] * 3, "a": [[2e6, 2.1e6]] * 3, "b": [[-1e6, -1.1e6]] * 3}
    needs = {DO_NOTHING: [[0.0, 0.0]] * 3, "a": [[-100.0, -90.0]] * 3, "b": [[90.0, 80.0]] * 3}
    costs = gains({name: [[1e5, 1e5]] * 3 for name in saver})
    runs = pd.DataFrame({"net_saving_2029": gains(saver), "fewer_unmet_needs": gains(needs)})
    ranks = []
    for price in (0.0, 20_000.0):
        value = worth(runs, "net_saving_2029", price, 4)
        table = judge(value.to_frame("worth_2029"), costs, budget=2e6).set_index("candidate")
        ranks.append(table["rank"].idxmin())
    assert ranks == ["a", "b"]
    row = price_row()
    assert (row.low, row.value, row.high) == (0.0, 4_000.0, 20_000.0)
    assert row.evidence.startswith("assumed:")
    assert price_of(None) == row.value
    with pytest.raises(InputError, match="0 or more"):
        price_of(-1.0)


def test_words_tell_who_is_least_regretted() -> None:
    text = as_markdown(result())
    assert "'a steady one' is least regretted (at most 160, 95% interval 160 to 160, behind" in text
    assert "doing nothing new at most 202, 95% interval 177 to 227)" in text
    assert "Best on average is 'a risky one' (+157, " in text
    assert "Without a budget 'a dear one' would be least regretted." in text
    assert "counts for 4,000 euros of 2025" in text
    assert "Needs are priced, not the residents who would say" in text
    assert "Least regretted within the budget: at 0 'a steady one', at 4,000 'a steady one'" in text
    assert "Out, since over it in more than a tenth of the futures: 'a dear one' (3.0 m" in text
    assert "**That is too thin**" in text
    assert "`seeking.wait` from 0 to 0.5" in text


def test_doing_nothing_is_told_plainly_where_it_is_best() -> None:
    sentence = finding(result(best=-40.0))
    assert "doing nothing new is least regretted (at most 202" in sentence
    assert "next comes 'a steady one' (at most 240" in sentence
    assert "worst tenth" not in sentence
    assert "not distinguishable from each other" in finding(result(best=-1.0))
    assert "not distinguishable" not in finding(result())


def test_words_where_no_roll_out_can_be_paid() -> None:
    table = judged()
    table["within_budget"] = table["candidate"] == DO_NOTHING
    changed = replace(result(), tables={**result().tables, "robust": table})
    assert "no roll-out stays within the budget" in finding(changed)


def test_picture_shows_both_and_the_budget() -> None:
    figure, table = picture(result())
    assert table is not None
    left, middle, right = figure.axes
    assert [t.get_text() for t in left.get_yticklabels()] == [
        "a dear one", "a steady one", "do nothing new", "a risky one"
    ]  # fmt: skip
    assert [bar.get_width() for bar in right.patches] == [3.0, 1.0, 0.0, 2.0]
    assert any(line.get_xdata()[0] == 2.5 for line in right.lines)
    assert "unmet needs" in middle.get_xlabel()
    assert "'a steady one' is least regretted" in str(figure.get_suptitle()).replace("\n", " ")
    assert "3,000 simulated" in str(figure.get_supxlabel()).replace("\n", " ")


@pytest.mark.parametrize("which", ["none can be paid", "none differs"])
def test_no_order_is_told_from_chance_where_there_is_none(which: str) -> None:
    table = judged()
    if which == "none can be paid":
        table["within_budget"] = table["candidate"] == DO_NOTHING
    else:
        table[["mean", "worst"]] = 0.0
    changed = replace(result(), tables={**result().tables, "robust": table})
    said = opening(changed, changed.words)
    assert "So nothing is ranked" in said
    assert "order" not in said
    assert "That order is told from chance" in opening(result(), changed.words)
