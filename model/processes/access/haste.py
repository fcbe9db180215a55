"""Haste: how many hours a file gets when the month has fewer than its files ask, and what is seen.

Intake and the written plan take their hours in any case; study and consultation with partners give
way. A part of what lacks is made up so, the rest waits: queue and quality share a shortage.
"""

import math

import numpy as np

from agents.compiled import rule
from agents.vocabulary import Activity


@rule
def loose_part(p):
    """Return the part of a file's hours that gives way: study and consultation with partners."""
    return 1.0 - p.hours_split[0] - p.hours_split[1]


@rule
def study_given(budget, asked, p):
    """Return by queue the share of study and consultation that its files get this month.

    Parameters
    ----------
    budget, asked : float64 arrays, shape [queues]
        Hours there are, what was spent ahead taken off, and hours that the files in line ask.

    Notes
    -----
    Haste takes `haste` of the hours that lack, and `haste_most` of study and consultation at most.
    """
    given = np.ones(len(budget))
    for q in range(len(budget)):
        if asked[q] > 0.0 and budget[q] < asked[q]:
            lacking = (asked[q] - max(0.0, budget[q])) / asked[q]
            given[q] = 1.0 - min(p.haste_most, p.haste * lacking / loose_part(p))
    return given


@rule
def hours_given(given, p):
    """Return the hours that a file gets over those that the norm asks."""
    return 1.0 - loose_part(p) * (1.0 - given)


@rule
def share_seen(given, p):
    """Return the share of what there is that the caseworker sees: the first hours show most."""
    return math.pow(hours_given(given, p), p.seen_by_hours)


@rule
def book_study(spent, work, given, p):
    """Book the hours of a file that begins; `work` is what the norm asks for it."""
    intake, plan, partners = p.hours_split[0], p.hours_split[1], p.hours_split[2]
    spent[Activity.INTAKE] += work * intake
    spent[Activity.PLAN] += work * plan
    spent[Activity.CONSULTATION] += work * given * partners
    spent[Activity.INVESTIGATION] += work * given * (loose_part(p) - partners)
