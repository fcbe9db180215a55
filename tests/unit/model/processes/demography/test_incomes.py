"""Income insecurity: hazards by place and household, and the state pension."""

from typing import Any

import numpy as np
import pytest

from agents.records import records
from agents.vocabulary import Education, Origin, Status
from model.processes.demography import incomes
from tests.unit.model.processes.demography.test_demography import (
    STILL,
    P,
    Town,
    person,
    town_of,
)

AGE_65 = 65 * 12


def a_place(fall: tuple[float, float] = (1.0, 0.4)) -> Any:
    table = records(1, incomes.place_dtype)
    table["fall"], table["lifted"] = fall, 0.5
    table["non_western"], table["one_adult"], table["low_education"] = 2.0, 1.8, 1.6
    return table.view(np.recarray)[0]


def hazard(adults: int = 2, **fields: float) -> float:
    who = person(**({"education": Education.HIGH, "origin": Origin.DUTCH} | fields))
    return float(incomes.insecurity_hazard(who, adults, a_place(), P)) / P.insecurity_in


def test_insecurity_follows_job_loss_and_separation() -> None:
    assert hazard(age_months=480) == pytest.approx(1.0)
    assert hazard(age_months=480, event_months=3) == pytest.approx(4.0)
    assert hazard(age_months=900, event_months=3) == pytest.approx(0.4)
    assert hazard(age_months=900, separation_months=3) == pytest.approx(1.6)
    assert hazard(age_months=480, insecure=1) == pytest.approx(P.insecurity_out / P.insecurity_in)


def test_insecurity_follows_the_household_as_at_the_start() -> None:
    assert hazard(adults=1, age_months=480) == pytest.approx(1.8)
    assert hazard(age_months=480, origin=Origin.MOROCCAN) == pytest.approx(2.0)
    assert hazard(age_months=480, origin=Origin.WESTERN) == pytest.approx(1.0)
    assert hazard(adults=1, age_months=480, education=Education.LOW) == pytest.approx(1.8 * 1.6)


def test_the_state_pension_lifts_as_many_as_the_survey_tells() -> None:
    who = [person(uid=k, age_months=AGE_65, insecure=1, partner=-1) for k in range(1, 4001, 2)]
    lifted = [incomes.pension_lifts(np.uint64(7), one, a_place(), P) for one in who]
    assert np.mean(lifted) == pytest.approx(0.5, abs=0.04)
    other = person(uid=1, age_months=AGE_65 + 1, insecure=1, partner=-1)
    assert not incomes.pension_lifts(np.uint64(7), other, a_place(), P)


def shares(town: Town) -> Any:
    """Return the share insecure by postcode, below and from 65."""
    r = town.residents.records
    who = r[(r["status"] == Status.HOME) & (r["age_months"] >= 18 * 12)]
    group = 2 * who["postcode"].astype(int) + (who["age_months"] >= AGE_65)
    count = np.bincount(group, minlength=28)
    share = np.bincount(group, weights=who["insecure"], minlength=28) / np.maximum(count, 1)
    return np.where(count > 300, share, np.nan).reshape(14, 2)


def test_falling_and_leaving_are_in_balance_in_each_place() -> None:
    """Twenty years of nothing but incomes, of residents who stay as old as they are."""
    town = town_of(15_000, **(STILL | {"insecurity_in": 0.0225, "insecurity_out": 0.15}))
    before = shares(town)
    ages = town.residents.records["age_months"].copy()
    for _ in range(240):
        town.residents.records["age_months"] = ages
        town.run(1)
    after = shares(town)
    known = np.isfinite(before)
    assert known.sum() > 10
    assert np.abs(after - before)[known].mean() < 0.03
    assert np.corrcoef(after[known], before[known])[0, 1] > 0.8
