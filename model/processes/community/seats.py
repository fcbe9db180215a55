"""Seats of free places: allotted in a keyed order, and what visitors do for each other."""

import math

import numpy as np

from agents.compiled import rule, serial
from agents.ties import add_tie, find_tie
from agents.vocabulary import Domain, TieKind, Volunteering
from model.draws import decision, uniform4
from model.process_state import CommunityCount
from model.processes.community.visiting import MONTHS_A_YEAR, visit_meets
from model.rounding import whole

ORDER = decision("seats.order")
ROUND = decision("seats.round")
MEET = decision("seats.meet")
STAY = decision("seats.stay")
WEEKS_A_MONTH = 52.0 / MONTHS_A_YEAR
MILLION = 1_000_000.0
"""Visits are counted in millionths, so that no place loses its decimals."""


@serial
def seats_taken(residents, visitors, n_places):
    """Return how many of these residents still visit each place."""
    taken = np.zeros(n_places, np.int64)
    for i in visitors:
        if residents[i].visits >= 0:
            taken[residents[i].visits] += 1
    return taken


@serial
def give_up_seats(residents, facilities, visitors):
    """End the visits for which a place has no seat any more, in order, its volunteers last.

    A place shrinks when volunteers stop or a lever takes seats away.
    """
    taken = seats_taken(residents, visitors, len(facilities))
    for turn in range(2):
        for i in visitors:
            k = residents[i].visits
            its_turn = (residents[i].volunteer == Volunteering.AT_ITS_PLACE) == (turn == 1)
            if its_turn and k >= 0 and taken[k] > facilities[k].places:
                residents[i].visits = -1
                if turn == 1:
                    residents[i].volunteer = Volunteering.NO
                taken[k] -= 1


@rule
def room_for(place, taken, invited):
    """Say whether a place has a seat: the reserved share is kept for invited residents."""
    most = place.places if invited else np.floor(place.places * (1.0 - place.reserved))
    return taken < most


@rule
def take_seat(resident, k, month, p, counts):
    """Let a resident come regularly from this month on."""
    resident.visits = np.int8(k)
    resident.knows |= np.int64(1) << k
    if resident.first_visit < 0:
        resident.first_visit = month
        counts[resident.area, CommunityCount.NEW_PARTICIPANTS] += 1
        if resident.last_request < month - p.request_memory_months:
            counts[resident.area, CommunityCount.NEW_PARTICIPANTS_NO_REQUEST_BEFORE] += 1


@serial
def allot_seats(residents, facilities, wishes, wishing, visitors, month, p, counts):
    """Give free seats to those who wish, in the order of `wishing`, invited residents first."""
    taken = seats_taken(residents, visitors, len(facilities))
    for turn in range(2):
        for i in wishing:
            resident, k = residents[i], wishes[i]
            invited = resident.invited == k
            if invited != (turn == 0):
                continue
            if room_for(facilities[k], taken[k], invited):
                taken[k] += 1
                take_seat(resident, k, month, p, counts)
            else:
                counts[resident.area, CommunityCount.FACILITY_TURNED_AWAY] += 1


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
    """Let visitors meet: each picks, with a chance, the next of its place in this month's order."""
    n = len(visitors)
    chance = 1.0 - math.exp(-p.new_ties / MONTHS_A_YEAR)
    for j in range(n):
        a = visitors[j]
        meets, accept, _, _ = uniform4(seed, residents[a].uid, month, MEET, 0)
        if meets >= chance:
            continue
        for step in range(1, n):
            b = visitors[(j + step) % n]
            if residents[b].visits == residents[a].visits:
                if residents[a].household != residents[b].household:
                    meet_one(residents, a, b, tie_other, tie_strength, tie_kind, accept, p)
                break


@serial
def tally_visitors(residents, needs, facilities, visitors, p, participants, volunteers, counts):
    """Count visitors and volunteers of each place and write what the visits meet."""
    participants[:] = 0
    volunteers[:] = 0
    for i in visitors:
        resident = residents[i]
        k = resident.visits
        place = facilities[k]
        participants[k] += 1
        volunteers[k] += resident.volunteer == Volunteering.AT_ITS_PLACE
        if place.lever > 0:
            resident.exposed |= np.int64(1) << place.lever
        need = needs[i, Domain.MEETING]
        if resident.open_needs >> Domain.MEETING & 1:
            met = visit_meets(np.float64(need.severity), resident, place, p)
            need.community = max(np.float64(need.community), met)
    for k in range(len(facilities)):
        visits = participants[k] * facilities[k].visits_week * WEEKS_A_MONTH
        counts[facilities[k].area, CommunityCount.FACILITY_VISITS] += whole(MILLION * visits)
