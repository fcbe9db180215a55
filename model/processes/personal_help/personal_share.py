"""What a need asks of the network, what care leaves of that, and what the hours got can meet.

While indicated care runs in a domain it takes a part of the hours asked there off the network
(substitution, `taken_over` above 0), leaves them (0), or brings out more of them (complement, below
0). Hours that care sets free in one domain go to what is asked in others, and to fewer requests for
a new helper; only what nobody needs is given no more. When care ends, all is asked again at once,
but a helper who stopped meanwhile (`crowd_quit`) comes back only when asked anew: hours return in
part. Care that takes over much can leave a resident with less help in all than before: where it
meets less of a need than those whom it sends away.

The numbers are those of the process `personal_help`.
"""

import numpy as np

from agents.compiled import rule
from agents.ties import KIND_BITS, SLOTS
from agents.vocabulary import Domain, TieKind
from model.processes.personal_help.helping_links import HELPED

MEETING = int(Domain.MEETING)
STOOD_IN = (int(Domain.INCOME), int(Domain.WORK))
"""Domains in which kin helps in ways that are not counted in hours."""


@rule
def left_to_network(d, products, p):
    """Return what part of the hours asked in domain d stays with the network beside care."""
    return 1.0 - p.taken_over[d] if products >> d & 1 else 1.0


@rule
def hours_wanted(i, resident, needs, products, p):
    """Return the hours a week that the needs of resident i ask of partner and helpers.

    Parameters
    ----------
    products : int
        A bit for each domain in which care takes over its part; 0 for the hours in all.
    """
    hours = 0.0
    for d in range(HELPED):
        if resident.open_needs >> d & 1:
            asked = p.hours_asked[d] * np.float64(needs[i, d].severity)
            hours += asked * left_to_network(d, products, p)
    if resident.dementia and resident.open_needs & 1:
        asked = p.dementia_hours * np.float64(needs[i, MEETING].severity)
        hours += asked * left_to_network(MEETING, products, p)
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
def personal_share(d, hours, wanted, part, with_partner, p):
    """Return the share of a need in one of the four helped domains that helpers meet.

    Parameters
    ----------
    d : int
        Domain.
    hours, wanted : float
        Hours a week got and asked for, over the domains in which help is asked.
    part : float
        Part of the hours asked in this domain that care leaves to the network.
    with_partner : bool
    p : numbers of the process

    Notes
    -----
    m = min(0.95, 0.85 min(1, part hours / wanted) w_d): help from the network absorbs part of a
    need, less in guidance and mobility than in the household (network.help_absorption).
    """
    if wanted <= 0.0:
        return 0.0
    weight = p.domain_weight[d]
    if d == Domain.HOUSEHOLD and with_partner:
        weight *= p.partner_household
    return min(p.most_met, p.absorbs * min(1.0, part * hours / wanted) * weight)


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
            part = left_to_network(d, resident.products, p)
            share = personal_share(d, hours, wanted, part, resident.partner >= 0, p)
            needs[i, d].personal = np.float32(share)
    if resident.open_needs >> Domain.UPBRINGING & 1:
        needs[i, Domain.UPBRINGING].personal = np.float32(p.stand_in)
    for d in STOOD_IN:
        if resident.open_needs >> d & 1:
            needs[i, d].personal = np.float32(p.stand_in if kin else 0.0)
