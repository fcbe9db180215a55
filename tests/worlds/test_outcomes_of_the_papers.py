"""Journeys, capacity and monitoring of a small town agree with what its processes counted."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from agents.vocabulary import Domain, Source
from experiments.analyses.patterns.measures import help_and_need
from model.measures.outcomes import HEALTH
from model.observers.paths import COUNTED, ENDS, MONEY
from model.processes.access import access
from model.processes.sampled_demand import lump
from model.scenario.scenario import load_scenario
from model.state.state import capture
from model.town import SocialBaseModel
from tests.worlds.small_towns import again, permuted, use_of, with_levers

MONTHS = 23
OBSERVERS = ("groups", "monthly", "paths")


@pytest.fixture(scope="module")
def town() -> SocialBaseModel:
    """Return a small town just before the end of its second year."""
    town = SocialBaseModel(load_scenario("current"), residents=900, observers=OBSERVERS)
    town.run_until(MONTHS)
    return town


def _frame(town: SocialBaseModel, name: str) -> pd.DataFrame:
    return next(o.frame(town) for o in town.observers if o.name == name)


def test_paths_are_as_many_as_new_needs(town: SocialBaseModel) -> None:
    monthly = _frame(town, "monthly")
    opened = monthly.groupby([monthly["month"].dt.year, "area"])["new_needs"].sum()
    needs = _frame(town, "paths").groupby(["year", "area"])["needs"].sum()
    assert needs.sum() > 50
    assert (needs.reindex(opened.index, fill_value=0) == opened).all()


def test_counts_of_paths_hold_together(town: SocialBaseModel) -> None:
    paths = _frame(town, "paths")
    assert (paths["closed"] + paths["left"] <= paths["needs"]).all()
    assert (paths[["fitting", "over_term"]].max(axis=1) <= paths["needs"]).all()
    assert (paths["over_term_followed"] <= paths["decided_followed"]).all()
    assert 0 < paths["decided_followed"].sum() < paths["needs"].sum()
    assert (paths["months_fitting"] <= paths["months_open"]).all()
    assert (paths["eur_cheapest_fitting"] <= paths["eur_cheapest"]).all()
    monthly = _frame(town, "monthly")
    assert 0 < paths["handovers"].sum() <= monthly["handovers"].sum()
    assert paths["requests"].sum() > 0


def test_files_over_the_term_stand_in_the_paths_of_their_needs() -> None:
    """At four fifths of the hours most files are late."""
    cut = with_levers(use_of("budget_cut", start="2021-01", seats=1.0, caseworker_hours=0.8))
    town = SocialBaseModel(cut, residents=900, observers=OBSERVERS)
    town.run_until(MONTHS)
    late = int(_frame(town, "paths")["over_term"].sum())
    assert 0 < late <= _frame(town, "monthly")["over_statutory_term"].sum() * len(Domain)


def test_open_paths_are_open_needs(town: SocialBaseModel) -> None:
    paths = _frame(town, "paths")
    still = paths["needs"].sum() - paths["closed"].sum() - paths["left"].sum()
    bits = town.residents.records["open_needs"][:, None] >> np.arange(7) & 1
    began = town.residents.needs.column("opened") >= 0
    assert still == int((bits.astype(bool) & began).sum())


def test_residents_who_would_say_so_are_those_of_the_register_s_question(
    town: SocialBaseModel,
) -> None:
    last = _frame(town, "monthly").set_index("month").loc["2022-11-01"]
    share = last["residents_unmet"].sum() / last["residents_18plus"].sum()
    assert share == pytest.approx(help_and_need(town)["unmet_need"])
    assert 0 < last["residents_unmet"].sum() < last["needs_unmet"].sum()


def test_requests_by_source_and_decisions_add_up(town: SocialBaseModel) -> None:
    monthly = _frame(town, "monthly")
    by_source = monthly[[f"requests_{source.name.lower()}" for source in Source]].sum(axis=1)
    assert (by_source == monthly["requests"]).all()
    outcomes = (
        "own_network", "granted", "referred", "short_support", "guided", "refused",
    )  # fmt: skip
    assert (
        monthly[[f"decided_{o}" for o in outcomes]].sum(axis=1) == monthly["needs_decided"]
    ).all()


def test_hours_needed_are_those_that_staff_will_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the lumps of a smaller town, which those who are not simulated would even."""
    evened: dict[int, NDArray[np.float64]] = {}

    def noted(asked: NDArray[np.float64], *others: Any) -> NDArray[np.float64]:
        evened[town.month] = lump(asked, *others)
        return evened[town.month]

    monkeypatch.setattr(access, "lump", noted)
    town = SocialBaseModel(load_scenario("current"), residents=900, observers=("monthly",))
    town.run_until(12)
    before = town.state.access.asked_hours.copy()
    town.run_until(MONTHS)
    monthly = _frame(town, "monthly")
    year = monthly[monthly["month"].dt.year == 2022].groupby("area", sort=False)
    needed = year[["desk_hours_needed", "team_hours_needed"]].sum().sum(axis=1)
    lumps = sum(evened[month] for month in range(12, MONTHS))
    still_to_come = town.state.access.asked_hours - before
    followed = town.state.access.demand_hours + lumps + still_to_come
    assert needed.to_numpy() == pytest.approx(followed.sum(axis=1))
    assert np.abs(lumps).sum() > 0


