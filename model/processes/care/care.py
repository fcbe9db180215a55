"""Indicated care: starts as providers have room, runs, is re-assessed, steps down or up, ends."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.vocabulary import DOMAIN_LAW, N_DOMAINS, CareStage, Domain
from model.draws import decision, four_uniforms, four_words_by_index, uniform4
from model.months import DAYS
from model.process import Process
from model.process_counts import CareCount, ProvisionCount
from model.processes.access.customary_help import help_expected_by
from model.processes.access.free_places import place_for, reexamined_for, seats_in_sight
from model.processes.access.team_households import served_by_team
from model.processes.care.indications import (
    CONVERTED,
    ENDED,
    KEPT,
    CareParameters,
    ends_by_itself,
    gives_up,
    judge_level,
    met_by,
    needs_more,
    reassess,
    term_days,
)  # fmt: skip
from model.processes.care.provider_month import ProviderMonth
from model.processes.care.shared_care import share_care
from model.processes.care.waiting_lists import AGAIN, start_waiting
from model.processes.community.visiting import strikes
from model.processes.lump_sum import within_budget
from model.values import NamedValue
from model.world import World

STEP_DOWN = NamedValue(
    "care.step_down", "step_down", "share", "step-down to a free place at re-assessment", high=1.0,
)  # fmt: skip
REVIEW_RATE = NamedValue(
    "care.review_rate", "review_rate", "/year",
    "day activities looked at before the term ends, where a free place has a seat",
)  # fmt: skip
RENEW = NamedValue(
    "care.renew_shift", 0.0, "severity", "added to the ease of renewal", low=-2.0, high=2.0,
)  # fmt: skip
TERM = NamedValue("care.term", 1.0, "ratio", "factor on terms", low=0.01)
AID_CHECK = NamedValue("care.aid_check", 0.0, "/year", "unused aids found and taken back")
HIRING = NamedValue(
    "care.hiring", (1.0,) * N_DOMAINS, "ratio", "factor on how fast providers fill vacancies",
)  # fmt: skip
LEAVING = NamedValue(
    "care.leaving", (1.0,) * N_DOMAINS, "ratio", "factor on how fast staff leave providers",
)  # fmt: skip
TARIFF = NamedValue(
    "care.tariff", (1.0,) * N_DOMAINS, "ratio", "what the town pays for care over its mean cost",
)  # fmt: skip
CONTRACT = NamedValue(
    "care.contract", (0.0,) * N_DOMAINS, "ratio",
    "a provider's clients of last January over the most it may have; 0: as many as come",
)  # fmt: skip
RECHECK = NamedValue(
    "care.recheck_rate", (0.0,) * N_DOMAINS, "/year",
    "care judged anew before its term ends, by domain",
)  # fmt: skip
HOUSEHOLD_NORM = NamedValue(
    "care.household_norm", 1.0, "ratio", "hours of indicated household help against today's norm",
    high=1.0,
)  # fmt: skip
THRESHOLD = NamedValue(
    "care.threshold_shift", (0.0,) * N_DOMAINS, "severity", "added to the bar at renewal", low=-2.0,
    high=2.0,
)  # fmt: skip

COURSE = decision("care.course")
LAW_OF = tuple(int(law) for law in DOMAIN_LAW)
REASSESSED = 8
"""The draws of a re-assessment stand this far from those of a first term: beyond all of Domain."""


@rule
def _end(indication, need):
    indication.stage = CareStage.FREE
    need.indications = max(0, need.indications - 1)


@rule
def _clear(indication, resident, need):
    """Clear what care met last month; who waits for what is no longer needed waits no longer."""
    need.formal = 0.0
    resident.products = 0
    if indication.stage == CareStage.WAITING and not resident.open_needs >> indication.domain & 1:
        _end(indication, need)


@rule
def courses(indications, rows, seed, month):
    """Return the four words of the month of each of some indications, shape [4, rows]."""
    uids, domains = np.empty(rows.size, np.int64), np.empty(rows.size, np.uint8)
    for k in range(rows.size):
        uids[k], domains[k] = indications[rows[k]].uid, indications[rows[k]].domain
    return four_words_by_index(uids, domains, seed, month, COURSE)


@rule
def _run_indication(
    indication, resident, need, draws, facilities, free, households, reached, month, seed, here,
    fees, p, access,
):  # fmt: skip
    """Run a month of one running or stored indication.

    A re-assessment waits in the line of its caseworkers, who have come to the files of the day
    `reached`: who is over its term, until they come to that day; who would be looked at earlier,
    only where no file of an earlier month waits; whether a free place would do is asked of those
    for whom there is one. A level that no longer does is raised at once.
    Returns ENDED, CONVERTED or KEPT, and whether a caseworker assessed it anew.
    """
    domain = indication.domain
    leave, review, term, recheck = draws
    fee_ends = domain == Domain.HOUSEHOLD and gives_up(leave, resident, seed, fees, p)
    if fee_ends or ends_by_itself(indication, need, leave, here, p):
        return ENDED, False
    is_open = resident.open_needs >> domain & 1
    if domain == Domain.MOBILITY:
        indication.stage = CareStage.RUNNING if is_open else CareStage.STORED
    if not is_open:
        return KEPT, False
    over = indication.end_day < (month + 1) * DAYS and indication.end_day <= reached
    early = reached >= month * DAYS
    over = over or (early and strikes(recheck, here.recheck_rate[domain]))
    place = place_for(resident, facilities, free) if domain == Domain.MEETING else -1
    reviewed = (
        place >= 0
        and early
        and strikes(review, here.review_rate + reexamined_for(resident, facilities, free))
    )
    if not over and not reviewed:
        more = needs_more(indication, need, access)
        if more:
            judge_level(indication, need, access)
        return KEPT, more
    fit = facilities[place].fit_severity if place >= 0 else -1.0
    again = uniform4(seed, resident.uid, month, AGAIN, REASSESSED + domain)
    able = help_expected_by(resident, households, access)
    outcome = reassess(
        resident, need, indication, fit, able, reviewed and not over, again, here, p, access, month
    )
    if outcome == CONVERTED:
        free[place] -= 1
        resident.invited = resident.waits_at = np.int8(place)  # it goes: the seat was offered
        resident.waits_since = np.int16(month)
        resident.knows |= np.int64(1) << place
        need.referred_until = month + np.int64(access.refer_again_months)
        need.cooling_until = month + np.int64(access.cooling_referral)
        if facilities[place].lever > 0:
            resident.exposed |= np.int64(1) << facilities[place].lever
    elif outcome == KEPT:
        judge_level(indication, need, access)
        if over:
            days = here.term * term_days(domain, term, p.renewal_spread, p)
            indication.end_day = (month + 1) * DAYS + days
    return outcome, True


@rule
def takes_hours(indication, resident):
    """Say whether a re-assessment takes hours of the municipality: on referral it takes none."""
    return not indication.referred and resident.household >= 0


@rule
def count_move(indication, area, counts, by_domain):
    """Count a provision in force that came with its holder from another area of the town."""
    before = np.int64(indication.counted_in) - 1
    if before >= 0 and before != area:
        domain, pieces = indication.domain, np.int64(indication.pieces)
        by_domain[before, domain, ProvisionCount.MOVED] -= pieces
        by_domain[area, domain, ProvisionCount.MOVED] += pieces
        counts[before, CareCount.MOVED_INDICATIONS] -= pieces
        counts[area, CareCount.MOVED_INDICATIONS] += pieces
    indication.counted_in = 1 + area


@rule
def _count_in(indication, resident, need, month, here, p, counts, by_domain):
    """Write what an indication meets of its need, and count it."""
    domain, area = indication.domain, resident.area
    resident.last_request = month
    if indication.stage == CareStage.RUNNING:
        if np.float64(need.severity) > 0.0:
            norm = here.household_norm if domain == Domain.HOUSEHOLD else 1.0
            left = (1.0 - np.float64(need.formal)) * (1.0 - norm * met_by(domain, p))
            need.formal = 1.0 - left
        if not resident.products >> domain & 1:
            by_domain[area, domain, ProvisionCount.USERS] += 1
        resident.products |= np.uint8(1 << domain)
    if indication.stage == CareStage.WAITING:
        by_domain[area, domain, ProvisionCount.WAITING] += indication.pieces
    else:
        by_domain[area, domain, ProvisionCount.STOCK] += indication.pieces
        counts[area, CareCount.INDICATIONS] += indication.pieces
        count_move(indication, area, counts, by_domain)


@serial
def _run_care(indications, residents, needs, households, facilities, free, values, fees, shares,
              lines, month, seed, p, access, order, counts, by_domain, hours):  # fmt: skip
    """Run the care of the rows in `order`, and write what all care meets.

    `lines` holds the day that caseworkers have come to, `hours` what they spend on re-assessments:
    by area, desk or team, and law. A household's are those who serve it.
    """
    for row in range(len(indications)):
        indication = indications[row]
        if indication.stage != CareStage.FREE:
            i = indication.resident
            _clear(indication, residents[i], needs[i, indication.domain])
    words = courses(indications, order, seed, month)
    for k in range(len(order)):
        indication = indications[order[k]]
        if indication.stage not in (CareStage.RUNNING, CareStage.STORED):
            continue
        i = indication.resident
        resident = residents[i]
        domain = indication.domain
        need = needs[i, domain]
        area, law, team, reached = resident.area, LAW_OF[domain], np.int64(0), np.inf
        asks = takes_hours(indication, resident)
        if asks:
            home = households[resident.household]
            team = np.int64(served_by_team(seed, home.uid, shares[area]))
            reached = lines[area, team, law]
        outcome, assessed = _run_indication(
            indication, resident, need, four_uniforms(words, k), facilities, free, households,
            reached, month, seed, values[area], fees[area], p, access,
        )  # fmt: skip
        if assessed and asks:
            indication.assessed_month = month
            hours[area, team, law] += access.hours_reassessment
        if outcome in (ENDED, CONVERTED):
            converted = indication.pieces if outcome == CONVERTED else 0
            counts[resident.area, CareCount.CONVERTED_INDICATIONS] += converted
            _end(indication, need)
    for row in range(len(indications)):
        indication = indications[row]
        if indication.stage != CareStage.FREE:
            i, domain = indication.resident, indication.domain
            here = values[residents[i].area]
            _count_in(indication, residents[i], needs[i, domain], month, here, p, counts, by_domain)


class Care(Process):
    """Indicated care and its providers."""

    name = "care"
    Parameters = CareParameters
    publishes = (
        STEP_DOWN, REVIEW_RATE, RENEW, TERM, AID_CHECK, HIRING, LEAVING, TARIFF, CONTRACT, RECHECK,
        HOUSEHOLD_NORM, THRESHOLD,
    )  # fmt: skip

    def step(self, town: World) -> None:
        """Run one month of indicated care."""
        residents, table, mine = town.residents, town.indications.records, town.state.care
        before, held = (
            mine.by_domain[:, :, ProvisionCount.STOCK],
            mine.counts[:, CareCount.INDICATIONS],
        )
        by_domain, counts = np.zeros_like(mine.by_domain), np.zeros_like(mine.counts)
        month, seed = np.int64(town.month), town.seed
        values, providers = self.values(town), ProviderMonth(town, self.p)
        room = providers.begin()
        waiting = within_budget(town, self._waiting(table, town.month))
        start_waiting(
            table, waiting, residents.records, room, providers.holds,
            month, seed, self.p, np.ascontiguousarray(values["term"]), counts, by_domain,
        )  # fmt: skip
        providers.started()
        new = by_domain[:, :, ProvisionCount.NEW]
        places, free = town.state.community, seats_in_sight(town)
        mine.reassessment_hours = np.zeros_like(mine.reassessment_hours)
        _run_care(
            table, residents.records, residents.needs, town.households.records, places.table,
            free, values, town.values["money"], town.team_shares, town.state.access.reached_day,
            month, seed, self.p, town.numbers.access[0], self._in_order(table), counts, by_domain,
            mine.reassessment_hours,
        )  # fmt: skip
        share_care(town, values, self.numbers)
        providers.close()
        # deaths and moves out of town end care outside this process: what is no more has ended
        stock, moved = by_domain[:, :, ProvisionCount.STOCK], by_domain[:, :, ProvisionCount.MOVED]
        by_domain[:, :, ProvisionCount.ENDED] = before + new + moved - stock
        counts[:, CareCount.ENDED_INDICATIONS] = (
            held + counts[:, CareCount.NEW_INDICATIONS] + counts[:, CareCount.MOVED_INDICATIONS]
            - counts[:, CareCount.INDICATIONS]
        )  # fmt: skip
        mine.by_domain, mine.counts = by_domain, counts

    @staticmethod
    def _waiting(table: NDArray[Any], month: int) -> NDArray[np.int64]:
        """Return the rows that could start this month, those granted longest ago first."""
        ready = (table["stage"] == CareStage.WAITING) & (table["start_day"] < (month + 1) * DAYS)
        rows = np.flatnonzero(ready)
        keys = (table["domain"][rows], table["uid"][rows], table["granted_day"][rows])
        return rows[np.lexsort(keys)].astype(np.int64)

    @staticmethod
    def _in_order(table: NDArray[Any]) -> NDArray[np.intp]:
        """Return the rows of care in force: those referable to a free place by uid, then all.

        Places are scarce; nothing else of one indication depends on another's.
        """
        stage = table["stage"]
        in_force = (stage == CareStage.RUNNING) | (stage == CareStage.STORED)
        rows = np.flatnonzero(in_force)
        meets = table["domain"][rows] == Domain.MEETING
        first = rows[meets]
        return np.concatenate((first[np.argsort(table["uid"][first], kind="stable")], rows[~meets]))
