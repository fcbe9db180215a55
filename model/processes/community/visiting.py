"""Visiting a free place: the numbers, and the rules about one resident and one place."""

import math

import numpy as np

from agents.compiled import rule
from agents.vocabulary import Domain, Limitation, Volunteering
from model.parameters import Parameters, par

MONTHS_A_YEAR = 12.0
TINY = 1e-9
"""Keeps a division from dividing by nothing."""


class CommunityParameters(Parameters):
    """Numbers of knowing, wishing, visiting, leaving and volunteering."""

    owner = "community"

    know_visible: float = par(
        0.01, "/month", 0.002, 0.03, evidence="assumed: word of mouth is the main channel (T-Huis)",
        hard=(0, 1),
    )  # fmt: skip
    know_by_tie: float = par(
        0.2, "/month per strength", 0.04, 0.4,
        evidence="assumed: word of mouth is the main channel (T-Huis)",
        note="chance to be told by a visitor who passes it on, `pass_on`",
    )  # fmt: skip
    pass_on: float = par(
        0.5, "share", 0.3, 0.7, hard=(0, 1), evidence="= effect.communityrx_social_dose",
        note="of those who were told of a place who tell others",
    )  # fmt: skip
    never_come: float = par(
        0.77, "share", 0.6, 0.85, hard=(0, 1),
        evidence="assumed: who uses no centre near by would not by itself come to another; "
        "participation.senior_centre_non_use",
        note="a trait; who was referred may still accept",
    )  # fmt: skip
    wish: float = par(
        0.2, "/month", 0.08, 0.4, hard=(0, 1),
        evidence="assumed: of those who would ever come and feel all for it, half within 3 months",
    )  # fmt: skip
    wish_enough: float = par(
        4.0, "dayparts/week", 2.0, 8.0, hard=(0.1, 14),
        evidence="assumed: as many as a client with light indicated day activities has; "
        "tariff.light_halfdays_implied",
        note="who may come as often to one place wishes for no other; half of it, half the wish",
    )  # fmt: skip
    attend: float = par(
        0.8, "share", 0.6, 0.95, hard=(0, 1),
        evidence="assumed: one in five is missed for illness, weather or another appointment",
        note="of the dayparts wished for, by a visitor without a limitation",
    )  # fmt: skip
    attend_limited: float = par(
        0.1, "share per level", 0.0, 0.2, hard=(0, 1),
        evidence="assumed: bad days keep the limited at home; no study at hand",
    )  # fmt: skip
    dayparts_without_need: float = par(
        0.5, "share", 0.25, 1.0, hard=(0, 1),
        evidence="assumed: who comes for the company only comes half as often",
        note="of the dayparts that a place offers a participant",
    )  # fmt: skip
    list_left: float = par(
        0.15, "/month", 0.05, 0.3, hard=(0, 1),
        evidence="assumed: who waits half a year mostly has something else or gave up",
    )  # fmt: skip
    sight_months: float = par(
        2.0, "months", 1.0, 4.0, hard=(0, 24),
        evidence="assumed: a caseworker names a place with a seat within the term of a decision",
    )  # fmt: skip
    wish_lonely: float = par(
        0.8, "logit", 0.0, 1.5, evidence="assumed: the lonely look for company more"
    )
    wish_severely_lonely: float = par(
        0.48, "logit", 0.0, 1.0, evidence="assumed: on top, half as much"
    )
    wish_shame: float = par(
        0.35, "logit per sd", 0.1, 0.6, evidence="assumed: shame keeps people at home too"
    )
    wish_severely_limited: float = par(
        0.9, "logit", 0.4, 1.5, evidence="assumed: taken off, as going out costs most"
    )
    wish_per_severity: float = par(
        2.0, "share per severity", role="fixed",
        evidence="assumed: half of the heaviest need moves as much as the whole",
        note="share of a place's `wish_need` that a need moves, 1 at most",
    )  # fmt: skip
    wish_avoider: float = par(4.0, "logit", 2.0, 6.0, evidence="assumed: avoiders hardly come")
    wish_age: float = par(
        30.0, "years", 18.0, 50.0, role="fixed",
        evidence="assumed: day activities are for adults from 30", hard=(18, 100),
    )  # fmt: skip
    free_age: float = par(
        64.0, "years", 60.0, 67.0, role="fixed", hard=(18, 100),
        evidence="assumed: from shortly before the state pension",
    )  # fmt: skip
    free_under: float = par(
        0.25, "share", 0.1, 0.5, evidence="assumed: dayparts free of paid work under 64",
        hard=(0, 1),
    )  # fmt: skip
    free_work_need: float = par(
        0.5, "share", 0.2, 0.75, evidence="assumed: on benefit", hard=(0, 1),
    )  # fmt: skip
    free_limited: float = par(
        0.3, "share", 0.1, 0.5, hard=(0, 1), evidence="assumed: some are out of paid work"
    )
    wish_indicated: float = par(
        0.15, "ratio", 0.0, 0.5,
        evidence="assumed: who has indicated day activities seldom comes too", hard=(0, 1),
    )  # fmt: skip
    other_origin: float = par(
        0.1, "ratio", 0.02, 0.3, hard=(0, 1),
        note="pull of a place meant for another background or condition",
        evidence="assumed: stronger than among close ties; network.homophily_ethnic",
    )  # fmt: skip
    accept_invitation: float = par(
        0.6, "share", 0.3, 0.8, hard=(0, 1),
        evidence="assumed: a warm hand-over; process.link_worker_uptake; "
        "effect.outreach_focus_accept",
    )  # fmt: skip
    attrition: float = par(
        0.035, "/month", 0.017, 0.05, hard=(0, 1),
        evidence="= 1 - (1 - facility.attrition) ** (1 / 12); facility.welfare_still_used_3y",
    )  # fmt: skip
    attrition_severely_limited: float = par(
        1.6, "ratio", 1.0, 2.5, evidence="assumed: going out costs most"
    )
    attrition_severe_need: float = par(
        1.4, "ratio", 1.0, 2.0, evidence="assumed: the place is not made for it"
    )
    severe_need_from: float = par(
        0.8, "severity", 0.7, 0.9, evidence="assumed: too heavy for volunteers", hard=(0, 1),
    )  # fmt: skip
    effect_dementia: float = par(
        0.7, "ratio", 0.4, 1.0, hard=(0, 1), evidence="assumed: volunteers can do less for them"
    )
    effect_beyond_fit: float = par(
        0.15, "ratio", 0.0, 0.4, evidence="assumed: company remains when the need is too heavy",
        hard=(0, 1),
    )  # fmt: skip
    new_ties: float = par(
        0.5, "ties/visitor/year", 0.1, 2.0, evidence="= facility.tie_formation_rate"
    )
    tie_other_origin: float = par(
        0.4, "share", 0.2, 0.7, hard=(0, 1),
        evidence="assumed: visitors mix more than close ties; network.homophily_ethnic",
    )  # fmt: skip
    tie_start: float = par(
        0.25, "strength", 0.15, 0.4, evidence="assumed: a new acquaintance", hard=(0.09, 1),
    )  # fmt: skip
    tie_strengthened: float = par(
        0.3, "share", role="fixed", hard=(0, 1),
        evidence="assumed: to meet again closes a third of the gap to a tie of full strength",
    )  # fmt: skip
    request_memory_months: float = par(
        24.0, "months", role="fixed", hard=(0, 400),
        evidence="assumed: a definition, new to support is who asked for none in two years",
    )  # fmt: skip
    association_effect: float = par(
        0.2, "share", 0.0, 0.4, evidence="assumed: company of an association, no programme",
        hard=(0, 1),
    )  # fmt: skip
    association_join: float = par(
        0.06, "/year", 0.03, 0.12,
        evidence="assumed: keeps about a third of adults active in associations",
    )  # fmt: skip
    association_leave: float = par(
        0.12, "/year", 0.06, 0.2,
        evidence="assumed: members stay longer than visitors; facility.attrition",
    )  # fmt: skip
    volunteer_start: float = par(
        0.012, "/month", 0.0, 0.03, hard=(0, 1),
        evidence="assumed: visitors are asked to lend a hand, a tenth a year does",
    )  # fmt: skip
    volunteer_stop: float = par(
        0.02, "/month", 0.0, 0.03, hard=(0, 1),
        evidence="assumed: volunteers of places stay some four years",
    )  # fmt: skip
    general_start: float = par(
        0.045, "/year", 0.02, 0.06,
        evidence="assumed: calibrated; health.boz_volunteer_18plus_2020; "
        "health.boz_volunteer_65plus_2020",
    )  # fmt: skip
    general_stop: float = par(
        0.11, "/year", 0.06, 0.2, evidence="assumed: calibrated; health.boz_volunteer_18plus_2020"
    )
    volunteer_old_age: float = par(
        75.0, "years", role="fixed", hard=(18, 120), evidence="assumed: strength wanes at high age",
    )  # fmt: skip
    volunteer_stop_old: float = par(
        2.0, "ratio - 1", role="fixed", evidence="assumed: a place asks more of its volunteers",
    )  # fmt: skip
    general_stop_old: float = par(
        1.0, "ratio - 1", role="fixed", evidence="assumed: the old stop twice as often",
    )  # fmt: skip
    stop_limited: float = par(
        1.0, "(ratio - 1)/level", role="fixed",
        evidence="assumed: a severe limitation makes three out of one who stops",
    )  # fmt: skip


