"""The ties around one resident at one moment, as a picture of them needs it."""

from typing import TYPE_CHECKING

import numpy as np

from agents.ties import HELPING

if TYPE_CHECKING:
    import networkx as nx

    from model.town import SocialBaseModel


def ties_around(town: "SocialBaseModel", uid: int) -> "nx.Graph[int]":
    """Return who is tied to a resident now, and to each other.

    Parameters
    ----------
    town : SocialBaseModel
    uid : int

    Returns
    -------
    networkx.Graph
        As `town.network(ego=uid)`; the edges of the resident have `helps` too: whether one end
        helps the other with care through this tie. Help within a household goes without ties.

    Raises
    ------
    KeyError
        If nobody of that uid lives in the town.
    """
    graph: nx.Graph[int] = town.network(ego=uid)
    residents = town.residents
    slot = residents.slot_of(uid)
    for _, _, edge in graph.edges(data=True):
        edge["helps"] = False
    for k in np.flatnonzero(residents.tie_other[slot] >= 0).tolist():
        other = int(residents.records["uid"][int(residents.tie_other[slot, k])])
        if graph.has_edge(uid, other):
            graph.edges[uid, other]["helps"] = bool(residents.tie_kind[slot, k] & HELPING)
    return graph
