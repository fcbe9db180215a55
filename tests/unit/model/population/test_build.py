"""The synthetic population holds everybody of the tables and the margins it is fitted to."""

import numpy as np
import pytest
from numpy.typing import NDArray

from agents.vocabulary import Education, Origin, Position, Sex, Status
from model.errors import ParameterError
from model.inputs.municipality import MunicipalityData, load_municipality
from model.population.ages import men_of
from model.population.build import Population, PopulationParameters, build_population, composed
from model.population.sample import sampled_households

NON_WESTERN = (Origin.TURKISH, Origin.MOROCCAN, Origin.OTHER_NON_WESTERN)


@pytest.fixture(scope="module")
def data() -> MunicipalityData:
    return load_municipality()


@pytest.fixture(scope="module")
def town(data: MunicipalityData) -> Population:
    return build_population(data, seed=1)


@pytest.fixture(scope="module")
def people(town: Population) -> NDArray[np.void]:
    return town.residents.records[town.residents.living]


@pytest.fixture(scope="module")
def sizes(town: Population, people: NDArray[np.void]) -> NDArray[np.int64]:
    return np.bincount(people["household"])


def children_at_home(people: NDArray[np.void], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of members beside the couple or the single parent, by household."""
    couple = np.zeros(len(sizes), bool)
    couple[people["household"][people["partner"] >= 0]] = True
    return sizes - 1 - couple


def test_counts_are_those_of_the_table(data: MunicipalityData, people: NDArray[np.void]) -> None:
    band = np.minimum(people["age_months"] // 60, 19)
    for sex, expected in ((Sex.MAN, men_of(data)), (Sex.WOMAN, data.counts() - men_of(data))):
        here = people["sex"] == sex
        counts = np.zeros_like(expected)
        np.add.at(counts, (people["postcode"][here], band[here]), 1)
        np.testing.assert_array_equal(counts, expected)


def test_sexes_are_within_rounding_of_the_table(data: MunicipalityData) -> None:
    men, women = data.sexes()
    assert (np.abs(men_of(data) - men) <= 10).all()
    assert (np.abs(data.counts() - men_of(data) - women) <= 10).all()


def test_uids_are_distinct_and_do_not_depend_on_the_seed(
    data: MunicipalityData, people: NDArray[np.void]
) -> None:
    assert len(np.unique(people["uid"])) == len(people)
    other = build_population(data, seed=2).residents
    np.testing.assert_array_equal(
        np.sort(other.records["uid"][other.living]), np.sort(people["uid"])
    )


def test_same_seed_same_town(data: MunicipalityData, town: Population) -> None:
    again = build_population(data, seed=1)
    ours, theirs = again.residents.records, town.residents.records
    assert ours.buffer.tobytes() == theirs.buffer.tobytes()
    assert again.households.records.tobytes() == town.households.records.tobytes()


def test_household_margins_within_three_percent(
    data: MunicipalityData, people: NDArray[np.void], sizes: NDArray[np.int64]
) -> None:
    indicators = data.indicators
    children = children_at_home(people, sizes)
    assert len(sizes) == pytest.approx(indicators["households"], rel=0.03)
    assert sizes.mean() == pytest.approx(indicators["mean household size"], rel=0.03)
    for households, share in (
        (sizes == 1, "one-person households (%)"),
        ((sizes > 1) & (children == 0), "multi-person households without children (%)"),
        (children > 0, "households with children (%)"),
    ):
        assert households.sum() == pytest.approx(
            indicators["households"] * indicators[share] / 100, rel=0.03
        )


@pytest.mark.parametrize(
    ("low", "high", "share"), [(75, 85, 0.37), (85, 200, 0.58), (70, 90, 0.33)]
)
def test_living_alone_at_higher_ages(
    people: NDArray[np.void], low: int, high: int, share: float
) -> None:
    age = people["age_months"] / 12
    here = (age >= low) & (age < high)
    assert people["lives_alone"][here].mean() == pytest.approx(share, abs=0.03)


def test_households_live_in_one_postcode_and_are_counted(
    town: Population, people: NDArray[np.void]
) -> None:
    home = town.households.records[people["household"]]
    np.testing.assert_array_equal(home["postcode"], people["postcode"])
    np.testing.assert_array_equal(home["area"], people["area"])
    used = town.households.records[town.households.records["uid"] != 0]
    adults = np.bincount(people["household"], weights=people["age_months"] >= 216)
    np.testing.assert_array_equal(used["adults"], adults)
    assert int(used["adults"].sum() + used["children"].sum()) == len(people)
    assert np.isin(used["uid"], people["uid"]).all()


def test_no_minor_lives_without_an_adult(town: Population) -> None:
    used = town.households.records[town.households.records["uid"] != 0]
    assert (used["adults"] > 0).all()


def test_each_household_has_its_heads_and_the_others_are_children(
    people: NDArray[np.void], sizes: NDArray[np.int64]
) -> None:
    heads = people["position"] == Position.HEAD
    assert set(people["position"].tolist()) == {Position.HEAD, Position.CHILD}
    assert heads[people["partner"] >= 0].all()
    per_home = np.bincount(people["household"][heads], minlength=len(sizes))
    np.testing.assert_array_equal(per_home, sizes - children_at_home(people, sizes))


def test_partners_are_mutual_adult_and_of_similar_age(
    town: Population, people: NDArray[np.void]
) -> None:
    with_partner = np.flatnonzero(people["partner"] >= 0)
    partner = people["partner"][with_partner]
    np.testing.assert_array_equal(people["partner"][partner], with_partner)
    np.testing.assert_array_equal(people["household"][partner], people["household"][with_partner])
    apart = (
        np.abs(people["age_months"][partner].astype(int) - people["age_months"][with_partner]) / 12
    )
    assert (people["age_months"][with_partner] >= 180).all()
    assert np.median(apart) < 4
    assert np.quantile(apart, 0.99) < 12


def test_mothers_are_older_than_their_children(
    people: NDArray[np.void], sizes: NDArray[np.int64]
) -> None:
    mother = np.full(len(sizes), -1)
    women = (people["partner"] >= 0) & (people["sex"] == Sex.WOMAN)
    mother[people["household"][women]] = people["age_months"][women]
    child = (people["partner"] < 0) & (mother[people["household"]] >= 0)
    gap = (mother[people["household"][child]] - people["age_months"][child]) / 12
    assert gap.min() >= 15
    assert np.quantile(gap, 0.99) <= 45
    assert gap.mean() == pytest.approx(30.5, abs=1)


def test_origin_shares_and_districts(people: NDArray[np.void]) -> None:
    share = np.bincount(people["origin"], minlength=5) / len(people)
    np.testing.assert_allclose(share, [0.75, 0.05, 0.05, 0.05, 0.10], atol=0.01)
    other = np.isin(people["origin"], NON_WESTERN)
    by_area = [other[people["area"] == area].mean() for area in range(5)]
    assert np.argmax(by_area) == 2  # Oost: most difficulty making ends meet
    with_partner = people[people["partner"] >= 0]
    same = with_partner["origin"] == people["origin"][with_partner["partner"]]
    assert same.mean() > 0.85


def test_insecurity_and_education_meet_their_figures(
    data: MunicipalityData, people: NDArray[np.void]
) -> None:
    age = people["age_months"] / 12
    assert people["insecure"][age >= 18].mean() == pytest.approx(0.128, abs=0.01)
    assert people["insecure"][age >= 65].mean() == pytest.approx(0.066, abs=0.012)
    education = people["education"][(age >= 15) & (age < 75)]
    counts = np.array(
        [data.indicators[f"persons with {e.name.lower()} education"] for e in Education]
    )
    np.testing.assert_allclose(
        np.bincount(education) / len(education), counts / counts.sum(), atol=0.01
    )


def test_traits_have_the_declared_moments(people: NDArray[np.void]) -> None:
    assert people["frailty"].mean() == pytest.approx(1, abs=0.01)
    assert people["frailty"].std() == pytest.approx(0.5, abs=0.02)
    for trait in ("shame", "temperament"):
        assert people[trait].mean() == pytest.approx(0, abs=0.02)
        assert people[trait].std() == pytest.approx(1, abs=0.02)
    assert people["sociability"].min() >= 5
    assert people["sociability"].max() <= 16
    assert (people["status"] == Status.HOME).all()
    assert people["avoids_care"].mean() == pytest.approx(0.006, abs=0.001)


@pytest.mark.parametrize("residents", [500, 3333])
def test_smaller_town_has_whole_households_of_the_full_one(
    data: MunicipalityData, town: Population, people: NDArray[np.void], residents: int
) -> None:
    small = build_population(data, seed=1, residents=residents)
    part = small.residents.records[small.residents.living]
    assert len(part) == residents
    assert np.isin(part["uid"], people["uid"]).all()
    full_size = dict(
        zip(
            town.households.records["uid"].tolist(),
            np.bincount(people["household"]).tolist(),
            strict=False,
        )
    )
    homes = small.households.records["uid"][part["household"]]
    for uid, size in zip(*np.unique(homes, return_counts=True), strict=True):
        assert full_size[uid] == size
    of_area = np.bincount(part["area"], minlength=5) / residents
    np.testing.assert_allclose(
        of_area, np.bincount(people["area"]) / len(people), atol=6 / residents
    )


def test_a_sample_has_no_more_who_live_alone_than_the_town(
    data: MunicipalityData, sizes: NDArray[np.int64]
) -> None:
    full, founder = composed(data, 1, PopulationParameters())
    area = data.postcodes["area"].to_numpy(np.int64)
    for seed in range(20):
        rows = sampled_households(full, founder, area, 500, seed, 0)
        assert sizes[rows].sum() == 500
        assert sizes[rows].mean() == pytest.approx(sizes[sizes > 0].mean(), abs=0.02)


def test_larger_town_repeats_households_with_new_uids(
    data: MunicipalityData, people: NDArray[np.void]
) -> None:
    large = build_population(data, seed=1, residents=150_000)
    records = large.residents.records[large.residents.living]
    assert len(records) == len(np.unique(records["uid"])) == 150_000
    assert np.isin(people["uid"], records["uid"]).all()
    with_partner = np.flatnonzero(records["partner"] >= 0)
    np.testing.assert_array_equal(
        records["partner"][records["partner"][with_partner]], with_partner
    )


@pytest.mark.parametrize("residents", [499, 0, -1, 20_000_001])
def test_size_outside_bounds_is_refused(data: MunicipalityData, residents: int) -> None:
    with pytest.raises(ParameterError, match=f"residents is {residents}"):
        build_population(data, seed=1, residents=residents)


def test_free_slots_are_exactly_the_empty_ones(town: Population) -> None:
    empty = np.flatnonzero(town.residents.records["status"] == Status.EMPTY)
    assert sorted(town.residents.free) == empty.tolist()
    empty_homes = np.flatnonzero(town.households.records["uid"] == 0)
    assert sorted(town.households.free) == empty_homes.tolist()
