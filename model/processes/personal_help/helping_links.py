"""Links of help: who is asked, who says yes, who stops.

The numbers are those of the process `personal_help`.
"""

import math

import numpy as np

from agents.compiled import rule, serial
from agents.ties import HELPING, KIND_BITS, SLOTS, find_tie
from agents.vocabulary import ADULT_MONTHS, NOBODY, Status, TieKind
from model.draws import decision, pair_of, uniform, uniform4

ASK = decision("personal_help.ask")
CHOICE = decision("personal_help.choice")
QUIT = decision("personal_help.quit")

HELPED = 4
"""Meeting, household, guidance and mobility: the domains in which helpers are asked for hours."""
MINUTES = 60
"""In an hour."""

work_dtype = np.dtype(
    [
        ("partner_minutes", "i4"),
        ("a_minutes", "i4"),
        ("b_minutes", "i4"),
        ("wanted_minutes", "i4"),  # asked of a new helper
        ("partner_respite", "i4"),  # minutes a week off, for the partner
        ("helper_respite", "i4"),  # and at most for each helper
        ("ask", "u1"),  # 1 + tie slot of whoever agreed to help, 0 nobody
        ("ends", "u1"),  # bits: 1 helper a stops, 2 helper b stops
        ("busy", "u1"),
    ],
    align=True,
)
"""What one resident's month of help came to; made anew every month."""


@rule
def number_of_products(resident):
    """Return in how many of the four helped domains indicated care runs."""
    n = 0
    for domain in range(HELPED):
        n += resident.products >> domain & 1
    return n


@rule
def end_chance(products, overloaded, p):
    """Return the chance a month that a helper stops while help is still asked for.

    Parameters
    ----------
    products : int
        In how many of the four helped domains care runs.
    overloaded : bool
        Whether the helper is.
    p : numbers of the process

    Notes
    -----
    q = 1 - exp(-e / 12) + c products + d if overloaded: every episode of help ends some day
    (`helper_end` e), a little sooner where care comes in (`crowd_quit` c) and much sooner where the
    helper is overloaded (`dropout_overloaded` d). Without e those who help could only become more.
    """
    chance = 1.0 - math.exp(-p.helper_end / 12) + p.crowd_quit * products
    if overloaded:
        chance += p.dropout_overloaded
    return chance


@rule
def link_ends(resident, helper, wanted, uid, published, p, seed, month):
    """Say whether a helper stops: nothing is asked any more, or a draw of `end_chance`."""
    if wanted <= 0.0:
        return True
    # the index says who of the pair is helped: two may help each other
    pair = pair_of(resident.uid, uid)
    chance = end_chance(number_of_products(resident), published[helper].overloaded, p)
    return uniform(seed, pair, month, QUIT, resident.uid > uid) < chance


@rule
def quits(resident, residents, published, wanted, p, seed, month):
    """Return which helpers of a resident stop: bit 1 for a, bit 2 for b."""
    ends = 0
    a, b = resident.helper_a, resident.helper_b
    if a >= 0 and link_ends(resident, a, wanted, residents[a].uid, published, p, seed, month):
        ends += 1
    if b >= 0 and link_ends(resident, b, wanted, residents[b].uid, published, p, seed, month):
        ends += 2
    return ends


@rule
def may_be_asked(other, resident, published, p):
    """Say whether a tie is one to ask for care: an adult at home who is not a helper yet."""
    if other < 0 or other in (resident.helper_a, resident.helper_b, resident.partner):
        return False
    return (
        published[other].status == Status.HOME
        and 12 * np.int64(published[other].age_years) >= ADULT_MONTHS
    )


