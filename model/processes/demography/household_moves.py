"""Households that form and part: leaving the parental home, pairing, parting.

A mother who moves takes the children along whom she bore. A step-parent goes where a couple parts,
so that children stay with a parent; of two parents either goes, and children stay with the other.
Movers are handled in order of uid; a search for a partner walks along the ring of uids from a keyed
point, so an unconcerned newcomer changes nobody's partner.
"""

import numpy as np

from agents.compiled import rule, serial
from agents.vocabulary import ADULT_MONTHS, Position, Status
from model.draws import decision, derived_uid, uniform, uniform4
from model.processes.demography.homes import age_band, settle_in
from model.processes.demography.parenthood import bore, goes_along, lives_with_parents
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
    """Let a resident leave its household for an empty one of its own."""
    leave_household(records, households, i)
    r, home = records[i], households[h]
    home.uid = derived_uid(HOUSEHOLD, r.uid, month)
    home.area, home.postcode = r.area, postcode
    home.adults, home.children = np.uint8(1), np.uint8(0)
    home.domains, home.leaving = np.uint8(0), np.uint8(0)
    r.household, r.postcode, r.position = h, postcode, np.uint8(Position.HEAD)


@rule
def move_in(records, households, i, host):
    """Move an adult in with another, whose income security it shares from then on."""
    leave_household(records, households, i)
    r, q = records[i], records[host]
    home = households[q.household]
    home.adults = np.uint8(home.adults + 1)
    r.household, r.area, r.postcode, r.insecure = q.household, q.area, q.postcode, q.insecure


@rule
def bring_children(records, households, i, left):
    """Let the minors of household `left` follow their mother i to hers; return how many do."""
    r = records[i]
    home, followed = households[r.household], 0
    if r.births == 0 or households[left].children == 0:
        return 0
    for k in range(len(records)):
        if goes_along(r, records[k], left):
            leave_household(records, households, k)
            child = records[k]
            child.household, child.area, child.postcode = r.household, r.area, r.postcode
            child.insecure = r.insecure
            home.children = np.uint8(home.children + 1)
            followed += 1
    return followed


@serial
def join_mothers(records, households):
    """Bring minors whom no adult is left with to their mother, where she lives in the town."""
    for k in range(len(records)):
        child = records[k]
        if child.status != Status.HOME or child.household < 0:
            continue
        if households[child.household].adults > 0:
            continue
        for i in range(len(records)):
            mother = records[i]
            if mother.births > 0 and mother.household >= 0 and bore(mother, child):
                bring_children(records, households, i, np.int64(child.household))
                break


@rule
def is_child_at_home(r, households):
    """Say whether a resident lives in the household of its parents."""
    return lives_with_parents(r, households[r.household].adults)


@rule
def free_to_move(r, households):
    """Say whether an adult can move without leaving children of its own behind."""
    home = households[r.household]
    return home.adults + home.children == 1 or is_child_at_home(r, households)


@rule
def suits(seed, month, seeker, q, p):
    """Say whether a resident is a possible partner: single, other sex, near in age, own origin."""
    if q.status != Status.HOME or q.partner >= 0 or q.sex == seeker.sex or q.household < 0:
        return False
    if q.age_months < ADULT_MONTHS or q.household == seeker.household:
        return False
    if q.position == Position.CHILD and seeker.position != Position.CHILD:
        return False  # who lives with its parents finds a partner when it leaves home
    if abs(q.age_months - seeker.age_months) > 12.0 * p.pairing_age_gap:
        return False
    same = q.origin == seeker.origin
    pair = seeker.uid ^ q.uid
    return same or uniform(seed, pair, month, ACCEPT_ORIGIN, 0) < p.other_origin_accepted


