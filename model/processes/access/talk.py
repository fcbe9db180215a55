"""The kitchen-table talk (keukentafelgesprek): what answers one need, in the order of the law.

Desk and team follow the same order and hold to the same norm. They differ by what they can do (a
team may guide by itself), by what they know (free places), by who works there (staff of providers)
and by the hours that a talk gets: in haste less is seen of a need, of its network and of what else
there is, and the indication or the refusal is what remains.
"""

from typing import NamedTuple

import numpy as np

from agents.compiled import rule
from agents.vocabulary import Domain
from model.processes.access.triage import (
    GENERAL,
    GRANTED,
    GUIDED,
    NOTHING,
    OWN_NETWORK,
    REFUSED,
    SHORT_SUPPORT,
    Place,
    asks_network,
    chance_seen,
    ease_of_grant,
    free_place_answers,
    guided_by_team,
    severity_seen,
    supported_shortly,
)  # fmt: skip


class Table(NamedTuple):
    """What lies on the table when one need is talked about.

    Attributes
    ----------
    named, visited : Place
        The free place with a seat, and the one that the resident visits.
    able : int
        How much household work is expected of housemates: NOT_ABLE, PART or ALL.
    team : bool
        Whether a team talks.
    left : float
        Share of the need that other care of the same plan leaves, 0..1.
    network, room : bool
        Whether somebody close has hours to give; whether the team has room for a client.
    seen : float
        Share of what there is that the hours of the talk let the caseworker see, 0..1.
    stays : bool
        Whether the youth care of this child would be care with stay.
    """

    named: Place
    visited: Place
    able: int
    team: bool
    left: float
    network: bool
    room: bool
    seen: float
    stays: bool


@rule
def help_before_care(resident, need, domain, table, draws, here, p, month):
    """Return what answers a need before an indication is thought of, or NOTHING.

    Notes
    -----
    The first that applies: the own network, asked at the table (eigen kracht); a general provision
    or a free facility that fits and has a seat (voorliggend); short support by the caseworker;
    lasting guidance by the team without a decision (beschikkingsvrij). Without the seat and
    three-year conditions of a referral a desk would send the same people again and again to a place
    they never enter. No caseworker's help stands in for youth care with stay.
    """
    refer, short, _, network, guide = draws
    severity, team, seen = np.float64(need.severity), table.team, table.seen
    if asks_network(need, domain, table.network, network, seen, here, p):
        return OWN_NETWORK
    if domain == Domain.HOUSEHOLD and severity < p.general_most and refer < here.general_household:
        return GENERAL
    if domain == Domain.MEETING:
        answer = free_place_answers(
            resident, need, table.named, table.visited, team, refer, seen, here, month, p
        )
        if answer != NOTHING:
            return answer
    if table.stays:
        return NOTHING
    if supported_shortly(domain, severity, team, short, seen, here, p):
        return SHORT_SUPPORT
    return GUIDED if guided_by_team(domain, severity, table.room, guide, seen, p) else NOTHING


@rule
def decide_need(resident, need, domain, table, joined, draws, here, p, month):
    """Return the outcome for one need: help before care, else an indication, else a refusal.

    Notes
    -----
    The order is that of the Wmo (art. 2.3.5). An indication is judged by what is left once
    customary help (gebruikelijke hulp) and other care of the same plan are taken off; who gets
    none is advised and refused. `joined` is the row of the programme the resident takes part in,
    `draws` are those of referral, short support, grant, network and guidance.
    """
    answer = help_before_care(resident, need, domain, table, draws, here, p, month)
    if answer != NOTHING:
        return answer
    x = table.left * severity_seen(need, domain, table.able, table.seen, p)
    ease = ease_of_grant(domain, table.team, joined, here, p)
    bar_shift = here.threshold_shift[domain]
    if draws[2] < chance_seen(x, domain, ease, table.seen, p, bar_shift):
        return GRANTED
    return REFUSED
