"""Onset of needs: the capacity to act, and the hazard of a new need in each domain.

The numbers are those of the process `needs`.
"""

import math

import numpy as np

from agents.compiled import rule
from agents.vocabulary import ADULT_MONTHS, Domain

AGE_OF_RATES = 70.0
"""Age at which the hazards of the limited are those of the parameters."""


@rule
def capacity_to_act(resident, shift, p):
    """Return the capacity to act (doenvermogen), 0..1.

    Notes
    -----
    c = max(least, base - insecure - event - overload or dementia). Money worries and stress take
    bandwidth (WRR, Weten is nog geen doen). Evidence: assumed after WRR.
    """
    loss = p.capacity_loss_insecure * resident.insecure
    if resident.event_months > 0:
        loss += p.capacity_loss_event
    loss += p.capacity_loss_strain * (resident.overloaded + resident.dementia)
    return min(1.0, max(p.capacity_least, p.capacity_base - loss + shift))


@rule
def hardship(resident, p):
    """Return the ratio by which overload and life events raise a hazard."""
    ratio = 1.0
    if resident.overloaded:
        ratio *= p.overload_onset
    if resident.event_months > 0:
        ratio *= p.event_onset
    return ratio


@rule
def meeting_onset(resident, lonely, severe, shrink, p):
    """Return the hazard a year of a need to meet people and to have a day structure."""
    limited = np.int64(resident.limitation)
    rate = p.meeting_base * (1.0 + p.limited_meeting * limited) * hardship(resident, p)
    rate *= 1.0 + shrink * p.meeting_lonely * lonely
    rate *= 1.0 + shrink * p.meeting_severely_lonely * severe
    rate *= p.alone_meeting if resident.lives_alone else 1.0
    rate *= p.insecure_meeting if resident.insecure else 1.0
    rate *= p.volunteer_meeting if resident.volunteer else p.no_volunteer_meeting
    return rate + p.dementia_onset[0] * resident.dementia


@rule
def household_onset(resident, p):
    """Return the hazard a year of a need in the household: limitation and age drive it."""
    limited = np.int64(resident.limitation)
    rate = p.household_base[limited]
    if limited == 0:
        rate *= hardship(resident, p)
    else:
        rate *= math.exp(p.age_slope * (np.float64(resident.age_months) / 12.0 - AGE_OF_RATES))
        if resident.lives_alone:
            rate *= p.alone_household
    return rate + p.dementia_onset[1] * resident.dementia


@rule
def mobility_onset(resident, p):
    """Return the hazard a year of a need of aids or transport: limitation and age drive it."""
    age = np.float64(resident.age_months) / 12.0
    return p.mobility_base[np.int64(resident.limitation)] * math.exp(
        p.age_slope * (age - AGE_OF_RATES)
    )


@rule
def guidance_onset(resident, lonely, severe, shrink, p):
    """Return the hazard a year of a need of guidance (begeleiding)."""
    rate = p.guidance_base[1 if resident.age_months >= p.old_age * 12.0 else 0] * hardship(
        resident, p
    )
    rate *= 1.0 + shrink * (p.guidance_lonely * lonely + p.guidance_severely_lonely * severe)
    rate *= p.insecure_guidance if resident.insecure else 1.0
    rate *= p.alone_guidance if resident.lives_alone else 1.0
    rate *= p.limited_guidance if resident.limitation > 0 else 1.0
    return rate + p.dementia_onset[2] * resident.dementia


@rule
def income_onset(resident, p):
    """Return the hazard a year of debts."""
    rate = p.income_base * (p.insecure_income if resident.insecure else p.secure_income)
    rate *= 1.0 if resident.event_months == 0 else p.event_onset
    return rate * (p.old_income if resident.age_months >= p.old_age * 12.0 else 1.0)


@rule
def work_onset(resident, guidance_open, pension_months, p):
    """Return the hazard a year of a need of work, until the age of the state pension."""
    if not p.work_from * 12.0 <= resident.age_months < pension_months:
        return 0.0
    rate = p.work_base * (p.insecure_work if resident.insecure else p.secure_work)
    rate *= 1.0 if resident.event_months == 0 else p.event_onset
    rate *= 1.0 + p.limited_work * (resident.limitation > 0)
    return rate * (1.0 + p.guidance_work * guidance_open)


@rule
def adult_onset(resident, domain, guidance_open, pension_months, lonely, severe, shrink, p):
    """Return the hazard a year of a new need of an adult, before calibration and levers.

    Notes
    -----
    Products of ratios by domain: loneliness enters by what `shrink` (wellbeing.shrink) leaves of
    its observed effect, overload and life events multiply, limitation and age drive household and
    mobility.
    """
    if domain == Domain.MEETING:
        return meeting_onset(resident, lonely, severe, shrink, p)
    if domain == Domain.HOUSEHOLD:
        return household_onset(resident, p)
    if domain == Domain.MOBILITY:
        return mobility_onset(resident, p)
    if domain == Domain.GUIDANCE:
        return guidance_onset(resident, lonely, severe, shrink, p)
    if domain == Domain.WORK:
        return work_onset(resident, guidance_open, pension_months, p)
    return income_onset(resident, p) if domain == Domain.INCOME else 0.0


@rule
def upbringing_onset(resident, household_domains, p):
    """Return the hazard a year of a new upbringing need of a child or young adult under 22."""
    rate = p.upbringing_base * (p.insecure_upbringing if resident.insecure else 1.0)
    if resident.age_months < p.toddler_until * 12.0:
        rate *= p.toddler_upbringing
    if resident.age_months >= ADULT_MONTHS:
        rate *= p.adult_child_upbringing
    if resident.separation_months > 0:
        rate *= p.separation_upbringing
    if household_domains >> Domain.GUIDANCE & 1:
        rate *= p.parent_upbringing
    return rate


@rule
def onset_hazard(resident, domain, household_domains, pension_months, lonely, severe, shrink, p):
    """Return the hazard a year of a new need in a domain at this age, before levers."""
    if domain == Domain.UPBRINGING:
        rate = 0.0
        if resident.age_months < p.last_upbringing_age * 12.0:
            rate = upbringing_onset(resident, household_domains, p)
    elif resident.age_months >= ADULT_MONTHS:
        guidance_open = resident.open_needs >> Domain.GUIDANCE & 1
        rate = adult_onset(
            resident, domain, guidance_open, pension_months, lonely, severe, shrink, p
        )
    else:
        rate = 0.0
    return rate * p.onset_scale[domain]
