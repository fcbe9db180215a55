"""Seating: seats of free places go in a keyed order, and visitors meet."""

import math
from typing import Any

import numpy as np

from agents.vocabulary import NOBODY, Volunteering
from experiments.plain_mesa.person import in_keyed_order
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import lines_of
from experiments.plain_mesa.visiting import Visiting
from model.draws import uniform4
from model.process_counts import CommunityCount
from model.processes.community.seats import (
    KINDS,
    MEET,
    ORDER,
    ROUND,
    STAY,
    give_up_seat,
    room_for,
    take_seat,
    wait_for,
)  # fmt: skip
from model.processes.community.visiting import MONTHS_A_YEAR, its_place
from model.processes.community.wishing import seat_at


def seats_taken(town: Any, visitors: list[Any]) -> list[int]:
    """Return how many of these residents visit each place."""
    seats = [seat_at(one, meeting) for one in visitors for meeting in range(KINDS)]
    return [seats.count(k) for k in range(len(town.places))]


def give_up_seats(town: Any, staying: list[Any]) -> None:
    """End visits for which a place has no seat any more: its volunteers give up last."""
    taken = seats_taken(town, staying)
    for volunteers in (False, True):
        for one in staying:
            for meeting in range(KINDS):
                k = seat_at(one, meeting)
                if k == NOBODY or taken[k] <= town.places[k].places:
                    continue
                works = one.volunteer == Volunteering.AT_ITS_PLACE and its_place(one) == k
                if works == volunteers:
                    give_up_seat(one, meeting)
                    taken[k] -= 1


def allot_seats(town: Any, wishing: list[Any], staying: list[Any]) -> None:
    """Give free seats in turn, who was referred first where a place says so; the others wait."""
    p, counts = town.parameters["community"], town.state.community.counts
    taken = seats_taken(town, staying)
    for referred_first in (True, False):
        for one in wishing:
            k = one.wishes
            place, invited = town.places[k], one.invited == k
            if (invited and place.referred_first > 0.0) != referred_first:
                continue
            if room_for(place, taken[k], invited):
                taken[k] += 1
                take_seat(one, k, not place.stands_in, town.month, p, counts)
            else:
                wait_for(one, k, town.month, counts)


def let_visitors_meet(town: Any, visitors: list[Any]) -> None:
    """Let each pick, with a chance, the next visitor of its place in this month's order."""
    chance = 1.0 - math.exp(-town.parameters["community"].new_ties / 2.0 / MONTHS_A_YEAR)
    for at, one in enumerate(visitors):
        others = visitors[at + 1 :] + visitors[:at]
        for meeting in range(KINDS):
            meets, accept, _, _ = uniform4(town.seed, one.uid, town.month, MEET, meeting)
            place = seat_at(one, meeting)
            if place == NOBODY or meets >= chance:
                continue
            other = next((o for o in others if seat_at(o, meeting) == place), None)
            if other and other.household != one.household:
                one.meet(other, accept)


def month(town: Any, process: Any) -> None:
    """Live the chapter: wishes in any order, seats and meetings in keyed ones.

    What places offer this month, and which empty seats a small town keeps, is left to the core.
    """
    process._set_month(town)
    mine = town.state.community
    town.places, town.near = lines_of(mine.table), mine.near.tolist()
    town.any_day_place = any(place.open and place.day_place for place in town.places)
    mine.counts = np.zeros_like(mine.counts)
    town.everybody.shuffle_do("take_part")
    staying = in_keyed_order(town, [one for one in town.everybody if one.comes], STAY)
    wishing = [one for one in town.everybody if one.wishes != NOBODY]
    wishing = sorted(in_keyed_order(town, wishing, ORDER), key=Visiting.turn)
    give_up_seats(town, staying)
    allot_seats(town, wishing, staying)
    for one in town.everybody:
        if one.shown != NOBODY and one.waits_at != one.invited:
            one.invited = NOBODY
    seated = {one for one in (*staying, *wishing) if one.visits != NOBODY or one.meets != NOBODY}
    visitors = in_keyed_order(town, seated, ROUND)
    let_visitors_meet(town, visitors)
    for counted in (mine.participants, mine.volunteers, mine.visits):
        counted[:] = 0
    for one in visitors:
        one.visit()
    for k, place in enumerate(town.places):
        mine.counts[place.area, CommunityCount.FACILITY_VISITS] += mine.visits[k]
    process._keep_unused(town)


read_plainly(__name__)
