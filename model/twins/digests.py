"""What one month of a resident's life looks like in a few words, and where twins diverge.

Digests are 64-bit hashes: equal states have equal digests, in whatever slots they are kept; two
different states share a digest about once in 10^19.
"""

from enum import IntEnum

import numpy as np

from agents.compiled import kernel, prange, rule, serial
from agents.vocabulary import INDICATED_CARE, N_DOMAINS, Domain, Handler


class Divergence(IntEnum):
    """Why the twins diverge, by what differed first."""

    EXPOSED = 0
    NETWORK = 1
    DISPLACED = 2
    OTHER = 3
    ONE_WORLD_ONLY = 4


class Event(IntEnum):
    """What differed in the first month."""

    VISIT = 0
    INVITATION = 1
    CASE = 2
    CONTACT = 3
    TIE_OR_HELP = 4
    SEAT = 5
    QUEUE = 6
    OWN_STATE = 7
    PRESENCE = 8
    MONEY = 9


class NewPlace(IntEnum):
    """What a place is to a pair of worlds.

    A day place may answer a need: caseworkers refer to it (`fit_severity` above 0). A meeting place
    is open to all and answers no need: it can stand for no indication.
    """

    NOT_NEW = 0
    MEETING_PLACE = 1
    DAY_PLACE = 2


NOT_YET = np.int16(-1)
WORD_BITS = 63  # of a signed word, its sign left out
LEFT_OUT = (
    "uid", "household", "partner", "helper_a", "helper_b", "minutes_got", "minutes_given", "links",
    "degree", "tie_strength", "knows", "visits", "meets", "waits_at", "invited", "cases",
    "products", "programme", "exposed",
)  # fmt: skip
"""Slot and facility numbers, which differ between equal worlds, and what has its own digest."""

view_dtype = np.dtype(
    [
        ("own", "u8"),
        ("tie", "u8"),
        ("queue", "u8"),
        ("seat", "u8"),
        ("exposed", "i8"),  # levers that touched the resident this month, bits of the comparison
        ("touched", "i8"),  # the same, since the worlds parted
        ("last", "i2"),  # month in which it was last there
        ("first", "i2"),
        ("meeting_first", "i2"),  # first month with indicated day activities
        ("meeting_months", "i2"),
        ("indicated_first", "i2"),  # the same, any domain
        ("indicated_months", "i2"),
        ("place_first", "i2"),  # first visit to a place that the base world has not (or smaller)
        ("place_months", "i2"),
        ("day_place_first", "i2"),  # the same as place_first, of places that a caseworker names
        ("at_place", "u1"),  # visits a place that a lever brings
        ("invited", "u1"),
        ("handled", "u1"),
    ],
    align=True,
)


@rule
def mixed(word):
    """Return a 64-bit hash of a word (splitmix64: Steele, Lea and Flood 2014)."""
    z = np.uint64(word) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@rule
def folded(words, mask, factor):
    """Return a hash of a row of words, without the bits that the mask leaves out.

    Notes
    -----
    A sum of words, each times an odd random factor of its place (multilinear hashing). No term
    waits for the one before it: several times as fast as a chain.
    """
    total = np.uint64(0)
    for k in range(len(words)):
        total += (np.uint64(words[k]) & np.uint64(mask[k])) * factor[k]
    return mixed(total)


@kernel
def fold_column(column, factor, total):
    """Add a column of words, each times an odd random factor, to a sum by resident."""
    for i in prange(len(column)):
        total[i] += np.uint64(column[i]) * factor


@rule
def tie_digest(others, strengths, uids):
    """Return a sum over ties of a hash of whom and how strong, whatever the order of slots.

    Notes
    -----
    `uids` by slot, as an array of their own: ties lie all over the town, and whole records would
    have to be fetched for them. A uid is a hash already.
    """
    total = np.uint64(0)
    for k in range(len(others)):
        if others[k] >= 0:
            total += mixed(np.uint64(uids[others[k]]) ^ np.uint64(strengths[k]))
    return total


@rule
def help_digest(who, people):
    """Return a hash of the help between a resident and others: partner, helpers, minutes."""
    total = mixed(np.uint64(np.uint32(who.minutes_got)) | (np.uint64(who.links) << np.uint64(32)))
    total += mixed(total ^ np.uint64(np.uint32(who.minutes_given)))
    if who.partner >= 0:
        total += mixed(people[who.partner].uid)
    for helper in (who.helper_a, who.helper_b):
        if helper >= 0:
            total += mixed(mixed(people[helper].uid))
    return total


@rule
def seat_digest(who, place_key):
    """Return a hash of the places visited, invited to and waited for, by their keys."""
    seat = np.uint64(0)
    for at in (who.visits, who.meets):
        if at >= 0:
            seat += mixed(place_key[at])
    if who.invited >= 0:
        seat += mixed(place_key[who.invited] + 1)
    if who.waits_at >= 0:
        seat += mixed(place_key[who.waits_at] + 2)
    return seat


@rule
def note_contact(row, who, place_lever, lever_bit):
    """Write which levers touched a resident this month, and by what."""
    bits = np.int64(0)
    for k in range(len(lever_bit)):
        if (who.exposed >> k) & 1 and lever_bit[k] >= 0:
            bits |= np.int64(1) << lever_bit[k]
    row.exposed = bits
    row.touched |= bits
    by_day = who.visits >= 0 and place_lever[who.visits] > 0
    to_meet = who.meets >= 0 and place_lever[who.meets] > 0
    row.at_place = np.uint8(by_day or to_meet)
    row.invited = np.uint8(who.invited >= 0 and place_lever[who.invited] > 0)
    row.handled = np.uint8(who.cases > 0)


