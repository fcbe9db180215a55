"""Decisions: applications whose terms are over, domain by domain, in a keyed order."""

import numpy as np

from agents.compiled import rule, serial
from agents.vocabulary import (
    ALL_BITS,
    N_DOMAINS,
    NEVER,
    Activity,
    CareStage,
    CaseStage,
    Domain,
    Source,
)  # fmt: skip
from model.draws import decision, uniform4
from model.process_counts import AccessCount
from model.process_state import N_DESKS
from model.processes.access.case_files import queue_of
from model.processes.access.customary_help import help_expected_by
from model.processes.access.free_places import place_for
from model.processes.access.one_plan import left_by_plan
from model.processes.access.own_network import somebody_to_ask
from model.processes.access.own_support import (
    give_guidance,
    give_short_support,
    guidance_hours,
    has_room,
)  # fmt: skip
from model.processes.access.talk import Table, decide_need
from model.processes.access.terms import is_over_term
from model.processes.access.triage import (
    DEEMED_MET,
    GENERAL,
    GRANTED,
    GUIDED,
    OWN_NETWORK,
    REFERRED,
    REFUSED,
    SHORT_SUPPORT,
    as_place,
    level_of,
)  # fmt: skip
from model.processes.tariffs import is_with_stay
from model.rounding import whole

DECIDE = decision("deciding.decide")
AFTER = decision("deciding.after")
TALK = decision("deciding.talk")
WITHIN_A_DAY = 1e-6
"""Days that put the grants of one day in their keyed order, and move nothing else."""


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
    elif outcome == OWN_NETWORK:
        need.asks_network = 1
        need.cooling_until = month + np.int64(p.cooling_referral)
    elif outcome == SHORT_SUPPORT:
        give_short_support(need, month, p)
    elif outcome == GUIDED:
        give_guidance(need, month, p)
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
    counts[area, AccessCount.OWN_NETWORK] += outcome == OWN_NETWORK
    if team:
        counts[area, AccessCount.TEAM_DECISIONS] += 1
        counts[area, AccessCount.TEAM_GUIDED] += outcome == GUIDED
        counts[area, AccessCount.TEAM_SOLVED] += outcome not in (GRANTED, REFUSED, DEEMED_MET)


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
def use_up(outcome, case, resident, place, queue, facilities, free, carry, demand, guided, spent,
           p):  # fmt: skip
    """Take the seat or the caseworker's hours that a decision promises; `queue` is whose hours.

    Guidance takes its first hours next month; from now on the team has that much less room.
    """
    if outcome == REFERRED:
        free[place] -= 1
        if facilities[place].lever > 0:
            resident.exposed |= np.int64(1) << facilities[place].lever
    elif outcome == SHORT_SUPPORT:
        carry[queue] -= p.hours_short_support
        demand[case.area, case.law] += p.hours_short_support
        by_team = np.int64(queue >= N_DESKS)
        spent[case.area, by_team, Activity.SHORT_SUPPORT] += p.hours_short_support
    elif outcome == GUIDED:
        guided[case.area] += guidance_hours(p)


@rule
def on_the_table(case, resident, needs_of, domain, place, network, room, team, households, helped,
                 facilities, seed, tariff, p, care):  # fmt: skip
    """Return what lies on the table about one need; `place` is the free place, -1 for none."""
    return Table(
        as_place(facilities, place),
        as_place(facilities, resident.visits),
        help_expected_by(resident, households, p),
        team,
        left_by_plan(resident, needs_of, domain, helped, p, care),
        network,
        room,
        np.float64(case.seen),
        is_with_stay(domain, resident.uid, seed, tariff),
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


@rule
def draws_of_talk(resident, month, domain, seed):
    """Return the draws of referral, short support, grant, network and guidance."""
    refer, short, grant_, _ = uniform4(seed, resident.uid, month, DECIDE, domain)
    network, guide, _, _ = uniform4(seed, resident.uid, month, TALK, domain)
    return refer, short, grant_, network, guide


@serial
def decide_cases(residents, needs, households, cases, rows, indications, facilities, free,
                 programmes, tie_other, tie_strength, published, values, hours, carry, demand,
                 guided, spent, month, seed, p, care, help_p, tariff, team_lever, helped,
                 counts):  # fmt: skip
    """Decide all applications due this month, and let those begin who were referred.

    `helped` counts by household who has household help or awaits it; what is granted is added.
    """
    row = 0
    for k in rows:
        case = cases[k]
        i = case.resident
        resident, needs_of, here = residents[i], needs[i], values[case.area]
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
        joined = programmes[resident.programme]
        network = somebody_to_ask(i, resident, tie_other, tie_strength, published, p, help_p)
        for domain in range(N_DOMAINS):
            need = needs_of[domain]
            if not is_to_decide(case, resident, need, domain):
                continue
            after = uniform4(seed, resident.uid, month, AFTER, domain)
            place = place_for(resident, facilities, free) if domain == Domain.MEETING else -1
            room = team and has_room(guided[case.area], hours[queue], here.guidance_team, p)
            table = on_the_table(
                case, resident, needs_of, domain, place, network, room, team, households, helped,
                facilities, seed, tariff, p, care,
            )  # fmt: skip
            draws = draws_of_talk(resident, month, domain, seed)
            outcome = decide_need(resident, need, domain, table, joined, draws, here, p, month)
            count_outcome(outcome, team, counts, case.area)
            need.asks_network = 0
            if outcome == GRANTED:
                row = free_indication(indications, row)
                grant(
                    indications, row, resident, i, need, domain, case.due_day, month, after, p, care
                )
                if domain == Domain.HOUSEHOLD and resident.household >= 0:
                    helped[resident.household] += 1
                continue
            carry_out(outcome, resident, need, place, month, after, p)
            use_up(
                outcome, case, resident, place, queue, facilities, free, carry, demand, guided,
                spent, p,
            )  # fmt: skip
