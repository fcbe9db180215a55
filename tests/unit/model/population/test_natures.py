"""Natures: what residents of a district have in common, from tables that are no outcome."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from model.inputs.municipality import MunicipalityData, load_municipality
from model.parameter_owners import all_rows
from model.population.build import build_population
from model.population.natures import lay_on, natures_of

DISTRESS = "moderate_or_high_risk_anxiety_depression_pct"
LIMITED = "physical_limitation_pct"
EAST = "WK074802"


@pytest.fixture(scope="module")
def data() -> MunicipalityData:
    return load_municipality("bergen_op_zoom")


def natures(
    data: MunicipalityData, place_frailty: float = 1.0, place_distress: float = 0.5
) -> NDArray[Any]:
    return natures_of(
        data, SimpleNamespace(place_frailty=place_frailty, place_distress=place_distress)
    )


def with_health(data: MunicipalityData, district: str, column: str, factor: float) -> Any:
    """Return the municipality with one column of one district so many times as high."""
    health = data.health.copy()
    health.loc[health["region_code"] == district, column] *= factor
    return replace(data, health=health)


def as_one_district(data: MunicipalityData) -> MunicipalityData:
    """Return the municipality with all its postcodes in one district."""
    return replace(data, postcodes=data.postcodes.assign(district=EAST))


def test_the_mean_of_the_town_stays(data: MunicipalityData) -> None:
    made, adults = natures(data), data.counts()[:, 4:].sum(axis=1)
    assert np.average(made["frailty"], weights=adults) == pytest.approx(1)
    assert np.average(made["temperament"], weights=adults) == pytest.approx(0, abs=1e-12)


def test_the_district_with_most_limitation_and_distress_is_frailest(data: MunicipalityData) -> None:
    made, east = natures(data), data.postcodes["district"].to_numpy() == EAST
    for trait in ("frailty", "temperament"):
        assert made[trait][east].min() > made[trait][~east].max()


@pytest.mark.parametrize(("column", "trait"), [(LIMITED, "frailty"), (DISTRESS, "temperament")])
def test_a_worse_table_makes_a_worse_nature(
    data: MunicipalityData, column: str, trait: str
) -> None:
    east = data.postcodes["district"].to_numpy() == EAST
    made = natures(with_health(data, EAST, column, 1.2))[trait]
    assert (made[east] > natures(data)[trait][east]).all()


def test_income_that_explains_limitation_lowers_frailty(data: MunicipalityData) -> None:
    east = data.postcodes["district"].to_numpy() == EAST
    poorer = with_health(data, EAST, "difficulty_making_ends_meet_pct", 2.0)
    assert (natures(poorer)["frailty"][east] < natures(data)["frailty"][east]).all()


def test_at_zero_and_in_one_district_nobody_differs(data: MunicipalityData) -> None:
    for made in (natures(data, 0.0, 0.0), natures(as_one_district(data))):
        np.testing.assert_allclose(made["frailty"], 1.0, rtol=1e-12)
        np.testing.assert_allclose(made["temperament"], 0.0, atol=1e-12)


def test_what_is_held_against_the_model_is_never_read(data: MunicipalityData) -> None:
    blind = data.health.drop(
        columns=[c for c in data.health if "lonely" in c or "carer" in c or c == "volunteer_pct"]
    )
    assert (natures(replace(data, health=blind)) == natures(data)).all()


def test_without_a_table_of_distress_temperaments_are_alike(data: MunicipalityData) -> None:
    made = natures(replace(data, health=data.health.drop(columns=DISTRESS)))
    assert (made["temperament"] == 0).all()
    assert made["frailty"].std() > 0


def test_no_number_is_named_by_a_place(data: MunicipalityData) -> None:
    places = {*data.areas, *data.postcodes["district"].str.lower()}
    places |= set(data.postcodes["postcode"].astype(str))
    assert [name for name in all_rows() if places & set(name.split("."))] == []


def test_traits_are_laid_on_those_drawn(data: MunicipalityData) -> None:
    people = build_population(data, seed=1, residents=2000).residents
    living, before = people.living, people.records.copy()
    made = natures(data)
    lay_on(people, made)
    here = made[people.records["postcode"][living]]
    after = people.records[living]
    np.testing.assert_allclose(
        after["frailty"], before["frailty"][living] * here["frailty"], rtol=1e-5
    )
    np.testing.assert_allclose(
        after["temperament"], before["temperament"][living] + here["temperament"], atol=1e-5
    )
    names = set(people.records.dtype.names or ()) - {"frailty", "temperament", "loneliness"}
    assert all((after[name] == before[name][living]).all() for name in names)
