"""Levers that take residents along: each in the direction of its mechanism, and where it fails.

Small towns that share their past and their draws part in February 2021. Groups that are tiny in a
small town are made large in both worlds alike; room and reach are ample, so that what taking part
does can be seen.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.vocabulary import Domain, Origin, Status
from model.inputs.prices import price_level
from model.state.state import TownState, capture
from model.town import SocialBaseModel
from tests.worlds.small_towns import again, run_town, use_of, with_levers

SIZE, MONTHS = 3000, 12
AMPLE = 1e5
Tweak = Callable[[SocialBaseModel], None]


def as_it_was(town: SocialBaseModel) -> None:
    """Change nothing."""


def children_just_arrived(town: SocialBaseModel) -> None:
    """Let every child of today be a newcomer with another language."""
    people = town.residents.records
    child = people["age_months"] < 216
    people["arrived"][child] = town.month
    people["origin"][child] = Origin.TURKISH


def nobody_from_elsewhere(town: SocialBaseModel) -> None:
    """Let everybody speak the language."""
    town.residents.records["origin"] = Origin.DUTCH


def everybody_separated(town: SocialBaseModel) -> None:
    """Let every household have gone through a separation this month."""
    town.residents.records["separation_months"] = 12
    town.residents.records["event_months"] = 12


def long_on_benefit(town: SocialBaseModel) -> None:
    """Let every need of work have been there for three years, of people from elsewhere."""
    needs, people = town.residents.needs, town.residents.records
    there = np.flatnonzero(needs.held >> Domain.WORK & 1)
    needs.write(there, Domain.WORK, opened=town.month - 36)
    people["origin"][people["products"] >> Domain.WORK & 1 > 0] = Origin.OTHER_NON_WESTERN


def one_carer_in_three(town: SocialBaseModel) -> None:
    """Let a third of the adults carry much care for someone outside the town."""
    people = town.residents.records
    chosen = (people["age_months"] > 300) & (people["uid"] % 3 == 0)
    people["outside_hours"][chosen] = 14
    people["care_months"][chosen], people["carer"][chosen] = 6, 1
    people["strain"][chosen] = 0.9


@cache
def past() -> tuple[Any, TownState]:
    """Return the town on 1 January 2021."""
    town = run_town(with_levers(), 0, SIZE)
    return town, capture(town)


def world(lever: str = "", tweak: Tweak = as_it_was, start: str = "2021-02", **fields: Any) -> Any:
    """Return the town a year later, with a lever or without any."""
    town, state = past()
    uses = (use_of(lever, start=start, **fields),) if lever else ()
    other = again(town, state, with_levers(*uses), observers=("monthly",))
    tweak(other)
    other.run_until(MONTHS)
    return other


@cache
def base(tweak: Tweak = as_it_was) -> Any:
    """Return the town a year later without any lever."""
    return world(tweak=tweak)


def total(town: Any, outcome: str) -> float:
    """Return an outcome summed over months and areas."""
    return float(town.observers[0].frame(town)[outcome].sum())


def open_needs(town: Any, domain: Domain) -> int:
    """Return how many needs are open in a domain."""
    people = town.residents.records
    return int((people["open_needs"][people["status"] == Status.HOME] >> domain & 1).sum())


def taking_part(town: Any) -> NDArray[np.bool_]:
    """Say who takes part in a programme now."""
    return np.asarray(town.residents.records["programme"] > 0)


def of_the_same(there: Any, here: Any, who: NDArray[np.bool_], field: str) -> tuple[float, float]:
    """Return the mean of an attribute in two worlds, over chosen residents of the second."""
    kept = who & (there.residents.records["uid"] == here.residents.records["uid"])
    assert kept.sum() > 20
    pair = (there.residents.records[field][kept], here.residents.records[field][kept])
    return float(pair[0].mean()), float(pair[1].mean())


def same_people(there: Any, here: Any) -> bool:
    """Say whether residents and their needs are equal, but for who takes part in what."""
    ours = {"programme", "programme_until", "exposed"}
    one, two = there.residents.records, here.residents.records
    equal = all((one[f] == two[f]).all() for f in one.dtype.names if f not in ours)
    return bool(equal and there.residents.needs.equals(here.residents.needs))


# -- welzijn_op_recept ----------------------------------------------------------------------------


def test_the_coached_are_less_lonely() -> None:
    coached = world("welzijn_op_recept", coach_fte=100, months=24, reach=0.3, loneliness=-0.3)
    before, after = of_the_same(base(), coached, taking_part(coached), "loneliness")
    assert after < before


def test_a_coach_without_room_costs_residents_a_road_to_the_access() -> None:
    sent_in_vain = world("welzijn_op_recept", coach_fte=0, gp_invites=1)
    assert total(sent_in_vain, "programme_entrants") == 0
    assert total(sent_in_vain, "programme_turned_away") > 0
    assert total(sent_in_vain, "requests") < total(base(), "requests")


# -- zoom_in --------------------------------------------------------------------------------------


def one_plan(**fields: Any) -> Any:
    """Return the town with one plan for every multi-problem household."""
    return world("zoom_in", caseworker_fte=1000, reach=1, months=24, **fields)


def test_one_plan_ends_hand_overs() -> None:
    assert total(one_plan(), "handovers") < total(base(), "handovers")


def test_one_plan_that_sees_more_can_raise_indications() -> None:
    subordinate = one_plan(bar=-0.05, integral=1)
    assert total(subordinate, "new_indications") > total(base(), "new_indications")


# -- separation_support ---------------------------------------------------------------------------


def separated(**fields: float) -> Any:
    """Return a town of the separated with support for all."""
    return world("separation_support", everybody_separated, places=AMPLE, reach=1, **fields)


def test_support_shortens_the_aftermath() -> None:
    there, here = base(everybody_separated), separated(onset=0.6)
    assert total(here, "new_needs") < total(there, "new_needs")
    assert open_needs(here, Domain.UPBRINGING) < open_needs(there, Domain.UPBRINGING)


def test_support_that_only_comforts_changes_nobody() -> None:
    comfort = separated(hastens=0, onset=1)
    assert total(comfort, "programme_entrants") > SIZE / 2
    assert same_people(base(everybody_separated), comfort)


# -- newcomers_school_support ---------------------------------------------------------------------


def schooled(**fields: float) -> Any:
    """Return a town of newcomers' children with support for all."""
    return world("newcomers_school_support", children_just_arrived, places=AMPLE, reach=1, **fields)


