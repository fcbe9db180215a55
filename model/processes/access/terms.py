"""Terms: how long a file takes from report to decision, and how long the law lets it take."""

import math

from agents.compiled import rule
from agents.vocabulary import N_DOMAINS, Domain, Handler, Source
from model.draws import decision, normal, uniform4
from model.months import DAYS

WORK = decision("terms.work")
TERM_LAWS = ("wmo", "youth", "debt", "participation")
TERM_OF = (0, 0, 0, 0, 1, 2, 3)
"""Whose term holds, by Domain: a place in TERM_LAWS."""
HALF_A_DAY = 0.5
"""Days are drawn with a fraction; terms are counted in whole ones."""


@rule
def lowest_domain(domains):
    """Return the first domain of a bit mask."""
    domain = 0
    while not domains >> domain & 1:
        domain += 1
    return domain


@rule
def spread_days(mean, u, spread):
    """Return days drawn from a lognormal with this mean and standard deviation spread x mean."""
    variance = math.log(1.0 + spread * spread)
    return mean * math.exp(math.sqrt(variance) * normal(u) - variance / 2.0)


@rule
def plan_days(case, month, seed, p):
    """Write the days of talk and decision of a file whose investigation begins.

    Notes
    -----
    Day of decision = day of arrival, or first of the month where it waited for hours, + days to the
    first talk + days of clarifying after it + days of deciding. Each is drawn by itself, keyed by
    resident, month of arrival and first domain: a file that waits longer takes no other time.
    """
    first = lowest_domain(case.domains)
    talk, clarify, decide, _ = uniform4(seed, case.uid, case.opened_month, WORK, first)
    team = case.handler == Handler.TEAM
    mean = p.team_talk_days if team else p.desk_talk_days[TERM_OF[first]]
    case.talk_day = max(case.opened_day, month * DAYS) + spread_days(mean, talk, p.days_spread)
    work = spread_days(p.clarifying_days, clarify, p.days_spread)
    case.due_day = case.talk_day + work + spread_days(p.decision_days, decide, p.days_spread)


@rule
def is_late_for(case, domain, p):
    """Say whether one need of a file was answered later than its law allows, to the nearest day.

    Notes
    -----
    Wmo: six weeks of investigation and two for the decision; youth care and social assistance:
    eight weeks for the decision; debt help: four weeks to the first talk. Who is referred to youth
    care by a GP or a court is not decided about by the municipality.
    """
    answered = case.talk_day if domain == Domain.INCOME else case.due_day
    over = answered - case.opened_day > p.statutory_days[TERM_OF[domain]] + HALF_A_DAY
    return over and case.source != Source.YOUTH_REFERRAL


@rule
def is_over_term(case, p):
    """Say whether a file was late for any of its needs: each has the term of its own law."""
    for domain in range(N_DOMAINS):
        if case.domains >> domain & 1 and is_late_for(case, domain, p):
            return True
    return False
