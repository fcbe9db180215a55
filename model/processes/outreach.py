"""Outreach: workers visit people at home and find needs that nobody has brought to the access.

The hours are those that a local team has left over in its own households, and those of workers whom
a municipality pays for it. Hours go to approaching people and to visiting those who agree, some
visits lead to follow-up: of those approached one in fifteen. What is found is spread over the
hidden needs that are there as chance meetings are, so that twice the hours find less than twice as
many where few are hidden, and none where none is.
"""

from typing import Any

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.vocabulary import N_DOMAINS, Status
from model.parameters import Parameters, par
from model.process import Process
from model.processes.access.team_households import served_by_team
from model.processes.need_shares import residual
from model.values import NamedValue
from model.world import World

WORKERS = NamedValue(
    "outreach.workers", 0.0, "FTE", "posts of workers who visit people at home, full town",
)  # fmt: skip
TEAM = NamedValue(
    "outreach.team", 0.0, "share", "of the hours that cases leave a team, for visits", high=1.0,
)  # fmt: skip
CHUNK = 512


class OutreachParameters(Parameters):
    """What a visit takes, what it brings, and whose needs can be found."""

    owner = "outreach"

    approach_hours: float = par(
        0.5, "hours", 0.1, 1.5, hard=(0, 100),
        evidence="assumed: whom to approach, a letter, a call, a ring at the door",
        note="caseworker hours per person approached, those who decline included",
    )  # fmt: skip
    accepts: float = par(
        0.26, "share", 0.15, 0.4, hard=(0.01, 1), note="of those approached who agree to a visit",
        evidence="= effect.outreach_focus_accept; effect.outreach_letters_positive",
    )  # fmt: skip
    visit_hours: float = par(
        3.0, "hours", 1.5, 6.0, hard=(0.1, 100),
        evidence="assumed: an appointment made, the way, an hour's talk, the note",
        note="caseworker hours per visit at home, those that find nobody in need included",
    )  # fmt: skip
    follow_up: float = par(
        0.25, "share", 0.1, 0.4, hard=(0, 1),
        note="of visits that lead to a request; Rotterdam, older residents",
        evidence="= effect.outreach_follow_up; effect.home_visits_frail",
    )  # fmt: skip
    seen_from: float = par(
        0.2, "severity", 0.1, 0.3, evidence="assumed: what a home visit shows", hard=(0, 1),
    )  # fmt: skip
    avoiders: float = par(
        2.0, "ratio", 1.0, 4.0, evidence="assumed: avoiders are sought", hard=(0, 20),
    )  # fmt: skip


@rule
def may_ask(resident, need, domain, month):
    """Say whether a need has no request, product, short support or cooling-off in its way."""
    return (
        resident.open_needs >> domain & 1
        and not resident.cases >> domain & 1
        and need.indications == 0
        and np.float64(need.short) == 0.0
        and month >= need.cooling_until
    )


@rule
def is_hidden(resident, need, domain, month, p):
    """Say whether a visit at home, or a talk about another need, could bring a need to light.

    Plain from `p.seen_from` on, of the numbers of outreach or of the access.
    """
    return may_ask(resident, need, domain, month) and residual(need) > p.seen_from


@rule
def chance_to_be_found(resident, need, visits, p):
    """Return the chance that this month's visits find a need that may be asked about."""
    if visits <= 0.0 or residual(need) <= p.seen_from:
        return 0.0
    return visits * (p.avoiders if resident.avoids_care else 1.0)


@kernel
def _hidden(residents, needs, households, shares, month, seed, numbers, hidden):
    """Count hidden needs by area and by who would handle them, those of care avoiders for more."""
    for chunk in prange(hidden.shape[0]):
        p = numbers[0]
        for i in range(chunk * CHUNK, min(len(residents), (chunk + 1) * CHUNK)):
            resident = residents[i]
            if resident.status != Status.HOME or resident.open_needs == 0:
                continue
            team = served_by_team(seed, households[resident.household].uid, shares[resident.area])
            weight = p.avoiders if resident.avoids_care else 1.0
            for domain in range(N_DOMAINS):
                if is_hidden(resident, needs[i, domain], domain, month, p):
                    hidden[chunk, resident.area, np.int64(team)] += weight


class Outreach(Process):
    """Hours of visits become a chance for every hidden need to be found."""

    name = "outreach"
    Parameters = OutreachParameters
    publishes = (WORKERS, TEAM)

    def step(self, town: World) -> None:
        """Lay the chance that a hidden need is found this month, by area and handler."""
        mine, here, access = town.state.outreach, self.values(town), town.state.access
        per_post = town.parameters["access"].hours_per_fte * town.scale
        mine.hours[:, 0] = here["workers"] * per_post
        mine.hours[:, 1] = here["team"] * access.spare_hours
        mine.chance[:] = 0.0
        if not mine.hours.any():
            return
        residents = town.residents
        hidden = np.zeros((-(-len(residents) // CHUNK), len(town.areas), 2))
        _hidden(
            residents.records, residents.needs, town.households.records, town.team_shares,
            np.int64(town.month), town.seed, self.numbers, hidden,
        )  # fmt: skip
        needs = hidden.sum(axis=0)
        found = mine.hours / hours_per_visit(self.p) * self.p.follow_up
        # Workers visit everybody in the area; a team visits its own households.
        everywhere = found[:, 0] / np.maximum(1.0, needs.sum(axis=1))
        mine.chance[:, 0] = everywhere
        mine.chance[:, 1] = everywhere + found[:, 1] / np.maximum(1.0, needs[:, 1])
        mine.chance[:] = -np.expm1(-mine.chance)


def hours_per_visit(p: Any) -> float:
    """Return caseworker hours per visit made, the approach of those who declined included."""
    return float(p.visit_hours + p.approach_hours / p.accepts)
