"""The integral view: what seeing the home, one plan and one budget can do, and when they harm."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Domain
from model.ledger import items
from model.process_counts import ProvisionCount
from model.processes.access import household_view
from tests.science.lever_worlds import START, after, begin, use
from tests.unit.plain import residents

SUPPORT = (Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE)
TEAMS = use("strong_local_teams")
SEES_ALL = use("integrated_access", integral=1.0)
NO_OVERLAP = {
    "care__overlap.day_activities_on_guidance": 0.0, "care__overlap.guidance_on_company": 0.0,
    "care__overlap.guidance_on_household": 0.0, "care__overlap.household_help_on_guidance": 0.0,
    "care__shared_household": 0.0,
}  # fmt: skip
ALL_OVERLAP = dict.fromkeys(NO_OVERLAP, 1.0)
MONTHS = 24


def world(*uses: Any, **changes: float) -> dict[str, float]:
    """Return flows and stocks summed over two years."""
    return _world(uses, tuple(sorted(changes.items())))


@cache
def _world(uses: tuple[Any, ...], changes: tuple[tuple[str, float], ...]) -> dict[str, float]:
    town = begin(*uses, **dict(changes))
    started = 0.0
    while town.month < START + MONTHS:
        town.step()
        started += town.state.care.by_domain[:, SUPPORT, ProvisionCount.NEW].sum()
    table = town.observers[0].frame(town).drop(columns="area").groupby("month").sum()
    return table.iloc[START:].sum().to_dict() | {"started": started}


# -- the household view ---------------------------------------------------------------------------


def test_who_sees_the_home_finds_needs_of_housemates_and_spends_hours_on_them() -> None:
    seen, alone = world(SEES_ALL), world()
    assert alone["requests_same_home"] == 0 < seen["requests_same_home"]
    assert seen["desk_hours_needed"] > alone["desk_hours_needed"]
    assert seen["new_indications"] > alone["new_indications"]


@pytest.mark.parametrize(("household", "brought"), [((0, 0), [1]), ((0, 1), [])])
def test_who_lives_alone_brings_nobody_to_light(
    household: tuple[int, int], brought: list[int]
) -> None:
    people = residents(2, household=np.array(household), open_needs=1 << Domain.GUIDANCE)
    state = SimpleNamespace(seeking=SimpleNamespace(asks=np.array([1 << Domain.GUIDANCE, 0])))
    town: Any = SimpleNamespace(residents=SimpleNamespace(records=people), state=state)
    view = np.array([1.0, 0.0])  # the first one asks, and its home is looked at
    assert household_view._housemates(town, view).tolist() == brought


# -- one plan -------------------------------------------------------------------------------------


def test_one_plan_stacks_fewer_products_and_leaves_more_unmet() -> None:
    fitted = world(TEAMS, **ALL_OVERLAP)
    stacked = world(TEAMS, access__one_plan=0.0, **ALL_OVERLAP)
    assert fitted["started"] < stacked["started"]
    assert fitted["unmet_severity_months"] > stacked["unmet_severity_months"]


def test_one_plan_does_nothing_where_products_do_not_overlap() -> None:
    assert world(TEAMS, **NO_OVERLAP) == world(TEAMS, access__one_plan=0.0, **NO_OVERLAP)


def test_a_desk_counts_other_products_of_its_law_as_a_team_does() -> None:
    """A team alone counted them: what it saved by that was a desk that forgot its own files."""
    assert world(**ALL_OVERLAP)["started"] < world(access__one_plan=0.0, **ALL_OVERLAP)["started"]


# -- one budget -----------------------------------------------------------------------------------

FREE = use("free_access_day_activities", seats_per_daypart=30.0)
BUDGET = use("lump_sum")
FREEDOM = use("lump_sum", known=0.5, step_down=0.5)
TIGHT = {"money__budget_reserve": 0.0}
AMPLE = {"money__budget_reserve": 5.0}


def test_with_one_budget_more_is_referred_to_free_places() -> None:
    ours, theirs = world(FREE, FREEDOM, **AMPLE), world(FREE, **AMPLE)
    moved = ("decided_referred", "converted_indications")
    assert sum(ours[name] for name in moved) > sum(theirs[name] for name in moved)


def test_one_budget_without_free_places_changes_nothing_but_who_bears_what() -> None:
    ours, theirs = world(BUDGET, **AMPLE), world(**AMPLE)
    for name in ("new_indications", "indicated_users", "requests", "unmet_severity_months"):
        assert ours[name] == theirs[name], name
    assert ours["cost_indicated_eur"] != theirs["cost_indicated_eur"]


def test_a_budget_that_does_not_follow_demand_makes_people_wait() -> None:
    ours, theirs = world(BUDGET, **TIGHT), world()
    assert ours["started"] < theirs["started"]
    assert ours["waiting_provider"] > theirs["waiting_provider"]


def test_the_town_pays_the_same_budget_whatever_care_is_given() -> None:
    town = after(BUDGET, months=6, **AMPLE)
    books = town.ledger.frame()
    mine = books[books["item"] == "lump sum for support"]
    by_month = mine.groupby("month")["eur"].sum()
    assert len(by_month) == 6
    assert by_month.to_numpy() == pytest.approx(by_month.iloc[0], abs=0.05)
    paid_by_product = {"household help", "individual guidance", "day activities"}
    assert paid_by_product <= {line.name for line in items()}
    later = books["month"] >= by_month.index[0]
    assert not books[later]["item"].isin(paid_by_product).any()
