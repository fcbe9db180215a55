"""Twins in real worlds: rows add up to the ledger, equal worlds have none, the placebo differs."""

from functools import cache

import pandas as pd
import pytest

from agents.vocabulary import Payer
from experiments.effects.headline import ceiling, counts, headline
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings import findings
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown, as_text
from experiments.worlds.demand_shift import ALL_CARE, DAY_ACTIVITIES, PARTS, WHOLE_TOWN
from experiments.worlds.lockstep import PLACEBO, REDRAWN, Task, run_together
from model.scenario.scenario import load_scenario

MONTHS = 84


@cache
def compared() -> ComparisonResult:
    """Return a small comparison: parted in 2026, two years together."""
    return compare_scenarios(
        load_scenario("current"), [load_scenario("transformation"), load_scenario("null")],
        residents=1000, replications=2, months=MONTHS, workers=1,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["transformation", "null"])
def test_all_rows_are_the_ledgers_difference_to_the_cent(policy: str) -> None:
    comparison = compared()
    ledger = comparison.tables["ledger"]
    eur = ledger["eur"] / comparison.prices_of(ledger)
    books = eur.groupby([ledger["replication"], ledger["scenario"], ledger["payer"]]).sum()
    twins = comparison.tables["twins"]
    for replication in (0, 1):
        rows = twins[(twins["scenario"] == policy) & (twins["replication"] == replication)]
        for payer in Payer:
            name = payer.name.lower()
            there = books.get((replication, "current", name), 0.0)
            gap = books.get((replication, policy, name), 0.0) - there
            assert rows[f"eur_{name}"].sum() == pytest.approx(gap, rel=0, abs=0.005)


@pytest.mark.slow
def test_null_differs_in_nobody() -> None:
    twins = compared().tables["twins"]
    assert twins[twins["scenario"] == "null"].empty


@pytest.mark.slow
def test_policy_reaches_people_first_by_exposure() -> None:
    twins = compared().tables["twins"]
    mine = twins[(twins["scenario"] == "transformation") & (twins["uid"] != 0)]
    earliest = mine[(mine["first_month"] >= 0) & (mine["first_month"] == mine["first_month"].min())]
    assert mine["first_month"].min() >= compared().parted == 60
    assert (earliest["class"] == "exposed").any()
    exposed = mine[mine["class"] == "exposed"]
    plan = {*load_scenario("transformation").levers} - {*load_scenario("current").levers}
    lines = {use.name for use in plan}
    first = earliest.loc[earliest["class"] == "exposed", "lever"]
    # a lever that both worlds have may take one twin and not the other: at once, where the plan
    # took whom it would have invited, and more often later
    assert first.isin(lines).mean() > 0.5
    assert exposed["lever"].isin(lines).mean() > 0.8
    assert (mine.loc[mine["class"] == "one world only", "world"] != "both").all()


@pytest.mark.slow
def test_placebo_begins_with_one_resident_and_exposes_nobody() -> None:
    twins = compared().tables["twins"]
    placebo = twins[(twins["scenario"] == PLACEBO) & (twins["replication"] == 0)]
    people = placebo[placebo["uid"] != 0]
    assert len(people) >= 1
    assert (people["class"] != "exposed").all()
    assert (people["first_month"] == 60).sum() <= 10


