"""Virtual surveys: the towns' own questions put to a sample, beside what is true of everybody.

Three surveys are held in October. A keyed draw says who is asked, another who answers; what a
resident answers is derived from its state. The same is counted for all adults, so that the bias of
the survey can be shown. What the model does not hold is named in `NOT_IN_THE_MODEL` and gets no
figure. Words of the questions, and how each is derived: `question.*` and `derived.*` in the
phrases.
"""

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.compiled import kernel, prange, rule
from agents.ties import KIND_BITS, SLOTS
from agents.vocabulary import (
    ADULT_MONTHS,
    N_DOMAINS,
    Domain,
    Education,
    Layer,
    Status,
    TieKind,
)  # fmt: skip
from model.draws import decision, uniform, uniform4
from model.measures.outcomes import HEALTH
from model.measures.shares import with_shares
from model.months import year_of
from model.observer import Observer
from model.observers.groups import CHUNKS
from model.observers.layers import BANDS, band_of
from model.parameters import Parameters, par
from model.processes.personal_help.personal_help import spare_hours
from model.processes.ties.ties import missing_ties
from model.processes.wellbeing import is_lonely, is_severely_lonely, positive_health
from model.world import World

SAMPLE = decision("surveys.sample")
TURN = decision("surveys.turn")
OCTOBER = 9
ADULT_BANDS, N_HEALTH = BANDS[1:], len(HEALTH)


class Survey(IntEnum):
    """The surveys, by local name where they have one."""

    BURGERIJENQUETE = 0
    SOCIALE_KRACHT = 1
    POSITIVE_HEALTH = 2


class Question(IntEnum):
    """What is asked and the model can answer, in the order of the surveys."""

    ENOUGH_CONTACT = 0
    EVER_LONELY = 1
    DID_FOR_OTHERS = 2
    ACTIVE_IN_ASSOCIATION = 3
    KEEPS_VOLUNTEERING = 4
    HELPS_WHEN_ASKED = 5
    SOMEONE_TO_FALL_BACK_ON = 6
    COLLECTIVE_SELF_RELIANCE = 7
    PARTICIPATION = 8
    SELF_RELIANCE = 9
    FINANCIAL_SELF_RELIANCE = 10
    LONELINESS = 11
    SEVERE_LONELINESS = 12
    BODILY_FUNCTIONS = 13
    MENTAL_FUNCTIONS = 14
    MEANING = 15
    QUALITY_OF_LIFE = 16
    TAKING_PART = 17
    DAILY_FUNCTIONING = 18


class Response(IntEnum):
    """Whom a survey is about: columns of `people`."""

    RESIDENTS = 0
    ASKED = 1
    ANSWERED = 2


class Yes(IntEnum):
    """Who would say yes: columns of `yeses`."""

    IN_TRUTH = 0
    IN_SURVEY = 1


FIRST_OF = (
    int(Question.ENOUGH_CONTACT), int(Question.COLLECTIVE_SELF_RELIANCE),
    int(Question.BODILY_FUNCTIONS),
)  # fmt: skip
"""The first question of each survey; it lasts until the first of the next one."""
QUESTIONS: dict[str, str] = {
    q.name.lower(): Survey(sum(q >= first for first in FIRST_OF) - 1).name.lower() for q in Question
}
"""The survey of every question that the model can answer, by name."""
NOT_IN_THE_MODEL: dict[str, str] = {
    "municipality_encourages": "burgerijenquete",
    "wants_to_start_volunteering": "burgerijenquete",
    "helps_unasked": "burgerijenquete",
    "kinds_of_help": "burgerijenquete",
    "liveability": "sociale_kracht",
    "safety": "sociale_kracht",
}
"""The survey of every question that the model holds no answer to: named, never invented."""
SURVEYS = tuple(survey.name.lower() for survey in Survey)