@rule
def fit(severity, place, p):
    """Return how well a place of volunteers suits a need: 1 up to its fit, then falling."""
    limit = place.fit_severity
    if severity <= limit:
        return 1.0
    return 1.0 - (1.0 - p.effect_beyond_fit) * (severity - limit) / max(TINY, 1.0 - limit)


@rule
def visit_meets(severity, resident, place, p):
    """Return the share of a meeting need that regular visits meet, 0..1."""
    effect = place.effectiveness * fit(severity, place, p)
    return effect * (p.effect_dementia if resident.dementia else 1.0)


@rule
def nearness(place, x_km, y_km):
    """Return how much distance leaves of the pull of a place: it halves every catchment.

    A minibus fetches a share of those whom the distance keeps away.
    """
    near = 2.0 ** (-math.hypot(place.x_km - x_km, place.y_km - y_km) / place.catchment_km)
    return near + place.transport * (1.0 - near)


@rule
def meant_for(place, resident, p):
    """Return the pull of a place meant for some on this resident: 1, or little for the others."""
    pull = 1.0
    if place.origins and not place.origins >> resident.origin & 1:
        pull = p.other_origin
    if place.for_dementia and not resident.dementia:
        pull *= p.other_origin
    return pull


@rule
def free_time(resident, p):
    """Return the share of dayparts a resident has to give, 0..1."""
    if resident.age_months >= p.free_age * 12.0:
        return 1.0
    free = p.free_under
    if resident.open_needs >> Domain.WORK & 1:
        free += p.free_work_need
    if resident.limitation > 0:
        free += p.free_limited
    return min(1.0, free)