@rule
def find_partner(seed, month, i, records, households, ring_uids, ring_slots, reach, p):
    """Return the slot of the first suitable single along the ring, -1 where none is met."""
    n, seeker = len(ring_uids), records[i]
    mobile = free_to_move(seeker, households)
    key = derived_uid(MEET, seeker.uid, month)
    start = place_on_ring(ring_uids, key)
    for step in range(n):
        k = (start + step) % n
        if beyond(ring_uids, k, key, reach):
            return -1
        q = records[ring_slots[k]]
        suitable = q.uid == ring_uids[k] and suits(seed, month, seeker, q, p)
        if suitable and (mobile or free_to_move(q, households)):
            return ring_slots[k]
    return -1


@rule
def live_together(records, households, i, host):
    """Let a single and her children move in with another: who finds children is a step-parent."""
    left = np.int64(records[i].household)
    home = households[records[host].household]
    children_of_host = home.adults + home.children > 1
    move_in(records, households, i, host)
    brought = bring_children(records, households, i, left)
    steps_in = brought > 0 and not children_of_host
    records[i].position = np.uint8(Position.STEP_PARENT if children_of_host else Position.HEAD)
    records[host].position = np.uint8(Position.STEP_PARENT if steps_in else Position.HEAD)
    records[i].partner, records[host].partner = host, i


@rule
def settle_pair(month, records, households, i, j, h, postcode):
    """Let two singles live together; say whether the empty household h was taken for it."""
    r, q = records[i], records[j]
    r_child, q_child = is_child_at_home(r, households), is_child_at_home(q, households)
    takes_empty = r_child and q_child
    if takes_empty:
        left = np.int64(r.household)
        found_household(month, records, households, h, i, postcode)
        bring_children(records, households, i, left)
    if free_to_move(r, households) and not (takes_empty or q_child):
        live_together(records, households, i, j)
    else:
        live_together(records, households, j, i)
    return takes_empty


@serial
def settle(
    seed, month, seekers, leaves, records, households, free, homes, ring_uids, ring_slots,
    reach, numbers,
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
        mate = -1
        if not leaves[k] or v >= p.leaving_home_alone:
            mate = find_partner(
                seed, month, i, records, households, ring_uids, ring_slots, reach, p
            )
        band = age_band(r.age_months)
        fitting = homes.of_couples[band] if mate >= 0 else homes.of_singles[band]
        postcode = settle_in(u, fitting, homes.area, r.area)
        if mate >= 0:
            pairs += 1
            used += settle_pair(month, records, households, i, mate, free[used], postcode)
        elif leaves[k] and is_child_at_home(r, households):
            left = np.int64(r.household)
            found_household(month, records, households, free[used], i, postcode)
            bring_children(records, households, i, left)
            used += 1
    return used, pairs


@serial
def part(seed, month, deciders, records, households, free, homes, aftermath):
    """Let couples part: one of the two moves to a household of its own.

    A step-parent goes, with the children whom she bore; of two parents either goes, and the
    children stay. Returns how many of `free` were used.
    """
    used = 0
    for i in deciders:
        j = np.int64(records[i].partner)
        if j < 0 or records[i].status != Status.HOME:
            continue
        pair = records[i].uid ^ records[j].uid
        u, v, _, _ = uniform4(seed, pair, month, MOVE, 1)
        larger_uid_goes = u < EVEN_CHANCE
        goes = i if (records[i].uid > records[j].uid) == larger_uid_goes else j
        steps = records[goes].position == Position.STEP_PARENT
        if records[i + j - goes].position == Position.STEP_PARENT and not steps:
            goes, steps = i + j - goes, True
        own_home = homes.of_singles[age_band(records[goes].age_months)]
        postcode = settle_in(v, own_home, homes.area, records[goes].area)
        for one in (i, j):
            months = np.uint8(aftermath[records[one].area])
            records[one].partner = -1
            records[one].event_months = records[one].separation_months = months
            records[one].position = np.uint8(Position.HEAD)
        left = np.int64(records[goes].household)
        found_household(month, records, households, free[used], goes, postcode)
        if steps:
            bring_children(records, households, goes, left)
        used += 1
    return used