class SurveyParameters(Parameters):
    """Who is asked, who answers, and when an answer is yes."""

    owner = "surveys"
    asked: tuple[float, ...] = par(
        (0.1, 0.2, 0.5), "share of adults", (0.03, 0.1, 0.2), (0.3, 0.5, 1.0), over=SURVEYS,
        hard=(0, 1), evidence="assumed: the papers give no sample; the neighbourhood survey needs "
        "more; of Positive Health it is the share of those whose turn it is",
    )  # fmt: skip
    power_years: float = par(
        2, "years", role="fixed", hard=(1, 100), evidence="= monitor.social_power_interval"
    )
    health_years: float = par(
        4, "years", role="fixed", hard=(1, 100),
        note="each year another share of every age group, so that each is asked once in them",
        evidence="= monitor.health_survey_interval",
    )  # fmt: skip
    response: float = par(
        0.5, "share", 0.25, 0.6, hard=(0, 1), note="of those without any of the traits below",
        evidence="assumed: 45% of all in MORGEN (Van Loon 2003, Ann Epidemiol 13:105-110)",
    )  # fmt: skip
    young_below: float = par(
        35, "years", role="fixed", evidence="assumed: as Dutch monitors report"
    )
    young: float = par(
        0.65, "ratio", 0.4, 1.0, hard=(0, 10),
        evidence="assumed: the young answer less (Van Loon 2003); its size is a guess",
    )  # fmt: skip
    low_education: float = par(
        0.75, "ratio", 0.5, 1.0, hard=(0, 10),
        evidence="assumed: lower status answers less (Van Loon 2003); its size is a guess",
    )  # fmt: skip
    severely_lonely: float = par(
        0.7, "ratio", 0.4, 1.0, hard=(0, 10),
        evidence="assumed: the poorly answer less (Van Loon 2003), so the severely lonely as well",
    )  # fmt: skip
    avoids_care: float = par(
        0.3, "ratio", 0.1, 1.0, hard=(0, 10),
        evidence="assumed: who avoids care hardly answers the municipality",
    )  # fmt: skip
    enough_missing: float = par(
        2, "ties", 1, 4, evidence="assumed: who misses one tie of a dozen calls it enough"
    )
    sufficient: float = par(
        6, "0-10", role="fixed", hard=(0, 10), evidence="assumed: a Dutch mark of six is a pass"
    )


@rule
def response_chance(resident, severe, p):
    """Return the chance that a resident who is asked answers."""
    chance = p.response
    if resident.age_months < p.young_below * 12:
        chance *= p.young
    if resident.education == Education.LOW:
        chance *= p.low_education
    if severe:
        chance *= p.severely_lonely
    if resident.avoids_care:
        chance *= p.avoids_care
    return min(1.0, chance)


@rule
def has_turn(seed, uid, year, p):
    """Say whether Positive Health may ask a resident this year: each once in so many years."""
    years = np.int64(p.health_years)
    return np.int64(uniform(seed, uid, 0, TURN, 0) * years) == year % years


@rule
def has_tie_to_spare(i, tie_other, tie_strength, tie_kind, published, neighbours, least, p):
    """Say whether a tie of resident i, of strength `least` or more, has hours to spare.

    Parameters
    ----------
    neighbours : bool
        Only ties between neighbours count.
    p : record
        Parameters of personal help.
    """
    for k in range(SLOTS):
        other = tie_other[i, k]
        if other < 0 or np.float64(tie_strength[i, k]) < least:
            continue
        if neighbours and np.int64(tie_kind[i, k] & KIND_BITS) != TieKind.NEIGHBOUR:
            continue
        if np.float64(published[other].spare_hours) > p.spare_from:
            return True
    return False


