"""What a caseworker weighs about one need: the bar, free places, help of its own.

`talk.py` puts these in the order of the law.
"""

import math
from typing import NamedTuple

import numpy as np

from agents.compiled import rule
from agents.vocabulary import N_WMO, Domain, Level, Limitation
from model.processes.access.customary_help import ALL, PART

NOTHING, REFERRED, DEEMED_MET, SHORT_SUPPORT, GRANTED, REFUSED, GENERAL, OWN_NETWORK, GUIDED = (
    range(9)
)
"""Outcomes of a decision about one need."""
SOLD_BY_PROVIDERS = (Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE, Domain.UPBRINGING)
"""Care that comes from a provider: aids are lent, debt help and benefits are the town's own."""
ITS_OWN_HELP = (Domain.GUIDANCE, Domain.UPBRINGING)
"""Domains in which a team can guide by itself: an hour a week gives no week its shape."""


class Place(NamedTuple):
    """What a caseworker weighs of a free place; see `facility_dtype`. No place has a fit below 0.

    Attributes
    ----------
    fit_severity, known_at_access, not_granted : float
    """

    fit_severity: float
    known_at_access: float
    not_granted: float


@rule
def as_place(facilities, at):
    """Return what counts of the place in a row; of none where the row is negative."""
    if at < 0:
        return Place(-1.0, 0.0, 0.0)
    return Place(
        facilities[at].fit_severity, facilities[at].known_at_access, facilities[at].not_granted
    )  # fmt: skip


@rule
def severity_seen(need, domain, able, seen, p):
    """Return what the caseworker judges: severity less what is seen of network and housemates.

    Notes
    -----
    x = s (1 - q m_pers), times 1 - q (1 - c) for household work that those who live there can do:
    customary help is no ground for care (Wmo 2015, art. 2.3.5; effect.partner_less_formal_care).
    `able` is ALL, PART or NOT_ABLE, q the share `seen`: who looks less long sees less of what
    others do, and so more of a need.
    """
    x = np.float64(need.severity) * (1.0 - seen * np.float64(need.personal))
    if domain == Domain.HOUSEHOLD and able == ALL:
        x *= 1.0 - seen * (1.0 - p.customary_help)
    elif domain == Domain.HOUSEHOLD and able == PART:
        x *= 1.0 - seen * (1.0 - p.customary_help_young)
    return x


@rule
def judged_severity(need, domain, able, p):
    """Return what a caseworker judges who has all the hours it needs."""
    return severity_seen(need, domain, able, 1.0, p)


@rule
def chance_seen(x, domain, shift, seen, p, threshold_shift):
    """Return the chance that a judged severity x is granted care; `shift` makes it easier.

    The less is `seen`, the less the judgement follows the need: it errs to both sides of the bar.
    """
    bar = p.threshold[domain] + threshold_shift
    return 1.0 / (1.0 + math.exp(-p.judgement_slope * seen * (x + shift - bar)))


@rule
def grant_chance(x, domain, shift, p, threshold_shift):
    """Return the chance of a grant by a caseworker who has all the hours it needs."""
    return chance_seen(x, domain, shift, 1.0, p, threshold_shift)


@rule
def level_of(severity, p):
    """Return the Level of care that a severity asks for."""
    if severity < p.level_from[0]:
        return Level.LIGHT
    return Level.MIDDLE if severity < p.level_from[1] else Level.HEAVY


@rule
def is_heavy(severity, p):
    """Say whether a need is too heavy for what a desk or a team does itself."""
    return level_of(severity, p) == Level.HEAVY


@rule
def fits_free_place(resident, need, fit_severity, month, p):
    """Say whether a free place may answer a need: not visiting, too heavy or sent before."""
    return (
        resident.visits < 0
        and resident.limitation < Limitation.SEVERE
        and np.float64(need.severity) < fit_severity + p.fit_margin
        and month >= need.referred_until
    )


@rule
def free_place_answers(resident, need, named, visited, team, u, seen, here, month, p):
    """Return REFERRED, DEEMED_MET or NOTHING: whether a free place is the answer to company.

    `named` and `visited` are what counts of the place with a seat and of the one visited (`Place`).
    """
    known = here.know_free_team if team else here.know_free_desk
    knows, place_fit = seen * min(1.0, known + named.known_at_access), named.fit_severity
    if place_fit >= 0.0 and fits_free_place(resident, need, place_fit, month, p) and u < knows:
        return REFERRED
    met = visited.fit_severity >= 0.0 and np.float64(need.community) > p.met_enough
    refused = min(1.0, p.refuse_if_met + visited.not_granted)
    return DEEMED_MET if met and u < refused else NOTHING


@rule
def asks_network(need, domain, network, u, seen, here, p):
    """Say whether the talk ends with the own network asked: a light need, somebody close to ask."""
    if not network or domain >= N_WMO or level_of(np.float64(need.severity), p) != Level.LIGHT:
        return False
    return u < seen * here.own_network


@rule
def supported_shortly(domain, severity, team, u, seen, here, p):
    """Say whether the caseworker helps for some months instead of granting care: no heavy need."""
    if domain in (Domain.HOUSEHOLD, Domain.MOBILITY, Domain.WORK):
        return False
    if is_heavy(severity, p):
        return False
    chance = seen * (here.short_support_team if team else here.short_support_desk)
    return u < chance * max(0.0, p.short_support_top - severity)


@rule
def guided_by_team(domain, severity, room, u, seen, p):
    """Say whether a team with room for a client guides by itself, for longer, without a decision.

    Not where the need is heavy; in haste it is thought of less often.
    """
    return room and domain in ITS_OWN_HELP and not is_heavy(severity, p) and u < seen


@rule
def ease_of_grant(domain, team, joined, here, p):
    """Return how much easier than the bar a caseworker judges.

    All judge by one professional norm. Staff of providers lean to care that providers sell.
    """
    ease = here.professional_norm
    if team and domain in SOLD_BY_PROVIDERS:
        ease += p.provider_bias * here.provider_share
    return ease - joined.bar
