"""Knowing a free place: by sight, or by word of mouth from ties who visit it."""

import numpy as np

from agents.compiled import rule, serial
from agents.ties import SLOTS
from model.processes.community.visiting import meant_for


@serial
def mark_hearers(published, tie_other, hears):
    """Mark who is tied to somebody who visits a place: visitors are few, ties have two ends."""
    for i in range(len(published)):
        if published[i].visits >= 0 or published[i].meets >= 0:
            for slot in range(SLOTS):
                other = tie_other[i, slot]
                if other >= 0:
                    hears[other] = True


@rule
def places_of_ties(i, published, tie_other):
    """Return a bit per facility that somebody visits to whom resident i is tied."""
    places = np.int64(0)
    for slot in range(SLOTS):
        other = tie_other[i, slot]
        if other >= 0:
            for at in (published[other].visits, published[other].meets):
                if at >= 0:
                    places |= np.int64(1) << at
    return places


@rule
def word_of_mouth(i, k, published, tie_other, tie_strength, p):
    """Return the chance a month that resident i hears of place k from the ties who visit it."""
    chance = 0.0
    for slot in range(SLOTS):
        other = tie_other[i, slot]
        if other >= 0 and (published[other].visits == k or published[other].meets == k):
            chance += p.know_by_tie * p.pass_on * np.float64(tie_strength[i, slot])
    return chance


@rule
def learn_places(
    resident, i, facilities, near, hears, published, tie_other, tie_strength, u, here, p
):
    """Let a resident come to know one more open day place by sight or by word of mouth.

    The chances of the places share one uniform, cut into consecutive intervals. `near` holds the
    nearness of every place to the resident's postcode, `hears` says whether any tie visits one.
    """
    end = 0.0
    talked_of = places_of_ties(i, published, tie_other) if hears else np.int64(0)
    for row in range(len(facilities)):
        k = facilities[row].turn
        place = facilities[k]
        if not (place.open and place.day_place) or resident.knows >> k & 1:
            continue
        chance = p.know_visible * place.visibility * here.visibility * near[k]
        if talked_of >> k & 1:
            chance += word_of_mouth(i, k, published, tie_other, tie_strength, p)
        end += chance * meant_for(place, resident, p)
        if u < end:
            resident.knows |= np.int64(1) << k
            return
