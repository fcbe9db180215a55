"""The files of desks and teams: taking requests in, and handing out caseworker hours in order."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.vocabulary import (
    ALL_DOMAINS,
    DOMAIN_LAW,
    N_DOMAINS,
    CaseStage,
    Domain,
    Handler,
    Source,
    Status,
)  # fmt: skip
from model.draws import decision, uniform4
from model.months import DAYS
from model.process_counts import AccessCount
from model.process_state import N_DESKS
from model.processes.access.haste import book_study, hours_given, share_seen, study_given
from model.processes.access.own_support import charge_guidance, end_support
from model.processes.access.team_households import served_by_team
from model.processes.access.terms import lowest_domain, plan_days
from model.processes.need_shares import count_domains
from model.processes.outreach import is_hidden

ARRIVE = decision("files.arrive")
HAND_OVER = decision("files.hand_over")
FURTHER = decision("files.further")
MOST_HAND_OVERS = 250
"""A need counts no more of them: the record holds a byte."""
LAW_OF = tuple(int(law) for law in DOMAIN_LAW)
SAME_LAW = tuple(
    sum(1 << domain for domain in Domain if LAW_OF[domain] == law) for law in range(N_DESKS)
)
"""Bits of the domains of each desk's law."""


@rule
def free_row(cases, start):
    """Return the next free row from `start` on.

    Raises
    ------
    IndexError
        Where there is none: the table was not enlarged for as many as come.
    """
    for row in range(start, len(cases)):
        if cases[row].stage == CaseStage.FREE:
            return row
    raise IndexError("no row is free for another file")


@rule
def open_file(case, resident, i, domains, handler, source, month, delay, seed):
    """Write a new application; its day in the month and its place within a day are keyed."""
    first = lowest_domain(domains)
    day, order, _, _ = uniform4(seed, resident.uid, month, ARRIVE, first)
    case.uid, case.resident = resident.uid, i
    case.stage, case.handler = CaseStage.QUEUED, handler
    case.law, case.area = LAW_OF[first], resident.area
    case.domains, case.source = domains, source
    case.opened_month = month
    case.opened_day = (month + day) * DAYS + delay
    case.order, case.talk_day, case.due_day = order, 0.0, 0.0
    resident.cases |= np.uint8(domains)


@rule
def further_needs(resident, needs_of, domains, chance, month, seed, p):
    """Return the bits of further needs that join a file, each with a chance."""
    further = 0
    for domain in range(N_DOMAINS):
        joins = not domains >> domain & 1 and is_hidden(
            resident, needs_of[domain], domain, month, p
        )
        if joins and uniform4(seed, resident.uid, month, FURTHER, domain)[0] < chance:
            further |= 1 << domain
    return further


@rule
def refer_past_access(case, resident, i, month, seed, p):
    """Write the file of a child whom a GP, specialist or court sends to youth care.

    Notes
    -----
    They decide (Jeugdwet, art. 2.6 (1)(e) and 3.5): the municipality assigns the provider, judges
    nothing and holds no talk.
    """
    open_file(
        case, resident, i, 1 << Domain.UPBRINGING, Handler.DESK, Source.YOUTH_REFERRAL, month, 0.0,
        seed,
    )  # fmt: skip
    case.stage = CaseStage.INVESTIGATED
    case.due_day = case.opened_day + p.assignment_days


@rule
def back_at_team(resident, needs_of, back, counts):
    """Write that clients whose guidance ended come back with these needs, as by themselves."""
    for domain in range(N_DOMAINS):
        if back >> domain & 1 and needs_of[domain].requested == 0:
            needs_of[domain].requested = Source.SELF + 1
            counts[resident.area, AccessCount.TEAM_RETURNS] += 1


