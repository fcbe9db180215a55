"""What a picture of a personal network says of two moments."""

import networkx as nx

from agents.vocabulary import TieKind
from experiments.report.charts.personal_network import LOOK, _places, finding, ties
from experiments.report.words import words_of


def network(*others: tuple[int, str, bool]) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.Graph()
    graph.add_node(1)
    for other, kind, helps in others:
        graph.add_edge(1, other, kind=kind, strength=0.5, helps=helps)
    return graph


NOW = network((2, "kin", True), (3, "friend", False), (4, "neighbour", False))
LATER = network((2, "kin", True), (5, "friend", True))


def test_ties_that_stay_end_and_begin_are_counted() -> None:
    said = finding(ties(NOW, LATER, 1), ("2021-01", "2026-01"), words_of("en"))
    assert "Of 3 ties of this resident in 2021-01, 1 are still there" in said
    assert "2 have ended, 1 were made" in said
    assert said.endswith("1, then 2")


def test_everybody_stands_where_the_seed_puts_them() -> None:
    """Whatever the order in which a network was built."""
    turned = network((4, "neighbour", False), (3, "friend", False), (2, "kin", True))
    one, other = _places(NOW, LATER, 1), _places(turned, LATER, 1)
    assert {node: place.tolist() for node, place in one.items()} == {
        node: place.tolist() for node, place in other.items()
    }
    assert one[1].tolist() == [0.0, 0.0]


def test_a_resident_without_ties_is_drawn_alone() -> None:
    assert set(_places(network(), network(), 1)) == {1}
    assert ties(network(), network(), 1).empty


def test_every_kind_of_tie_has_a_look() -> None:
    assert set(LOOK) == {"household", *(kind.name.lower() for kind in TieKind)}