def test_hours_staffed_are_those_paid_for() -> None:
    town = SocialBaseModel(load_scenario("transformation"), residents=900, observers=("monthly",))
    town.run_until(74)
    last = _frame(town, "monthly").set_index("month").loc["2027-02-01"]
    paid = last["cost_access_eur"].sum() + last["cost_teams_eur"].sum()
    money, access = town.numbers.money[0], town.numbers.access[0]
    hour = money.fte_year / 12 / access.hours_per_fte * town.price_index(73)
    hour /= town.price_index(24)
    staffed = last[["desk_hours_staffed", "team_hours_staffed"]].to_numpy().sum()
    assert staffed * hour == pytest.approx(paid, abs=0.1)
    assert last["team_hours_staffed"].sum() > 0
    assert (last["seats_taken"] <= last["seats_there"]).all()
    assert last["seats_there"].sum() > 0


def test_quality_of_life_lies_between_meaning_and_body(town: SocialBaseModel) -> None:
    monthly = _frame(town, "monthly")
    columns = [f"health_{name}_mean" for name in HEALTH]
    assert monthly[columns].to_numpy().min() >= 0
    assert monthly[columns].to_numpy().max() <= 10
    assert monthly["health_meaning_mean"].to_numpy() == pytest.approx(monthly["wellbeing_mean"])
    middle = (monthly["health_meaning_mean"] + monthly["health_bodily_functions_mean"]) / 2
    assert monthly["health_quality_of_life_mean"].to_numpy() == pytest.approx(middle, abs=1e-5)


def test_health_of_groups_is_that_of_the_town(town: SocialBaseModel) -> None:
    monthly, groups = _frame(town, "monthly"), _frame(town, "groups")
    december = monthly[monthly["month"] == "2021-12-01"]
    for name in ("health_participation_mean", "health_daily_functioning_mean"):
        whole = np.average(december[name], weights=december["residents_18plus"])
        sexes = groups[groups["dimension"] == "sex"].pivot_table(
            index="group", columns="outcome", values="value"
        )
        assert np.average(sexes[name], weights=sexes["residents_18plus"]) == pytest.approx(whole)


def test_a_branch_continues_its_paths(town: SocialBaseModel) -> None:
    other = again(town, capture(town), observers=OBSERVERS)
    pd.testing.assert_frame_equal(_frame(other, "paths"), _frame(town, "paths"))
    other.run_until(MONTHS + 2)
    straight = again(town, capture(town), observers=OBSERVERS)
    straight.run_until(MONTHS + 2)
    pd.testing.assert_frame_equal(_frame(other, "paths"), _frame(straight, "paths"))
    grown = _frame(other, "paths")
    assert set(grown.columns) == {"year", "area", "domain", "age_band", *COUNTED, *MONEY, *ENDS}
    assert grown["year"].max() == 2023


def test_slots_do_not_matter_to_paths() -> None:
    start = SocialBaseModel(load_scenario("current"), residents=500, observers=("paths",))
    start.run_until(0)
    order = np.arange(len(start.residents))[::-1]
    other = permuted(start, order)
    other.observers = [type(start.observers[0])(other)]
    for one in (start, other):
        one.run_until(6)
    pd.testing.assert_frame_equal(_frame(start, "paths"), _frame(other, "paths"))