@rule
def count_months(row, who, meeting_indications, place_new, month):
    """Count months there, with indicated care, and at a place that only this world has."""
    row.last = month
    if row.first < 0:
        row.first = month
    if meeting_indications > 0 or (who.products >> Domain.MEETING) & 1:
        row.meeting_months += 1
        if row.meeting_first < 0:
            row.meeting_first = month
    if who.products & INDICATED_CARE:
        row.indicated_months += 1
        if row.indicated_first < 0:
            row.indicated_first = month
    by_day = who.visits >= 0 and place_new[who.visits] > 0
    if by_day or (who.meets >= 0 and place_new[who.meets] > 0):
        row.place_months += 1
        if row.place_first < 0:
            row.place_first = month
        if by_day and place_new[who.visits] == NewPlace.DAY_PLACE and row.day_place_first < 0:
            row.day_place_first = month


@kernel
def see_residents(
    people, own, need_words, need_mask, need_factor, needs, first, held, tie_other,
    tie_strength, spent, uids, rows, place_key, place_new, place_lever, lever_bit, month, parted,
    view, layer_months, cents,
):  # fmt: skip
    """Write what a month made of every resident into its row of this world's view.

    Digests are left out where all twins of the resident have parted: nothing is compared any more.
    `own` holds the sums of `fold_column`.
    """
    for i in prange(len(people)):
        r = rows[i]
        if r >= 0:
            who, row = people[i], view[r]
            if not parted[r]:
                row.own = mixed(own[i])
                k = first[i]
                for d in range(N_DOMAINS):
                    if held[i] >> d & 1:
                        row.own += folded(need_words[k], need_mask, need_factor[d])
                        k += 1
                row.tie = tie_digest(tie_other[i], tie_strength[i], uids)
                row.tie += help_digest(who, people)
            row.seat = seat_digest(who, place_key)
            row.queue = mixed(np.uint64(who.cases) | (np.uint64(who.products) << np.uint64(8)))
            note_contact(row, who, place_lever, lever_bit)
            count_months(row, who, needs[i, Domain.MEETING].indications, place_new, month)
            for d in range(N_DOMAINS):
                if needs[i, d].layer > 0:
                    layer_months[r, needs[i, d].layer - 1] += 1
            for k in range(spent.shape[1]):
                cents[r, k] += spent[i, k]


@serial
def see_files(cases, indications, people, rows, team_bit, view):
    """Add applications and indications to the queue digests of their residents, in any order.

    A file in the hands of a team is a contact with the lever that brings teams.
    """
    for k in range(len(cases)):
        c = cases[k]
        if c.stage > 0 and c.resident >= 0 and people[c.resident].uid == c.uid:
            word = np.uint64(c.stage) | (np.uint64(c.handler) << np.uint64(8))
            word |= (np.uint64(c.law) << np.uint64(16)) | (np.uint64(c.domains) << np.uint64(24))
            word |= np.uint64(np.uint16(c.opened_month)) << np.uint64(32)
            row = view[rows[c.resident]]
            row.queue += mixed(word)
            if c.handler == Handler.TEAM and team_bit >= 0:
                row.exposed |= np.int64(1) << team_bit
                row.touched |= np.int64(1) << team_bit
    for k in range(len(indications)):
        g = indications[k]
        if g.stage > 0 and g.resident >= 0 and people[g.resident].uid == g.uid:
            word = np.uint64(g.stage) | (np.uint64(g.domain) << np.uint64(8))
            word |= (np.uint64(g.level) << np.uint64(16)) | (np.uint64(g.pieces) << np.uint64(24))
            word |= np.uint64(np.uint16(g.granted_month)) << np.uint64(32)
            view[rows[g.resident]].queue += mixed(word ^ mixed(np.int64(g.end_day)))


@rule
def contact_event(base, policy):
    """Return by what a lever's touch shows first."""
    event = Event.CONTACT
    if policy.at_place != base.at_place:
        event = Event.VISIT
    elif policy.invited != base.invited:
        event = Event.INVITATION
    elif policy.handled or base.handled or policy.queue != base.queue:
        event = Event.CASE
    return event


@rule
def state_event(base, policy, month):
    """Return which part of the state differs, the first in the order of precedence; -1 for none."""
    event = -1
    if (policy.last == month) != (base.last == month):
        event = Event.PRESENCE
    elif policy.tie != base.tie:
        event = Event.TIE_OR_HELP
    elif policy.seat != base.seat:
        event = Event.SEAT
    elif policy.queue != base.queue:
        event = Event.QUEUE
    elif policy.own != base.own:
        event = Event.OWN_STATE
    return event


@rule
def class_of(event):
    """Return the class of an event of the state."""
    kind = Divergence.OTHER
    if event == Event.TIE_OR_HELP:
        kind = Divergence.NETWORK
    elif event in (Event.SEAT, Event.QUEUE):
        kind = Divergence.DISPLACED
    return kind


@rule
def lowest_bit(bits):
    """Return the number of the lowest bit that is set, -1 without one."""
    for k in range(WORD_BITS):
        if (bits >> k) & 1:
            return k
    return -1


@kernel
def part_twins(base, policy, month, first, kind, event, lever):
    """Note the first month in which twins differ, why and by which lever."""
    for r in prange(len(first)):
        if first[r] < 0 and (base[r].last == month or policy[r].last == month):
            e = state_event(base[r], policy[r], month)
            if e >= 0:
                k = class_of(e)
                if policy[r].touched != base[r].touched:
                    k, e = Divergence.EXPOSED, contact_event(base[r], policy[r])
                first[r], kind[r], event[r] = month, k, e
                only = policy[r].touched & ~base[r].touched
                if only == 0:
                    only = base[r].touched & ~policy[r].touched
                now = only & (policy[r].exposed | base[r].exposed)
                lever[r] = lowest_bit(now if now != 0 else only)