@rule
def answer_citizens(
    i, resident, tie_other, tie_strength, tie_kind, published, lonely, numbers, yes
):
    """Write what a resident would answer to the Burgerijenquete."""
    p, _, help_p, ties_p = numbers
    no_need = resident.open_needs >> Domain.MEETING & 1 == 0
    yes[Question.ENOUGH_CONTACT] = no_need and missing_ties(resident, ties_p) < p.enough_missing
    yes[Question.EVER_LONELY] = lonely
    helps = resident.minutes_given > 0 or resident.outside_hours > 0.0
    yes[Question.DID_FOR_OTHERS] = helps or resident.volunteer != 0
    yes[Question.ACTIVE_IN_ASSOCIATION] = resident.member != 0
    yes[Question.KEEPS_VOLUNTEERING] = resident.volunteer != 0
    yes[Question.HELPS_WHEN_ASKED] = spare_hours(resident, help_p) > help_p.spare_from
    yes[Question.SOMEONE_TO_FALL_BACK_ON] = (
        resident.partner >= 0 or resident.helper_a >= 0 or resident.helper_b >= 0
    ) or has_tie_to_spare(
        i, tie_other, tie_strength, tie_kind, published, False, help_p.weak_tie, help_p
    )


@rule
def answer_social_power(
    i, resident, needs, tie_other, tie_strength, tie_kind, published, lonely, severe, numbers, yes
):
    """Write what a resident would answer to the Monitor Sociale Kracht."""
    _, wellbeing, help_p, _ = numbers
    yes[Question.COLLECTIVE_SELF_RELIANCE] = has_tie_to_spare(
        i, tie_other, tie_strength, tie_kind, published, True, 0.0, help_p
    )
    years = resident.age_months / 12
    of_age = wellbeing.working_age_start <= years < wellbeing.working_age_end
    works = of_age and resident.open_needs >> Domain.WORK & 1 == 0
    visits = resident.visits >= 0 or resident.meets >= 0
    active = resident.member != 0 or resident.volunteer != 0 or visits
    yes[Question.PARTICIPATION] = works or active
    manages = True
    for domain in range(N_DOMAINS):
        if resident.open_needs >> domain & 1:
            place = needs[domain].layer
            manages = manages and place not in (1 + Layer.INSTITUTIONAL, 1 + Layer.UNMET)
    yes[Question.SELF_RELIANCE] = manages
    owes = resident.open_needs >> Domain.INCOME & 1 != 0
    yes[Question.FINANCIAL_SELF_RELIANCE] = resident.insecure == 0 and not owes
    yes[Question.LONELINESS] = lonely
    yes[Question.SEVERE_LONELINESS] = severe


@rule
def answer_health(resident, needs, numbers, yes):
    """Write in which dimensions of Positive Health a resident scores a pass."""
    p, wellbeing, _, _ = numbers
    scores = positive_health(resident, needs, wellbeing)
    for k in range(N_HEALTH):
        yes[Question.BODILY_FUNCTIONS + k] = scores[k] >= p.sufficient


@rule
def count_answers(resident, severe, survey, seed, month, year, p, yes, people, yeses):
    """Add a resident to what is true of all and, where it is asked and answers, to the survey."""
    u_asked, u_answers, _, _ = uniform4(seed, resident.uid, month, SAMPLE, survey)
    turn = survey != Survey.POSITIVE_HEALTH or has_turn(seed, resident.uid, year, p)
    is_asked = turn and u_asked < p.asked[survey]
    answered = is_asked and u_answers < response_chance(resident, severe, p)
    people[survey, Response.RESIDENTS] += 1
    people[survey, Response.ASKED] += is_asked
    people[survey, Response.ANSWERED] += answered
    last = FIRST_OF[survey + 1] if survey + 1 < len(FIRST_OF) else len(yes)
    for k in range(FIRST_OF[survey], last):
        yeses[k, Yes.IN_TRUTH] += yes[k]
        yeses[k, Yes.IN_SURVEY] += answered and yes[k]


