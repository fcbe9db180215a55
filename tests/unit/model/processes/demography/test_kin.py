"""Kin: who leaves a household keeps those of it, children and newcomers bring kin of their own."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from agents.ties import HELPING, KIND_BITS, add_tie, find_tie
from agents.vocabulary import Status, TieKind
from model.population.networks import NetworkParameters, start_networks
from tests.unit.model.processes.demography.test_demography import (
    STILL,
    Town,
    check_pointers,
    town_of,
)

KIN = np.uint8(TieKind.KIN)
NET = NetworkParameters()


def are_kin(town: Town, i: int, j: int) -> bool:
    people = town.residents
    k = find_tie(people.tie_other, i, j)
    return k >= 0 and people.tie_kind[i, k] & KIND_BITS == KIN


def housemates(records: Any, i: int) -> list[int]:
    same = (records["household"] == records["household"][i]) & (records["status"] == Status.HOME)
    return [int(j) for j in np.flatnonzero(same) if j != i]


def moved(before: Any, town: Town) -> list[int]:
    r = town.residents.records
    here = (before["status"] == Status.HOME) & (r["uid"] == before["uid"])
    return np.flatnonzero(here & (r["household"] != before["household"])).tolist()


def test_who_leaves_home_keeps_parents_and_siblings() -> None:
    town = town_of(**(STILL | {"leaving_home": 40.0, "leaving_home_alone": 1.0}))
    before = town.residents.records.copy()
    town.run(1)
    left = moved(before, town)
    r = town.residents.records
    assert len(left) > 50
    for i in left:
        for j in housemates(before, i):
            assert are_kin(town, i, j) == (r["household"][i] != r["household"][j])
    kinds = town.residents.tie_strength[town.residents.tie_other >= 0]
    assert kinds.min() >= np.float32(NET.weakest[TieKind.KIN])
    assert kinds.max() <= np.float32(NET.strongest[TieKind.KIN])
    check_pointers(town)


def test_who_parts_keeps_the_children_but_not_the_partner() -> None:
    town = town_of(**(STILL | {"parting": 40.0}))
    before = town.residents.records.copy()
    town.run(1)
    left = moved(before, town)
    with_children = 0
    for i in left:
        for j in housemates(before, i):
            if j == before["partner"][i]:
                assert not are_kin(town, i, j)
            elif j not in left:
                with_children += 1
                assert are_kin(town, i, j)
    assert with_children > 50


def test_who_moves_in_together_is_tied_no_longer() -> None:
    town = town_of(**(STILL | {"pairing": 40.0}))
    people = town.residents
    r, ties = people.records, (people.tie_other, people.tie_strength, people.tie_kind)
    alone = (r["partner"] < 0) & (r["lives_alone"] > 0)
    single = people.living[alone[people.living]]
    for one, other in pairwise(single.tolist()):
        if add_tie(*ties, one, other, 0.5, np.uint8(TieKind.FRIEND | HELPING)):
            r["helper_a"][one] = other
            r["links"][other] += 1
    town.run(1)
    i, k = np.nonzero(people.tie_other >= 0)
    j = people.tie_other[i, k]
    assert town.demography.pairs > 20
    assert (r["household"][i] != r["household"][j]).all()
    check_pointers(town)


def test_a_child_gets_to_know_the_kin_of_its_parents() -> None:
    town = town_of(**STILL)
    people = town.residents
    r = people.records
    start_networks(people, town.households, int(town.seed))
    children = people.living[(r["age_months"] == 6 * 12 - 1)[people.living]]
    town.run(1)
    counts = []
    parents = {i: [j for j in housemates(r, i) if r["age_months"][j] >= 216] for i in children}
    for i in children:
        mine = [int(j) for j in people.tie_other[i] if j >= 0]
        for j in mine:  # an uncle, or a cousin of the same age
            of_parents = any(are_kin(town, parent, j) for parent in parents[i])
            assert of_parents or any(are_kin(town, parent, i) for parent in parents[j])
        counts.append(len(mine))
    expected = (r["sociability"][children] * NET.filled * NET.kin_share).mean()
    assert np.mean(counts) == pytest.approx(expected, abs=1.2)
    check_pointers(town)


def test_a_newcomer_brings_as_many_kin_as_residents_of_the_start_have() -> None:
    town = town_of(**(STILL | {"arrivals_until_2023": 1.2}))
    people = town.residents
    before = people.records["uid"].copy()
    town.run(1)
    r = people.records
    new = people.living[~np.isin(r["uid"][people.living], before)]
    new = new[r["age_months"][new] >= 18 * 12]
    kin = (people.tie_other[new] >= 0) & (people.tie_kind[new] & KIND_BITS == KIN)
    expected = r["sociability"][new].mean() * NET.filled * NET.kin_share
    assert len(new) > 100
    assert kin.sum(axis=1).mean() == pytest.approx(expected, abs=0.5)
    assert people.tie_strength[new][kin].mean() == pytest.approx(0.675, abs=0.03)
