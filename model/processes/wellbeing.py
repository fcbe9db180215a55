"""Loneliness, wellbeing and Positive Health: what the month has done to a resident."""

import math

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.vocabulary import ADULT_MONTHS, N_DOMAINS, Domain, Status
from model.draws import decision, normals_of, words_of_chunk
from model.parameters import Parameters, par
from model.process import Process, month_key
from model.processes.need_shares import residual
from model.values import NamedValue
from model.world import World

MOOD = decision("wellbeing.mood")
CHUNK = 256

NOT_ASKED = -9.0
"""Loneliness of children, to whom the scale is not put: far below every threshold."""
TOP = 10.0
"""Of the scales of wellbeing and of Positive Health, which begin at 0."""


class WellbeingParameters(Parameters):
    """Weights of loneliness (latent, about one sd) and of wellbeing (0-10)."""

    owner = "wellbeing"
    trait: float = par(
        0.95, "latent/sd", 0.6, 1.2, note="weight of the lasting trait",
        evidence="assumed: so that loneliness lasts as long; network.loneliness_stability_3y",
    )  # fmt: skip
    ties: float = par(
        1.7, "latent", 1.0, 2.2,
        evidence="assumed: flattens out at four or five good ties; "
        "network.good_contacts_protective",
    )  # fmt: skip
    half_saturation: float = par(
        2.5, "strength", 1.5, 4.0, hard=(0.01, math.inf),
        note="summed strength at which 1 - 1/e of the gain is had",
        evidence="assumed: flattens out at four or five good ties; "
        "network.good_contacts_protective",
    )  # fmt: skip
    partner: float = par(
        0.55, "latent", 0.28, 0.83, evidence="assumed: a partner weighs as much as several ties"
    )
    alone: float = par(0.25, "latent", 0.12, 0.38, evidence="assumed: half of what a partner gives")
    event: float = par(
        0.7, "latent", 0.35, 1.05, note="bereavement is the strongest trigger",
        evidence="assumed: for a year, more than a partner gives",
    )  # fmt: skip
    limitation: float = par(
        0.22, "latent/level", 0.1, 0.35, evidence="assumed: limited residents are more often lonely"
    )
    insecure: float = par(
        0.4, "latent", 0.2, 0.6, evidence="assumed: income insecurity goes with loneliness"
    )
    unmet: float = par(
        0.5, "latent", 0.2, 0.8,
        evidence="assumed: unmet meeting, household and guidance needs keep people apart",
    )  # fmt: skip
    overloaded: float = par(
        0.3, "latent", 0.1, 0.5, evidence="assumed: overloaded carers give up contacts"
    )
    older: float = par(
        0.05, "latent", 0.0, 0.2, evidence="assumed: at equal circumstances the old expect less",
        note="from `older_from`",
    )  # fmt: skip
    older_from: float = par(
        65, "years", role="fixed", hard=(18, 120),
        evidence="assumed: a definition, the figures on loneliness part at 65",
    )  # fmt: skip
    volunteer: float = par(
        0.1, "latent", 0.0, 0.2, evidence="assumed: small; volunteers choose themselves"
    )
    visit_on_loneliness: float = par(
        0.25, "latent", 0.0, 0.4, note="small, and 0 is allowed",
        evidence="assumed: a small effect, studies without control overstate it; "
        "effect.loneliness_nl_2of10; effect.day_care_rct",
    )  # fmt: skip
    shrink: float = par(
        0.4, "share", 0.0, 0.8, hard=(0, 1),
        note="what is left of observed effects of loneliness on needs, limitation and death when "
        "confounding is taken off: one number for all",
        evidence="= effect.shrinkage_observational",
    )  # fmt: skip
    speed: float = par(
        0.06, "/month", 0.03, 0.12, hard=(0, 1),
        evidence="assumed: so that loneliness lasts as long; network.loneliness_stability_3y",
    )  # fmt: skip
    noise: float = par(
        0.05, "latent", 0.0, 0.1, evidence="assumed: moods of a month, small beside the trait"
    )
    theta_lonely: float = par(
        -1.52, "latent", role="fixed", hard=(-10, 10),
        note="calibrated once on the base year, never re-fitted within a run",
        evidence="assumed: calibrated; health.boz_lonely_18plus_2020",
    )  # fmt: skip
    theta_severe: float = par(
        -0.36, "latent", role="fixed", hard=(-10, 10),
        note="calibrated once on the base year, never re-fitted within a run",
        evidence="assumed: calibrated; health.boz_severely_lonely_18plus_2020",
    )  # fmt: skip
    wellbeing_at_best: float = par(
        7.8, "0-10", 7.0, 8.5, evidence="assumed: Dutch adults without problems give life a 7.8"
    )
    wellbeing_lonely: float = par(0.9, "0-10 per latent", 0.4, 1.4, evidence="assumed: first guess")
    wellbeing_limitation: float = par(0.5, "0-10/level", 0.2, 0.8, evidence="assumed: first guess")
    wellbeing_insecure: float = par(0.6, "0-10", 0.3, 0.9, evidence="assumed: first guess")
    wellbeing_unmet: float = par(1.2, "0-10", 0.6, 1.8, evidence="assumed: first guess")
    wellbeing_overloaded: float = par(0.6, "0-10", 0.3, 0.9, evidence="assumed: first guess")
    health_start: float = par(
        8, "0-10", role="fixed", evidence="assumed: a dimension without complaints scores 8"
    )
    health_participation_start: float = par(
        4, "0-10", role="fixed", evidence="assumed: half of what the active and not lonely score"
    )
    health_mind_overloaded: float = par(1.5, "0-10", role="fixed", evidence="assumed: first guess")
    health_daily_need: float = par(4, "0-10", role="fixed", evidence="assumed: first guess")
    health_limitation: float = par(2, "0-10/level", role="fixed", evidence="assumed: first guess")
    health_mobility: float = par(
        1, "0-10 per severity", role="fixed", evidence="assumed: first guess"
    )
    health_guidance: float = par(
        2, "0-10 per severity", role="fixed", evidence="assumed: first guess"
    )
    health_takes_part: float = par(2, "0-10", role="fixed", evidence="assumed: first guess")
    health_not_lonely: float = par(2, "0-10", role="fixed", evidence="assumed: first guess")
    health_capacity: float = par(2, "0-10 per 0-1", role="fixed", evidence="assumed: first guess")
    placebo_afternoon: float = par(
        0.05, "latent", role="fixed", hard=(0, 1),
        evidence="assumed: a fifth of what a regular place does while it is visited",
        note="taken off the loneliness of one adult, once, in the world of a placebo only",
    )  # fmt: skip
    capacity_at_best: float = par(
        0.75, "0-1", role="fixed", evidence="assumed: as in needs, capacity without any burden"
    )
    working_age_start: float = par(20, "years", role="fixed", evidence="assumed: as work needs")
    working_age_end: float = par(
        67, "years", role="fixed", evidence="assumed: age of the state pension from 2024 on"
    )


