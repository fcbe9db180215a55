"""Children go with their parents, whatever becomes of the household."""

from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Position, Status
from model.draws import derived_uid
from model.processes.demography import household_moves
from model.processes.demography.parenthood import BIRTH_STREAM, leaves_alone
from tests.unit.model.processes.demography.test_demography import (
    STILL,
    Town,
    check_pointers,
    town_of,
)

ADULT = 18 * 12
BEARING = {"total_fertility": 8.0, "birth_by_partner.without": 1.0}
"""Many children, also of mothers who live with their parents."""
MANY = 40.0
"""A hazard per year at which nearly all move within a month or two."""


def at_home(r: Any) -> Any:
    return r["status"] == Status.HOME


def borne(town: Town) -> list[tuple[int, int]]:
    """Return mothers and their minors who live in the town, by slot."""
    r = town.residents.records
    slot = {int(r["uid"][i]): int(i) for i in np.flatnonzero(at_home(r))}
    pairs = [
        (int(i), slot.get(derived_uid(BIRTH_STREAM, r["uid"][i], n + 1)))
        for i in np.flatnonzero(at_home(r) & (r["births"] > 0))
        for n in range(r["births"][i])
    ]
    return [(i, k) for i, k in pairs if k is not None and r["age_months"][k] < ADULT]


def in_parental_home(town: Town) -> Any:
    r, homes = town.residents.records, town.households.records
    grown = at_home(r) & (r["age_months"] >= ADULT) & (r["position"] == Position.CHILD)
    return grown & (homes["adults"][r["household"]] > 1)


@pytest.mark.parametrize("moves", [{"leaving_home": 2.0}, {"pairing": 1.0}])
def test_a_mother_takes_her_children_along(moves: dict[str, float]) -> None:
    """She leaves her parents' home or pairs; her children stay with her."""
    town = town_of(**(STILL | BEARING | moves))
    before = town.residents.records.copy()
    seen = 0
    for _ in range(24):
        town.run(1)
        r = town.residents.records
        for i, k in borne(town):
            assert r["household"][k] == r["household"][i]
            assert r["postcode"][k] == r["postcode"][i]
            there = before["uid"][i] == r["uid"][i]
            seen += there and before["household"][i] != r["household"][i]
    check_pointers(town)
    assert seen > 50


def test_no_child_is_left_in_town_by_a_mother_who_leaves_it() -> None:
    town = town_of(**(STILL | BEARING))
    town.run(12)
    r = town.residents.records
    mothers = np.flatnonzero(in_parental_home(town) & (r["births"] > 0))
    mothers = mothers[r["age_months"][mothers] < 39 * 12]
    children = [r["uid"][k] for i, k in borne(town) if i in mothers]
    homes = np.isin(r["household"], r["household"][mothers]) & (r["position"] == Position.HEAD)
    grandparents = r["uid"][homes & (r["age_months"] > 41 * 12)].copy()
    assert min(len(children), len(grandparents)) > 20
    for table in (town.demography.by_age, town.demography.most_by_age):
        table["leave_town"][:40] = 10 * MANY
    town.run(1)
    assert np.isin(grandparents, town.residents.records["uid"]).mean() > 0.9
    assert not np.isin(children, town.residents.records["uid"]).any()


def test_children_stay_with_their_parent_when_a_step_parent_comes_and_goes() -> None:
    town = town_of(**(STILL | {"pairing": MANY, "parting": MANY}))
    r = town.residents.records
    homes = town.households.records
    lone = at_home(r) & (r["partner"] < 0) & (r["age_months"] >= ADULT)
    lone &= (r["position"] == Position.HEAD) & (homes["children"][r["household"]] > 0)
    parent = {int(r["household"][i]): int(i) for i in np.flatnonzero(lone)}
    minors = np.flatnonzero(at_home(r) & (r["age_months"] < ADULT - 24))
    pairs = [(parent[h], k) for k in minors if (h := int(r["household"][k])) in parent]
    assert len(pairs) > 50
    partners = 0
    for _ in range(24):
        town.run(1)
        r = town.residents.records
        partners += sum(r["partner"][i] >= 0 for i, _ in pairs)
        assert all(r["household"][i] == r["household"][k] for i, k in pairs)
    assert partners > 50
    check_pointers(town)


def test_a_child_whose_last_housemate_dies_goes_to_its_mother_in_town() -> None:
    town = town_of(**(STILL | BEARING))
    town.run(6)
    r, homes = town.residents.records, town.households.records
    i, k = next(
        (i, k)
        for i, k in borne(town)
        if r["partner"][i] >= 0 and homes["adults"][r["household"][i]] == 2
    )
    town.households.grow(1)
    free = town.households.free.pop()
    household_moves.found_household(0, r, homes, free, i, r["postcode"][i])
    father = r["partner"][i]
    r["partner"][[i, father]] = -1
    household_moves.leave_household(r, homes, father)
    household_moves.join_mothers(r, homes)
    assert r["household"][k] == free == r["household"][i]


def test_who_lives_with_its_parents_is_kept_and_not_guessed_from_age() -> None:
    """At 36 nobody becomes a head of its parents' home, nor a mother of 35 a child of her own."""
    town = town_of(**STILL)
    r, homes = town.residents.records, town.households.records
    old = np.flatnonzero(in_parental_home(town) & (r["age_months"] >= 40 * 12))
    assert len(old) > 5
    assert leaves_alone(r, homes, old).all()
    lone = at_home(r) & (r["partner"] < 0) & (r["position"] == Position.HEAD)
    lone = np.flatnonzero(lone & (homes["adults"][r["household"]] > 1))
    r["age_months"][lone] = 35 * 12
    assert len(lone) > 5
    assert not leaves_alone(r, homes, lone).any()
