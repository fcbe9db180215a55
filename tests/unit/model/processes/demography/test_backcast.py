"""The town of 2011: cohorts taken back, whom ten years of births and moves bring to 2021."""

import numpy as np
import pytest

from agents.vocabulary import Sex, Status
from model.inputs.municipality import load_municipality
from model.population.ages import residents_by_sex
from model.population.past import PRESENT, rounded_in_turn
from model.processes.demography import backcast
from model.processes.demography.life_parameters import LifeParameters
from tests.unit.model.processes.demography.test_demography import (
    STILL,
    Town,
    check_pointers,
    town_of,
)

P = LifeParameters().as_record()[0]
DATA = load_municipality()
TENS = np.arange(0, 20, 2)


def by_tens(town: Town) -> np.ndarray:
    """Return residents by ten years of age, those of 90 and over together."""
    age = town.residents.records["age_months"][town.residents.living] // 120
    return np.bincount(np.minimum(age, 9), minlength=10)


def test_a_year_back_and_forth_is_where_it_was() -> None:
    now = 50.0 + np.arange(242.0).reshape(121, 2) % 37
    leaving = np.linspace(0.01, 0.5, 242).reshape(121, 2)
    moved_in = np.full((121, 2), 3.0)
    then = backcast.a_year_before(now, leaving, moved_in)
    forth = then[:-1] * np.exp(-leaving[:-1]) + moved_in[:-1] * np.exp(-leaving[:-1] / 2)
    np.testing.assert_allclose(forth, now[1:])


def test_where_nobody_dies_or_moves_a_cohort_is_as_large_then_as_now() -> None:
    times = backcast.backcast(DATA, LifeParameters().changed(STILL).as_record()[0]).times
    now = residents_by_sex(DATA).sum(axis=0)
    np.testing.assert_allclose((times * now)[:14], now[2:16])


def test_who_arrives_makes_whole_households() -> None:
    by_age = backcast.arrivals(DATA, P)
    assert by_age.sum() == pytest.approx(P.arrival_household_size, rel=0.02)
    assert 0.15 < by_age[:18].sum() / by_age.sum() < 0.25


def test_children_leave_as_often_as_their_mothers() -> None:
    leaving = backcast.departures(np.where(np.arange(121) < 18, 1.0, 0.0)[:, None], P)
    young, middle = P.departures * P.departure_by_age[:2]
    assert middle < leaving[10, 0] < leaving[0, 0] < young
    assert leaving[30, 0] == young


def test_running_totals_are_rounded() -> None:
    exact = np.full((7, 3), 0.3)
    np.testing.assert_array_equal(rounded_in_turn(exact).sum(axis=0), 2)
    counts = residents_by_sex(DATA)
    np.testing.assert_array_equal(counts, residents_by_sex(DATA, PRESENT))


def test_ten_years_bring_the_town_to_its_table() -> None:
    """Of 40,000 residents ten years of age may miss the table by chance."""
    town = town_of(residents=40_000, month=-120)
    began = set(town.residents.records["uid"][town.residents.living].tolist())
    town.run(120)
    table = residents_by_sex(DATA).sum(axis=(0, 2))
    expected = np.add.reduceat(table, TENS) * 40_000 / DATA.residents
    assert len(town.residents.living) == pytest.approx(40_000, rel=0.015)
    old_and_young = slice(0, 9)
    np.testing.assert_allclose(by_tens(town)[old_and_young], expected[old_and_young], rtol=0.08)
    r = town.residents.records[town.residents.living]
    stayed = np.isin(r["uid"], list(began))
    born = ~stayed & (r["age_months"] < 120)
    assert 0.3 < stayed.mean() < 0.85
    assert born.mean() > 0.05
    assert (r["status"] == Status.LONG_TERM_CARE).any()
    assert abs((r["sex"] == Sex.WOMAN).mean() - 0.5) < 0.02
    check_pointers(town)
