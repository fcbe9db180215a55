"""Renewal: where ageing is held still, who moves out gives way to one just like it.

A town then keeps its ages and households. Its people do not stay for ever all the same: a household
that would leave is followed by one of the same ages, home, origin, education and income, who know
the town no better than others who move in. So ties, needs and care turn over at the pace at which
they do elsewhere.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import Status
from model.draws import decision, uniforms
from model.processes.demography.life_hazards import OLDEST
from model.processes.demography.newcomers import TINY
from model.processes.demography.parenthood import leaves_alone, mark_children
from model.processes.demography.removals import empty_slots
from model.world import World

RENEWED = decision("demography.renewed")
KEPT = (
    "uid", "household", "partner", "position", "age_months", "status", "sex", "area", "postcode",
    "origin", "education", "insecure", "lives_alone", "avoids_care", "births", "frailty", "shame",
    "temperament", "sociability", "capacity",
)  # fmt: skip
"""What a resident has in common with the one before it, by whose uid it goes."""


def who_is_renewed(town: World, leavers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return those who leave, by uid: an adult child with its own children, another with all.

    Parameters
    ----------
    leavers : int array
        Slots of those who decide to leave.
    """
    r, homes = town.residents.records, town.households.records
    child = leaves_alone(r, homes, leavers)
    mark = np.zeros(len(homes) + 1, np.bool_)
    mark[r["household"][leavers[~child]]] = True
    goes = mark[r["household"]] & (r["status"] == Status.HOME)
    goes[leavers[child]] = True
    mark_children(leavers[child], r, goes)
    gone = np.flatnonzero(goes)
    return gone[np.argsort(r["uid"][gone])]


def renew(town: World, who: NDArray[np.int64], by_age: NDArray[Any], p: Any) -> None:
    """Put a newcomer in the place of each: without needs, care and ties, and healthy as those are.

    Parameters
    ----------
    who : int array
        Slots, by uid.
    by_age : record array
        Hazards by year of age.
    p : LifeParameters
    """
    r = town.residents.records
    before = r[who].copy()
    empty_slots(town, who)
    for name in KEPT:
        r[name][who] = before[name]
    row = by_age[np.minimum(before["age_months"] // 12, OLDEST)]
    onset = row["onset"] * before["frailty"]
    limited = p.arrival_limited * onset / np.maximum(onset + row["recovery"], TINY)
    r["limitation"][who] = uniforms(int(town.seed), before["uid"], RENEWED, town.month) < limited
    r["loneliness"][who] = p.newcomer_loneliness + p.arrival_temperament * before["temperament"]
    r["arrived"][who] = town.month