@kernel
def _hold(residents, needs, tie_other, tie_strength, tie_kind, published, survey_numbers,
          wellbeing_numbers, help_numbers, ties_numbers, due, seed, month, year, people,
          yeses):  # fmt: skip
    n, chunks = len(residents), len(people)
    for chunk in prange(chunks):
        numbers = survey_numbers[0], wellbeing_numbers[0], help_numbers[0], ties_numbers[0]
        p, wellbeing, _, _ = numbers
        yes = np.zeros(yeses.shape[3], np.uint8)
        for i in range(chunk * n // chunks, (chunk + 1) * n // chunks):
            resident = residents[i]
            if resident.status != Status.HOME or resident.age_months < ADULT_MONTHS:
                continue
            lonely = is_lonely(resident.loneliness, wellbeing)
            severe = is_severely_lonely(resident.loneliness, wellbeing)
            ties = (tie_other, tie_strength, tie_kind, published)
            answer_citizens(i, resident, *ties, lonely, numbers, yes)
            if due[Survey.SOCIALE_KRACHT]:
                answer_social_power(i, resident, needs[i], *ties, lonely, severe, numbers, yes)
            answer_health(resident, needs[i], numbers, yes)
            where, band = resident.postcode, band_of(resident.age_months) - 1
            counted = people[chunk, where, band], yeses[chunk, where, band]
            for survey in range(len(due)):
                if due[survey]:
                    count_answers(resident, severe, survey, seed, month, year, p, yes, *counted)


class Surveys(Observer):
    """Holds the three virtual surveys each October, by postcode and age band.

    Attributes
    ----------
    rows : list of (year, people, yeses)
        `people` has shape [postcodes, 4 bands, surveys, 3]: residents, asked, answered; `yeses` has
        shape [postcodes, 4 bands, questions, 2]: yes in truth, yes in the survey.
    """

    name = "surveys"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.rows: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]] = []
        self.parameters = SurveyParameters()

    def observe(self, town: World) -> None:
        """Ask in October."""
        if town.month % 12 != OCTOBER:
            return
        year = year_of(town.month)
        due = np.array([True, year % self.parameters.power_years == 0, True])
        shape = (CHUNKS, len(town.data.postcodes), len(ADULT_BANDS))
        people = np.zeros((*shape, len(Survey), len(Response)), np.int64)
        yeses = np.zeros((*shape, len(Question), len(Yes)), np.int64)
        of, all_ = town.numbers, town.residents
        _hold(
            all_.records, all_.needs, all_.tie_other, all_.tie_strength, all_.tie_kind,
            all_.published, self.parameters.as_record(), of.wellbeing, of.personal_help, of.ties,
            due, town.seed, np.int64(town.month), np.int64(year), people, yeses,
        )  # fmt: skip
        self.rows.append((year, people.sum(axis=0), yeses.sum(axis=0)))

    def frame(self, town: World) -> pd.DataFrame:
        """Return one row per year, question, postcode and age band in which somebody lives."""
        nobody, nothing = np.zeros((0, 4, len(Response))), np.zeros((0, 4, len(Question), len(Yes)))
        frames = [
            _table(town, year, survey, people[:, :, survey], yeses)
            for year, people, yeses in self.rows
            for survey in Survey
            if people[:, :, survey, Response.RESIDENTS].any()
        ] or [_table(town, 0, Survey(0), nobody, nothing)]
        whole = pd.concat(frames, ignore_index=True)
        return whole[whole["residents"] > 0].reset_index(drop=True)


def _table(
    town: World, year: int, survey: Survey, people: NDArray[Any], yeses: NDArray[Any]
) -> pd.DataFrame:
    names = [name for name, its in QUESTIONS.items() if its == SURVEYS[survey]]
    first, n = FIRST_OF[survey], len(names)
    places = town.data.postcodes[: len(people)]
    each = len(ADULT_BANDS) * n
    counted = {one.name.lower(): np.repeat(people[:, :, one].ravel(), n) for one in Response}
    answers = yeses[:, :, first : first + n]
    table = pd.DataFrame(
        {
            "year": year, "survey": SURVEYS[survey], "question": names * (len(places) * 4),
            "area": np.repeat(np.array(town.areas, object)[places["area"]], each),
            "district": np.repeat(places["district"].astype(str).to_numpy(object), each),
            "postcode": np.repeat(places["postcode"].astype(str).to_numpy(object), each),
            "age_band": list(np.repeat(ADULT_BANDS, n)) * len(places),
            **counted, "yes": answers[..., Yes.IN_SURVEY].ravel(),
            "true_yes": answers[..., Yes.IN_TRUTH].ravel(),
        }
    )  # fmt: skip
    return with_shares(table)
