"""Levers that bring places or judge anew: which way they work, and when they do nothing or harm.

The worlds part in January 2023, so that the small towns are those of the other directions. Places
are large and well known here: a town of this size has few people with dementia or of one origin.
"""

from typing import Any

import numpy as np
import pytest

from agents.facilities import facility_dtype
from agents.indications import indication_dtype
from agents.vocabulary import CareStage, Domain, Origin
from experiments.effects.intervals import Interval
from model.parameter_owners import known_facility_types
from model.process_counts import ProvisionCount
from model.processes.access import free_places, triage
from model.processes.access.access_parameters import AccessParameters
from model.processes.care import indications
from model.processes.care.care import Care
from model.processes.community.community import VISITS_ALLOWED
from model.town import SocialBaseModel
from tests.science.pairs import World, begin, domain_flow, figures, gap, level, world
from tests.unit.plain import here, need, numbers, plain, resident, rows

BASE, FEW = "stronger_social_base", 2
AS_IT_IS = World()
WELL_KNOWN = {"community__know_visible": 0.3, "community__wish": 0.5}
CAFE = world("cafe_entree", cafe_entree__seats_per_daypart=100.0)
SHORTER = world("fast_track", fast_track__term=0.8)
ROUND = world("reassessment_round")


def above(difference: Interval) -> bool:
    """Say whether a difference is above zero with its whole interval."""
    return difference.low > 0


def below(difference: Interval) -> bool:
    """Say whether a difference is below zero with its whole interval."""
    return difference.high < 0


def unmoved(outcome: str, policy: World, base: World = AS_IT_IS) -> bool:
    """Say whether an outcome is the same in each of the paired towns."""
    ours, theirs = (figures(of, 12, FEW)[outcome].to_numpy() for of in (policy, base))
    return bool((ours == theirs).all())


def run_world(of: World, months: int = 12) -> SocialBaseModel:
    """Return a town that was run in a world."""
    town = begin(of)
    town.run_until(town.month + months)
    return town


def share_of_visitors(town: SocialBaseModel, who: Any) -> tuple[float, float]:
    """Return the share of a group among visitors of places, and among all adults at home."""
    people = town.residents.records[town.residents.living]
    adults = people["age_months"] >= 30 * 12
    visiting = people["visits"] >= 0
    assert visiting.sum() >= 5
    return float(who(people)[visiting].mean()), float(who(people)[adults].mean())


# -- stronger social base ---------------------------------------------------------------------


def test_support_makes_volunteers_members_and_company() -> None:
    supported = world(BASE, **{f"{BASE}__volunteer_uptake": 1.5})
    assert above(gap("volunteers", supported))
    assert above(gap("facility_participants", supported))


def test_no_caseworker_names_a_meeting_place_and_a_visitor_is_not_sent_on() -> None:
    features = known_facility_types()["meeting_place"].Parameters().model_dump()
    fields = {name: value for name, value in features.items() if name in facility_dtype.names}
    place = rows(1, facility_dtype, open=1, day_place=1, places=25, **fields)
    free, who = np.array([25]), resident(area=0)
    assert plain(free_places.place_for)(who, place, free) == -1
    other = rows(1, facility_dtype, open=1, day_place=1, places=25, fit_severity=0.55)
    assert plain(free_places.place_for)(who, other, free) == 0
    fits, access = plain(triage.fits_free_place), AccessParameters()
    assert fits(who, need(0.4), 0.55, 24, access)
    assert not fits(resident(visits=0), need(0.4), 0.55, 24, access)


# -- Odensehuis -------------------------------------------------------------------------------


def dementia(people: Any) -> Any:
    """Return who has dementia."""
    return people["dementia"] == 1


def odensehuis() -> World:
    """Return a world with a large, well-known house in the centre."""
    return world("odensehuis", odensehuis__seats_per_daypart=300.0, **WELL_KNOWN)


def test_the_house_draws_those_it_is_meant_for() -> None:
    among_visitors, among_all = share_of_visitors(run_world(odensehuis(), 24), dementia)
    assert among_visitors > 1.5 * among_all


def test_a_closed_house_has_no_visitors_and_still_costs_money() -> None:
    assert (run_world(odensehuis(), 3).residents.records["visits"] >= 0).any()
    town = begin(odensehuis())
    for _ in range(3):
        town.values.change(VISITS_ALLOWED, "set", 0.0, None, None)
        town.step()
    assert not (town.residents.records["visits"] >= 0).any()
    books = town.ledger.frame()
    assert books.loc[books["lever"] == "odensehuis", "eur"].sum() > 0


# -- Café Entrée ------------------------------------------------------------------------------


def test_cafe_entree_moves_users_of_day_activities_to_its_seats() -> None:
    idle = world(
        "cafe_entree", cafe_entree__seats_per_daypart=100.0, cafe_entree__known_at_access=0.0,
        cafe_entree__not_granted=0.0, cafe_entree__reexamined=0.0,
    )  # fmt: skip
    assert above(gap("converted_indications", CAFE, idle, replications=15))
    assert below(gap("day_activity_indicated_users", CAFE, idle, replications=15))


def test_without_seats_its_triage_moves_nobody() -> None:
    full = world("cafe_entree", cafe_entree__seats_per_daypart=0.0)
    for outcome in ("new_indications", "ended_indications", "converted_indications"):
        assert unmoved(outcome, full), outcome
    assert level("cost_facilities_eur", full) > level("cost_facilities_eur")