@serial
def take_in(
    residents, needs, households, cases, asks, programmes, values, shares, month, seed, p, carry,
    demand, guided, spent, counts,
):  # fmt: skip
    """Turn this month's requests into applications; end and charge the support that runs.

    A team opens one file for all domains requested and some others that it notices. A desk opens
    one file per domain, notices others of its own law alike, and hands the needs under other laws
    over: the resident is sent on, and some arrive elsewhere.
    """
    row = 0
    for i in range(len(residents)):
        resident = residents[i]
        if resident.status != Status.HOME or resident.open_needs == 0:
            continue
        here, area = values[resident.area], resident.area
        team = served_by_team(seed, households[resident.household].uid, shares[area])
        back = end_support(resident, needs[i], team, month, seed, p)
        back_at_team(resident, needs[i], back, counts)
        charge_guidance(resident, needs[i], carry, demand, guided, spent, p)
        requests = (np.int64(asks[i]) | back) & ALL_DOMAINS
        past_access = needs[i, Domain.UPBRINGING].requested == Source.YOUTH_REFERRAL + 1
        if requests >> Domain.UPBRINGING & 1 and past_access:
            row = free_row(cases, row)
            refer_past_access(cases[row], resident, i, month, seed, p)
            requests &= ~(1 << Domain.UPBRINGING)
            counts[area, AccessCount.REQUESTS] += 1
        if requests == 0:
            continue
        source = needs[i, lowest_domain(requests)].requested - 1
        if team:
            domains = requests | further_needs(
                resident, needs[i], requests, here.integral_team, month, seed, p
            )
            row = free_row(cases, row)
            open_file(cases[row], resident, i, domains, Handler.TEAM, source, month, 0.0, seed)
            counts[area, AccessCount.TEAM_CASES] += 1
            counts[area, AccessCount.REQUESTS] += 1
            for domain in range(N_DOMAINS):
                if domains >> domain & 1:
                    demand[area, LAW_OF[domain]] += p.hours_per_domain
            continue
        row = _at_desks(
            resident, i, needs[i], cases, requests, source, programmes[resident.programme],
            here.integral_desk, month, seed, p, demand, counts, row,
        )  # fmt: skip


@rule
def _in_one_plan(resident, i, needs_of, case, requests, source, integral, month, seed, p, demand):
    """Open one file over all laws for a resident with one plan: nobody is handed over."""
    domains = requests | further_needs(resident, needs_of, requests, integral, month, seed, p)
    open_file(case, resident, i, domains, Handler.DESK, source, month, 0.0, seed)
    for domain in range(N_DOMAINS):
        if domains >> domain & 1:
            demand[resident.area, LAW_OF[domain]] += p.hours_per_domain


@rule
def at_one_desk(resident, needs_of, domain, requests, integral, month, seed, p):
    """Return the bits of further needs that a desk takes up: of its own law, as a team does.

    `integral` is the chance for needs under other laws, 0 where each law has its own desk.
    """
    own = further_needs(
        resident, needs_of, requests, max(integral, p.integral), month, seed, p
    )  # fmt: skip
    more = own & SAME_LAW[LAW_OF[domain]]
    if integral > 0.0:
        more |= further_needs(resident, needs_of, requests, integral, month, seed, p)
    return more


@rule
def _at_desks(
    resident, i, needs_of, cases, requests, source, joined, integral, month, seed, p, demand,
    counts, row,
):  # fmt: skip
    area = resident.area
    if joined.one_plan:
        row = free_row(cases, row)
        integral = max(integral, joined.integral)
        _in_one_plan(
            resident, i, needs_of, cases[row], requests, source, integral, month, seed, p, demand
        )
        counts[area, AccessCount.REQUESTS] += 1
        return row
    for domain in range(N_DOMAINS):
        if not requests >> domain & 1:
            continue
        domains = 1 << domain | at_one_desk(
            resident, needs_of, domain, requests, integral, month, seed, p
        )
        row = free_row(cases, row)
        open_file(cases[row], resident, i, domains, Handler.DESK, source, month, 0.0, seed)
        counts[area, AccessCount.REQUESTS] += 1
        demand[area, LAW_OF[domain]] += p.hours_per_domain * count_domains(domains)
    for domain in range(N_DOMAINS):
        if SAME_LAW[LAW_OF[domain]] & requests:
            continue
        if is_hidden(resident, needs_of[domain], domain, month, p):
            counts[area, AccessCount.HANDOVERS] += 1
            needs_of[domain].hand_overs = min(MOST_HAND_OVERS, needs_of[domain].hand_overs + 1)
            arrives, delay, _, _ = uniform4(seed, resident.uid, month, HAND_OVER, domain)
            if arrives < p.hand_over_request:
                row = free_row(cases, row)
                open_file(
                    cases[row], resident, i, 1 << domain, Handler.DESK, Source.HAND_OVER, month,
                    p.hand_over_days * (1.0 + delay), seed,
                )  # fmt: skip
                counts[area, AccessCount.REQUESTS] += 1
                demand[area, LAW_OF[domain]] += p.hours_per_domain
    return row


