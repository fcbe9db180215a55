"""Seats of free places: allotted in a keyed order, and what visitors do for each other."""

import math

import numpy as np

from agents.compiled import rule, serial
from agents.ties import add_tie, find_tie
from agents.vocabulary import Domain, TieKind, Volunteering
from model.draws import decision, uniform4
from model.process_counts import CommunityCount
from model.processes.community.attending import (
    dayparts_wished,
    visits_meet_still,
    visits_of_month,
)  # fmt: skip
from model.processes.community.visiting import MONTHS_A_YEAR, its_place, visit_meets
from model.processes.community.wishing import seat_at

ORDER = decision("seats.order")
ROUND = decision("seats.round")
MEET = decision("seats.meet")
STAY = decision("seats.stay")
KINDS = 2
"""Day activities and meeting places: a resident may have one of each."""


@serial
def seats_taken(residents, visitors, n_places):
    """Return how many of these residents still visit each place."""
    taken = np.zeros(n_places, np.int64)
    for i in visitors:
        for meeting in range(KINDS):
            k = seat_at(residents[i], meeting)
            if k >= 0:
                taken[k] += 1
    return taken


@rule
def give_up_seat(resident, meeting):
    """End the regular visits to a place, and volunteering there."""
    if resident.volunteer == Volunteering.AT_ITS_PLACE and its_place(resident) == seat_at(
        resident, meeting
    ):
        resident.volunteer = Volunteering.NO
    if meeting:
        resident.meets = np.int8(-1)
    else:
        resident.visits = np.int8(-1)


@serial
def give_up_seats(residents, facilities, visitors):
    """End the visits for which a place has no seat any more, in order, its volunteers last.

    A place shrinks when volunteers stop or a lever takes seats away.
    """
    taken = seats_taken(residents, visitors, len(facilities))
    for turn in range(2):
        for i in visitors:
            for meeting in range(KINDS):
                k = seat_at(residents[i], meeting)
                if k < 0 or taken[k] <= facilities[k].places:
                    continue
                works = residents[i].volunteer == Volunteering.AT_ITS_PLACE
                if (works and its_place(residents[i]) == k) == (turn == 1):
                    give_up_seat(residents[i], meeting)
                    taken[k] -= 1


@rule
def room_for(place, taken, invited):
    """Say whether a place has a seat: the reserved share is kept for invited residents."""
    most = place.places if invited else np.floor(place.places * (1.0 - place.reserved))
    return taken < most


@rule
def take_seat(resident, k, meeting, month, p, counts):
    """Let a resident come regularly from this month on."""
    if meeting:
        resident.meets = np.int8(k)
    else:
        resident.visits = np.int8(k)
    if resident.waits_at == k:
        resident.waits_at = np.int8(-1)
    resident.knows |= np.int64(1) << k
    if resident.first_visit < 0:
        resident.first_visit = month
        counts[resident.area, CommunityCount.NEW_PARTICIPANTS] += 1
        if resident.last_request < month - p.request_memory_months:
            counts[resident.area, CommunityCount.NEW_PARTICIPANTS_NO_REQUEST_BEFORE] += 1


@rule
def wait_for(resident, k, month, counts):
    """Put a resident on the waiting list of a place; who stands on one leaves it for no wish.

    It does so for a place to which it was referred.
    """
    if resident.waits_at == k:
        return
    counts[resident.area, CommunityCount.FACILITY_TURNED_AWAY] += 1
    if resident.waits_at < 0 or resident.invited == k:
        resident.waits_at, resident.waits_since = np.int8(k), month


@serial
def allot_seats(residents, facilities, wishes, wishing, visitors, month, p, counts):
    """Give free seats to those who wish, in the order of `wishing`; who gets none waits.

    Those who were referred to a place come first where it says so, else in their turn.
    """
    taken = seats_taken(residents, visitors, len(facilities))
    for turn in range(2):
        for i in wishing:
            resident, k = residents[i], wishes[i]
            invited = resident.invited == k
            if (invited and facilities[k].referred_first > 0.0) != (turn == 0):
                continue
            if room_for(facilities[k], taken[k], invited):
                taken[k] += 1
                take_seat(resident, k, not facilities[k].stands_in, month, p, counts)
            else:
                wait_for(resident, k, month, counts)


@rule
def meet_one(residents, a, b, tie_other, tie_strength, tie_kind, accept, p):
    """Let two visitors of one place come to know each other, or know each other better."""
    slot = find_tie(tie_other, a, b)
    if slot >= 0:
        strength = np.float64(tie_strength[a, slot])
        strength += p.tie_strengthened * (1.0 - strength)
        tie_strength[a, slot] = np.float32(strength)
        tie_strength[b, find_tie(tie_other, b, a)] = np.float32(strength)
    elif residents[a].origin == residents[b].origin or accept < p.tie_other_origin:
        add_tie(tie_other, tie_strength, tie_kind, a, b, p.tie_start, TieKind.FACILITY)


@serial
def meet_visitors(residents, tie_other, tie_strength, tie_kind, visitors, month, seed, p):
    """Let visitors meet: each picks, with a chance, the next of its place in this month's order.

    Of a tie both gain one, so that each picks half as often as it gains.
    """
    n = len(visitors)
    chance = 1.0 - math.exp(-p.new_ties / 2.0 / MONTHS_A_YEAR)
    for j in range(n):
        a = visitors[j]
        for meeting in range(KINDS):
            at = seat_at(residents[a], meeting)
            meets, accept, _, _ = uniform4(seed, residents[a].uid, month, MEET, meeting)
            if at < 0 or meets >= chance:
                continue
            for step in range(1, n):
                b = visitors[(j + step) % n]
                if seat_at(residents[b], meeting) == at:
                    if residents[a].household != residents[b].household:
                        meet_one(residents, a, b, tie_other, tie_strength, tie_kind, accept, p)
                    break


@serial
def tally_visitors(residents, needs, facilities, visitors, month, seed, p, participants, volunteers,
                   visits, counts):  # fmt: skip
    """Count visitors, volunteers and visits of each place and write what the visits meet."""
    participants[:] = 0
    volunteers[:] = 0
    visits[:] = 0
    for i in visitors:
        resident, need = residents[i], needs[i, Domain.MEETING]
        has_need = resident.open_needs >> Domain.MEETING & 1
        if resident.volunteer == Volunteering.AT_ITS_PLACE:
            volunteers[its_place(resident)] += 1
        for meeting in range(KINDS):
            k = seat_at(resident, meeting)
            if k < 0:
                continue
            place = facilities[k]
            participants[k] += 1
            wished = dayparts_wished(resident, need, place, p)
            visits[k] += visits_of_month(resident, wished, meeting, month, seed, p)
            if place.lever > 0:
                resident.exposed |= np.int64(1) << place.lever
            if has_need:
                met = visit_meets(np.float64(need.severity), resident, place, p)
                met *= visits_meet_still(resident, p)
                need.community = max(np.float64(need.community), met)
    for k in range(len(facilities)):
        counts[facilities[k].area, CommunityCount.FACILITY_VISITS] += visits[k]
