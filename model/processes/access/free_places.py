"""Free places that a caseworker or coach may name: which one suits, and whether a seat is in sight.

A place that is full for good would never be named if only an empty seat counted: its visitors leave
one by one, and a waiting list takes their seats. A seat is in sight where one comes free in the
coming months, less what was promised to others who were referred and, unless the place takes these
first, less what its waiting list may take.
"""

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from model.world import World


@rule
def may_be_named(place, resident):
    """Say whether a caseworker may name a place: it serves the area and is meant for who asks."""
    if resident.age_months < place.from_months:
        return False
    if place.area != resident.area and not place.transport and not place.town_wide:
        return False
    if place.origins and not place.origins >> resident.origin & 1:
        return False
    return not place.for_dementia or resident.dementia > 0


@rule
def place_for(resident, facilities, free):
    """Return the free place that a caseworker would name to a resident, or -1.

    Of places that serve the area and suit the resident's background, the one that can bear the
    heaviest need; equal ones by their keyed number, never by their row.
    """
    best, best_fit, best_number = -1, 0.0, np.int64(0)
    for k in range(len(facilities)):
        place = facilities[k]
        if free[k] <= 0 or not may_be_named(place, resident):
            continue
        better = place.fit_severity > best_fit
        if better or (place.fit_severity == best_fit and place.number < best_number):
            best, best_fit, best_number = k, place.fit_severity, place.number
    return best


@rule
def reexamined_for(resident, facilities, free):
    """Return the hazard a year that day activities are looked at again for a place with a seat."""
    rate = 0.0
    for k in range(len(facilities)):
        if facilities[k].reexamined > 0.0 and free[k] > 0 and may_be_named(facilities[k], resident):
            rate += facilities[k].reexamined
    return rate


def seats_in_sight(town: World) -> NDArray[np.int64]:
    """Return the seats of every place that can be promised now to residents who are referred.

    Returns
    -------
    int64 array, shape [places]
        0 at a meeting place, which answers no need, and at a place that is closed.
    """
    mine, p, people = town.state.community, town.parameters["community"], town.residents.records
    table, n = mine.table, len(mine.table)
    referred, waits = people["invited"], people["waits_at"]
    promised = np.bincount(referred[referred >= 0], minlength=n)
    listed = np.bincount(waits[(waits >= 0) & (waits != referred)], minlength=n)
    leaving = p.sight_months * p.attrition * mine.participants
    for_all = np.floor(table["places"] * (1.0 - table["reserved"]))
    taken_by_list = np.minimum(listed, np.maximum(0.0, for_all - mine.participants + leaving))
    ahead = promised + np.where(table["referred_first"] > 0.0, 0.0, taken_by_list)
    seats = table["places"] - mine.participants + leaving - ahead
    named = (table["open"] & table["day_place"] & table["stands_in"]) > 0
    seats = np.where(named, np.maximum(0.0, seats), 0.0)
    return town.all_rounded(seats, table["number"], town.month)