@rule
def wish_chance(resident, need, place, lonely, severe, shift, p):
    """Return the chance a month that one who knows a place wants to come regularly.

    Notes
    -----
    `wish_base` against `wish_need` decides who comes: a high base draws the lonely without a need,
    a high need weight those near an indication. No rule knows who would have been indicated.
    """
    severity = np.float64(need.severity)
    z = place.wish_base + shift + p.wish_lonely * lonely + p.wish_severely_lonely * severe
    z += (
        place.wish_need
        * min(1.0, p.wish_per_severity * severity)
        * (1.0 - np.float64(need.personal))
    )
    z -= p.wish_shame * np.float64(resident.shame)
    z -= (
        p.wish_severely_limited * (resident.limitation == Limitation.SEVERE)
        + p.wish_avoider * resident.avoids_care
    )
    chance = p.wish * free_time(resident, p) / (1.0 + math.exp(-z))
    return chance * (p.wish_indicated if resident.products >> Domain.MEETING & 1 else 1.0)


@rule
def highest_wish(resident, p):
    """Return a bound of `wish_chance`, whatever the resident feels and needs."""
    return p.wish * free_time(resident, p)


@rule
def leave_chance(resident, need, p):
    """Return the chance a month that a visitor stops coming."""
    chance = p.attrition
    if resident.limitation == Limitation.SEVERE:
        chance *= p.attrition_severely_limited
    if np.float64(need.severity) > p.severe_need_from:
        chance *= p.attrition_severe_need
    return chance


@rule
def strikes(u, rate):
    """Say whether what has a rate a year happens this month.

    Notes
    -----
    A chance never exceeds its rate, so most draws are settled without an exponential.
    """
    month = rate / MONTHS_A_YEAR
    return u < month and u < 1.0 - math.exp(-month)


@rule
def its_place(resident):
    """Return the place at which a visitor would volunteer: its day activities first."""
    return resident.visits if resident.visits >= 0 else resident.meets


@rule
def volunteering(resident, u, uptake, more, p):
    """Return the Volunteering of a resident after this month.

    `more` is what a programme adds to the hazard a year of volunteering in general.
    """
    old = resident.age_months > p.volunteer_old_age * 12.0
    limited = p.stop_limited * resident.limitation
    if resident.volunteer == Volunteering.AT_ITS_PLACE:
        stops = p.volunteer_stop * (1.0 + p.volunteer_stop_old * old + limited)
        gone = its_place(resident) < 0 or u < stops
        return Volunteering.NO if gone else Volunteering.AT_ITS_PLACE
    if resident.volunteer == Volunteering.IN_GENERAL:
        stops = p.general_stop * (1.0 + p.general_stop_old * old + limited)
        return Volunteering.NO if strikes(u, stops) else Volunteering.IN_GENERAL
    able = resident.limitation < Limitation.SEVERE and not resident.dementia
    if its_place(resident) >= 0 and able and u < p.volunteer_start * uptake:
        return Volunteering.AT_ITS_PLACE
    start = (p.general_start * uptake + more) * (resident.limitation < Limitation.SEVERE)
    return Volunteering.IN_GENERAL if strikes(1.0 - u, start) else Volunteering.NO


@rule
def membership(resident, u, joining, more, p):
    """Return whether a resident is active in an association after this month.

    `joining` is the ratio of the area, `more` what a programme adds to the hazard a year.
    """
    if resident.member:
        return 0 if strikes(u, p.association_leave) else 1
    rate = (p.association_join * joining + more) * (
        1.0 if resident.limitation < Limitation.SEVERE else 0.0
    )
    return 1 if strikes(u, rate) else 0
