"""Kin in other households: who leaves home keeps them, and a child gets to know its parents' kin.

Ties lie outside the household: housemates who part become kin of each other, former partners
excepted, and those who move in together are tied no longer. How many kin there are, and how near
they stand, is as in the networks of the start (`net`: their numbers).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.ties import KIND_BITS, SLOTS, add_tie, clear_tie, find_tie, free_slot
from agents.vocabulary import ADULT_MONTHS, Status, TieKind
from model.draws import decision, pair_of, uniform
from model.population.wished_ties import wished_ties
from model.process import month_key
from model.processes.personal_help.helping_links import end_link
from model.world import World

KIN_WISHED = decision("demography.kin_wished")
KIN_STRENGTH = decision("demography.kin_strength")
KIN = np.uint8(TieKind.KIN)


@rule
def wished_kin(seed, r, net):
    """Return how many kin a resident has as one of the start: a share of its ties, by a draw."""
    wish = wished_ties(r, r.age_months, net) * net.kin_share
    return np.int64(math.floor(wish + uniform(seed, r.uid, 0, KIN_WISHED, 0)))


@rule
def kin_strength(u, net):
    """Return the strength of a new tie of kin by a uniform draw."""
    return net.weakest[TieKind.KIN] + (net.strongest[TieKind.KIN] - net.weakest[TieKind.KIN]) * u


@rule
def tie_kin(seed, month, i, j, records, tie_other, tie_strength, tie_kind, net):
    """Tie two residents as kin where they live apart, both have room and are not tied yet."""
    if records[i].household == records[j].household:
        return False
    pair = pair_of(records[i].uid, records[j].uid)
    strength = kin_strength(uniform(seed, pair, month, KIN_STRENGTH, 0), net)
    return add_tie(tie_other, tie_strength, tie_kind, i, j, strength, KIN)


@rule
def untie(i, k, records, tie_other, tie_strength, tie_kind):
    """Take away the tie in slot k of resident i at both ends, and the help that goes with it."""
    j = tie_other[i, k]
    if j in (records[i].helper_a, records[i].helper_b):
        end_link(i, j, records, tie_other, tie_kind)
    if i in (records[j].helper_a, records[j].helper_b):
        end_link(j, i, records, tie_other, tie_kind)
    clear_tie(tie_other, tie_strength, tie_kind, j, find_tie(tie_other, j, i))
    clear_tie(tie_other, tie_strength, tie_kind, i, k)


@serial
def part_ways(
    seed, month, movers, members, former, partners, records, tie_other, tie_strength, tie_kind, net
):
    """Tie those who moved to whom they lived with, and untie them from whom they live with now.

    Parameters
    ----------
    movers : int array
        Slots of those in another household than a moment ago, by uid.
    members : int array
        Slots of all who lived in the households that they left, movers included, by uid.
    former, partners : int arrays, shape [slots]
        Household and partner of everybody a moment ago.
    """
    for i in movers:
        spouse = np.int64(partners[i])
        for k in range(SLOTS):
            j = tie_other[i, k]
            if j >= 0 and records[j].household == records[i].household:
                untie(i, k, records, tie_other, tie_strength, tie_kind)
        for j in members:
            if former[j] == former[i] and j not in (i, spouse):
                tie_kin(seed, month, i, j, records, tie_other, tie_strength, tie_kind, net)


@rule
def nearest_kin(i, members, records, tie_other, tie_strength, tie_kind):
    """Return the slot of the relative dearest to the adults of a child's home, or -1.

    Left out are those whom it knows already, and who have no room for a tie.
    """
    best, strongest = -1, 0.0
    for m in members:
        if records[m].household != records[i].household or records[m].age_months < ADULT_MONTHS:
            continue
        for k in range(SLOTS):
            j, w = tie_other[m, k], np.float64(tie_strength[m, k])
            if j < 0 or tie_kind[m, k] & KIND_BITS != KIN or w < strongest:
                continue
            if records[j].status != Status.HOME or records[j].household == records[i].household:
                continue
            if w == strongest and records[j].uid > records[best].uid:
                continue
            if find_tie(tie_other, i, j) < 0 and free_slot(tie_other, j) >= 0:
                best, strongest = j, w
    return best


@rule
def kin_held(i, tie_other, tie_kind):
    """Return how many kin a resident is tied to."""
    held = 0
    for k in range(SLOTS):
        held += tie_other[i, k] >= 0 and tie_kind[i, k] & KIND_BITS == KIN
    return held


@serial
def meet_parents_kin(
    seed, month, children, members, records, tie_other, tie_strength, tie_kind, net
):
    """Tie children at the age at which ties begin to kin of their parents, the dearest first.

    Parameters
    ----------
    children : int array
        Slots, by uid.
    members : int array
        Slots of all who live in their households, by uid.
    """
    for i in children:
        wanted = wished_kin(seed, records[i], net) - kin_held(i, tie_other, tie_kind)
        for _ in range(wanted):
            j = nearest_kin(i, members, records, tie_other, tie_strength, tie_kind)
            if j < 0:
                break
            tie_kin(seed, month, i, j, records, tie_other, tie_strength, tie_kind, net)


@serial
def list_members(records, household, mark, members):
    """Write who is at home in a marked household; return how many."""
    n = 0
    for i in range(len(records)):
        if household[i] >= 0 and mark[household[i]] and records[i].status == Status.HOME:
            members[n] = i
            n += 1
    return n


def begin_ties(town: World, children: NDArray[np.int64], net: Any) -> None:
    """Let children who come to the age of ties of their own get to know their parents' kin."""
    people = town.residents
    r = people.records
    children = children[r["status"][children] == Status.HOME]
    members = _members(r, r["household"], children)
    ties = people.tie_other, people.tie_strength, people.tie_kind
    meet_parents_kin(town.seed, month_key(town.month), children, members, r, *ties, net)


def keep_ties(town: World, former: NDArray[Any], partners: NDArray[Any], net: Any) -> None:
    """Let those who moved keep whom they lived with as kin.

    Parameters
    ----------
    former, partners : int arrays, shape [slots]
        Household and partner of everybody before the moves.
    net : record
        Numbers of `NetworkParameters`.
    """
    people = town.residents
    r = people.records
    moved = (r["status"] == Status.HOME) & (r["household"] != former) & (former >= 0)
    movers = np.flatnonzero(moved)
    movers = movers[np.argsort(r["uid"][movers])]
    members = _members(r, former, movers)
    ties = people.tie_other, people.tie_strength, people.tie_kind
    part_ways(
        town.seed, month_key(town.month), movers, members, former, partners, r, *ties, net
    )  # fmt: skip


def _members(r: Any, household: NDArray[Any], who: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all at home who share a household with some, by uid; `household` is by slot."""
    mark = np.zeros(int(household.max()) + 2, np.bool_)  # the last of who has none
    mark[household[who]] = True
    members = np.empty(len(r), np.int64)
    members = members[: list_members(r, household, mark, members)]
    return members[np.argsort(r["uid"][members])]
