"""Visiting: who knows a free place, who wishes to come, what a visit meets, who volunteers."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facilities import facility_dtype
from agents.residents import published_dtype
from agents.vocabulary import Domain, Origin
from model.facility_type import FacilityParameters
from model.processes.community import knowing, visiting, wishing
from model.processes.community.community import Community
from model.processes.community.visiting import CommunityParameters
from tests.unit.plain import here, need, numbers, plain, resident, rows

PINNED = {
    "know_visible": 0.01, "know_by_tie": 0.20, "pass_on": 0.5, "wish": 0.05,
     "wish_lonely": 0.8,
    "wish_severely_lonely": 0.48, "wish_shame": 0.35, "wish_indicated": 0.15, "other_origin": 0.1,
    "accept_invitation": 0.6, "attrition": 0.035, "attrition_severely_limited": 1.6,
    "attrition_severe_need": 1.4, "severe_need_from": 0.8, "effect_dementia": 0.7,
    "effect_beyond_fit": 0.15, "free_under": 0.25, "free_work_need": 0.5, "free_limited": 0.3,
    "volunteer_start": 0.012, "volunteer_stop": 0.02,
}  # fmt: skip
"""Calibration may move the defaults; what the rules make of these numbers stays."""
PLACE = {"effectiveness": 0.65, "fit_severity": 0.55, "wish_base": -2.2, "wish_need": 1.5,
         "catchment_km": 1.0, "visibility": 1.0}  # fmt: skip
P = numbers(CommunityParameters, **PINNED)
OLD = {"age_months": 70 * 12}
SEED = np.uint64(7)


def place(**fields: Any) -> Any:
    """Return an ordinary open day place at kilometre (0, 0)."""
    usual = {
        k: v for k, v in FacilityParameters().model_dump().items() if k in facility_dtype.names
    }
    usual |= {"open": 1, "day_place": 1, "stands_in": 1, "places": 50} | PLACE
    return rows(1, facility_dtype, **(usual | fields))[0]


def wish(severity: float = 0.4, *, lonely: bool = False, severe: bool = False, shift: float = 0.0,
         personal: float = 0.0, at: Any = None, **fields: Any) -> float:  # fmt: skip
    """Return the chance a month to wish to come, of a pensioner unless `fields` say otherwise."""
    who, one = resident(**(OLD | fields)), need(severity, personal=personal)
    rule = plain(visiting.wish_chance)
    return float(rule(who, one, place() if at is None else at, lonely, severe, shift, P))


def test_the_wish_is_a_logit_of_company_need_and_threshold() -> None:
    z = -2.2 + 0.8 + 0.48 + 1.5 * 0.8 * (1 - 0.25) - 0.35 * 2
    expected = 0.05 / (1 + math.exp(-z))
    assert wish(lonely=True, severe=True, personal=0.25, shame=2) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({}, {"lonely": True}), ({"lonely": True}, {"lonely": True, "severe": True}),
        ({"shame": 1}, {"shame": -1}), ({"limitation": 2}, {"limitation": 1}),
        ({"avoids_care": 1}, {"avoids_care": 0}), ({"personal": 0.8}, {"personal": 0.0}),
        ({"severity": 0.1}, {"severity": 0.5}), ({"products": 1}, {"products": 2}),
        ({"age_months": 540}, {"age_months": 540, "open_needs": 1 << Domain.WORK}),
        ({"age_months": 540}, OLD), ({}, {"shift": 1.0}),
    ],
)  # fmt: skip
def test_who_wishes_less_and_who_more(less: dict[str, Any], more: dict[str, Any]) -> None:
    assert wish(**less) < wish(**more)


def test_base_and_need_decide_who_comes() -> None:
    open_door = place(wish_base=-1.2, wish_need=0.0)
    narrow = place(wish_base=-3.2, wish_need=3.0)
    near_indication = {"severity": 0.5}
    without_need = {"severity": 0.0, "lonely": True}
    odds_open = wish(at=open_door, **near_indication) / wish(at=open_door, **without_need)
    odds_narrow = wish(at=narrow, **near_indication) / wish(at=narrow, **without_need)
    assert odds_open < 1 < odds_narrow


def test_indicated_day_activities_leave_little_wish() -> None:
    assert wish(products=1) / wish() == pytest.approx(0.15)


@pytest.mark.parametrize("catchment", [0.5, 1.0, 2.0])
def test_nearness_halves_at_the_catchment(catchment: float) -> None:
    rule, at = plain(visiting.nearness), place(catchment_km=catchment)
    assert rule(at, 0.0, 0.0) == 1
    assert rule(at, catchment, 0.0) == pytest.approx(0.5)
    assert rule(at, 0.0, 2 * catchment) == pytest.approx(0.25)
    assert rule(at, 0.6 * catchment, 0.8 * catchment) == pytest.approx(0.5)
    assert rule(place(transport=1), 9.0, 9.0) == 1
    assert rule(place(transport=0.4, catchment_km=catchment), catchment, 0.0) == pytest.approx(0.7)


def test_a_place_for_some_pulls_others_little() -> None:
    rule, turkish = plain(visiting.meant_for), place(origins=1 << Origin.TURKISH)
    assert rule(turkish, resident(origin=Origin.TURKISH), P) == 1
    assert rule(turkish, resident(origin=Origin.DUTCH), P) == pytest.approx(0.1)
    assert rule(place(for_dementia=1), resident(dementia=1), P) == 1
    assert rule(place(for_dementia=1), resident(), P) == pytest.approx(0.1)
    assert rule(place(), resident(), P) == 1


def test_fit_is_full_up_to_its_limit_then_falls_to_mere_company() -> None:
    fits = [plain(visiting.fit)(s, place(), P) for s in (0.0, 0.55, 0.775, 1.0)]
    assert fits == pytest.approx([1, 1, (1 + 0.15) / 2, 0.15])


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 1))
def test_heavier_needs_are_never_met_better(one: float, other: float, limit: float) -> None:
    light, heavy = sorted((one, other))
    at = place(fit_severity=limit)
    rule = plain(visiting.visit_meets)
    assert 0 <= rule(heavy, resident(), at, P) <= rule(light, resident(), at, P) <= 0.65


def test_visits_meet_less_with_dementia_and_nothing_without_effect() -> None:
    rule = plain(visiting.visit_meets)
    assert rule(0.4, resident(dementia=1), place(), P) == pytest.approx(0.65 * 0.7)
    assert rule(0.4, resident(), place(effectiveness=0.0), P) == 0


@pytest.mark.parametrize(
    ("fields", "severity", "ratio"),
    [({}, 0.4, 1), ({"limitation": 2}, 0.4, 1.6), ({}, 0.81, 1.4), ({"limitation": 2}, 0.81, 2.24)],
)
def test_the_frail_stop_coming_sooner(
    fields: dict[str, int], severity: float, ratio: float
) -> None:
    chance = plain(visiting.leave_chance)(resident(**fields), need(severity), P)
    assert chance == pytest.approx(0.035 * ratio)


def test_free_time() -> None:
    rule = plain(visiting.free_time)
    cases = [({}, 0.25), ({"open_needs": 64}, 0.75), ({"limitation": 1}, 0.55),
             ({"open_needs": 64, "limitation": 1}, 1.0), (OLD, 1.0)]  # fmt: skip
    assert [rule(resident(**fields), P) for fields, _ in cases] == pytest.approx(
        [f for _, f in cases]
    )


# -- knowing ------------------------------------------------------------------------------------


def learned(u: float, *, p: Any = P, x_km: float = 0.0, visitors: int = 0, **fields: Any) -> bool:
    """Say whether a resident gets to know the one place, with some ties that visit it."""
    who = resident()
    table = rows(1, facility_dtype)
    table[0] = place(**fields)
    others = np.full((1, 16), -1, np.int32)
    strength = np.zeros((1, 16), np.float32)
    others[0, :visitors], strength[0, :visitors] = np.arange(1, visitors + 1), 0.5
    public = rows(9, published_dtype, visits=0, meets=-1)
    rule = plain(knowing.learn_places)
    near = np.array([plain(visiting.nearness)(table[0], x_km, 0.0)])
    rule(who, 0, table, near, visitors > 0, public, others, strength, u, here(Community), p)
    return bool(who.knows & 1)


def test_a_place_is_seen_near_by_and_heard_of_from_visitors() -> None:
    assert learned(0.0099)
    assert not learned(0.0101)
    assert not learned(0.0099, x_km=1.0)
    assert learned(0.0099 + 3 * 0.10 * 0.5, visitors=3)
    assert not learned(0.0101 + 3 * 0.10 * 0.5, visitors=3)


def test_nobody_learns_of_a_hidden_closed_or_seatless_place() -> None:
    hidden = numbers(CommunityParameters, **(PINNED | {"know_visible": 0.0, "know_by_tie": 0.0}))
    assert not learned(1e-12, p=hidden, visitors=5)
    assert not learned(1e-12, open=0, visitors=5)
    assert not learned(1e-12, day_place=0, visitors=5)


def chosen(u: float, v: float, *, invited: int = -1, knows: int = 0, **fields: Any) -> int:
    """Return the place that a lonely pensioner wants a seat at."""
    who = resident(**OLD, invited=invited, knows=knows)
    table = rows(2, facility_dtype)
    table[0], table[1] = place(**fields), place(**fields)
    table["turn"] = 0, 1
    rule, one = plain(wishing.choose_place), need(0.4)
    p = numbers(CommunityParameters, **(PINNED | {"never_come": 0.0}))
    return int(rule(who, one, table, np.ones(2), True, False, u, v, here(Community), SEED, p))


def test_an_invitation_comes_first_and_is_accepted_by_six_in_ten() -> None:
    assert chosen(0.0, 0.59, invited=1, knows=1) == 1
    assert chosen(0.0, 0.61, invited=1, knows=1) == 0
    assert chosen(0.0, 0.59, invited=1, knows=1, open=0) == -1


def test_only_known_places_are_wished_for_in_consecutive_intervals() -> None:
    chance = wish(lonely=True)
    assert chosen(0.0, 1.0, knows=0) == -1
    assert chosen(0.99 * chance, 1.0, knows=3) == 0
    assert chosen(1.01 * chance, 1.0, knows=3) == 1
    assert chosen(2.01 * chance, 1.0, knows=3) == -1
    assert chosen(0.99 * chance, 1.0, knows=2) == 1


# -- volunteers and members ----------------------------------------------------------------------


def volunteers(u: float, uptake: float = 1.0, **fields: Any) -> int:
    """Return the volunteer state a month later."""
    return int(plain(visiting.volunteering)(resident(**fields), u, uptake, 0.0, P))


def test_some_visitors_become_volunteers_of_their_place() -> None:
    assert volunteers(0.0119, visits=2) == 2
    assert volunteers(0.0121, visits=2) == 0
    assert volunteers(0.0121, visits=2, uptake=2.0) == 2
    assert volunteers(0.0119, visits=2, limitation=2) != 2
    assert volunteers(0.0119, visits=2, dementia=1) != 2
    assert volunteers(0.0119) != 2


def test_volunteers_age_out_and_go_with_their_place() -> None:
    assert volunteers(0.021, visits=2, volunteer=2) == 2
    assert volunteers(0.019, visits=2, volunteer=2) == 0
    assert volunteers(0.059, visits=2, volunteer=2, age_months=76 * 12) == 0
    assert volunteers(0.039, visits=2, volunteer=2, limitation=1) == 0
    assert volunteers(0.99, visits=-1, volunteer=2) == 0


def test_general_volunteers_start_and_stop_by_the_year() -> None:
    start = 1 - math.exp(-P.general_start / 12)
    stop = 1 - math.exp(-P.general_stop / 12)
    assert volunteers(1 - 0.99 * start) == 1
    assert volunteers(1 - 1.01 * start) == 0
    assert volunteers(1 - 1e-9, limitation=2) == 0
    assert volunteers(0.99 * stop, volunteer=1) == 0
    assert volunteers(1.01 * stop, volunteer=1) == 1
    assert volunteers(1.01 * stop, volunteer=1, age_months=76 * 12) == 0


def test_members_join_and_leave() -> None:
    rule = plain(visiting.membership)
    assert rule(resident(), 0.0, 1.0, 0.0, P) == 1
    assert rule(resident(limitation=2), 1e-9, 1.0, 0.0, P) == 0
    assert rule(resident(member=1), 0.0, 1.0, 0.0, P) == 0
    assert rule(resident(member=1), 0.5, 1.0, 0.0, P) == 1


def test_a_livelier_area_and_a_programme_bring_members() -> None:
    rule, usual = plain(visiting.membership), P.association_join / 12
    assert rule(resident(), 1.5 * usual, 1.0, 0.0, P) == 0
    assert rule(resident(), 1.5 * usual, 2.0, 0.0, P) == 1
    assert rule(resident(), 1.5 * usual, 1.0, P.association_join, P) == 1
    assert volunteers(1 - 2 * P.general_start / 12) == 0
    tour = plain(visiting.volunteering)(resident(), 1 - 2 * P.general_start / 12, 1.0, 0.5, P)
    assert tour == 1
