"""Renewal: a town whose table stands still turns over, and nobody points at the gone."""

import numpy as np

from agents.ties import KIND_BITS, add_tie, find_tie
from agents.vocabulary import Domain, Status, TieKind
from model.processes.demography.donors import take_ties
from model.processes.demography.renewal import KEPT
from tests.unit.model.processes.demography.test_demography import (
    STILL,
    check_pointers,
    hold_still,
    tie_everybody,
    town_of,
)


def test_who_would_leave_gives_way_to_a_newcomer_just_like_it() -> None:
    town = town_of(**(STILL | {"departures": 0.4, "arrival_limited": 0.0}))
    hold_still(town)
    tie_everybody(town)
    people = town.residents
    r = people.records
    people.needs.write(np.arange(len(people)), Domain.GUIDANCE, severity=0.5)
    r["limitation"], r["member"] = 1, 1
    before = r.copy()
    town.demography.step(town)
    new = people.living[r["arrived"][people.living] == 0]
    stays = people.living[r["arrived"][people.living] != 0]
    assert len(new) > 50
    for name in set(KEPT) - {"lives_alone", "frailty"}:  # who stays as old takes over another's
        assert (r[name] == before[name]).all(), name
    newly = new[r["age_months"][new] % 12 > 0]  # the others take over a state with their birthday
    assert (r["limitation"][newly] == 0).all()
    assert (r["member"][new] == 0).all()
    assert (r["limitation"][stays] == 1).mean() > 0.99
    assert (people.needs.column("severity", newly) == 0).all()
    grown = new[r["age_months"][new] >= 216]
    kin = (people.tie_other[grown] >= 0) & (people.tie_kind[grown] & KIND_BITS == TieKind.KIN)
    assert kin.sum(axis=1).mean() > 3
    a, k = np.nonzero(people.tie_other >= 0)
    assert ((people.tie_other[people.tie_other[a, k]] == a[:, None]).sum(axis=1) == 1).all()
    helpers = r["helper_a"][people.living]
    links = np.bincount(helpers[helpers >= 0], minlength=len(r))
    assert (links == r["links"]).all()


def test_a_household_is_renewed_as_a_whole() -> None:
    town = town_of(**(STILL | {"departures": 0.4}))
    hold_still(town)
    town.demography.step(town)
    r = town.residents.records
    new = (r["arrived"] == 0) & (r["status"] == Status.HOME)
    coupled = new & (r["partner"] >= 0)
    assert coupled.sum() > 20
    assert new[r["partner"][coupled]].all()
    assert town.state.demography.counts.sum() == 0


def test_the_ties_of_the_dead_end_and_those_of_the_donor_count_once_more() -> None:
    town = town_of()
    people = town.residents
    ties = people.tie_other, people.tie_strength, people.tie_kind
    victim, donor, mourner, friend = (int(i) for i in people.living[[0, 400, 800, 1200]])
    add_tie(*ties, victim, mourner, 0.7, np.uint8(TieKind.FRIEND))
    add_tie(*ties, donor, friend, 0.6, np.uint8(TieKind.KIN))
    take_ties(np.array([victim]), np.array([donor]), people.records, *ties)
    assert find_tie(people.tie_other, mourner, victim) < 0
    assert (people.tie_other[victim] >= 0).sum() == 1
    k = find_tie(people.tie_other, victim, friend)
    assert people.tie_strength[victim, k] == np.float32(0.6)
    assert find_tie(people.tie_other, donor, friend) >= 0
    check_pointers(town)
