"""Bounds that spare residents the exact hazards: nobody's hazard may exceed its bound."""

import math
from typing import Any

import numpy as np
import pytest

from agents.facilities import facility_dtype
from agents.households import household_dtype
from agents.indications import indication_dtype
from agents.needs import need_dtype
from agents.programmes import programme_dtype
from agents.vocabulary import CareStage, Domain, Target
from model import draws
from model.draws import uniforms
from model.inputs.prices import latest_pension_months
from model.processes import seeking
from model.processes.care import indications
from model.processes.care.care import Care
from model.processes.community import visiting
from model.processes.community.community import Community
from model.processes.community.visiting import CommunityParameters
from model.processes.demography import incomes, life_hazards, quiet_months
from model.processes.demography.life_parameters import LifeParameters
from model.processes.needs import onset, onset_bound
from model.processes.needs.needs import NeedsParameters
from model.processes.programmes import enrolment
from model.processes.seeking import Seeking, SeekingParameters
from model.processes.wellbeing import WellbeingParameters
from tests.unit.plain import here, need, numbers, plain, residents, rows

N, TEST = 400, 99
LIFE = numbers(LifeParameters)
NUMBERS = {
    "default": {},
    "ratios below 1": {
        "overload_onset": 0.5, "event_onset": 0.5, "alone_meeting": 0.5, "volunteer_meeting": 1.5,
        "alone_household": 0.5, "separation_upbringing": 0.5, "adult_child_upbringing": 1.5,
        "last_upbringing_age": 23.6, "dementia_onset__meeting": 0.0,
    },
}  # fmt: skip


def crowd(index: int) -> Any:
    """Return residents of every kind, by keyed draws."""
    who = residents(N)
    numbered = iter(uniforms(7, who.uid, TEST, 0, 100 * index + k) for k in range(100))

    def any_of(n: int) -> Any:
        return (next(numbered) * n).astype(int)

    who.age_months = any_of(1199)
    for name in (
        "sex",
        "insecure",
        "overloaded",
        "lives_alone",
        "volunteer",
        "event_months",
        "dementia",
    ):
        who[name] = any_of(2)
    who.separation_months, who.limitation, who.open_needs = any_of(2), any_of(3), any_of(128)
    who.frailty, who.loneliness = 0.1 + 4 * next(numbered), 6 * next(numbered) - 3
    who.partner = any_of(2) - 1
    return who