@rule
def queue_of(case, hours):
    """Return the queue of a case: its desk's or its team's, or the other one where nobody works."""
    team = N_DESKS + case.area
    if case.handler == Handler.TEAM:
        return team if hours[team] > 0.0 else np.int64(case.law)
    if hours[case.law] > 0.0 or hours[team] <= 0.0:
        return np.int64(case.law)
    return np.int64(team)


@rule
def begin(case, month, seed, seen, p):
    """Begin an investigation: from then on it takes its own days."""
    plan_days(case, month, seed, p)
    case.stage, case.seen = CaseStage.INVESTIGATED, np.float32(seen)


def waiting_in_order(cases: NDArray[Any], month: int) -> NDArray[np.int64]:
    """Return the rows that wait for hours: by day of arrival, then by their keyed order."""
    return _until(np.flatnonzero(cases["stage"] == CaseStage.QUEUED), cases, "opened_day", month)


def due_in_order(cases: NDArray[Any], month: int) -> NDArray[np.int64]:
    """Return the rows to be decided this month: by day of decision, then by their keyed order."""
    return _until(np.flatnonzero(cases["stage"] == CaseStage.INVESTIGATED), cases, "due_day", month)


def _until(rows: NDArray[np.intp], cases: NDArray[Any], day: str, month: int) -> NDArray[np.int64]:
    rows = rows[cases[day][rows] < (month + 1) * DAYS]
    keys = (cases["domains"][rows], cases["uid"][rows], cases["order"][rows], cases[day][rows])
    return rows[np.lexsort(keys)].astype(np.int64)


@rule
def work_of(case, p):
    """Return the hours that the norm asks for a file."""
    return p.hours_per_domain * count_domains(np.int64(case.domains))


@serial
def hand_hours(cases, rows, hours, carry, kept, month, seed, p, spare, reached, spent):
    """Begin investigations, first come first served within hours; return waits in months.

    A wait is the work ahead of a new file: files that wait, and what was spent ahead. Where hours
    lack, files get fewer of them too: see `haste.py`. Of hours that are left the months' worth of
    `kept` stays for next month: see `sampled_demand`. Where nobody works (any more) nothing is
    begun, and nothing is owed. `reached` gets the day on which the first file came that still
    waits, infinite where none does; `spent` what the hours went to.
    """
    waiting, budget, asked = np.zeros(len(hours)), np.empty(len(hours)), np.zeros(len(hours))
    reached[:] = np.inf
    for q in range(len(hours)):
        budget[q] = hours[q] + carry[q] if hours[q] > 0.0 else 0.0
    for row in rows:
        asked[queue_of(cases[row], hours)] += work_of(cases[row], p)
    given = study_given(budget, asked, p)
    for row in rows:
        case = cases[row]
        q, work = queue_of(case, hours), work_of(case, p)
        if budget[q] > 0.0:
            budget[q] -= work * hours_given(given[q], p)
            begin(case, month, seed, share_seen(given[q], p), p)
            book_study(spent[case.area, np.int64(q >= N_DESKS)], work, given[q], p)
        else:
            waiting[q] += work
            reached[q] = min(reached[q], case.opened_day)
    for q in range(len(hours)):
        finite = np.isfinite(hours[q])
        carry[q] = min(kept * hours[q], budget[q]) if finite else 0.0
        if q >= N_DESKS:
            spare[q - N_DESKS] = min(hours[q], max(0.0, budget[q] - carry[q])) if finite else 0.0
        if hours[q] > 0.0:
            waiting[q] = min(p.longest_wait, (waiting[q] - min(0.0, carry[q])) / hours[q])
        elif waiting[q] > 0.0:
            waiting[q] = p.longest_wait
    return waiting
