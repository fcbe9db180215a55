"""Needs that were open when the town's history begins, so that lasting ones need not fill up.

A resident has a need where one began in the years before and has not closed since: with a hazard h
of onset and one c of closing, both as they are for the resident now, a share
h / (h + c) (1 - exp(-(h + c) t)) has it after t years (two states, constant hazards). When it began
follows the same hazards.
"""

import math

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.vocabulary import ADULT_MONTHS, N_DOMAINS, Domain, Status
from model.draws import decision, uniform4
from model.processes.needs.onset import onset_hazard
from model.processes.needs.opening import closing_hazard, open_need
from model.processes.wellbeing import is_lonely, is_severely_lonely

PAST = decision("needs.past")
MOST_RATE = 1e3
"""A hazard a year above which a need closes at once."""


@rule
def years_at_risk(resident, domain, p):
    """Return for how many years a resident may have had a need: since it was old enough."""
    age = resident.age_months / 12.0
    if domain == Domain.UPBRINGING:
        return min(p.past_years, age)
    first = p.work_from if domain == Domain.WORK else ADULT_MONTHS / 12.0
    return min(p.past_years, age - first)


@rule
def past_closing(resident, domain, pension, p):
    """Return the hazard a year that a past need closed: by itself, or healed where it was met."""
    severity = p.onset_severity[domain]
    healed = p.healing_per_month[domain] * p.past_met[domain]
    healed -= p.growth_per_month[domain] * (1.0 - p.past_met[domain])
    closing = closing_hazard(severity, domain, resident, pension, 1.0, p)
    return closing + max(0.0, 12.0 * healed / severity)


@rule
def share_open(onset, closing, years):
    """Return the share of residents who have a need after some years of two constant hazards."""
    if years <= 0.0 or closing > MOST_RATE:
        return 0.0
    both = onset + closing
    return onset / max(both, 1.0 / MOST_RATE) * (1.0 - math.exp(-both * years))


@rule
def months_since(u, closing, years):
    """Return how many months ago an open need began: the longer ago, the fewer are still open."""
    if closing * years < 1.0 / MOST_RATE:
        return 12.0 * years * u
    return -12.0 / closing * math.log(1.0 - u * (1.0 - math.exp(-closing * years)))


@kernel
def mark_past_needs(residents, held, month, pension, seed, numbers, wellbeing_numbers):
    """Mark in which domains residents have a need when the town begins, each domain by itself."""
    for i in prange(len(residents)):
        p, wellbeing = numbers[0], wellbeing_numbers[0]
        resident = residents[i]
        if resident.status != Status.HOME:
            continue
        lonely = is_lonely(resident.loneliness, wellbeing)
        severe = is_severely_lonely(resident.loneliness, wellbeing)
        for domain in range(N_DOMAINS):
            has = uniform4(seed, resident.uid, month, PAST, domain)[0]
            onset = onset_hazard(
                resident, domain, np.int64(0), pension, lonely, severe, wellbeing.shrink, p
            )
            years = years_at_risk(resident, domain, p)
            closing = past_closing(resident, domain, pension, p)
            if onset > 0.0 and has < share_open(onset, closing, years):
                held[i] |= np.uint8(1 << domain)
                resident.open_needs |= np.uint8(1 << domain)


@kernel
def open_past_needs(residents, needs, held, month, pension, seed, numbers):
    """Write the needs that are marked: how long ago each began, and how severe it was."""
    for i in prange(len(residents)):
        p, resident = numbers[0], residents[i]
        for domain in range(N_DOMAINS):
            if held[i] >> domain & 1:
                _, since, severity, _ = uniform4(seed, resident.uid, month, PAST, domain)
                closing = past_closing(resident, domain, pension, p)
                years = years_at_risk(resident, domain, p)
                began = month - np.int64(months_since(since, closing, years))
                open_need(needs[i, domain], domain, resident, began, severity, p)
