"""Hazards of death, limitation, dementia and moves: rules about one resident, and a table by age.

Hazards are per year. What depends on age alone is computed once for each year of age, at the middle
of the year; what depends on the person is a factor in the rule.
"""

import math
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from agents.records import records
from agents.vocabulary import ADULT_MONTHS, Limitation, Sex
from model.processes.need_shares import met_share
from model.processes.wellbeing import is_lonely, is_severely_lonely

OLDEST = 120
YEAR = 1.0 / 12.0  # a month in years: a factor is cheaper than a division
_ANCHOR_DEATH, _ANCHOR_LIMITATION = 61.0, 70.0  # the ages at which the parameters are levels
_ANCHOR_RECOVERY, _ANCHOR_DEMENTIA = 65.0, 67.0
_ANCHOR_PARTING = 40.0
_MOST_CERTAIN = 0.95  # the highest chance of death within a year: a hazard of 1 has no end


class Health(IntEnum):
    """Health as it bears on mortality: limitation at home, or life in long-term care."""

    NO_LIMITATION = Limitation.NONE
    MODERATE = Limitation.MODERATE
    SEVERE = Limitation.SEVERE
    LONG_TERM_CARE = 3


STATES = len(Health)

by_age_dtype = np.dtype(
    [
        ("death", "f8", (len(Sex), STATES)),  # by sex and health, before `life_table` scales it
        ("onset", "f8"),
        ("worsening", "f8"),
        ("recovery", "f8"),
        ("easing", "f8"),
        ("dementia", "f8"),
        ("birth", "f8"),
        ("leave_town", "f8"),
        ("leave_home", "f8"),
        ("pair", "f8"),
        ("part", "f8"),
        ("event", "f8"),
    ],
    align=True,
)
"""Hazards per year by age; what insecurity, loneliness and needs add stands in the rules."""


@rule
def mortality(age, sex, p):
    """Return the life table's hazard of death: Gompertz above a floor for the young.

    The register gives chances within a year; their hazard is a little higher at great ages. With
    it men live 80.4 and women 83.6 years (demo.life_expectancy_men, demo.life_expectancy_women:
    80.3 and 83.3).
    """
    floor = p.mortality_infant if age < 1.0 else p.mortality_young
    gompertz = p.mortality_61[sex] * math.exp(p.gompertz_slope[sex] * (age - _ANCHOR_DEATH))
    return -p.mortality_scale * math.log1p(-min(max(floor, gompertz), _MOST_CERTAIN))


@rule
def limitation_onset(age, p):
    """Return the hazard of a first limitation; below `flat_below` as at that age."""
    years = max(age, p.flat_below) - _ANCHOR_LIMITATION
    return p.limitation_onset_70 * math.exp(p.limitation_onset_slope * years)


@rule
def limitation_worsening(age, p):
    """Return the hazard from a moderate to a severe limitation."""
    years = max(age, p.flat_below) - _ANCHOR_LIMITATION
    return p.limitation_worsening_70 * math.exp(p.limitation_worsening_slope * years)


@rule
def recovery_by_age(age, p):
    """Return the share of the hazard of recovery that is left at an age."""
    return math.exp(-p.limitation_recovery_decay * max(0.0, age - _ANCHOR_RECOVERY))


@rule
def dementia_onset(age, p):
    """Return the hazard of dementia."""
    if age < p.dementia_from:
        return 0.0
    return p.dementia_65 * math.exp(p.dementia_slope * (age - _ANCHOR_DEMENTIA))


@rule
def fertility(age, p):
    """Return a woman's hazard of giving birth: a normal curve that sums to the total fertility."""
    if age < p.mother_age_least or age >= p.mother_age_most:
        return 0.0
    z = (age - p.birth_age) / p.birth_age_sd
    return (
        p.total_fertility * math.exp(-(z * z) / 2.0) / (p.birth_age_sd * math.sqrt(2.0 * math.pi))
    )


@rule
def leaving_town(age, p):
    """Return the hazard with which an adult moves out of the municipality."""
    young = p.departure_young_from <= age < p.departure_middle_from
    band = 0 if young else (1 if age < p.departure_old_from else 2)
    return p.departures * p.departure_by_age[band]


@rule
def leaving_home(age, p):
    """Return the hazard with which an adult child leaves the parental home."""
    z = (age - p.leaving_home_age) / p.leaving_home_sd
    return p.leaving_home * math.exp(-(z * z) / 2.0)


@rule
def pairing(age, p):
    """Return the hazard with which a single woman with a home of her own finds a partner.

    A log-normal curve of the years since `pairing_from`: it rises fast and falls slowly.
    """
    years = age - p.pairing_from
    if years <= 0.0:
        return 0.0
    z = math.log(years / (p.pairing_age - p.pairing_from)) / p.pairing_spread
    return p.pairing * math.exp(-(z * z) / 2.0)