LONELINESS_SHIFT = NamedValue(
    "wellbeing.loneliness_shift", 0.0, "latent", "added to the level to which loneliness moves",
    low=-5.0, high=5.0,
)  # fmt: skip


@rule
def is_lonely(loneliness, p):
    """Say whether a latent loneliness lies above the threshold of De Jong Gierveld 3."""
    return np.float64(loneliness) > p.theta_lonely


@rule
def is_severely_lonely(loneliness, p):
    """Say whether a latent loneliness lies above the threshold of De Jong Gierveld 9."""
    return np.float64(loneliness) > p.theta_severe


@rule
def unmet_needs(open_needs, needs, i):
    """Return the summed residual severity of meeting, household and guidance, and of all needs."""
    apart, total = 0.0, 0.0
    for domain in range(N_DOMAINS):
        if open_needs >> domain & 1:
            total += residual(needs[i, domain])
        if domain == Domain.GUIDANCE:
            apart = total
    return apart, total


@rule
def loneliness_target(resident, unmet, shift, p):
    """Return the loneliness to which a resident's circumstances pull, on the latent scale.

    Parameters
    ----------
    resident : record of `resident_dtype`
    unmet : float
        Summed residual severity of meeting, household and guidance.
    shift : float
        Named value `wellbeing.loneliness_shift` of the area.

    Notes
    -----
    Concave in summed tie strength: four to five good contacts take most of the gain
    (network.good_contacts_protective). Visits, volunteering and ties lower it; the lasting trait
    keeps most lonely people lonely (network.loneliness_stability_3y).
    """
    contacts = 1.0 - math.exp(-np.float64(resident.tie_strength) / p.half_saturation)
    level = p.trait * np.float64(resident.temperament) - p.ties * contacts + shift
    level += p.limitation * resident.limitation + p.unmet * min(1.0, unmet)
    level -= p.partner * (resident.partner >= 0)
    level += p.alone * (resident.lives_alone != 0)
    level += p.insecure * (resident.insecure != 0)
    level += p.event * (resident.event_months > 0)
    level += p.overloaded * (resident.overloaded != 0)
    level -= p.older * (resident.age_months > p.older_from * 12.0)
    level -= p.volunteer * (resident.volunteer != 0)
    level -= p.visit_on_loneliness * (resident.visits >= 0 or resident.meets >= 0)
    return level


@rule
def next_loneliness(resident, target, z, p):
    """Return next month's loneliness; who is asked for the first time starts at the target."""
    now = np.float64(resident.loneliness)
    if now in (0.0, NOT_ASKED):
        return target
    return now + p.speed * (target - now) + p.noise * z


