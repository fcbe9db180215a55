"""Networks and health at the start: bounded, symmetric, assortative, of known size."""

import numpy as np
import pytest

from agents.residents import Residents
from agents.ties import SLOTS
from agents.vocabulary import NOBODY, Sex, TieKind
from model.inputs.municipality import MunicipalityData, load_municipality
from model.population.build import Population, build_population
from model.population.graph import network
from model.population.health import start_health
from model.population.networks import start_networks


@pytest.fixture(scope="module")
def data() -> MunicipalityData:
    return load_municipality()


@pytest.fixture(scope="module")
def town(data: MunicipalityData) -> Population:
    made = build_population(data, seed=1)
    start_networks(made.residents, made.households, seed=1)
    return made


def tie_ends(residents: Residents) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return both ends and the kind of every tie, each tie twice."""
    a, slot = np.nonzero(residents.tie_other != NOBODY)
    return a, residents.tie_other[a, slot], residents.tie_kind[a, slot]


def test_ties_are_symmetric_distinct_and_outside_the_household(town: Population) -> None:
    residents = town.residents
    a, b, kind = tie_ends(residents)
    here = np.stack([a, b, kind], axis=1)
    there = np.stack([b, a, kind], axis=1)
    here, there = (x[np.lexsort(x.T)] for x in (here, there))
    np.testing.assert_array_equal(here, there)
    assert len(np.unique(here[:, :2], axis=0)) == len(here)
    assert (residents.records["household"][a] != residents.records["household"][b]).all()
    strength = residents.tie_strength[residents.tie_other != NOBODY]
    assert strength.min() >= np.float32(0.2)
    assert strength.max() <= np.float32(0.9)


def test_degree_by_age(town: Population) -> None:
    records = town.residents.records[town.residents.living]
    age = records["age_months"] / 12
    assert (records["degree"][age < 6] == 0).all()
    assert records["degree"][age >= 6].mean() == pytest.approx(12, abs=0.5)
    assert (
        9
        < records["degree"][age >= 80].mean()
        < records["degree"][(age >= 40) & (age < 60)].mean() - 1
    )
    assert records["degree"].max() <= SLOTS


def test_ties_are_assortative(town: Population) -> None:
    records = town.residents.records
    a, b, kind = tie_ends(town.residents)
    friends = kind == TieKind.FRIEND
    apart = np.abs(records["age_months"][a].astype(int) - records["age_months"][b]) / 12
    assert (apart[friends] <= 9.5).mean() > 0.95
    assert 0.75 < (records["area"][a] == records["area"][b])[friends].mean() < 0.9
    for origin in range(1, 5):
        same_origin = (records["origin"][b] == origin)[friends & (records["origin"][a] == origin)]
        assert 0.55 < same_origin.mean() < 0.85
    neighbours = kind == TieKind.NEIGHBOUR
    assert (records["postcode"][a] == records["postcode"][b])[neighbours].all()
    assert neighbours.mean() == pytest.approx(0.15, abs=0.03)
    strength = town.residents.tie_strength[town.residents.tie_other != NOBODY]
    assert (
        strength[kind == TieKind.KIN].mean()
        > strength[friends].mean()
        > strength[neighbours].mean()
    )


def test_networks_do_not_depend_on_slots(data: MunicipalityData) -> None:
    def by_uid(residents: Residents) -> dict[int, list[tuple[int, int, float]]]:
        uid = residents.records["uid"]
        return {
            int(uid[i]): [
                (int(uid[j]), int(k), float(s))
                for j, k, s in zip(
                    residents.tie_other[i],
                    residents.tie_kind[i],
                    residents.tie_strength[i],
                    strict=True,
                )
                if j != NOBODY
            ]
            for i in residents.living
        }

    plain = build_population(data, seed=3, residents=2000)
    start_networks(plain.residents, plain.households, seed=3)
    moved = build_population(data, seed=3, residents=2000)
    order = np.argsort(moved.residents.records["uid"])[::-1]  # another slot for everybody
    new_slot = np.argsort(order)
    records = moved.residents.records.take(order)
    partner = records["partner"]
    records["partner"] = np.where(partner >= 0, new_slot[partner], NOBODY)
    moved.residents.records = records
    start_networks(moved.residents, moved.households, seed=3)
    assert by_uid(moved.residents) == by_uid(plain.residents)


def test_young_children_have_no_ties_of_their_own(data: MunicipalityData) -> None:
    made = build_population(data, seed=1, residents=5000)
    start_health(made.residents, seed=1)
    start_networks(made.residents, made.households, seed=1)
    records = made.residents.records[made.residents.living]
    assert (records["degree"][records["age_months"] < 72] == 0).all()
    assert records["degree"][records["age_months"] >= 72].mean() > 11
    assert not records["volunteer"][records["age_months"] < 18 * 12].any()


def test_health_meets_its_anchors(town: Population, data: MunicipalityData) -> None:
    start_health(town.residents, seed=1)
    records = town.residents.records[town.residents.living]
    age = records["age_months"] / 12
    limited = records["limitation"] > 0
    assert limited[age >= 18].mean() == pytest.approx(0.116, abs=0.02)  # RIVM mobility
    assert 0.218 <= limited[age >= 65].mean() <= 0.292  # RIVM mobility to physical
    assert limited[age >= 75].mean() == pytest.approx(0.338, abs=0.03)  # CBS IADL
    assert limited[(age >= 65) & (age < 75)].mean() == pytest.approx(0.168, abs=0.03)
    assert 0.07 < (records["limitation"] == 2)[age >= 65].mean() < 0.13
    women = records["sex"] == Sex.WOMAN
    assert limited[women & (age >= 55)].mean() > limited[~women & (age >= 55)].mean() + 0.05
    assert records["dementia"][age >= 80].mean() / 0.7 == pytest.approx(0.25, abs=0.03)
    assert records["dementia"][age >= 90].mean() / 0.7 == pytest.approx(0.40, abs=0.07)
    assert records["volunteer"][age >= 18].mean() == pytest.approx(0.208, abs=0.01)
    east = limited[(records["area"] == 2) & (age >= 65)].mean()
    assert east == max(limited[(records["area"] == area) & (age >= 65)].mean() for area in range(5))


def test_network_of_an_ego_holds_household_and_ties(
    town: Population, data: MunicipalityData
) -> None:
    residents = town.residents
    slot = int(
        np.flatnonzero((residents.records["partner"] >= 0) & (residents.records["degree"] > 8))[0]
    )
    ego, record = int(residents.records["uid"][slot]), residents.records[slot]
    graph = network(residents, town.households, ego=ego, distance=1, areas=data.areas)
    partner = int(residents.records["uid"][record["partner"]])
    assert graph.edges[ego, partner]["kind"] == "household"
    kinds = [attributes["kind"] for _, _, attributes in graph.edges(ego, data=True)]
    assert len(kinds) - kinds.count("household") == record["degree"]
    assert list(graph.nodes) == sorted(graph.nodes)
    assert graph.nodes[ego]["distance"] == 0
    assert graph.nodes[ego]["area"] in data.areas
    wider = network(residents, town.households, ego=ego, distance=2)
    assert set(graph) < set(wider)


def test_network_of_the_town_holds_every_tie(data: MunicipalityData) -> None:
    made = build_population(data, seed=1, residents=1000)
    start_networks(made.residents, made.households, seed=1)
    graph = network(made.residents, made.households)
    assert graph.number_of_nodes() == 1000
    ties = sum(kind != "household" for _, _, kind in graph.edges(data="kind"))
    assert ties == (made.residents.tie_other != NOBODY).sum() // 2
    with pytest.raises(KeyError):
        network(made.residents, made.households, ego=1)
    with pytest.raises(ValueError, match="distance"):
        network(made.residents, made.households, distance=-1)
