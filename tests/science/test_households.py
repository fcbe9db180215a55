"""Households, incomes and districts are in balance with the table that the town starts from.

Ages move on; how residents of an age live, how many are insecure and how districts differ stays as
it is at the start. Demography runs alone, at its numbers as they are.
"""

from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Status
from tests.unit.model.processes.demography.test_demography import Town, town_of

RESIDENTS, YEARS = 20_000, 9
BOUNDS = (0, 18, 20, 25, 30, 35, 45, 55, 65, 75, 200)
"""Years at which bands of age begin."""
LARGE = 400
"""Residents from which a postcode of the town of 20,000 says something."""


def at_home(town: Town) -> Any:
    r = town.residents.records
    return r[r["status"] == Status.HOME]


def members(town: Town) -> Any:
    homes = town.households.records
    return homes["adults"].astype(int) + homes["children"]


def bands(who: Any) -> Any:
    return np.digitize(who["age_months"] / 12, BOUNDS[1:-1])


def by_band(who: Any, value: Any) -> Any:
    count = np.bincount(bands(who), minlength=len(BOUNDS) - 1)
    return np.bincount(bands(who), weights=value, minlength=len(BOUNDS) - 1) / count


def headship(town: Town) -> Any:
    """Return households per resident by age: each household is shared by its adults who head it."""
    who = at_home(town)
    alone = members(town)[who["household"]] == 1
    couples = np.where(who["partner"] >= 0, 0.5, 0.0)
    return by_band(who, couples + alone)


def spread(town: Town, value: Any, of: Any) -> float:
    """Return the standard deviation between large postcodes of the share of `of` with a value."""
    who = at_home(town)
    count = np.bincount(who["postcode"], weights=of, minlength=20)
    share = np.bincount(who["postcode"], weights=of & value, minlength=20) / np.maximum(count, 1)
    size = np.bincount(who["postcode"], minlength=20)
    return float(share[size >= LARGE].std())


def figures(town: Town) -> dict[str, Any]:
    who = at_home(town)
    age, insecure = who["age_months"] / 12, who["insecure"] > 0
    adult, everybody = age >= 18, np.ones(len(who), np.bool_)
    return {
        "headship": headship(town),
        "partner": by_band(who, who["partner"] >= 0),
        "alone": by_band(who, members(town)[who["household"]] == 1),
        "insecure_65plus": insecure[age >= 65].mean(),
        "insecure_18_64": insecure[adult & (age < 65)].mean(),
        "spread_insecure": spread(town, insecure, adult),
        "spread_65plus": spread(town, age >= 65, everybody),
        "spread_non_western": spread(town, np.isin(who["origin"], (1, 2, 3)), everybody),
        "by_band": np.bincount(bands(who), minlength=len(BOUNDS) - 1),
        "couples_and_alone": (who["partner"] >= 0).sum() / 2 + (members(town) == 1).sum(),
    }


@pytest.fixture(scope="module")
def course() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the figures of a town at its start and nine years later."""
    town = town_of(RESIDENTS)
    before = figures(town)
    town.run(12 * YEARS)
    return before, figures(town)


@pytest.mark.slow
def test_households_are_as_many_as_ages_make_them(course: Any) -> None:
    """Couples and those alone: as many as residents by age had at the start, within 3%."""
    before, after = course
    expected = (after["by_band"] * before["headship"]).sum()
    assert after["couples_and_alone"] == pytest.approx(expected, rel=0.03)


@pytest.mark.slow
def test_how_residents_of_an_age_live_stays(course: Any) -> None:
    """To 75, with a partner or alone: within 7 points of the table."""
    before, after = course
    for name in ("partner", "alone"):
        assert np.abs(after[name] - before[name])[:-1].max() < 0.07, name


@pytest.mark.slow
@pytest.mark.parametrize("group", ["18_64", "65plus"])
def test_income_insecurity_of_an_age_group_stays(course: Any, group: str) -> None:
    before, after = (moment[f"insecure_{group}"] for moment in course)
    assert after == pytest.approx(before, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["insecure", "65plus", "non_western"])
def test_districts_stay_apart(course: Any, what: str) -> None:
    before, after = (moment[f"spread_{what}"] for moment in course)
    assert before > 0.03
    assert after > 0.75 * before