@rule
def wellbeing_of(resident, loneliness, unmet_all, p):
    """Return wellbeing, 0..10: lower when lonely, limited, insecure, unhelped, overloaded."""
    level = p.wellbeing_at_best - p.wellbeing_lonely * max(0.0, loneliness - p.theta_lonely)
    level -= p.wellbeing_limitation * resident.limitation
    level -= p.wellbeing_insecure * (resident.insecure != 0)
    level -= p.wellbeing_unmet * min(1.0, unmet_all)
    level -= p.wellbeing_overloaded * (resident.overloaded != 0)
    return min(TOP, max(0.0, level))


@rule
def _scale(x):
    return min(TOP, max(0.0, x))


@rule
def positive_health(resident, needs, p):
    """Return the six dimensions of Positive Health (Positieve Gezondheid), each 0..10.

    Parameters
    ----------
    resident : record of `resident_dtype`
    needs : array of `need_dtype`, shape [7]
        The needs of this resident.

    Returns
    -------
    tuple of float
        Bodily functions, mental functions, meaning, quality of life, participation, daily
        functioning.

    Notes
    -----
    Derived for observers only: no process reads it. Whoever is of working age without a work need
    counts as working.
    """
    years = resident.age_months / 12
    s_guidance = np.float64(needs[Domain.GUIDANCE].severity)
    body = p.health_start - p.health_limitation * resident.limitation
    body -= p.health_mobility * np.float64(needs[Domain.MOBILITY].severity)
    mind = p.health_start - p.health_guidance * s_guidance
    mind -= p.health_mind_overloaded * (resident.overloaded != 0)
    meaning = np.float64(resident.wellbeing)
    no_work_need = np.float64(needs[Domain.WORK].severity) <= 0.0
    works = p.working_age_start <= years < p.working_age_end and no_work_need
    visits = resident.visits >= 0 or resident.meets >= 0
    takes_part = works or visits or resident.volunteer != 0
    participation = p.health_participation_start + p.health_takes_part * takes_part
    participation += p.health_not_lonely * (not is_lonely(resident.loneliness, p))
    left = max(residual(needs[Domain.HOUSEHOLD]), residual(needs[Domain.INCOME]))
    slack = p.capacity_at_best - np.float64(resident.capacity)
    daily = p.health_start - p.health_daily_need * left - p.health_capacity * slack
    body = _scale(body)
    return (
        body, _scale(mind), meaning, (meaning + body) / 2.0, _scale(participation), _scale(daily)
    )  # fmt: skip


@rule
def feel(resident, unmet, unmet_all, shift, z, p):
    """Move the loneliness of one adult by one month, and its wellbeing after it."""
    target = loneliness_target(resident, unmet, shift, p)
    loneliness = next_loneliness(resident, target, z, p)
    resident.loneliness = np.float32(loneliness)
    resident.wellbeing = np.float32(wellbeing_of(resident, loneliness, unmet_all, p))


@rule
def unmet_of_chunk(residents, needs, first, last):
    """Return `unmet_needs` of the residents from `first` to `last`, as rows of two.

    The needs of a whole town do not fit near the processor: one short loop over those who have some
    lets it fetch many at once.
    """
    unmet = np.zeros((last - first, 2))
    needy = np.empty(last - first, np.int64)
    n = 0
    for i in range(first, last):
        needy[n] = i
        n += residents[i].open_needs != 0
    for k in range(n):
        i = needy[k]
        apart, total = unmet_needs(residents[i].open_needs, needs, i)
        unmet[i - first, 0], unmet[i - first, 1] = apart, total
    return unmet


@kernel
def feel_month(residents, needs, programmes, values, numbers, seed, month):
    """Move loneliness and wellbeing of every resident by one month."""
    n = len(residents)
    for chunk in prange(-(-n // CHUNK)):
        p = numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        unmet = unmet_of_chunk(residents, needs, first, last)
        moods = np.empty(last - first)
        normals_of(words_of_chunk(residents, first, last, seed, month, MOOD), moods)
        for i in range(first, last):
            resident = residents[i]
            if resident.status == Status.EMPTY:
                continue
            if resident.age_months < ADULT_MONTHS:
                resident.loneliness = NOT_ASKED
                continue
            level = values[resident.area].loneliness_shift
            shift = level + programmes[resident.programme].loneliness
            k = i - first
            feel(resident, unmet[k, 0], unmet[k, 1], shift, moods[k], p)


class Wellbeing(Process):
    """Loneliness follows ties, needs, visits and events; wellbeing follows loneliness."""

    name = "wellbeing"
    Parameters = WellbeingParameters
    publishes = (LONELINESS_SHIFT,)

    def prepare(self, town: World) -> None:
        """Start everybody at the level of their own circumstances."""
        town.residents.records["loneliness"] = 0.0
        self.step(town)

    def step(self, town: World) -> None:
        """Run one month."""
        residents = town.residents
        feel_month(
            residents.records, residents.needs, town.state.programmes.table,
            self.values(town), self.numbers, town.seed, month_key(town.month),
        )  # fmt: skip
