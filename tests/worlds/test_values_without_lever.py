"""Named values that no shipped lever moves: a newcomer's lever may, so each does what it says.

One small town with a team in one area and day places in all; from there on one world as it is and,
for each value, one in which that value alone is another.
"""

from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from model.parameter_owners import known_levers, known_processes
from model.scenario.scenario import load_scenario
from model.state.state import TownState, capture
from model.values import NamedValue
from tests.worlds.small_towns import again, run_town, use_of, with_levers

SIZE, START, MONTHS = 4000, 6, 12
UP, DOWN = 1, -1
SHAME_OF_WHO_ASKED = "shame of who asked"


class Effect(NamedTuple):
    """What a value is set to, and the outcome that it must raise or lower."""

    amount: float
    outcome: str
    direction: int


EFFECTS = {
    "access.short_support_desk": Effect(1.0, "decided_short_support", UP),
    "access.short_support_team": Effect(1.0, "team_short_support", UP),
    "access.professional_norm": Effect(0.5, "decided_granted", UP),
    "access.own_network": Effect(1.0, "decided_own_network", UP),
    "access.integral_team": Effect(1.0, "needs_decided", UP),
    "care.renew_shift": Effect(-2.0, "ended_indications", UP),
    "community.opening": Effect(3.0, "seats_there", UP),
    "community.wish": Effect(3.0, "facility_visits", UP),
    "community.effectiveness": Effect(0.0, "hours_community", DOWN),
    "community.staff_recall": Effect(50.0, "requests_facility_staff", UP),
    "demography.event_hazard": Effect(10.0, "lonely", UP),
    "demography.separation_aftermath": Effect(0.0, "lonely", DOWN),
    "needs.onset": Effect(2.0, "new_needs", UP),
    "needs.growth": Effect(3.0, "unmet_severity_months", UP),
    "needs.healing": Effect(3.0, "unmet_severity_months", DOWN),
    "needs.capacity_shift": Effect(0.5, "health_daily_functioning_mean", UP),
    "personal_help.respite": Effect(40.0, "overloaded_carers", DOWN),
    "personal_help.ask_network": Effect(1.0, "hours_personal", UP),
    "personal_help.accept": Effect(1.0, "hours_personal", UP),
    "personal_help.strain_tolerance": Effect(50.0, "overloaded_carers", DOWN),
    "seeking.shame": Effect(5.0, SHAME_OF_WHO_ASKED, DOWN),
    "referrers.gp": Effect(20.0, "requests_gp", UP),
    "ties.decay": Effect(5.0, "ties_mean", DOWN),
    "wellbeing.loneliness_shift": Effect(1.0, "lonely", UP),
}
PUBLISHED = {value.name: value for cls in known_processes().values() for value in cls.publishes}


@cache
def past() -> tuple[Any, TownState]:
    plan = with_levers(
        use_of("strong_local_teams", start="2021-01", areas=("oude_stad",)),
        use_of("free_access_day_activities", start="2021-01", seats_per_daypart=400.0),
    )
    known = load_scenario("current", {"community.know_visible": 0.5})  # places with many visitors
    plan = replace(known, name="test", levers=plan.levers)
    town = run_town(plan, START, SIZE, observers=("monthly",))
    return town, capture(town)


@cache
def outcomes(value: NamedValue | None, amount: float) -> dict[str, float]:
    """Return every outcome, summed over a year, with a value at an amount in every area."""
    town = again(*past(), observers=("monthly",))
    while town.month < START + MONTHS:
        if value is not None:
            town.values.change(value, "set", amount, None, None)
        town.step()
    (frame,) = (observer.frame(town) for observer in town.observers)
    people = town.residents.records
    requesters = (people["uid"] != 0) & (people["last_request"] >= START)
    sums = frame[frame["month"] >= frame["month"].unique()[START]].sum(numeric_only=True)
    return sums.to_dict() | {SHAME_OF_WHO_ASKED: float(np.mean(people["shame"][requesters]))}


def test_these_are_the_values_that_no_shipped_lever_moves() -> None:
    moved = {value.name for lever in known_levers().values() for value in lever.modifies}
    assert set(EFFECTS) == set(PUBLISHED) - moved


@pytest.mark.parametrize("name", EFFECTS)
def test_value_does_what_it_says(name: str) -> None:
    amount, outcome, direction = EFFECTS[name]
    moved, still = outcomes(PUBLISHED[name], amount)[outcome], outcomes(None, 0.0)[outcome]
    assert (moved - still) * direction > 0, f"{outcome}: {still:g} as it is, {moved:g} with {name}"
