"""The ties around a resident, as a picture takes them from a town."""

import numpy as np

from agents.ties import HELPING
from experiments.worlds.personal_ties import ties_around
from tests.towns import begun


def test_a_tie_through_which_care_goes_is_told_at_both_ends() -> None:
    town, _ = begun("current")
    residents = town.residents
    helping = np.argwhere((residents.tie_kind & HELPING > 0) & (residents.tie_other >= 0))
    assert len(helping)
    uid, at_home = residents.records["uid"], residents.records["household"]
    told = 0
    for slot, k in helping[:40].tolist():
        other = int(residents.tie_other[slot, k])
        one, two = int(uid[slot]), int(uid[other])
        if at_home[slot] != at_home[other]:
            assert ties_around(town, one).edges[one, two]["helps"]
            assert ties_around(town, two).edges[one, two]["helps"]
            told += 1
    assert told


def test_everybody_around_is_there_and_no_other_tie_helps() -> None:
    town, _ = begun("current")
    ego = int(town.residents.records["uid"][town.residents.living[0]])
    graph = ties_around(town, ego)
    assert set(graph) == set(town.network(ego=ego))
    others = [edge for one, two, edge in graph.edges(data=True) if ego not in (one, two)]
    assert not any(edge["helps"] for edge in others)
