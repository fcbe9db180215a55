"""Homes: who moves takes the place of one like it."""

import numpy as np
import pytest

from agents.vocabulary import Position, Status
from model.inputs.municipality import load_municipality
from model.population.past import BAND_MONTHS
from model.processes.demography import homes, newcomers
from tests.unit.model.processes.demography.test_demography import STILL, P, town_of

HOMES = homes.homes_of(load_municipality("bergen_op_zoom"), newcomers.ages_of_heads(P))


def test_a_postcode_is_chosen_in_proportion_to_its_homes() -> None:
    weights, areas = np.array([3.0, 0.0, 1.0, 4.0]), np.array([0, 0, 0, 1])
    draws = (np.arange(8000) + 0.5) / 8000
    within = np.array([homes.settle_in(u, weights, areas, 0) for u in draws])
    assert np.bincount(within, minlength=4).tolist() == [6000, 0, 2000, 0]
    anywhere = np.array([homes.settle_in(u, weights, areas, homes.ANYWHERE) for u in draws])
    assert np.bincount(anywhere, minlength=4).tolist() == [3000, 0, 1000, 4000]


def test_homes_are_those_of_the_table() -> None:
    data = load_municipality("bergen_op_zoom")
    households = HOMES.of_singles.sum() + HOMES.of_couples.sum()
    indicators = data.indicators
    assert households == pytest.approx(indicators["households"], rel=0.02)
    assert HOMES.origins[:, -1] == pytest.approx(1.0)
    ages = newcomers.ages_of_heads(P)
    assert ages.sum() == pytest.approx(1.0)
    assert np.average(HOMES.couples, weights=ages) == pytest.approx(1.0)


def test_who_leaves_home_settles_where_homes_are() -> None:
    """Of an area's postcodes the small one gets few: before, each got as many."""
    town = town_of(10_000, **(STILL | {"leaving_home": 40.0, "leaving_home_alone": 1.0}))
    before = town.residents.records.copy()
    town.run(1)
    r = town.residents.records
    moved = (r["status"] == Status.HOME) & (r["household"] != before["household"])
    moved &= r["uid"] == before["uid"]
    assert moved.sum() > 300
    assert (r["area"][moved] == before["area"][moved]).all()
    assert (r["position"][moved] == Position.HEAD).all()
    expected = HOMES.of_singles[before["age_months"][moved] // BAND_MONTHS].sum(axis=0)
    got = np.bincount(r["postcode"][moved], minlength=14)
    for area in range(len(town.areas)):
        here = HOMES.area == area
        share = expected[here] / expected[here].sum()
        assert got[here] / got[here].sum() == pytest.approx(share, abs=0.1)
