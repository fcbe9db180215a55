"""Making a tie: a friend of a friend, or a stranger of one's own age, place and origin.

The numbers are those of the process `ties`.
"""

import numpy as np

from agents.compiled import rule, serial
from agents.ties import SLOTS, add_tie, find_tie
from model.draws import decision, pair_of, uniform, uniform4

FORM = decision("ties.form")
ORIGIN = decision("ties.origin")

BAND_YEARS, BANDS = 5, 21

FRIEND, NEIGHBOUR = np.uint8(1), np.uint8(2)
"""TieKind as stored."""


@rule
def may_tie(i, c, residents, free, tie_other):
    """Say whether resident c could become a tie of resident i: ties lie outside the household.

    Parameters
    ----------
    free : uint8 array, shape [slots]
        Whether a resident is at home and was open to ties last month.
    """
    if c < 0 or free[c] == 0 or c == i or residents[c].household == residents[i].household:
        return False
    return residents[c].degree < SLOTS and find_tie(tie_other, i, c) < 0


@rule
def friend_of_friend(i, residents, free, tie_other, u_friend, u_theirs):
    """Return a tie of a tie of resident i that is open to ties, or -1."""
    a, b = np.int64(u_friend * SLOTS), np.int64(u_theirs * SLOTS)
    for k in range(SLOTS):
        friend = tie_other[i, (a + k) % SLOTS]
        if friend < 0:
            continue
        for m in range(SLOTS):
            c = tie_other[friend, (b + m) % SLOTS]
            if may_tie(i, c, residents, free, tie_other):
                return c
        return -1
    return -1


@rule
def successor(ring_at, first, last, u):
    """Return the first place from `first` to `last` (exclusive) whose position is at least u."""
    while first < last:
        middle = (first + last) // 2
        if ring_at[middle] < u:
            first = middle + 1
        else:
            last = middle
    return first


@rule
def stranger(
    i, residents, published, free, tie_other, ring, start, uids, ring_at, cell, u, p, seed, month
):
    """Return a resident of a ring who is open to ties and near enough in age and origin, or -1.

    Residents stand in each ring by a keyed position. Those not open to ties are passed by without
    being counted, so that one more of them changes nobody else's pick.
    """
    first, last = start[cell], start[cell + 1]
    size = last - first
    at = successor(ring_at, first, last, u) - first
    tried = 0
    for step in range(min(size, np.int64(p.strangers_passed))):
        place = first + at + step
        if place >= last:
            place -= size
        c = ring[place]
        if not may_tie(i, c, residents, free, tie_other) or residents[c].uid != uids[place]:
            continue
        apart = abs(residents[i].age_months / 12 - published[c].age_years)
        pair = pair_of(residents[i].uid, residents[c].uid)
        if apart <= p.age_gap and (
            residents[i].origin == published[c].origin
            or uniform(seed, pair, month, ORIGIN, 0) >= p.other_origin_rejected
        ):
            return c
        tried += 1
        if tried >= p.strangers_tried:
            return -1
    return -1


@rule
def ring_of(resident, n_areas, u_area, u_age, p):
    """Return the ring (area and age band) in which a resident looks for a stranger."""
    area = np.int64(resident.area)
    if u_area >= p.same_area and n_areas > 1:
        far = (u_area - p.same_area) / (1.0 - p.same_area)
        area = (area + 1 + np.int64(far * (n_areas - 1))) % n_areas
    years = resident.age_months / 12 + (2.0 * u_age - 1.0) * p.age_gap
    band = np.int64(min(BANDS - 1.0, max(0.0, years) / BAND_YEARS))
    return area * BANDS + band


@serial
def form_all(
    order, residents, tie_other, tie_strength, tie_kind, published, free, ring, start, uids,
    ring_at, n_areas, p, seed, month,
):  # fmt: skip
    """Let those who look for a tie find one, in the order given."""
    for i in order:
        resident = residents[i]
        u_way, u_a, u_b, u_start = uniform4(seed, resident.uid, month, FORM, 0)
        u_place, u_kind, _, _ = uniform4(seed, resident.uid, month, FORM, 1)
        if u_way < p.triad:
            c = friend_of_friend(i, residents, free, tie_other, u_a, u_b)
        else:
            cell = ring_of(resident, n_areas, u_a, u_b, p)
            c = stranger(
                i, residents, published, free, tie_other, ring, start, uids, ring_at, cell, u_place,
                p, seed, month,
            )  # fmt: skip
        if c < 0:
            continue
        near = residents[c].postcode == resident.postcode and u_kind < p.neighbour
        kind = NEIGHBOUR if near else FRIEND
        strength = min(1.0, p.start_low + p.start_spread * u_start)
        if add_tie(tie_other, tie_strength, tie_kind, i, c, strength, kind):
            for end in (i, c):
                residents[end].degree += 1
                residents[end].tie_strength += np.float32(strength)