@rule
def whom_to_ask(
    i, resident, residents, tie_other, tie_strength, tie_kind, published, values, p, seed, month
):
    """Return 1 + the slot of the tie that is asked and says yes, 0 where nobody does.

    Notes
    -----
    One tie is asked: the one of the largest strength x (1.6 if kin) x u, with u keyed by the pair.
    It says yes with chance accept x strength x (1.5 if kin) if it has hours to spare.
    """
    best, at, yes = 0.0, -1, 1.0
    for k in range(SLOTS):
        other = tie_other[i, k]
        if not may_be_asked(other, resident, published, p):
            continue
        kin = np.int64(tie_kind[i, k] & KIND_BITS) == TieKind.KIN
        pair = pair_of(resident.uid, residents[other].uid)
        asks_first = resident.uid > residents[other].uid  # a pair may ask both ways in one month
        u, answer, _, _ = uniform4(seed, pair, month, CHOICE, asks_first)
        appeal = np.float64(tie_strength[i, k]) * (p.prefer_kin if kin else 1.0) * u
        if appeal > best:
            best, at, yes = appeal, k, answer
    if at < 0:
        return 0
    them = published[tie_other[i, at]]
    strength = np.float64(tie_strength[i, at])
    chance = values[them.area].accept * strength
    if np.int64(tie_kind[i, at] & KIND_BITS) == TieKind.KIN:
        chance *= p.accept_kin
    if strength < p.weak_tie:
        chance *= values[them.area].helpfulness
    return at + 1 if yes < chance and np.float64(them.spare_hours) > p.spare_from else 0


@rule
def asks(resident, base, p, seed, month):
    """Say whether a resident who could do with a helper asks for one this month."""
    chance = base * (p.ask_capacity + np.float64(resident.capacity))
    chance *= math.exp(-p.ask_shame * np.float64(resident.shame))
    return uniform(seed, resident.uid, month, ASK, 0) < chance


@rule
def mark_end(a, b, tie_other, tie_kind, helping):
    """Set or clear the mark of care on the tie to b as a holds it, if there still is one."""
    k = find_tie(tie_other, a, b)
    if k >= 0:
        kind = tie_kind[a, k] & KIND_BITS
        tie_kind[a, k] = kind | HELPING if helping else kind


@rule
def mark_tie(i, h, tie_other, tie_kind, helping):
    """Set or clear the mark of care on both ends of a tie."""
    mark_end(i, h, tie_other, tie_kind, helping)
    mark_end(h, i, tie_other, tie_kind, helping)


@rule
def end_link(i, h, residents, tie_other, tie_kind):
    """Take helper h from resident i; the tie keeps its mark if i in turn helps h."""
    resident = residents[i]
    if resident.helper_a == h:
        resident.helper_a = NOBODY
    else:
        resident.helper_b = NOBODY
    residents[h].links -= 1
    if i not in (residents[h].helper_a, residents[h].helper_b):
        mark_tie(i, h, tie_other, tie_kind, False)


@serial
def settle(residents, tie_other, tie_kind, work, load, respite, ordinary_minutes):
    """Add up what everybody gave, in whole minutes, and end the links of helpers who stop.

    Parameters
    ----------
    load, respite : int32 arrays, shape [slots]
        Minutes a week of care carried and taken off; filled here.
    ordinary_minutes : int
        Minutes for a partner that count as household life.
    """
    for i in range(len(work)):
        month = work[i]
        if not month.busy:
            continue
        a, b, partner = residents[i].helper_a, residents[i].helper_b, residents[i].partner
        if partner >= 0:
            residents[partner].minutes_given += month.partner_minutes
            load[partner] += max(0, month.partner_minutes - ordinary_minutes)
            respite[partner] += month.partner_respite
        if a >= 0:
            residents[a].minutes_given += month.a_minutes
            load[a] += month.a_minutes
            respite[a] += min(month.a_minutes, month.helper_respite)
        if b >= 0:
            residents[b].minutes_given += month.b_minutes
            load[b] += month.b_minutes
            respite[b] += min(month.b_minutes, month.helper_respite)
        if month.ends & 1:
            end_link(i, a, residents, tie_other, tie_kind)
        if month.ends & 2:
            end_link(i, b, residents, tie_other, tie_kind)


@serial
def allot(order, residents, tie_other, tie_kind, work, spare, p):
    """Link those who were promised help to their helper, in the order given, while hours last."""
    for i in order:
        resident = residents[i]
        h = tie_other[i, work[i].ask - 1]
        if spare[h] <= p.spare_from:
            continue
        if resident.helper_a < 0:
            resident.helper_a = h
        else:
            resident.helper_b = h
        spare[h] -= min(spare[h], work[i].wanted_minutes / MINUTES)
        residents[h].links += 1
        mark_tie(i, h, tie_other, tie_kind, True)
