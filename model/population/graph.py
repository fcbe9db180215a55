"""Personal networks as networkx graphs: of the whole town, or around one resident."""

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from agents.households import Households
from agents.residents import Residents
from agents.ties import KIND_BITS
from agents.vocabulary import NOBODY, Origin, Sex, Status, TieKind


def network(
    residents: Residents,
    households: Households,
    *,
    ego: int | None = None,
    distance: int = 1,
    areas: tuple[str, ...] | None = None,
) -> "nx.Graph[int]":
    """Return who is tied to whom, household members included.

    Parameters
    ----------
    residents : Residents
    households : Households
        Where members live together; an edge of kind `household` joins them, strength 1.
    ego : int, optional
        Uid of one resident: only those within `distance` ties of it; default the whole town.
    distance : int
        Steps from ego, 0 or more.
    areas : tuple of str, optional
        Names of the areas by number; default the numbers.

    Returns
    -------
    networkx.Graph
        Nodes are uids in rising order, with `age` (years), `sex`, `area`, `origin`, `household`
        (uid), and `distance` in an ego network; edges have `kind` and `strength`, in order of uids.

    Raises
    ------
    KeyError
        If nobody of that uid lives in the town.
    ValueError
        If `distance` is negative.
    """
    if distance < 0:
        raise ValueError(f"distance is {distance}: give 0 or more")
    records = residents.records
    rows, members = _members(residents, len(households))
    if ego is None:
        steps = dict.fromkeys(residents.living.tolist(), 0)
    else:
        steps = _within(residents, members, rows, residents.slot_of(ego), distance)
    slots = np.array(sorted(steps, key=lambda slot: int(records["uid"][slot])), np.intp)
    graph: nx.Graph[int] = nx.Graph()
    for slot in slots:
        r = records[slot]
        graph.add_node(
            int(r["uid"]),
            age=round(float(r["age_months"]) / 12, 2),
            sex=Sex(int(r["sex"])).name.lower(),
            area=areas[int(r["area"])] if areas else int(r["area"]),
            origin=Origin(int(r["origin"])).name.lower(),
            household=int(households.records["uid"][int(r["household"])]),
        )
        if ego is not None:
            graph.nodes[int(r["uid"])]["distance"] = steps[int(slot)]
    graph.add_edges_from(_edges(residents, members, rows, slots))
    return graph


def _members(residents: Residents, rows: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the living ordered by household, and where each household begins, shape [rows + 1]."""
    living = residents.living
    household = residents.records["household"][living]
    order = np.lexsort((residents.records["uid"][living], household))
    living, household = living[order], household[order]
    return np.searchsorted(household, np.arange(rows + 1)), living


def _others(
    residents: Residents, members: NDArray[np.intp], rows: NDArray[np.int64], slot: int
) -> list[tuple[int, str, float]]:
    """Return slot, kind and strength of everybody tied to one resident, household first."""
    records = residents.records
    home = int(records["household"][slot])
    at_home: list[int] = []
    if home >= 0 and records["status"][slot] == Status.HOME:
        here = members[rows[home] : rows[home + 1]]
        at_home = [int(m) for m in here if m != slot and records["status"][m] == Status.HOME]
    ties = [(m, "household", 1.0) for m in at_home]
    for k in np.flatnonzero(residents.tie_other[slot] != NOBODY):
        other = int(residents.tie_other[slot, k])
        if other not in at_home:
            kind = TieKind(int(residents.tie_kind[slot, k] & KIND_BITS)).name.lower()
            ties.append((other, kind, float(residents.tie_strength[slot, k])))
    return ties


def _within(
    residents: Residents,
    members: NDArray[np.intp],
    rows: NDArray[np.int64],
    ego: int,
    distance: int,
) -> dict[int, int]:
    steps, edge = {ego: 0}, [ego]
    for step in range(1, distance + 1):
        reached = {
            other for slot in edge for other, _, _ in _others(residents, members, rows, slot)
        }
        edge = sorted(reached - steps.keys())
        steps.update(dict.fromkeys(edge, step))
    return steps


def _edges(
    residents: Residents,
    members: NDArray[np.intp],
    rows: NDArray[np.int64],
    slots: NDArray[np.intp],
) -> list[tuple[int, int, dict[str, object]]]:
    uid = residents.records["uid"]
    inside = set(slots.tolist())
    edges = [
        (int(uid[slot]), int(uid[other]), {"kind": kind, "strength": strength})
        for slot in slots
        for other, kind, strength in _others(residents, members, rows, int(slot))
        if other in inside and uid[slot] < uid[other]
    ]
    return sorted(edges, key=lambda edge: edge[:2])
