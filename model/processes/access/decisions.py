"""Decisions: applications whose terms are over, domain by domain, in a keyed order."""

import numpy as np

from agents.compiled import rule, serial
from agents.residents import NEVER
from agents.vocabulary import (
    ALL_BITS,
    N_DOMAINS,
    CareStage,
    CaseStage,
    Domain,
    Source,
)  # fmt: skip
from model.draws import decision, uniform4
from model.process_state import N_DESKS, AccessCount
from model.processes.access.case_files import give_short_support, queue_of
from model.processes.access.customary_help import help_expected_by
from model.processes.access.terms import is_over_term
from model.processes.access.triage import (
    DEEMED_MET,
    GENERAL,
    GRANTED,
    REFERRED,
    REFUSED,
    SHORT_SUPPORT,
    decide_need,
    level_of,
)  # fmt: skip
from model.rounding import whole

DECIDE = decision("deciding.decide")
AFTER = decision("deciding.after")
WITHIN_A_DAY = 1e-6
"""Days that put the grants of one day in their keyed order, and move nothing else."""


@rule
def may_be_named(place, resident):
    """Say whether a caseworker may name a place: it serves the area and is meant for who asks."""
    if place.area != resident.area and not place.transport and not place.town_wide:
        return False
    if place.origins and not place.origins >> resident.origin & 1:
        return False
    return not place.for_dementia or resident.dementia > 0


@rule
def place_for(resident, facilities, free):
    """Return the free place that a caseworker would name to a resident, or -1.

    Of places that serve the area and suit the resident's background, the one that can bear the
    heaviest need; equal ones by their keyed number, never by their row.
    """
    best, best_fit, best_number = -1, 0.0, np.int64(0)
    for k in range(len(facilities)):
        place = facilities[k]
        if free[k] <= 0 or not may_be_named(place, resident):
            continue
        better = place.fit_severity > best_fit
        if better or (place.fit_severity == best_fit and place.number < best_number):
            best, best_fit, best_number = k, place.fit_severity, place.number
    return best


@rule
def reexamined_for(resident, facilities, free):
    """Return the hazard a year that day activities are looked at again for a place with a seat."""
    rate = 0.0
    for k in range(len(facilities)):
        if facilities[k].reexamined > 0.0 and free[k] > 0 and may_be_named(facilities[k], resident):
            rate += facilities[k].reexamined
    return rate


@rule
def grant(indications, row, resident, i, need, domain, day, month, draws, p, care):
    """Write a new indication that waits for its provider."""
    _, more, _, order = draws
    indication = indications[row]
    indication.uid, indication.resident = resident.uid, i
    indication.stage, indication.domain = CareStage.WAITING, domain
    indication.level = level_of(np.float64(need.severity), p)
    indication.pieces = 2 if domain == Domain.MOBILITY and more < care.aids_per_client - 1.0 else 1
    indication.granted_month, indication.granted_day = month, day + order * WITHIN_A_DAY
    indication.start_day = day
    indication.end_day, indication.counted_in, indication.referred = 0.0, 0, 0
    indication.assessed_month = NEVER
    need.indications += 1
    resident.last_request = month


@rule
def carry_out(outcome, resident, need, k, month, draws, p):
    """Write what a decision other than a grant means for the need."""
    if outcome == REFERRED:
        resident.invited = np.int8(k)
        resident.knows |= np.int64(1) << k
        need.cooling_until = month + np.int64(p.cooling_referral)
        need.referred_until = month + np.int64(p.refer_again_months)
    elif outcome == SHORT_SUPPORT:
        give_short_support(need, month, p)
    elif outcome == GENERAL:
        need.short = p.general_met
        need.short_until = month + np.int64(p.general_months)
    else:
        months = p.cooling_refusal + draws[2] * p.cooling_refusal_spread
        need.cooling_until = month + np.int64(months)


@rule
def count_outcome(outcome, team, counts, area):
    """Count a decision."""
    counts[area, AccessCount.DECISIONS] += 1
    counts[area, AccessCount.GRANTED] += outcome == GRANTED
    counts[area, AccessCount.REFUSED] += outcome in (REFUSED, DEEMED_MET)
    counts[area, AccessCount.REFERRED] += outcome == REFERRED
    counts[area, AccessCount.SHORT_SUPPORT] += outcome == SHORT_SUPPORT
    counts[area, AccessCount.TEAM_SHORT_SUPPORT] += outcome == SHORT_SUPPORT and team
    counts[area, AccessCount.GENERAL_PROVISION] += outcome == GENERAL


@rule
def free_indication(indications, start):
    """Return the next free row of the indications from `start` on."""
    row = start
    while indications[row].stage != CareStage.FREE:
        row += 1
    return row