@pytest.mark.parametrize("shrink", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("changes", NUMBERS.values(), ids=NUMBERS)
def test_nobody_exceeds_the_bound_of_its_kind(changes: dict[str, float], shrink: float) -> None:
    p = numbers(NeedsParameters, **changes)
    most = onset_bound.most_onset(p)
    for who in crowd(2):
        lonely, severe = who.loneliness > 0, who.loneliness > 1
        at_home = 127 if who.partner < 0 else 0
        together = max(
            sum(
                plain(onset.onset_hazard)(who, d, at_home, pension, lonely, severe, shrink, p)
                for d in Domain
                if not who.open_needs >> d & 1
            )
            for pension in (780, latest_pension_months())
        )
        band, kind = (
            plain(onset_bound.band_of)(who),
            plain(onset_bound.kind_of)(who, lonely, severe),
        )
        assert together <= most[band, kind, plain(onset_bound.case_of)(who)]


def test_the_oldest_have_no_bound() -> None:
    assert onset_bound.most_onset(numbers(NeedsParameters))[-1].min() == np.inf


@pytest.mark.parametrize("shrink", [0.0, 0.4, 1.0])
def test_a_quiet_month_is_one_in_which_no_hazard_would_strike(shrink: float) -> None:
    feeling = numbers(WellbeingParameters, shrink=shrink)
    by_age = life_hazards.hazards_by_age(LIFE).view(np.recarray)
    most = quiet_months.bounds_by_age(by_age, LIFE).view(np.recarray)
    need = rows(1, need_dtype, severity=0.9)[0]
    nothing = rows(1, need_dtype)[0]
    risks = {"non_western": 2.0, "one_adult": 1.8, "low_education": 1.6}
    place = rows(1, incomes.place_dtype, fall=(1.3, 0.6), **risks)
    most.income = quiet_months.most_incomes(incomes.highest_fall(place), LIFE)
    for who in crowd(3):
        if who.limitation == 2 or who.dementia:
            continue
        row, top = by_age[who.age_months // 12], most[who.age_months // 12]
        heads = 2.0 if who.partner >= 0 else 1.0
        month = life_hazards.YEAR
        assert plain(life_hazards.wlz_hazard)(who, need, need, LIFE) == 0
        death = plain(life_hazards.death_hazard)(row, who, LIFE, feeling)
        assert death * month < top.death[who.sex, who.limitation]
        if who.limitation == 0:
            worse, better = plain(life_hazards.onset_hazard)(row, who, LIFE, feeling), 0.0
        else:
            worse = plain(life_hazards.worsening_hazard)(row, who, need, LIFE)
            better = plain(life_hazards.recovery_hazard)(row, nothing, LIFE)
        limited = top.limitation[who.limitation] * float(who.frailty)
        assert (worse + better) * month <= limited + top.recovery[who.limitation]
        falls = plain(incomes.insecurity_hazard)(who, 1 + who.sex, place[0], LIFE) / heads
        assert falls * month <= top.income[who.insecure]
        assert max(row.part / heads, row.leave_home, row.pair) * month <= top.move
        assert plain(life_hazards.birth_hazard)(row, who, LIFE) * month <= top.birth
        for name in ("dementia", "event", "leave_town"):
            assert row[name] * month <= top[name]


def test_draws_near_either_end_are_not_quiet() -> None:
    by_age = life_hazards.hazards_by_age(LIFE).view(np.recarray)
    top = quiet_months.bounds_by_age(by_age, LIFE).view(np.recarray)[40]
    top.income = quiet_months.most_incomes(1.0, LIFE)
    who = residents(1, frailty=1.0)[0]
    quiet = plain(quiet_months.is_quiet)
    assert quiet((0.5,) * 4, who, top, 1.0)
    for k in range(4):
        for end in (1e-7, 1 - 1e-7):
            four = tuple(end if j == k else 0.5 for j in range(4))
            # nobody of 40 has dementia, so the upper end of the second draw decides nothing
            assert quiet(four, who, top, 1.0) == (k == 1 and end > 0.5 and top.dementia == 0)


def test_nobody_wishes_to_visit_a_place_more_than_the_bound() -> None:
    p, area = numbers(CommunityParameters, wish_indicated=1.0), here(Community, wish=3.0)
    keen = {"wish_base": 5.0, "wish_need": 9.0}
    place, wants = rows(1, facility_dtype, **keen)[0], need(0.9)
    for who in crowd(4):
        who.products = 1 << Domain.MEETING
        chance = plain(visiting.wish_chance)(who, wants, place, True, True, area.wish, p)
        assert 0.0 < chance <= plain(visiting.highest_wish)(who, p)


@pytest.mark.parametrize("base", [*range(-20, 4), -0.001, 0.001])
def test_a_draw_just_below_the_chance_to_ask_asks(base: float) -> None:
    p = numbers(SeekingParameters, ask_base=base, severity=0.0, by_domain__guidance=0.0)
    area, who, one = here(Seeking), residents(1)[0], need(1.0)
    given = (who, one, Domain.GUIDANCE)
    z = plain(seeking.asking_logit)(*given, 1.0, 0.0, 0.0, 1, False, True, area, p)
    chance = 1.0 / (1.0 + math.exp(-z))
    for u, asks in ((chance * (1 - 1e-12), True), (chance, False)):
        said = plain(seeking.asks_for_help)(u, *given, 0.0, 0.0, 1, False, True, area, p)
        assert bool(said) == asks


@pytest.mark.parametrize("severity", [0.0, 0.01, 0.9])
@pytest.mark.parametrize("domain", list(Domain))
def test_a_draw_just_below_the_chance_ends_care(domain: Domain, severity: float) -> None:
    p, area, rule = numbers(indications.CareParameters), here(Care), indications.ends_by_itself
    care = rows(1, indication_dtype, domain=domain, stage=CareStage.RUNNING)[0]
    if severity == 0.0 and domain != Domain.MOBILITY:
        chance = 1.0 / p.run_off_months
    else:
        chance = 1.0 - math.exp(-p.quit[domain] / 12.0)
        if severity < p.recovered_below:
            chance += p.quit_recovered_aid if domain == Domain.MOBILITY else p.quit_recovered
    assert bool(plain(rule)(care, need(severity), chance * (1 - 1e-12), area, p)) == (chance > 0.0)
    assert not plain(rule)(care, need(severity), chance * (1 + 1e-12), area, p)


def test_programmes_reach_nobody_beyond_the_most_that_they_reach() -> None:
    table = rows(4, programme_dtype, open=1, share=1.0)
    table.target = 0, Target.SENT_BY_GP, Target.MULTI_PROBLEM, Target.SEPARATED
    table.reach = 0.0, 0.1, 0.3, 0.05
    running, found = np.array([1, 2, 3]), []
    for most in (enrolment.most_reached(table, running), np.full(1 << len(Target), 1.0)):
        who = crowd(9)
        who.household, reached = np.arange(N) % 7, np.zeros((2, N), np.uint8)
        plain(enrolment.look_for_participants)(
            who, rows((N, 7), need_dtype, severity=0.5), rows(7, household_dtype, domains=0b111),
            table, running, np.ones((4, 1), np.bool_), np.zeros(N, np.uint8), 0.0, 3, 7,
            [numbers(enrolment.ProgrammesParameters)], most, *reached,
        )  # fmt: skip
        found.append(reached[0].tolist())
    assert found[0] == found[1]
    assert set(found[0]) == {0, 1, 2, 3}


def test_the_words_of_domains_are_those_of_one_resident_and_domain() -> None:
    who, bits = residents(20), (np.arange(20) * 29 % 128).astype(np.uint8)
    words = draws.four_words_by_domain(who, bits, 5, 20, np.uint64(7), np.int64(-3), np.int64(TEST))
    pairs = [(i, d) for i in range(5, 20) for d in Domain if bits[i] >> d & 1]
    assert words.shape == (4, len(pairs))
    for k, (i, domain) in enumerate(pairs):
        alone = draws.uniform4(np.uint64(7), who.uid[i], -3, TEST, domain)
        assert draws.four_uniforms(words, k) == alone


def test_all_four_words_at_once_are_those_of_one_resident() -> None:
    who = residents(20)
    words = draws.four_words_of_chunk(who, 5, 20, np.uint64(7), np.int64(-3), np.int64(TEST))
    for k in range(15):
        alone = draws.uniform4(np.uint64(7), who.uid[5 + k], -3, TEST, 0)
        assert draws.four_uniforms(words, k) == alone