# -- T-Huis -----------------------------------------------------------------------------------


def of_its_origins(people: Any) -> Any:
    """Return who is of Turkish or Moroccan background."""
    return np.isin(people["origin"], (Origin.TURKISH, Origin.MOROCCAN))


def test_the_t_huis_draws_its_two_origins() -> None:
    town = run_world(world("t_huis", t_huis__seats_per_daypart=300.0, **WELL_KNOWN))
    among_visitors, among_all = share_of_visitors(town, of_its_origins)
    assert among_visitors > 1.5 * among_all


def moved_from_elsewhere(origin: Origin, reexamined: float = 6.0) -> float:
    """Return who was moved to free places in other areas than the house's, all of one origin."""
    where = {"t_huis__seats_per_daypart": 300.0, "t_huis__reexamined": reexamined}
    town = begin(world("t_huis", care__step_down=0.0, **where))
    town.residents.records["origin"] = origin
    town.run_until(town.month + 12)
    (house,) = (one for one in town.facilities if one.plan.type == "elders_house")
    frame = town.observers[0].frame(town)
    elsewhere = (frame["area"] != town.areas[house.plan.area]) & (frame["month"] >= "2023-01")
    return float(frame.loc[elsewhere, "converted_indications"].sum())


def test_the_t_huis_moves_users_of_its_origins_in_the_whole_town_and_nobody_else() -> None:
    assert moved_from_elsewhere(Origin.MOROCCAN) > 0
    assert moved_from_elsewhere(Origin.MOROCCAN, reexamined=0.0) == 0
    assert moved_from_elsewhere(Origin.DUTCH) == 0


def test_a_t_huis_that_nobody_hears_of_stays_empty() -> None:
    unknown = world(
        "t_huis", t_huis__reexamined=0.0, elders_house__visibility=0.0, access__know_free_desk=0.0,
        care__step_down=0.0,
    )  # fmt: skip
    assert level("facility_participants", unknown) == 0
    assert level("cost_facilities_eur", unknown) > level("cost_facilities_eur")


# -- 26 ideas for the Wmo ---------------------------------------------------------------------


def aids(check: float) -> tuple[int, int]:
    """Return aids that ended and aids in force after a year of checks."""
    town, ended = begin(world("wmo_efficiency_ideas", wmo_efficiency_ideas__aid_check=check)), 0
    for _ in range(12):
        town.step()
        ended += int(domain_flow(town, ProvisionCount.ENDED)[Domain.MOBILITY])
    return ended, int(domain_flow(town, ProvisionCount.STOCK)[Domain.MOBILITY])


def test_checks_take_back_aids() -> None:
    (ended, kept), (ended_before, kept_before) = aids(2.0), aids(0.0)
    assert ended > ended_before
    assert kept < kept_before


@pytest.mark.parametrize(("stage", "taken"), [(CareStage.STORED, True), (CareStage.RUNNING, False)])
def test_no_check_takes_an_aid_whose_need_is_open(stage: CareStage, taken: bool) -> None:
    aid = rows(1, indication_dtype, domain=Domain.MOBILITY, stage=stage, pieces=1)[0]
    ends, p = plain(indications.ends_by_itself), numbers(indications.CareParameters)
    assert not ends(aid, need(0.5), 0.03, here(Care, aid_check=0.0), p)
    assert ends(aid, need(0.5), 0.03, here(Care, aid_check=0.5), p) == taken


# -- re-assessment round ----------------------------------------------------------------------


def test_a_round_discharges_and_leaves_need_unmet() -> None:
    assert above(gap("ended_indications", ROUND))
    assert below(gap("indicated_users", ROUND))
    assert above(gap("unmet_severity_months", ROUND))


def test_a_round_in_which_all_is_renewed_ends_no_care_and_takes_work_off_the_desks() -> None:
    lenient: dict[str, float] = {"care__renew": 2.0}
    renewed, before = world("reassessment_round", **lenient), world(**lenient)
    users = level("indicated_users", before)
    assert level("indicated_users", renewed) == pytest.approx(users, rel=0.01)
    assert level("indicated_users", renewed) >= users
    hours = "desk_reassessment_hours"
    assert level(hours, renewed) < level(hours, before)
    assert level("cost_levers_eur", renewed) > level("cost_levers_eur", before)


def test_a_round_is_over_after_its_months() -> None:
    (lever,) = begin(ROUND).levers
    assert [lever.active(month) for month in (23, 24, 35, 36)] == [False, True, True, False]


# -- fast track -------------------------------------------------------------------------------


@pytest.mark.slow
def test_shorter_terms_end_care_sooner() -> None:
    assert above(gap("ended_indications", SHORTER, months=24, replications=20))


@pytest.mark.slow
def test_shorter_terms_are_no_free_lunch() -> None:
    """Audit 1.7: a shorter term took nobody's hours."""
    assert above(gap("desk_reassessment_hours", SHORTER, months=24, replications=20))


def test_the_fast_track_does_nothing_without_places_and_at_full_terms() -> None:
    for outcome in ("new_indications", "ended_indications", "facility_participants"):
        assert unmoved(outcome, world("fast_track", fast_track__term=1.0)), outcome
