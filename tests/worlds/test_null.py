"""A policy at dose 0, or one that has not begun, changes no bit of anybody's state."""

from typing import Any

import numpy as np
import pytest

from experiments.runs.compare import compare_scenarios
from model.parameter_owners import known_levers
from model.process_counts import DemographyCount
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import load_scenario
from model.state.digests import digests
from model.town import SocialBaseModel
from tests.towns import NO_LEVERS, begun
from tests.worlds.small_towns import SIZE, again, apart, differing, run_town, use_of, with_levers

LAST = 120  # January 2031: the plan is complete, and a dozen have entered long-term care
FULL_YEAR = 14
LEVERS = tuple(known_levers())


@pytest.fixture(scope="module")
def base() -> Any:
    """Return the town at the beginning of 2021 without any lever, and its state."""
    return begun(NO_LEVERS)


@pytest.fixture(scope="module")
def straight(base: Any) -> dict[int, dict[str, str]]:
    """Return the digests of the town without any lever: of each month of a year, and of the last.

    It is simulated once, and compared with the town of each lever.
    """
    town, by_month = again(*base), {}
    while town.month < LAST:
        town.run_until(town.month + 1 if town.month < FULL_YEAR else LAST)
        by_month[town.month] = digests(town)
    return by_month


def test_null_equals_current_month_by_month() -> None:
    current, null = (again(*begun(name)) for name in ("current", "null"))
    assert {use.name for use in null.scenario.levers} - {u.name for u in current.scenario.levers}
    at_the_start = set(current.residents.records["uid"].tolist())
    events = np.zeros(len(DemographyCount), np.int64)
    while current.month < LAST:
        current.step()
        null.step()
        assert not differing(current, null), f"month {current.month - 1}"
        events += current.state.demography.counts.sum(axis=0)
    assert events[DemographyCount.BIRTHS] > 10
    assert events[DemographyCount.ARRIVALS] > 10
    new = set(current.residents.records["uid"].tolist()) - at_the_start
    assert len(new) > 20, "births and newcomers were compared as well"
    assert new == set(null.residents.records["uid"].tolist()) - at_the_start


def _stays_as_it_was(base: Any, straight: Any, use: LeverUse) -> None:
    other = again(*base, with_levers(use))
    for _ in range(FULL_YEAR):
        other.step()
        # A place that is not open yet has a row of its own in what the community process keeps.
        differ = apart(straight[other.month], digests(other), private=False)
        assert not differ, f"month {other.month - 1}"


@pytest.mark.parametrize("lever", LEVERS)
def test_lever_at_dose_0_changes_nothing(base: Any, straight: Any, lever: str) -> None:
    _stays_as_it_was(base, straight, use_of(lever, start="2021-01", dose=0.0))


@pytest.mark.parametrize("lever", LEVERS)
def test_lever_that_has_not_begun_changes_nothing(base: Any, straight: Any, lever: str) -> None:
    _stays_as_it_was(base, straight, use_of(lever, start="2022-06"))


@pytest.mark.parametrize("lever", LEVERS)
def test_lever_at_full_dose_changes_something(base: Any, straight: Any, lever: str) -> None:
    """The comparison can fail: each lever moves at least one bit, most within the year."""
    other = again(*base, with_levers(use_of(lever, start="2021-01")))
    for month in (FULL_YEAR, LAST):  # few of so small a town enter long-term care in a year
        other.run_until(month)
        if apart(straight[month], digests(other), private=False):
            return
    pytest.fail(f"{lever} moves nothing")


def test_order_of_levers_is_immaterial() -> None:
    plan = load_scenario("transformation")
    assert len(plan.levers) >= 4
    there = run_town(plan, 84)
    back = SocialBaseModel(
        with_levers(*reversed(plan.levers)), residents=SIZE, observers=()
    )  # fmt: skip
    back.run_until(84)
    people = {name for name in differing(there, back) if not _by_number_of_place(name)}
    assert not people
    # A place has another number, so what is known is held in other bits: the same places by name.
    assert _known_places(there) == _known_places(back)


def _by_number_of_place(name: str) -> bool:
    return name.startswith("community.") or name in {
        "residents:knows", "residents:visits", "residents:meets", "residents:waits_at",
        "residents:waits_since", "residents:invited", "published:visits", "published:meets",
    }  # fmt: skip


def _known_places(town: Any) -> dict[int, tuple[frozenset[Any], Any, Any]]:
    names: list[Any] = [(f.plan.type, f.name, f.area) for f in town.facilities]
    by_uid = {}
    for slot in town.residents.living:
        record = town.residents.records[slot]
        places = frozenset(names[k] for k in range(len(names)) if int(record["knows"]) >> k & 1)
        public = town.residents.published[slot]["visits"]
        at = [names[k] if k >= 0 else None for k in (int(record["visits"]), int(public))]
        by_uid[int(record["uid"])] = (places, *at)
    return by_uid


def test_a_comparison_that_ends_before_the_worlds_part_finds_no_difference() -> None:
    base, plan = load_scenario("current"), load_scenario("transformation")
    comparison = compare_scenarios(base, [plan], replications=2, residents=500, months=3, workers=1)
    assert (comparison.tables["difference"]["difference"].fillna(0) == 0).all()
    assert (
        comparison.tables["worse"].select_dtypes("number").drop(columns="replication").sum().sum()
        == 0
    )
    assert not len(comparison.tables["twins"].query("uid > 0"))
