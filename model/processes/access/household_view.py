"""Household view: who takes up a case sees the needs of others in the same home.

A team, a desk with one file for all laws or a worker with one plan looks at the home, and asks the
others about what is plain to see. What is found becomes a file of its own (`Source.SAME_HOME`),
takes caseworker hours like any other, and is decided in one plan with what the home has. So it can
find more need and cost more; who lives alone, or has housemates without needs, notices nothing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.vocabulary import (
    ALL_DOMAINS,
    N_DOMAINS,
    CaseStage,
    Domain,
    Handler,
    Source,
    Status,
)  # fmt: skip
from model.draws import decision, uniform4
from model.process_counts import AccessCount
from model.processes.access.case_files import LAW_OF, free_row, open_file
from model.processes.access.team_households import served_by_team
from model.processes.outreach import is_hidden
from model.processes.tariffs import stays_away
from model.world import World

HOME = decision("files.home")


@rule
def chance_to_see(case, joined, here):
    """Return the chance that who took up a case sees a need of a housemate, 0..1.

    As great as for further needs of the same resident. Who was seen in a housemate's case, who is
    sent on from a desk, or goes past the access, brings nobody along.
    """
    if case.source in (Source.SAME_HOME, Source.HAND_OVER, Source.YOUTH_REFERRAL):
        return 0.0
    if case.handler == Handler.TEAM:
        return here.integral_team
    return max(here.integral_desk, joined.integral if joined.one_plan else 0.0)


@serial
def look_at_homes(cases, residents, programmes, values, month, view):
    """Write for each household the chance that its needs are seen in a case of this month."""
    for row in range(len(cases)):
        case = cases[row]
        if case.stage != CaseStage.QUEUED or case.opened_month != month:
            continue
        resident = residents[case.resident]
        if resident.household >= 0:
            chance = chance_to_see(case, programmes[resident.programme], values[case.area])
            view[resident.household] = max(view[resident.household], chance)


@rule
def seen_at_home(resident, needs_of, chance, fees, month, seed, p):
    """Return the bits of a housemate's needs that are seen, each with a chance.

    Open, plain enough, unanswered and not refused lately. Whom the own contribution keeps from
    household help takes none.
    """
    seen = 0
    for domain in range(N_DOMAINS):
        need = needs_of[domain]
        hidden = is_hidden(resident, need, domain, month, p)
        if not hidden or (domain == Domain.HOUSEHOLD and stays_away(resident, seed, fees)):
            continue
        if uniform4(seed, resident.uid, month, HOME, domain)[0] < chance:
            seen |= 1 << domain
    return seen


@serial
def take_up_housemates(residents, needs, households, cases, others, view, values, fees, shares,
                       month, seed, p, demand, counts):  # fmt: skip
    """Open a file for each of `others` whose needs are seen, with who serves the household."""
    row = 0
    for i in others:
        resident = residents[i]
        area = resident.area
        seen = seen_at_home(
            resident, needs[i], view[resident.household], fees[area], month, seed, p
        )  # fmt: skip
        if seen == 0:
            continue
        team = served_by_team(seed, households[resident.household].uid, shares[area])
        row = free_row(cases, row)
        open_file(
            cases[row], resident, i, seen, Handler.TEAM if team else Handler.DESK,
            Source.SAME_HOME, month, 0.0, seed,
        )  # fmt: skip
        resident.last_request = month
        counts[area, AccessCount.REQUESTS] += 1
        counts[area, AccessCount.TEAM_CASES] += team
        for domain in range(N_DOMAINS):
            if seen >> domain & 1:
                needs[i, domain].requested = Source.SAME_HOME + 1
                demand[area, LAW_OF[domain]] += p.hours_per_domain


def _housemates(town: World, view: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return who lives where a case was taken up with a view of the home and did not ask itself."""
    people, asks = town.residents.records, town.state.seeking.asks
    open_ = (people["status"] == Status.HOME) & (people["open_needs"] != 0)
    quiet = np.flatnonzero(open_ & (people["household"] >= 0) & (asks & ALL_DOMAINS == 0))
    return quiet[view[people["household"][quiet]] > 0.0]


def see_homes(town: World, values: NDArray[Any], p: Any) -> None:
    """Let the cases taken up this month bring the needs of housemates to light.

    Parameters
    ----------
    town : World
        After this month's requests have joined the files.
    values, p
        Of the process `access`: named values by area, parameters.
    """
    people, mine, month = town.residents.records, town.state.access, np.int64(town.month)
    view = np.zeros(len(town.households))
    look_at_homes(
        town.cases.records, people, town.state.programmes.table, values, month, view
    )  # fmt: skip
    others = _housemates(town, view) if view.any() else np.zeros(0, np.intp)
    if len(others):
        town.cases.grow(len(others))
        take_up_housemates(
            people, town.residents.needs, town.households.records, town.cases.records, others,
            view, values, town.values["money"], town.team_shares, month, town.seed, p,
            mine.asked_hours, mine.counts,
        )  # fmt: skip
