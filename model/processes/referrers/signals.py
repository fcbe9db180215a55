"""Signals: the chance a month that somebody else brings a resident's unmet need to the access.

Each is how often they meet (contacts), times what they recognise then (recall, growing with what is
unmet), times what comes of it (yield). So who is not met, shows nothing, or is not followed up is
not brought, however high the two others.
"""

from agents.compiled import rule
from agents.vocabulary import Domain, Source
from model.processes.community.attending import visits_expected
from model.processes.referrers.referrers_parameters import BANDS_FROM

SENT_TO_COACH = -1
VISITED = int(Source.OUTREACH) + 1


@rule
def seen(unmet, start):
    """Return how plainly an unmet need shows to an outsider: 0 at `start`, 1 at the heaviest."""
    return max(0.0, (unmet - start) / (1.0 - start))


@rule
def gp_contacts(resident, p):
    """Return contacts with the GP practice a month, by age; care avoiders have fewer."""
    band = 0
    for k in range(1, len(BANDS_FROM)):
        if resident.age_months >= BANDS_FROM[k] * 12:
            band = k
    return p.gp_contacts[band] / 12.0 * (p.gp_avoiders if resident.avoids_care else 1.0)


@rule
def gp_sends(resident, domain, unmet, attention, referring, p):
    """Return the chance a month that the GP sends a resident on with an unmet need.

    `attention` is what its practice sends, 1 an ordinary one.
    """
    recall = p.gp_recall * referring.gp * seen(unmet, p.gp_from)
    if domain == Domain.UPBRINGING:
        recall *= referring.gp_youth
    return gp_contacts(resident, p) * min(1.0, recall) * p.gp_yield * attention


@rule
def school_reports(resident, unmet, referring, p):
    """Return the chance a month that a school brings a pupil's need; it is there every month."""
    if not p.school_from * 12.0 <= resident.age_months < p.school_until * 12.0:
        return 0.0
    recall = min(1.0, p.school_recall * referring.school * seen(unmet, p.seen_from))
    return recall * p.school_yield


@rule
def home_help_reports(resident, unmet, referring, p):
    """Return the chance a month that a home-help worker reports a further need of a client."""
    if not resident.products >> Domain.HOUSEHOLD & 1:
        return 0.0
    recall = min(1.0, p.home_help_visits * p.home_help_recall * seen(unmet, p.seen_from))
    return recall * min(1.0, p.home_help_yield * referring.home_help)


@rule
def staff_recognise(resident, company, facilities, community):
    """Return what staff of the places visited recognise of the heaviest need in a month, 0..1.

    `company` is the need for company, by which the resident comes more or less often; `community`
    the numbers of visiting.
    """
    missed = 1.0
    for at in (resident.visits, resident.meets):
        if at >= 0 and facilities[at].staff_recall > 0.0:
            visits = visits_expected(resident, company, facilities[at], community)
            missed *= max(0.0, 1.0 - facilities[at].staff_recall) ** visits
    return 1.0 - missed


@rule
def staff_report(unmet, recognised, p):
    """Return the chance a month that staff of a place bring a need of which they would see this."""
    return recognised * seen(unmet, p.seen_from) * p.place_yield


@rule
def signal(resident, domain, unmet, staff, asks, found, attention, draws, referring, p):
    """Return the Source of a signal by somebody else this month, plus one, SENT_TO_COACH, or 0.

    `staff` is what staff of the places visited recognise (`staff_recognise`), `asks` the chance
    that the worker of the programme taken part in brings a plain need, `found` that a visit at home
    finds the need, `attention` what the GP's practice sends, 1 an ordinary one.
    """
    u_gp, u_other, u_staff, u_outreach = draws
    by_gp = gp_sends(resident, domain, unmet, attention, referring, p)
    child, by_staff = domain == Domain.UPBRINGING, staff_report(unmet, staff, p)
    asks *= unmet > p.seen_from
    source = 0
    if u_gp < by_gp:
        company = domain in (Domain.MEETING, Domain.GUIDANCE)
        coach = company and u_gp < by_gp * referring.gp_invites
        source = SENT_TO_COACH if coach else Source.GP + 1
    elif child and u_other < school_reports(resident, unmet, referring, p):
        source = Source.SCHOOL + 1
    elif not child and u_other < home_help_reports(resident, unmet, referring, p):
        source = Source.HOME_HELP + 1
    elif u_staff < by_staff:
        source = Source.FACILITY_STAFF + 1
    elif u_staff < by_staff + asks:
        source = Source.PROGRAMME + 1
    elif u_outreach < found:
        source = VISITED
    return source
