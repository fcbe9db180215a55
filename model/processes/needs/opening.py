"""How a need opens and closes: what is written, and the hazard of its end."""

import math

import numpy as np

from agents.compiled import rule
from agents.vocabulary import ALL_BITS, NEVER, Domain, Limitation
from model.processes.community.visiting import strikes


@rule
def closing_hazard(severity, domain, resident, pension_months, exits, p):
    """Return the hazard a year that an open need closes; `exits` is a programme's ratio.

    Social assistance, and with it the need of work, ends at the age of the state pension.
    """
    age = np.float64(resident.age_months) / 12.0
    if severity < p.closes_below:
        return math.inf
    if (domain == Domain.WORK and resident.age_months >= pension_months) or (
        domain == Domain.UPBRINGING and age >= p.last_upbringing_age
    ):
        return math.inf
    if domain in (Domain.HOUSEHOLD, Domain.MOBILITY):
        if resident.limitation == Limitation.NONE:
            return p.closing_after_recovery
        if age > p.lasting_from:
            return 0.0
    return p.natural_closing[domain] * exits * (p.closing_light - p.closing_by_severity * severity)


@rule
def closes(u, severity, domain, resident, pension_months, exits, p):
    """Say whether an open need closes this month, by a uniform draw."""
    return strikes(u, closing_hazard(severity, domain, resident, pension_months, exits, p))


@rule
def open_need(need, domain, resident, month, u, p):
    """Write a new need: its severity scatters around the domain's own."""
    least, most = p.onset_scatter[0], p.onset_scatter[1]
    severity = p.onset_severity[domain] * (least + u * (most - least))
    if resident.limitation == Limitation.SEVERE and domain in (Domain.HOUSEHOLD, Domain.MOBILITY):
        severity += p.onset_severity_limited
    need.severity = min(1.0, severity)
    need.opened = month
    need.personal = need.community = need.short = 0.0
    need.short_until = need.cooling_until = NEVER
    need.hand_overs = need.answered = need.requested = 0
    need.guided = need.asks_network = 0
    resident.open_needs |= np.uint8(1 << domain)


@rule
def says_something(need, is_open, month):
    """Say whether a need still bears on what comes: who closed and forgot it needs no row."""
    return (
        is_open
        or need.indications > 0
        or need.layer > 0
        or need.layer_before > 0
        or need.referred_until > month
    )


@rule
def close_need(need, domain, resident):
    """End a need; care that still runs ends later by itself, an aid may stay in the shed."""
    need.severity = need.personal = need.community = need.short = need.formal = 0.0
    need.requested = need.guided = need.asks_network = 0
    resident.open_needs &= np.uint8(ALL_BITS - (1 << domain))
