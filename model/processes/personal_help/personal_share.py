"""What a need asks of the network, and what share of it the hours got can meet.

The numbers are those of the process `personal_help`.
"""

import numpy as np

from agents.compiled import rule
from agents.ties import KIND_BITS, SLOTS
from agents.vocabulary import Domain, TieKind
from model.processes.personal_help.helping_links import HELPED

STOOD_IN = (int(Domain.INCOME), int(Domain.WORK))
"""Domains in which kin helps in ways that are not counted in hours."""


@rule
def hours_wanted(i, resident, needs, p):
    """Return the hours a week that the needs of resident i ask of partner and helpers."""
    hours = 0.0
    for d in range(HELPED):
        if resident.open_needs >> d & 1:
            hours += p.hours_asked[d] * np.float64(needs[i, d].severity)
    if resident.dementia and resident.open_needs & 1:
        hours += p.dementia_hours * np.float64(needs[i, Domain.MEETING].severity)
    return hours


@rule
def split_hours(rest, able_a, able_b):
    """Return what each of two helpers gives of the rest, in proportion to what they are able to."""
    able = able_a + able_b
    if able <= 0.0:
        return 0.0, 0.0
    part = min(1.0, rest / able)
    return able_a * part, able_b * part


@rule
def personal_share(d, hours, wanted, with_partner, p):
    """Return the share of a need in one of the four helped domains that helpers meet.

    Notes
    -----
    m = min(0.95, 0.85 min(1, hours / wanted) w_d): help from the network absorbs part of a need,
    less in guidance and mobility than in the household (network.help_absorption).
    """
    if wanted <= 0.0:
        return 0.0
    weight = p.domain_weight[d]
    if d == Domain.HOUSEHOLD and with_partner:
        weight *= p.partner_household
    return min(p.most_met, p.absorbs * min(1.0, hours / wanted) * weight)


@rule
def has_kin(i, resident, tie_other, tie_kind):
    """Say whether resident i has a partner or a tie to kin."""
    if resident.partner >= 0:
        return True
    for k in range(SLOTS):
        if tie_other[i, k] >= 0 and np.int64(tie_kind[i, k] & KIND_BITS) == TieKind.KIN:
            return True
    return False


@rule
def write_shares(i, resident, needs, hours, wanted, kin, p):
    """Write what helpers meet of each open need of resident i."""
    for d in range(HELPED):
        if resident.open_needs >> d & 1:
            share = personal_share(d, hours, wanted, resident.partner >= 0, p)
            needs[i, d].personal = np.float32(share)
    if resident.open_needs >> Domain.UPBRINGING & 1:
        needs[i, Domain.UPBRINGING].personal = np.float32(p.stand_in)
    for d in STOOD_IN:
        if resident.open_needs >> d & 1:
            needs[i, d].personal = np.float32(p.stand_in if kin else 0.0)
