"""Attending: on which dayparts of a month a participant comes, and what it misses."""

import numpy as np

from agents.compiled import rule
from model.draws import decision, uniform4
from model.processes.community.visiting import MONTHS_A_YEAR

ATTEND = decision("community.attend")
WEEKS_A_MONTH = 52.0 / MONTHS_A_YEAR
BLOCK = 64
"""Draws of a meeting place stand this far from those of day activities."""
DRAWS = 4
"""Uniforms of one draw."""


@rule
def dayparts_wished(resident, need, place, p):
    """Return the dayparts a week on which a participant would come: most with a heavy need."""
    moved = min(1.0, p.wish_per_severity * np.float64(need.severity))
    moved *= 1.0 - np.float64(need.personal)
    return place.visits_week * (p.dayparts_without_need + (1.0 - p.dayparts_without_need) * moved)


@rule
def attendance(resident, p):
    """Return the chance that a participant comes on a daypart that it wished for."""
    return max(0.0, p.attend - p.attend_limited * resident.limitation)


@rule
def visits_expected(resident, need, place, p):
    """Return the visits a month that a participant is expected to make; `need` is for company."""
    return dayparts_wished(resident, need, place, p) * WEEKS_A_MONTH * attendance(resident, p)


@rule
def visits_meet_still(resident, p):
    """Return what is left of the effect of regular visits to who misses more than the healthy."""
    return attendance(resident, p) / p.attend if p.attend > 0.0 else 0.0


@rule
def visits_of_month(resident, wished, meeting, month, seed, p):
    """Return on how many dayparts of the month a participant comes, daypart by daypart."""
    block = BLOCK * meeting
    four = uniform4(seed, resident.uid, month, ATTEND, block)
    chance, came = attendance(resident, p), 0
    for daypart in range(np.int64(wished * WEEKS_A_MONTH + four[0])):
        if daypart % DRAWS == 0:
            four = uniform4(seed, resident.uid, month, ATTEND, block + 1 + daypart // DRAWS)
        came += four[daypart % DRAWS] < chance
    return came
