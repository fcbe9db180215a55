"""Shocks: the direction of each mechanism, and when it does nothing or harm."""

from typing import Any

import pytest

from model.processes.demography.life_hazards import wlz_hazard
from model.processes.demography.life_parameters import LifeParameters
from tests.science.lever_worlds import START, after, begin, gain, moved, summed, use
from tests.unit.plain import need, numbers, plain, resident
from tests.worlds.small_towns import differing

# -- corona ---------------------------------------------------------------------------------------

COVID = use("covid", end="2021-08")
OPEN_AGAIN = 5  # months after its start


def test_requests_dip_in_corona() -> None:
    assert gain("requests", COVID, months=4) < -0.15
    assert gain("new_indications", COVID, months=OPEN_AGAIN) < 0.0


def test_the_wave_does_not_come_at_once() -> None:
    def since(*uses: Any) -> float:
        whole, before = (summed("requests", *uses, months=m) for m in (OPEN_AGAIN + 3, OPEN_AGAIN))
        return whole - before

    put_off = summed("requests", months=OPEN_AGAIN) - summed("requests", COVID, months=OPEN_AGAIN)
    assert put_off > 0
    assert since(COVID) - since() < 0.5 * put_off


def test_ties_decay_in_corona_and_needs_stay_unmet() -> None:
    assert gain("ties_mean", COVID) < 0.0
    assert gain("lonely", COVID) > 0.0
    assert gain("unmet_severity_months", COVID) > 0.0


def test_helpfulness_surges_and_fades_after_a_season() -> None:
    def of(month: int) -> float:
        return float(moved(begin(COVID), month=START + month)["personal_help"]["helpfulness"][0])

    assert of(0) == of(2) == pytest.approx(1.5)
    assert of(3) == pytest.approx(1 + 0.5 * 0.7)
    assert 1.0 < of(12) < 1.03
    assert of(60) == 1.0


def test_places_open_again_when_the_period_ends_and_hesitation_outlasts_it() -> None:
    closed = moved(begin(COVID), month=START + OPEN_AGAIN - 1)
    assert (closed["community"]["visits_allowed"] == 0).all()
    assert (closed["ties"]["contact"] == 0.5).all()
    opened = moved(begin(COVID), month=START + OPEN_AGAIN)
    assert (opened["community"]["visits_allowed"] == 1).all()
    assert (opened["ties"]["contact"] == 1).all()
    assert (opened["seeking"]["request_shift"] < -0.2).all()


def test_two_periods_compose() -> None:
    again = use("covid", start="2021-12", end="2022-02")
    month = 11  # December 2021
    first, second, both = (
        moved(begin(*uses), month=month).tables["seeking"]["request_shift"].copy()
        for uses in ((COVID,), (again,), (COVID, again))
    )
    assert (first < 0).all()
    assert second == pytest.approx(-0.7)
    assert both == pytest.approx(first + second)
    assert (moved(begin(COVID, again), month=month)["ties"]["contact"] == 0.5).all()


def test_a_corona_that_nobody_minds_closes_places_and_no_more() -> None:
    mild = use("covid", end="2021-08", contact=1.0, hesitation=0.0, helpfulness=1.0)
    values = moved(begin(mild), month=START)
    assert (values["seeking"]["request_shift"] == 0).all()
    assert (values["personal_help"]["helpfulness"] == 1).all()
    assert abs(gain("requests", mild, months=4)) < 0.02


# -- the door of long-term care -------------------------------------------------------------------


def test_extramuralisation_keeps_people_at_home_and_moves_the_bill() -> None:
    shut = use("extramuralisation", admissions=0.0)
    assert summed("to_long_term_care", shut) == 0 < summed("to_long_term_care")
    assert gain("cost_other_payers_eur", shut) < 0.0
    assert gain("indications", shut) > 0.0
    assert gain("unmet_severity_months", shut) > 0.0


def test_extramuralisation_does_nothing_to_the_young() -> None:
    p = numbers(LifeParameters)
    ill = {"limitation": 2, "dementia": 1}
    young, old = (resident(age_months=12 * age, **ill) for age in (50, 80))
    hazards = [plain(wlz_hazard)(r, need(0.9), need(0.9), p) for r in (young, old)]
    assert hazards[0] == 0.0 < hazards[1]


# -- less of it -----------------------------------------------------------------------------------


def test_fewer_caseworkers_make_waits_grow() -> None:
    half = use("budget_cut", seats=1.0, caseworker_hours=0.5)
    assert summed("waits", half) > summed("waits") + 0.1
    assert gain("new_indications", half) < -0.05
    assert gain("unmet_severity_months", half) > 0.0
    assert gain("cost_access_eur", half) < -0.4


def test_fewer_seats_mean_fewer_visitors_and_a_smaller_bill() -> None:
    places = use("free_access_day_activities", seats_per_daypart=30.0)
    cut = use("budget_cut", seats=0.5, caseworker_hours=1.0)
    full, half = (summed("cost_facilities_eur", *uses) for uses in ((places,), (places, cut)))
    assert half == pytest.approx(full / 2, rel=1e-4)
    rooms = [
        after(*uses, months=2).state.community.table["places"].sum()
        for uses in ((places,), (places, cut))
    ]
    assert rooms[1] < rooms[0]


def test_a_town_without_free_places_has_no_seats_to_lose() -> None:
    cut = use("budget_cut", seats=0.0, caseworker_hours=1.0)
    assert not differing(after(cut, months=4), after(months=4))
