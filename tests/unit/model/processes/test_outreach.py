"""Outreach: hours make visits, visits find hidden needs; a team's hours, in its own households."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Domain, Status
from model.processes import outreach
from model.processes.access.team_households import served_by_team
from model.processes.outreach import OutreachParameters
from model.scenario.scenario import load_scenario
from tests.towns import NO_LEVERS, begun
from tests.unit.plain import need, numbers, plain, resident
from tests.worlds.small_towns import again, use_of

P = numbers(
    OutreachParameters, approach_hours=0.5, accepts=0.26, visit_hours=3.0, follow_up=0.25,
    seen_from=0.2, avoiders=2.0,
)  # fmt: skip
HOURS = 3.0 + 0.5 / 0.26
"""Hours per visit made, with those of whoever declines."""


def chance(severity: float, visits: float, **fields: Any) -> float:
    rule = plain(outreach.chance_to_be_found)
    return float(rule(resident(**fields), need(severity), visits, P))


def test_a_visit_finds_avoiders_twice_as_often_and_only_what_shows() -> None:
    assert chance(0.5, 0.01) == pytest.approx(0.01)
    assert chance(0.5, 0.01, avoids_care=1) == pytest.approx(0.02)
    assert chance(0.19, 0.01) == 0
    assert chance(0.5, 0.0) == 0


def laid(share: float, spare: float, workers: float = 0.0) -> Any:
    """Return a town in which a share of households has a team with spare hours."""
    town = again(*begun(NO_LEVERS))
    town.values["access"]["team_share"] = share
    town.values["outreach"]["team"] = 1.0
    town.values["outreach"]["workers"] = workers
    town.state.access.spare_hours[:] = spare
    process = next(one for one in town.processes if one.name == "outreach")
    process.step(town)
    return town


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_needs_found_are_a_quarter_of_the_visits(share: float) -> None:
    """Whatever the share of households: half of them with half the hours are found as often."""
    town = laid(share, 6.0 * share)
    expected = np.zeros(len(town.areas))
    people, homes = town.residents.records, town.households.records
    needs, place = town.residents.needs.rows.view(np.recarray), town.residents.needs.places()
    for i in np.flatnonzero((people["status"] == Status.HOME) & (people["open_needs"] > 0)):
        one = people[i]
        if not plain(served_by_team)(town.seed, homes["uid"][one.household], share):
            continue
        for domain in Domain:
            if plain(outreach.is_hidden)(one, needs[place[i, domain]], domain, town.month, P):
                weight = 2.0 if one.avoids_care else 1.0
                expected[one.area] -= weight * np.log1p(-town.state.outreach.chance[one.area, 1])
    some = expected > 0  # in a small town an area may have nobody to find
    assert some.sum() >= 3
    assert expected[some] == pytest.approx(np.full(some.sum(), 6 * share / HOURS * 0.25), rel=1e-6)


def test_of_those_approached_one_in_fifteen_ends_in_follow_up() -> None:
    approached = 1.0 / P.accepts
    assert outreach.hours_per_visit(P) == pytest.approx(HOURS)
    assert P.follow_up / approached == pytest.approx(1 / 15, abs=0.003)
    assert P.follow_up / approached * 8000 == pytest.approx(520)


def test_twice_the_hours_find_less_than_twice_as_many_where_few_are_hidden() -> None:
    once, twice = (laid(1.0, hours).state.outreach.chance[:, 1] for hours in (60.0, 120.0))
    found = once > 0
    assert (twice[found] < 2 * once[found]).all()
    assert (twice[found] > once[found]).all()
    assert (laid(1.0, 1e9).state.outreach.chance <= 1.0).all()


def test_households_of_desks_are_found_by_workers_alone() -> None:
    assert (laid(0.5, 30.0).state.outreach.chance[:, 0] == 0).all()
    with_workers = laid(0.5, 30.0, workers=2.0).state.outreach.chance
    assert (with_workers[:, 0] > 0).all()
    assert (with_workers[:, 1] > with_workers[:, 0]).all()


def test_without_hours_nobody_is_found() -> None:
    town = laid(1.0, 0.0)
    assert not town.state.outreach.chance.any()
    assert not town.state.outreach.hours.any()


def test_cases_come_first_and_the_rest_is_for_visits() -> None:
    town = again(*begun(NO_LEVERS))
    scenario = replace(
        load_scenario("current"), name="test",
        levers=(use_of("strong_local_teams", start="2021-02", hiring_months=0),),
    )  # fmt: skip
    town = again(town, begun(NO_LEVERS)[1], scenario)
    town.run_until(6)
    access = town.state.access
    assert (town.state.outreach.hours[:, 1] <= access.hours[3:] + 1e-9).all()
    assert access.spare_hours.sum() <= access.hours[3:].sum()
