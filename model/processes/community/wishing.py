"""Wishing a seat: who would ever come, at which place, and how long one waits for it."""

import numpy as np

from agents.compiled import rule
from model.draws import decision, uniform4
from model.processes.community.visiting import meant_for, wish_chance

NEVER_COMES = decision("community.never_comes")
WAIT = decision("community.wait")


@rule
def seat_at(resident, meeting):
    """Return the place of a kind that a resident visits: day activities, or one to meet."""
    return resident.meets if meeting else resident.visits


@rule
def is_open(resident, seed, p):
    """Say whether a resident would ever come to a free place by itself: a trait, drawn once."""
    return uniform4(seed, resident.uid, 0, NEVER_COMES, 0)[0] >= p.never_come


@rule
def wish_left(resident, facilities, p):
    """Return the share of the wish that is left to who may come to a place already, 0..1."""
    dayparts = 0.0
    for at in (resident.visits, resident.meets):
        if at >= 0:
            dayparts += facilities[at].visits_week
    return max(0.0, 1.0 - dayparts / p.wish_enough)


@rule
def keep_waiting(resident, facilities, month, seed, p):
    """Take a resident off a waiting list that it leaves: it has a seat elsewhere, or gave up."""
    k = resident.waits_at
    seated = seat_at(resident, not facilities[k].stands_in) >= 0
    gives_up = uniform4(seed, resident.uid, month, WAIT, 0)[0] < p.list_left
    if seated or gives_up:
        if resident.invited == k:
            resident.invited = np.int8(-1)
        resident.waits_at = np.int8(-1)


@rule
def may_wish(resident, k, facilities):
    """Say whether a place is one that a resident knows and has none of its kind, nor waits for one.

    Who has day activities or waits for them may still come to a meeting place, and the reverse.
    """
    place = facilities[k]
    if not (place.open and place.day_place and resident.knows >> k & 1):
        return False
    if seat_at(resident, not place.stands_in) >= 0:
        return False
    waits = resident.waits_at
    return waits < 0 or facilities[waits].stands_in != place.stands_in


@rule
def accepts(resident, facilities, v, p):
    """Say whether a resident takes up a referral: it has waited for the seat, or accepts it now."""
    k = resident.invited
    if k < 0 or not (facilities[k].open and facilities[k].day_place):
        return False
    if seat_at(resident, not facilities[k].stands_in) >= 0:
        return False
    return resident.waits_at == k or v < p.accept_invitation


@rule
def choose_place(resident, need, facilities, near, lonely, severe, u, v, here, seed, p):
    """Return the place a resident wants a seat at this month, or -1.

    A referral comes first; else the known places share one uniform; else one waits on.
    """
    if accepts(resident, facilities, v, p):
        return resident.invited
    left = wish_left(resident, facilities, p)
    end = 0.0
    if u < left and is_open(resident, seed, p):
        for row in range(len(facilities)):
            k = facilities[row].turn
            if may_wish(resident, k, facilities):
                place = facilities[k]
                chance = wish_chance(resident, need, place, lonely, severe, here.wish, p)
                end += chance * left * near[k] * meant_for(place, resident, p)
                if u < end:
                    return np.int8(k)
    return resident.waits_at