@rule
def close_file(case, resident):
    """Take an application out of the files; its row stays as it was until the next is written."""
    case.stage = CaseStage.FREE
    resident.cases &= np.uint8(ALL_BITS - case.domains)


@rule
def count_file(case, resident, team, team_lever, counts, p):
    """Count a decided application and how long it took."""
    if team and team_lever > 0:
        resident.exposed |= np.int64(1) << team_lever
    waited = case.due_day - case.opened_day
    counts[case.area, AccessCount.FILES_DECIDED] += 1
    counts[case.area, AccessCount.DAYS_WAITED] += whole(waited)
    counts[case.area, AccessCount.OVER_STATUTORY_TERM] += is_over_term(case, p)


@rule
def is_to_decide(case, resident, need, domain):
    """Say whether an application asks about a need that is open and not answered by care yet."""
    requested = case.domains >> domain & 1 and resident.open_needs >> domain & 1
    return requested and not need.indications


@rule
def use_up(outcome, case, resident, place, queue, facilities, free, carry, demand, p):
    """Take the seat or the caseworker's hours that a decision promises; `queue` is whose hours."""
    if outcome == REFERRED:
        free[place] -= 1
        if facilities[place].lever > 0:
            resident.exposed |= np.int64(1) << facilities[place].lever
    elif outcome == SHORT_SUPPORT:
        carry[queue] -= p.hours_short_support
        demand[case.area, case.law] += p.hours_short_support


@rule
def outcome_of(case, resident, needs_of, domain, place, team, joined, households, facilities,
               values, draws, p, month):  # fmt: skip
    """Return the outcome for one need of an application; `place` is the free place, -1 for none."""
    fit = facilities[place].fit_severity if place >= 0 else -1.0
    other = Domain.GUIDANCE if domain == Domain.MEETING else Domain.MEETING
    paired = domain in (Domain.MEETING, Domain.GUIDANCE)
    second = paired and needs_of[other].indications > 0
    able = help_expected_by(resident, households, p)
    return decide_need(
        resident,
        needs_of[domain],
        domain,
        fit,
        able,
        team,
        second,
        joined,
        draws,
        values[case.area],
        p,
        month,
    )


@rule
def start_referred(case, resident, need, indications, start, month, seed, p, care, counts):
    """Grant youth care on referral, whatever its severity, where the need is open; return the row.

    No decision of the municipality: it is counted apart, and takes nobody's hours.
    """
    domain = Domain.UPBRINGING
    if not is_to_decide(case, resident, need, domain):
        return start
    row = free_indication(indications, start)
    after = uniform4(seed, resident.uid, month, AFTER, domain)
    grant(
        indications, row, resident, case.resident, need, domain, case.due_day, month, after, p, care
    )
    indications[row].referred = 1
    counts[case.area, AccessCount.GRANTED_ON_REFERRAL] += 1
    return row


@serial
def decide_cases(residents, needs, households, cases, rows, indications, facilities, free,
                 programmes, values, hours, carry, demand, month, seed, p, care, team_lever,
                 counts):  # fmt: skip
    """Decide all applications due this month, and let those begin who were referred."""
    row = 0
    for k in rows:
        case = cases[k]
        i = case.resident
        resident, needs_of = residents[i], needs[i]
        close_file(case, resident)
        if case.source == Source.YOUTH_REFERRAL:
            row = start_referred(
                case, resident, needs_of[Domain.UPBRINGING], indications, row, month, seed, p, care,
                counts,
            )  # fmt: skip
            continue
        queue = queue_of(case, hours)
        team = queue >= N_DESKS
        count_file(case, resident, team, team_lever, counts, p)
        for domain in range(N_DOMAINS):
            need = needs_of[domain]
            if not is_to_decide(case, resident, need, domain):
                continue
            draws = uniform4(seed, resident.uid, month, DECIDE, domain)
            after = uniform4(seed, resident.uid, month, AFTER, domain)
            place = place_for(resident, facilities, free) if domain == Domain.MEETING else -1
            outcome = outcome_of(
                case, resident, needs_of, domain, place, team, programmes[resident.programme],
                households, facilities, values, draws, p, month,
            )  # fmt: skip
            count_outcome(outcome, team, counts, case.area)
            if outcome == GRANTED:
                row = free_indication(indications, row)
                grant(
                    indications, row, resident, i, need, domain, case.due_day, month, after, p, care
                )
            else:
                carry_out(outcome, resident, need, place, month, after, p)
                use_up(outcome, case, resident, place, queue, facilities, free, carry, demand, p)