@rule
def parting(age, p):
    """Return the hazard with which a couple parts, at the age of a partner."""
    return p.parting * math.exp(-p.parting_slope * (age - _ANCHOR_PARTING))


@rule
def life_event(age, p):
    """Return the hazard of job loss or illness, or at 65 and over of a discharge from hospital."""
    if age * 12.0 < ADULT_MONTHS:
        return 0.0
    return p.event_hazard if age < p.discharge_from else p.discharge_hazard


def tilts_of(p: Any) -> NDArray[np.float64]:
    """Return by Health how much more often somebody dies than one without limitation at home."""
    return np.array([1.0, *p.mortality_by_limitation, p.mortality_in_long_term_care])


def table_by_age(p: Any) -> NDArray[np.float64]:
    """Return the life table's hazards [age, sex], at the middle of each year of age."""
    return np.array(
        [[mortality(year + 0.5, int(sex), p) for sex in Sex] for year in range(OLDEST + 1)]
    )


def hazards_by_age(p: Any) -> NDArray[Any]:
    """Return the table of hazards for ages 0..120, one record per year of age."""
    table = records(OLDEST + 1, by_age_dtype)
    table["death"] = table_by_age(p)[:, :, None] * tilts_of(p)
    for year in range(OLDEST + 1):
        age, row = year + 0.5, table[year]
        row["onset"], row["worsening"] = limitation_onset(age, p), limitation_worsening(age, p)
        row["recovery"] = p.limitation_recovery * recovery_by_age(age, p)
        row["easing"] = p.limitation_easing * recovery_by_age(age, p)
        row["dementia"], row["birth"] = dementia_onset(age, p), fertility(age, p)
        row["leave_town"], row["event"] = leaving_town(age, p), life_event(age, p)
        row["leave_home"] = leaving_home(age, p) if year * 12 >= ADULT_MONTHS else 0.0
        row["pair"], row["part"] = pairing(age, p), parting(age, p)
    return table


@rule
def death_hazard(row, r, p, wellbeing):
    """Return the hazard of death of a resident at home."""
    h = row.death[r.sex, r.limitation]
    if is_severely_lonely(r.loneliness, wellbeing):
        h *= 1.0 + wellbeing.shrink * p.mortality_severely_lonely
    return h


@rule
def wlz_hazard(r, meeting, home, p):
    """Return the hazard of admission to long-term care (Wlz)."""
    if r.age_months < 12.0 * p.wlz_from:
        return 0.0
    h = p.wlz_severe if r.limitation == Limitation.SEVERE else 0.0
    if r.dementia and np.float64(meeting.severity) > p.wlz_meeting_severity:
        h += p.wlz_dementia
    if h > 0.0 and np.float64(home.severity) > 0.0 and met_share(home) < p.wlz_unmet_below:
        h *= p.wlz_unmet_household
    return h


@rule
def onset_hazard(row, r, p, wellbeing):
    """Return the hazard of a first limitation of this resident."""
    h = row.onset * np.float64(r.frailty)
    if r.insecure:
        h *= 1.0 + p.insecure_on_limitation
    if is_lonely(r.loneliness, wellbeing):
        h *= 1.0 + wellbeing.shrink * p.lonely_on_limitation
    return h


@rule
def worsening_hazard(row, r, home, p):
    """Return the hazard of a severe limitation; unmet household need adds to it."""
    h = row.worsening * np.float64(r.frailty)
    if np.float64(home.severity) > 0.0:
        h *= 1.0 + p.unmet_on_worsening * (1.0 - met_share(home))
    return h


@rule
def recovery_hazard(row, mobility, p):
    """Return the hazard of recovery from a moderate limitation."""
    return row.recovery * (1.0 - p.mobility_on_recovery * np.float64(mobility.severity))


@rule
def birth_hazard(row, r, p):
    """Return a woman's hazard of giving birth: most children are born to a couple."""
    return row.birth * p.birth_by_partner[0 if r.partner >= 0 else 1]


@rule
def struck(u, hazard):
    """Say whether a hazard per year strikes within the month, by a uniform draw."""
    return u < hazard * YEAR and u < -math.expm1(-hazard * YEAR)


@rule
def first_of_two(u, one, two):
    """Return 1 or 2 for which of two competing hazards strikes within the month, 0 for none.

    Notes
    -----
    The draw is cut into consecutive intervals. A chance never exceeds its hazard, so most draws are
    settled without an exponential.
    """
    total = (one + two) * YEAR
    if u >= total:
        return 0
    chance = -math.expm1(-total)
    if u >= chance:
        return 0
    return 1 if u * (one + two) < chance * one else 2