def test_supported_pupils_get_fewer_needs() -> None:
    there, here = base(children_just_arrived), schooled(onset=0.7)
    assert open_needs(here, Domain.UPBRINGING) < open_needs(there, Domain.UPBRINGING)


def test_school_support_without_newcomers_is_only_paid() -> None:
    here = world("newcomers_school_support", nobody_from_elsewhere)
    assert same_people(base(nobody_from_elsewhere), here)
    assert total(here, "cost_levers_eur") > 0


# -- status_holders_to_work, activation_c_clients, volunteer_tour ---------------------------------


def activated(lever: str, **fields: float) -> int:
    """Return the needs of work in a town where every client is far from work and taken up."""
    here = world(lever, long_on_benefit, reach=1, **fields)
    assert total(here, "programme_entrants") > 20
    return open_needs(here, Domain.WORK)


def test_status_holders_leave_benefit_sooner() -> None:
    there = open_needs(base(long_on_benefit), Domain.WORK)
    assert activated("status_holders_to_work", places=AMPLE, exits=2) < there


def test_training_that_locks_in_keeps_status_holders_on_benefit() -> None:
    there = open_needs(base(long_on_benefit), Domain.WORK)
    assert activated("status_holders_to_work", places=AMPLE, exits=0.5) > there


def test_activation_adds_exits() -> None:
    there = open_needs(base(long_on_benefit), Domain.WORK)
    assert activated("activation_c_clients", client_managers=1000, exits=1.3) < there


def test_exits_that_would_have_come_anyhow_are_no_gain() -> None:
    here = world("activation_c_clients", long_on_benefit, client_managers=1000, reach=1, exits=1)
    joined = total(here, "programme_entrants")
    left = joined - taking_part(here).sum()
    assert left > 0.05 * joined  # what the papers would count as gain
    assert same_people(base(long_on_benefit), here)


def toured(**fields: float) -> Any:
    """Return a town where everybody on benefit comes along."""
    return world("volunteer_tour", places=AMPLE, reach=1, months=24, **fields)


def test_a_tour_makes_members_and_volunteers() -> None:
    here = toured()
    for field in ("member", "volunteer"):
        before, after = of_the_same(base(), here, taking_part(here), field)
        assert after > before


def test_volunteering_as_a_refuge_keeps_people_on_benefit() -> None:
    assert open_needs(toured(exits=0.8), Domain.WORK) > open_needs(base(), Domain.WORK)


# -- informal_care_respite ------------------------------------------------------------------------


def relieved(respite: float) -> Any:
    """Return a town of carers with respite for all under strain."""
    return world(
        "informal_care_respite", one_carer_in_three, places=AMPLE, reach=1, respite=respite
    )


def test_respite_lowers_strain() -> None:
    here = relieved(4)
    before, after = of_the_same(base(one_carer_in_three), here, taking_part(here), "strain")
    assert after < before


def test_hours_that_do_not_relieve_change_nobody() -> None:
    here = relieved(0)
    assert total(here, "programme_entrants") > 20
    assert same_people(base(one_carer_in_three), here)


# -- fraud_investigator ---------------------------------------------------------------------------


def cost_of_a_year(**fields: float) -> float:
    """Return what the investigator costs the municipality over the year, less receipts."""
    here = world("fraud_investigator", start="2021-01", **fields)
    assert same_people(base(), here)
    extra = total(here, "cost_municipality_eur") - total(base(), "cost_municipality_eur")
    return extra / here.scale


def test_the_investigator_brings_in_more_than_it_costs_and_moves_nobody() -> None:
    # counted over 286 days in prices of 2022, here in those of 2021
    receipts = (57_840 + 59_231) / 286 * 365 * price_level(2021, 0) / price_level(2022, 0)
    assert cost_of_a_year() == pytest.approx(62_000 - receipts, rel=0.01)


def test_an_investigator_who_finds_nothing_is_a_cost() -> None:
    assert cost_of_a_year(saved=0, reclaimed=0) == pytest.approx(62_000, abs=50)


# -- counted --------------------------------------------------------------------------------------


def test_participants_stand_in_the_results() -> None:
    here = toured()
    frame = here.observers[0].frame(here)
    last = frame[frame["month"] == frame["month"].max()]
    home = here.residents.records["status"] == Status.HOME
    assert last["programme_participants"].sum() == (taking_part(here) & home).sum() > 0
    assert total(base(), "programme_participants") == 0
