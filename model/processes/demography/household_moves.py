"""Households that form and part: leaving the parental home, pairing, parting.

Movers are handled in order of uid; a search for a partner walks along the ring of uids from a keyed
point, so an unconcerned newcomer changes nobody's partner.
"""

import numpy as np

from agents.compiled import rule, serial
from agents.vocabulary import ADULT_MONTHS, Status
from model.draws import decision, derived_uid, uniform, uniform4
from model.processes.demography.month_of_life import is_adult_child
from model.processes.demography.removals import leave_household
from model.processes.demography.ring import beyond, place_on_ring

MOVE = decision("demography.move")
MEET = decision("demography.meet")
ACCEPT_ORIGIN = decision("demography.accept_origin")
HOUSEHOLD = decision("demography.household")
EVEN_CHANCE = 0.5
"""Either of two partners goes: nothing is assumed of them."""


@rule
def found_household(month, records, households, h, i, postcode):
    """Give a resident an empty household of its own; its former one has been left."""
    r, home = records[i], households[h]
    home.uid = derived_uid(HOUSEHOLD, r.uid, month)
    home.area, home.postcode = r.area, postcode
    home.adults, home.children = np.uint8(1), np.uint8(0)
    home.domains, home.leaving = np.uint8(0), np.uint8(0)
    r.household, r.postcode = h, postcode


@rule
def postcode_in_area(u, area, postcodes, first):
    """Return a postcode of an area; `postcodes` is sorted by area, `first` where each begins."""
    n = first[area + 1] - first[area]
    return np.uint8(postcodes[first[area] + min(np.int64(u * n), n - 1)])


@rule
def move_in(records, households, i, host):
    """Move an adult in with another, whose income security it shares from then on."""
    leave_household(records, households, i)
    r, q = records[i], records[host]
    home = households[q.household]
    home.adults = np.uint8(home.adults + 1)
    r.household, r.area, r.postcode, r.insecure = q.household, q.area, q.postcode, q.insecure


@rule
def free_to_move(r, households, p):
    """Say whether an adult can move without leaving children behind."""
    home = households[r.household]
    return home.adults + home.children == 1 or is_adult_child(r, home.adults, p)


@rule
def suits(seed, month, seeker, q, p):
    """Say whether a resident is a possible partner: single, other sex, near in age, own origin."""
    if q.status != Status.HOME or q.partner >= 0 or q.sex == seeker.sex or q.household < 0:
        return False
    if q.age_months < ADULT_MONTHS or q.household == seeker.household:
        return False
    if abs(q.age_months - seeker.age_months) > 12.0 * p.pairing_age_gap:
        return False
    same = q.origin == seeker.origin
    pair = seeker.uid ^ q.uid
    return same or uniform(seed, pair, month, ACCEPT_ORIGIN, 0) < p.other_origin_accepted


@rule
def find_partner(seed, month, i, records, households, ring_uids, ring_slots, reach, p):
    """Return the slot of the first suitable single along the ring, -1 where none is met."""
    n, seeker = len(ring_uids), records[i]
    mobile = free_to_move(seeker, households, p)
    key = derived_uid(MEET, seeker.uid, month)
    start = place_on_ring(ring_uids, key)
    for step in range(n):
        k = (start + step) % n
        if beyond(ring_uids, k, key, reach):
            return -1
        q = records[ring_slots[k]]
        suitable = q.uid == ring_uids[k] and suits(seed, month, seeker, q, p)
        if suitable and (mobile or free_to_move(q, households, p)):
            return ring_slots[k]
    return -1


@rule
def settle_pair(month, records, households, i, j, h, postcode, p):
    """Let two singles live together; say whether the empty household h was taken for it."""
    r, q = records[i], records[j]
    r_child = is_adult_child(r, households[r.household].adults, p)
    q_child = is_adult_child(q, households[q.household].adults, p)
    takes_empty = r_child and q_child
    if takes_empty:
        leave_household(records, households, i)
        found_household(month, records, households, h, i, postcode)
        move_in(records, households, j, i)
    elif free_to_move(r, households, p) and not q_child:
        move_in(records, households, i, j)
    else:
        move_in(records, households, j, i)
    records[i].partner, records[j].partner = j, i
    return takes_empty


@serial
def settle(
    seed, month, seekers, leaves, records, households, free, postcodes, first,
    ring_uids, ring_slots, reach, numbers,
):  # fmt: skip
    """Let seekers pair and adult children leave home; return `free` used and pairs made.

    `leaves` says who leaves the parental home: a share alone, others with a partner if one is met.
    """
    p = numbers[0]
    used, pairs = 0, 0
    for k in range(len(seekers)):
        i = seekers[k]
        r = records[i]
        if r.partner >= 0 or r.status != Status.HOME:
            continue
        u, v, _, _ = uniform4(seed, r.uid, month, MOVE, 0)
        postcode = postcode_in_area(u, r.area, postcodes, first)
        mate = -1
        if not leaves[k] or v >= p.leaving_home_alone:
            mate = find_partner(
                seed, month, i, records, households, ring_uids, ring_slots, reach, p
            )
        if mate >= 0:
            pairs += 1
            used += settle_pair(month, records, households, i, mate, free[used], postcode, p)
        elif leaves[k] and is_adult_child(r, households[r.household].adults, p):
            leave_household(records, households, i)
            found_household(month, records, households, free[used], i, postcode)
            used += 1
    return used, pairs


@serial
def part(seed, month, deciders, records, households, free, postcodes, first, aftermath):
    """Let couples part: one of the two moves to a household of its own, children stay.

    Returns how many of `free` were used.
    """
    used = 0
    for i in deciders:
        j = np.int64(records[i].partner)
        if j < 0 or records[i].status != Status.HOME:
            continue
        pair = records[i].uid ^ records[j].uid
        u, v, _, _ = uniform4(seed, pair, month, MOVE, 1)
        older_uid_goes = u < EVEN_CHANCE
        goes = i if (records[i].uid > records[j].uid) == older_uid_goes else j
        postcode = postcode_in_area(v, records[goes].area, postcodes, first)
        for one in (i, j):
            months = np.uint8(aftermath[records[one].area])
            records[one].partner = -1
            records[one].event_months = records[one].separation_months = months
        leave_household(records, households, goes)
        found_household(month, records, households, free[used], goes, postcode)
        used += 1
    return used
