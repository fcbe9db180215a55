"""What desks and teams do themselves: short support, and guidance without a decision by a team.

Guidance (beschikkingsvrije begeleiding) takes hours every month, for as many clients as a part of
the team's hours allows: those hours then lack for talks. When it ends and the need is still plain,
most clients come back to the team; a client whose need has become heavy is brought back at once.
"""

import numpy as np

from agents.compiled import rule
from agents.vocabulary import DOMAIN_LAW, N_DOMAINS, Activity, Handler
from model.draws import decision, uniform4
from model.process_state import N_DESKS
from model.processes.access.triage import is_heavy
from model.processes.need_shares import residual

RETURN = decision("support.return")
LAW_OF = tuple(int(law) for law in DOMAIN_LAW)


@rule
def give_short_support(need, month, p):
    """Begin some months of short support."""
    need.short = p.short_support_met
    need.short_until = month + np.int64(p.short_support_months)


@rule
def give_guidance(need, month, p):
    """Begin guidance by the team, without a decision."""
    need.guided = 1
    need.short = p.guidance_met
    need.short_until = month + np.int64(p.guidance_months)


@rule
def guidance_hours(p):
    """Return the hours a month that one client in guidance takes: a post's over its caseload."""
    return p.hours_per_fte / p.guidance_caseload


@rule
def has_room(guided, hours, share, p):
    """Say whether a team can take one more client: a share of its hours at most is for guidance.

    `guided` are the hours a month that its clients take, `hours` all that it has.
    """
    return share > 0.0 and guided + guidance_hours(p) <= share * hours


@rule
def comes_back(resident, need, domain, month, seed, p):
    """Say whether a client comes back to the team as guidance ends: the need is still plain.

    Where it has become heavy, too much for guidance, its caseworker sees to that.
    """
    waits = resident.cases >> domain & 1 or need.indications > 0
    if waits or residual(need) <= p.seen_from:
        return False
    if is_heavy(np.float64(need.severity), p):
        return True
    return uniform4(seed, resident.uid, month, RETURN, domain)[0] < p.guidance_return


@rule
def end_support(resident, needs_of, by_team, month, seed, p):
    """End support whose months are over; return the bits of needs that come back to the team.

    Only an open need has any. Where no team works any more its guidance ends at once.
    """
    back = 0
    for domain in range(N_DOMAINS):
        if not resident.open_needs >> domain & 1:
            continue
        need = needs_of[domain]
        heavy = is_heavy(np.float64(need.severity), p)
        over = month >= need.short_until or (need.guided > 0 and (not by_team or heavy))
        if np.float64(need.short) > 0.0 and over:
            guided = need.guided
            need.short, need.guided = 0.0, 0
            if guided > 0 and by_team and comes_back(resident, need, domain, month, seed, p):
                back |= 1 << domain
    return back


@rule
def charge_guidance(resident, needs_of, carry, demand, guided, spent, p):
    """Take this month's hours of a resident's guidance from the team of its area."""
    area = resident.area
    for domain in range(N_DOMAINS):
        if resident.open_needs >> domain & 1 and needs_of[domain].guided > 0:
            hours = guidance_hours(p)
            carry[N_DESKS + area] -= hours
            demand[area, LAW_OF[domain]] += hours
            guided[area] += hours
            spent[area, Handler.TEAM, Activity.GUIDANCE] += hours
