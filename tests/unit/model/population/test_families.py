"""Who lives with whom, on people made by hand."""

from dataclasses import fields

import numpy as np
import pytest

from model.errors import DataError
from model.population.ages import People
from model.population.families import FamilyParameters, make_households
from model.population.positions import ALONE, CHILD


def people_aged(*years: int) -> People:
    """Return people of one postcode."""
    nothing, nobody = np.zeros(len(years), np.int64), np.full(len(years), -1)
    people = People(*(nothing.copy() for _ in fields(People)))
    people.uid, people.age_months = np.arange(len(years)) + 1, np.array(years) * 12
    people.household, people.partner = nobody.copy(), nobody.copy()
    return people


def households(years: tuple[int, ...], positions: tuple[int, ...]) -> list[int]:
    people = people_aged(*years)
    make_households(people, np.array(positions), 1.0, 1, FamilyParameters())
    return people.household.tolist()


def test_where_chance_left_no_parent_the_nearest_in_age_brings_the_children_up() -> None:
    """The eldest child is 14: of adults of 80, 41 and 22, the second could be its mother."""
    homes = households((14, 80, 41, 9, 22), (CHILD, ALONE, ALONE, CHILD, ALONE))
    assert homes[0] == homes[3] == homes[2]
    assert len(set(homes)) == 3


def test_children_without_any_adult_are_refused() -> None:
    with pytest.raises(DataError, match="no adult: merge it"):
        households((14, 9), (CHILD, CHILD))
