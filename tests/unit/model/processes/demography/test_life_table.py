"""Deaths are those of the life table, whatever share is limited, lonely or in long-term care."""

from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Sex, Status
from model.draws import uniforms
from model.processes.demography import life_hazards, life_table, quiet_months
from model.processes.demography.life_parameters import LifeParameters
from model.processes.wellbeing import WellbeingParameters
from tests.unit.model.processes.demography.test_demography import town_of
from tests.unit.plain import numbers, plain, residents

LIFE, FEELING = numbers(LifeParameters), numbers(WellbeingParameters)
N, TEST, HALF = 3000, 99, 0.5


def crowd(limited: float, lonely: float, in_care: float) -> Any:
    """Return residents of 40 to 99, of whom these shares are limited, lonely or in care."""
    who = residents(N)
    u = [uniforms(7, who.uid, TEST, 0, k) for k in range(6)]
    who.age_months, who.sex = 40 * 12 + (u[0] * 60 * 12).astype(int), u[1] < HALF
    who.limitation = (u[2] < limited) * (1 + (u[3] < HALF))
    who.loneliness = np.where(u[4] < lonely, 9.0, -9.0)
    who.status = np.where(u[5] < in_care, Status.LONG_TERM_CARE, Status.HOME)
    return who


def scale_of(who: Any) -> Any:
    """Return what the hazards of these residents are multiplied by."""
    counts = life_table.residents_by_health(who, FEELING)
    return life_table.death_scale(counts, life_hazards.table_by_age(LIFE), LIFE, FEELING)


@pytest.mark.parametrize("shares", [(0.0, 0.0, 0.0), (0.3, 0.1, 0.1), (0.9, 0.8, 0.0), (1, 0, 1)])
def test_deaths_are_those_of_the_table(shares: tuple[float, float, float]) -> None:
    who = crowd(*shares)
    scale = scale_of(who)
    by_age = life_hazards.hazards_by_age(LIFE).view(np.recarray)
    by_age["death"] = life_table.deaths_by_age(by_age["death"].copy(), scale)
    most = quiet_months.bounds_by_age(by_age, LIFE)["death"]
    dies = np.zeros((len(life_table.BANDS_FROM), len(Sex)))
    expected = np.zeros_like(dies)
    for r in who:
        age, sex = int(r.age_months) // 12, int(r.sex)
        if r.status == Status.LONG_TERM_CARE:
            hazard = by_age["death"][age, sex, life_hazards.Health.LONG_TERM_CARE]
        else:
            hazard = plain(life_hazards.death_hazard)(by_age[age], r, LIFE, FEELING)
            if r.limitation < 2:
                assert hazard * life_hazards.YEAR <= most[age, sex, r.limitation]
        dies[life_table.BAND[age], sex] += hazard
        expected[life_table.BAND[age], sex] += life_hazards.mortality(age + 0.5, sex, LIFE)
    np.testing.assert_allclose(dies, expected, rtol=1e-9)


def test_those_in_care_die_more_often_than_the_limited_and_they_more_often_than_others() -> None:
    who = crowd(0.3, 0.1, 0.1)
    scale = scale_of(who)
    tilted = life_hazards.hazards_by_age(LIFE)["death"]
    assert (np.diff(life_table.deaths_by_age(tilted, scale), axis=2) > 0).all()


def test_the_scale_does_not_depend_on_the_order_of_residents() -> None:
    who = crowd(0.3, 0.1, 0.1)
    assert (scale_of(who) == scale_of(who[::-1])).all()


@pytest.mark.parametrize(("sex", "years"), [(Sex.MAN, 80.31), (Sex.WOMAN, 83.33)])
def test_people_live_as_long_as_the_register_says(sex: Sex, years: float) -> None:
    hazard = life_hazards.table_by_age(LIFE)[:, sex]
    alive = np.exp(-np.concatenate([[0.0], np.cumsum(hazard)]))
    assert ((alive[:-1] + alive[1:]) / 2).sum() == pytest.approx(years, abs=0.5)


def test_a_town_scales_until_it_begins_and_then_no_more() -> None:
    town = town_of(month=-2)
    scale = town.state.demography.death_scale
    town.run(2)
    begun = scale.copy()
    assert (begun > 0).all()
    assert (begun[-1] < 1).all(), "some of 85 and over are limited"
    r = town.residents.records
    r["limitation"][town.residents.living] = 2
    town.run(1)
    assert (scale == begun).all()
    assert town.demography.by_age["death"][90, 0, 2] == pytest.approx(
        2.2 * life_hazards.mortality(90.5, 0, LIFE) * begun[-1, 0]
    )
