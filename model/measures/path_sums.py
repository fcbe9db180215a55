"""What is counted of the needs of one cell of the client journeys, and the rules that count it.

The observer `paths` says whose needs these are and when their months are over.
"""

from enum import IntEnum

import numpy as np

from agents.compiled import rule
from agents.vocabulary import ALL_BITS, N_DOMAINS, Layer, Source
from model.processes.access.terms import is_late_for
from model.processes.need_shares import residual
from model.rounding import whole


class Sum(IntEnum):
    """What is summed in a cell; from EUR_MUNICIPALITY on in cents.

    LEFT: died or moved while open. FITTING: needs met at least half at some time. REQUESTS: files
    opened about the need. OVER_TERM: needs with a decision later than the statutory term. Needs
    that are open at the horizon: NEEDS - CLOSED - LEFT. `_FOLLOWED`: the same until `FOLLOWED`
    months after the onset and no later; DECIDED_FOLLOWED: needs that the municipality decided about
    in them, who can be over the term.
    """

    NEEDS = 0
    CLOSED = 1
    LEFT = 2
    FITTING = 3
    MONTHS_TO_FITTING = 4
    REQUESTS = 5
    HANDOVERS = 6
    OVER_TERM = 7
    MONTHS_OPEN = 8
    MONTHS_FITTING = 9
    REQUESTS_FOLLOWED = 10
    HANDOVERS_FOLLOWED = 11
    DECIDED_FOLLOWED = 12
    OVER_TERM_FOLLOWED = 13
    EUR_MUNICIPALITY = 14
    EUR_CLIENT = 15
    EUR_INSURER = 16
    EUR_ACCESS = 17
    EUR_SUPPORT_FITTING = 18
    EUR_CHEAPEST = 19
    EUR_CHEAPEST_FITTING = 20
    EUR_SUPPORT_FITTING_FOLLOWED = 21
    EUR_CHEAPEST_FITTING_FOLLOWED = 22


COUNTED = tuple(one.name.lower() for one in Sum if one < Sum.EUR_MUNICIPALITY)
MONEY = tuple(one.name.lower() for one in Sum if one >= Sum.EUR_MUNICIPALITY)
FOLLOWED = 24
"""Months after the onset for which ends are counted one by one."""
FITTED_AT = len(Sum)
CLOSED_AT = FITTED_AT + FOLLOWED + 1
LEFT_AT = CLOSED_AT + FOLLOWED + 1
WIDTH = LEFT_AT + FOLLOWED + 1
ENDS = tuple(f"{end}_{k}" for end in ("fitted", "closed", "left") for k in range(FOLLOWED + 1))
"""How a wait ended, by months since the onset; in the order of the sums."""

slot_dtype = np.dtype(
    [
        ("uid", "i8"),  # whose needs these are
        ("tracked", "u1"),  # bit per Domain: open and followed, since its onset was seen
        ("fitted", "u1"),  # of these, met at least half at some time
        ("decided", "u1"),  # of these, decided about by the municipality at some time
        ("late", "u1"),  # of these, decided later than the term at some time
        ("where", "u1", (N_DOMAINS,)),  # 5 x area + band at the onset of each followed need
        ("year", "u1", (N_DOMAINS,)),  # and its year, 0 for 2021
        ("handed", "u1", (N_DOMAINS,)),  # hand-overs counted so far
        ("began", "i2", (N_DOMAINS,)),  # month of the onset
    ],
    align=True,
)


@rule
def is_met(need):
    """Say whether at least half of a need is met, as publication counted it this month."""
    return 0 < need.layer <= Layer.INSTITUTIONAL + 1


@rule
def is_followed(slot, domain, month):
    """Say whether a need began no more than `FOLLOWED` months ago."""
    return month - np.int64(slot.began[domain]) <= FOLLOWED


@rule
def end_wait(slot, domain, month, end, cell):
    """Count how many months after the onset the wait of a need ended, and how; once only."""
    if is_followed(slot, domain, month) and not slot.fitted >> domain & 1:
        cell[end + month - np.int64(slot.began[domain])] += 1


@rule
def note_month(need, slot, domain, month, cell):
    """Count a month of an open need: hand-overs since last month, whether it is met at last."""
    cell[Sum.MONTHS_OPEN] += 1
    handed = np.int64(need.hand_overs) - np.int64(slot.handed[domain])
    slot.handed[domain] = need.hand_overs
    cell[Sum.HANDOVERS] += handed
    cell[Sum.HANDOVERS_FOLLOWED] += handed * is_followed(slot, domain, month)
    if is_met(need):
        cell[Sum.MONTHS_FITTING] += 1
        if not slot.fitted >> domain & 1:
            end_wait(slot, domain, month, FITTED_AT, cell)
            slot.fitted |= np.uint8(1 << domain)
            cell[Sum.FITTING] += 1
            cell[Sum.MONTHS_TO_FITTING] += month - need.opened


@rule
def pay_month(need, support, contribution, cheapest, tariff, followed, cell):
    """Add a month's cost of an open need, indications left out."""
    cell[Sum.EUR_MUNICIPALITY] += support - contribution
    cell[Sum.EUR_CLIENT] += contribution
    cell[Sum.EUR_INSURER] += whole(tariff.gp * residual(need))
    cell[Sum.EUR_CHEAPEST] += cheapest
    if is_met(need):
        cell[Sum.EUR_SUPPORT_FITTING] += support
        cell[Sum.EUR_CHEAPEST_FITTING] += cheapest
        cell[Sum.EUR_SUPPORT_FITTING_FOLLOWED] += support * followed
        cell[Sum.EUR_CHEAPEST_FITTING_FOLLOWED] += cheapest * followed


@rule
def note_decision(case, slot, domain, month, access, cell):
    """Count, once each, that the municipality decided about a need, and that it was too late."""
    if case.source == Source.YOUTH_REFERRAL:
        return
    bit, followed = np.uint8(1 << domain), is_followed(slot, domain, month)
    cell[Sum.DECIDED_FOLLOWED] += followed and not slot.decided & bit
    slot.decided |= bit
    if is_late_for(case, domain, access) and not slot.late & bit:
        slot.late |= bit
        cell[Sum.OVER_TERM] += 1
        cell[Sum.OVER_TERM_FOLLOWED] += followed


@rule
def forget(slot, domains):
    """Follow the needs of some domains no longer."""
    kept = np.uint8(ALL_BITS - domains)
    slot.tracked &= kept
    slot.fitted &= kept
    slot.decided &= kept
    slot.late &= kept