@pytest.mark.slow
def test_a_world_drawn_anew_reshuffles_care_and_moves_no_other_world() -> None:
    table = compared().tables["substitution"]
    day = table[table["care"] == DAY_ACTIVITIES]
    again = day[day["world"] == REDRAWN]
    assert again["substituted"].sum() > 0  # under the same policy: no substitution at all
    assert again["added"].sum() > 0
    visitors = day[(day["scenario"] == "transformation") & (day["visited"] != WHOLE_TOWN)]
    counted = visitors.pivot_table(
        index=["replication", "visited"], columns="world", values=["residents", "users_base"]
    )
    for _, same in counted.T.groupby(level=0):  # in the policy's pair as in both placebos
        assert same.notna().all(axis=None)
        assert (same == same.iloc[0]).all(axis=None)
    assert not day[(day["scenario"] == "null") & (day["world"] == "null")]["months_more"].any()
    alone = run_together(Task(load_scenario("current"), (load_scenario("transformation"),), 1, 2,
                              1000, MONTHS, "bergen_op_zoom"))  # fmt: skip
    assert REDRAWN not in set(alone.tables["shift"]["scenario"])
    once = run_together(Task(load_scenario("current"), (load_scenario("transformation"),), 1, 2,
                             1000, MONTHS, "bergen_op_zoom", placebo=True))  # fmt: skip
    for name in ("monthly", "paths"):
        pd.testing.assert_frame_equal(once.tables[name], alone.tables[name])
    again = run_together(Task(load_scenario("current"), (load_scenario("transformation"),), 1, 2,
                              1000, MONTHS, "bergen_op_zoom", placebo=True))  # fmt: skip
    for name in ("shift", "substitution", "worse"):
        pd.testing.assert_frame_equal(once.tables[name], again.tables[name])


@pytest.mark.slow
def test_the_whole_town_is_every_twin_and_every_other() -> None:
    """Who comes or goes in one world only counts as well: both sides are those of the twins."""
    table, twins = (compared().tables[name] for name in ("substitution", "twins"))
    for care, name in ((DAY_ACTIVITIES, "meeting"), (ALL_CARE, "indicated")):
        own = table[(table["world"] == table["scenario"]) & (table["care"] == care)]
        for (policy, replication), rows in own.groupby(["scenario", "replication"]):
            town = rows.set_index("visited").loc[WHOLE_TOWN]
            of = twins[(twins["scenario"] == policy) & (twins["replication"] == replication)]
            there, here = (of[f"{world}_{name}_first"] >= 0 for world in ("base", "policy"))
            there, here = there & (of["uid"] != 0), here & (of["uid"] != 0)
            assert town["substituted"] == (there & ~here).sum()
            assert town["added"] == (here & ~there).sum()
            groups = rows[rows["visited"] != WHOLE_TOWN]
            assert groups["substituted"].sum() <= town["substituted"]
            assert groups["residents"].sum() <= town["residents"]


@pytest.mark.slow
def test_participants_are_divided_without_rest() -> None:
    by_name = counts(compared(), "transformation")
    parts = (*PARTS, "other_participants")
    assert sum(by_name[name].mean for name in parts) == by_name["participants"].mean
    split = by_name["avoided_visited"].mean + by_name["avoided_never_visited"].mean
    assert split == by_name["avoided_users"].mean


@pytest.mark.slow
def test_headlines_of_null_are_zero_and_said_to_be_equal() -> None:
    for _, gap in headline(compared(), "null").values():
        assert (gap.mean, gap.low, gap.high) == (0, 0, 0)
    assert ceiling(compared(), "null").reached.mean == pytest.approx(0)
    text = as_markdown(compared())
    assert "equal in every pair" in text
    assert "cannot tell: both worlds spend the same" in text


@pytest.mark.slow
def test_text_and_markdown_say_the_same() -> None:
    markdown = as_markdown(compared())
    for section in findings(compared()):
        assert section.heading in markdown
        assert section.heading in as_text(compared(), terminal=True)


@pytest.mark.slow
def test_difference_table_pairs_areas_and_years() -> None:
    table = compared().tables["difference"]
    cell = table[(table["policy"] == "transformation") & (table["outcome"] == "indicated_users")]
    assert len(cell) == 7 * 5
    assert (cell.loc[cell["year"] < 2026, "difference"] == 0).all()
    monthly = compared().tables["monthly"]
    one = monthly[(monthly["month"].dt.year == 2026) & (monthly["area"] == cell["area"].iloc[0])]
    mean = one.groupby(["scenario", "replication"])["indicated_users"].mean()
    gap = (mean["transformation"] - mean["current"]).mean()
    row = cell[(cell["year"] == 2026) & (cell["area"] == cell["area"].iloc[0])].iloc[0]
    assert row["difference"] == pytest.approx(gap)
    assert isinstance(table, pd.DataFrame)
