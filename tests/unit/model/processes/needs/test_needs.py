"""Needs of one resident: who starts them, how they grow, heal and close."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.vocabulary import N_DOMAINS, Domain
from model.processes.needs import needs, opening
from model.processes.needs import onset as onset_rules
from model.processes.needs.needs import Needs, NeedsParameters
from tests.unit.plain import here, need, numbers, plain, programme, resident, rows

PINNED = {
    "meeting_lonely": 2.4, "meeting_severely_lonely": 3.75, "overload_onset": 1.8,
    "event_onset": 1.6, "insecure_meeting": 1.5, "insecure_guidance": 2.2, "insecure_income": 5.0,
    "secure_income": 0.7, "insecure_work": 3.5, "secure_work": 0.7, "dementia_onset__meeting": 1.5,
    "dementia_onset__household": 0.3, "dementia_onset__guidance": 0.15, "guidance_work": 1.0,
    "toddler_upbringing": 0.5, "adult_child_upbringing": 0.6, "insecure_upbringing": 1.8,
    "separation_upbringing": 1.5, "parent_upbringing": 1.3, "onset_severity__household": 0.30,
    "onset_severity_limited": 0.15, "growth_per_month__guidance": 0.006, "capacity_growth": 0.8,
    "healing_per_month__guidance": 0.026, "healing_lonely": -0.375, "healing_not_lonely": 0.625,
    "dementia_growth": 0.006, "dementia_growth_met": 0.25, "capacity_base": 0.75,
    "capacity_loss_insecure": 0.25, "capacity_loss_event": 0.12, "capacity_loss_strain": 0.15,
    "natural_closing__guidance": 0.20, "closing_after_recovery": 2.2, "healing_of_visits": 0.5,
}  # fmt: skip
"""Calibration may move the defaults; what the rules make of these numbers stays."""
P = numbers(NeedsParameters, **PINNED)
STILL = numbers(NeedsParameters, **(PINNED | {"noise": 0.0}))
SHARES = st.floats(0, 1, width=32)
SHRINK = 0.4
PENSION = 12 * 67
"""The age of the state pension, in months."""


def onset(domain: Domain, *, lonely: bool = False, severe: bool = False, shrink: float = SHRINK,
          p: Any = P, guidance: int = 0, pension: int = PENSION,
          **fields: Any) -> float:  # fmt: skip
    """Return an adult's hazard a year before calibration."""
    return float(
        plain(onset_rules.adult_onset)(
            resident(**fields), domain, guidance, pension, lonely, severe, shrink, p
        )
    )


def child(household: int = 0, **fields: Any) -> float:
    """Return the hazard a year of an upbringing need of a ten-year-old."""
    return float(
        plain(onset_rules.upbringing_onset)(
            resident(**({"age_months": 120} | fields)), household, P
        )
    )


def after(record: Any, domain: Domain = Domain.GUIDANCE, *, capacity: float = 0.75,
          lonely: bool = False, shrink: float = SHRINK, growth: float = 1, healing: float = 1,
          u: float = 0.5, p: Any = STILL, **fields: Any) -> float:  # fmt: skip
    """Return severity a month later."""
    who = resident(**fields)
    rule = plain(needs.severity_after)
    return float(rule(record, domain, who, capacity, lonely, shrink, growth, healing, u, p))


# -- onset --------------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", [Domain.MEETING, Domain.GUIDANCE])
def test_the_lonely_start_more_needs_of_meeting_and_guidance(domain: Domain) -> None:
    alone = [onset(domain), onset(domain, lonely=True), onset(domain, lonely=True, severe=True)]
    assert alone[0] < alone[1] < alone[2]


def test_loneliness_raises_meeting_by_its_shrunk_ratios() -> None:
    ratio = onset(Domain.MEETING, lonely=True, severe=True) / onset(Domain.MEETING)
    assert ratio == pytest.approx((1 + 0.4 * 2.4) * (1 + 0.4 * 3.75))


@pytest.mark.parametrize("domain", list(Domain))
def test_without_the_observational_effect_loneliness_starts_nothing(domain: Domain) -> None:
    assert onset(domain, lonely=True, severe=True, shrink=0.0) == onset(domain, shrink=0.0)


@pytest.mark.parametrize(
    ("domain", "ratio"),
    [
        (Domain.MEETING, 1.8),
        (Domain.HOUSEHOLD, 1.8),
        (Domain.GUIDANCE, 1.8),
        (Domain.MOBILITY, 1.0),
    ],
)
def test_the_overloaded_start_more(domain: Domain, ratio: float) -> None:
    assert onset(domain, overloaded=1) / onset(domain) == pytest.approx(ratio)


@pytest.mark.parametrize(
    "domain", [Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE, Domain.INCOME, Domain.WORK]
)
def test_a_life_event_raises_onset(domain: Domain) -> None:
    assert onset(domain, event_months=3) / onset(domain) == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("domain", "ratio"),
    [(Domain.MEETING, 1.5), (Domain.GUIDANCE, 2.2), (Domain.INCOME, 5 / 0.7), (Domain.WORK, 5.0)],
)
def test_the_insecure_start_more(domain: Domain, ratio: float) -> None:
    assert onset(domain, insecure=1) / onset(domain) == pytest.approx(ratio)


@pytest.mark.parametrize("domain", [Domain.HOUSEHOLD, Domain.MOBILITY])
def test_limitation_and_age_drive_household_and_mobility(domain: Domain) -> None:
    base = P.household_base if domain == Domain.HOUSEHOLD else P.mobility_base
    for limitation in (1, 2):
        at_70 = onset(domain, limitation=limitation, age_months=840)
        assert at_70 == pytest.approx(base[limitation])
        at_80 = onset(domain, limitation=limitation, age_months=960)
        assert at_80 / at_70 == pytest.approx(math.exp(10 * P.age_slope))


def test_dementia_adds_to_three_domains() -> None:
    added = [onset(d, dementia=1) - onset(d) for d in Domain if d != Domain.UPBRINGING]
    assert added == pytest.approx([1.5, 0.3, 0.15, 0, 0, 0])


def test_work_needs_belong_to_working_age() -> None:
    """Social assistance begins until the age at which the dated state pension takes its place."""
    ages = [onset(Domain.WORK, age_months=12 * age) > 0 for age in (18, 20, 64, 66, 67)]
    assert ages == [False, True, True, True, False]
    assert onset(Domain.WORK, pension=12 * 66 + 7, age_months=12 * 66 + 7) == 0
    assert onset(Domain.WORK, pension=12 * 66 + 10, age_months=12 * 66 + 7) > 0
    assert onset(Domain.WORK, guidance=1) == pytest.approx(2 * onset(Domain.WORK))


def test_children_have_upbringing_needs_only() -> None:
    rule = plain(needs.onset_hazard)
    young, grown = resident(age_months=120), resident(age_months=23 * 12)
    rates = [float(rule(young, d, 0, PENSION, 0, 0, SHRINK, P)) for d in Domain]
    assert [d for d in Domain if rates[d] > 0] == [Domain.UPBRINGING]
    assert rule(grown, Domain.UPBRINGING, 0, PENSION, 0, 0, SHRINK, P) == 0
    assert rates[Domain.UPBRINGING] == pytest.approx(P.upbringing_base * P.onset_scale[4])


def test_upbringing_by_age_money_separation_and_a_parents_need() -> None:
    base = child()
    assert child(age_months=24) / base == pytest.approx(0.5)
    assert child(age_months=18 * 12) / base == pytest.approx(0.6)
    assert child(insecure=1) / base == pytest.approx(1.8)
    assert child(separation_months=5) / base == pytest.approx(1.5)
    assert child(household=1 << Domain.GUIDANCE) / base == pytest.approx(1.3)


def test_a_scale_of_zero_starts_nothing() -> None:
    none = numbers(NeedsParameters, **{f"onset_scale__{d.name.lower()}": 0.0 for d in Domain})
    who = resident(limitation=2, dementia=1, insecure=1, age_months=900)
    rule = plain(needs.onset_hazard)
    assert all(rule(who, d, 0, PENSION, 1, 1, SHRINK, none) == 0 for d in Domain)


def test_competing_hazards_open_at_most_one_need_of_each_domain() -> None:
    certain = here(Needs, onset=(1e9,) * N_DOMAINS)
    who, needs_of = resident(), rows(N_DOMAINS, need().dtype)
    begun = []
    for u in (0.01, 0.5, 0.99) * 7:
        had = who.open_needs
        domain = plain(needs.onset_of)(
            who, 0, programme(), certain, PENSION, u, False, False, SHRINK, P
        )
        assert who.open_needs == had
        if domain >= 0:
            plain(opening.open_need)(needs_of[domain], domain, who, 0, 0.5, P)
            begun.append(domain)
    # an adult of 45 has all domains but upbringing to open, each once
    assert sorted(begun) == [domain for domain in Domain if domain != Domain.UPBRINGING]
    assert who.open_needs == 127 - (1 << Domain.UPBRINGING)


def test_new_needs_scatter_by_half_and_weigh_more_with_a_severe_limitation() -> None:
    one = need(0)
    for u, factor in ((0.0, 0.5), (1.0, 1.5)):
        plain(opening.open_need)(one, Domain.HOUSEHOLD, resident(), 7, u, P)
        assert one.severity == pytest.approx(0.30 * factor)
        plain(opening.open_need)(one, Domain.HOUSEHOLD, resident(limitation=2), 7, u, P)
        assert one.severity == pytest.approx(0.30 * factor + 0.15)
    assert one.opened == 7


# -- course -------------------------------------------------------------------------------------


def test_unmet_grows_by_its_rate_and_met_heals() -> None:
    grown = 0.5 + 0.006 * (1 + 0.8 * 0.25)
    assert after(need(0.5)) == pytest.approx(grown)
    healed = 0.5 - 0.026 * 0.8 * 1.25 + 0.006 * 0.2 * (1 + 0.8 * 0.25)
    assert after(need(0.5, formal=0.8)) == pytest.approx(healed, abs=1e-6)


@given(SHARES, SHARES)
def test_the_more_is_met_the_lighter_a_need_ends(one: float, other: float) -> None:
    few, more = sorted((one, other))
    assert after(need(0.5, formal=more)) <= after(need(0.5, formal=few)) + 1e-9


def test_low_capacity_lets_needs_grow_faster() -> None:
    growth = [after(need(0.5), capacity=c) - 0.5 for c in (0.1, 0.5, 1.0)]
    assert growth[0] > growth[1] > growth[2]
    assert growth[0] / growth[2] == pytest.approx(1 + 0.8 * 0.9)


def test_insecure_residents_reach_the_indication_sooner() -> None:
    secure, insecure = (plain(needs.capacity_to_act)(resident(insecure=k), 0.0, P) for k in (0, 1))
    assert insecure == pytest.approx(secure - 0.25)
    assert after(need(0.5), capacity=insecure) > after(need(0.5), capacity=secure)


def test_healing_of_visits_separates_prevention_from_postponement() -> None:
    visited, unmet = need(0.5, community=0.6), need(0.5)
    formal = need(0.5, formal=0.6)
    comfort = numbers(NeedsParameters, **(PINNED | {"noise": 0.0, "healing_of_visits": 0.0}))
    course = numbers(NeedsParameters, **(PINNED | {"noise": 0.0, "healing_of_visits": 1.0}))
    assert after(visited, Domain.MEETING, p=comfort) == after(unmet, Domain.MEETING, p=comfort)
    assert after(visited, Domain.MEETING, p=course) == after(formal, Domain.MEETING, p=course)
    half = after(visited, Domain.MEETING)
    assert after(formal, Domain.MEETING) < half < after(unmet, Domain.MEETING)


def test_the_lonely_heal_more_slowly() -> None:
    met = need(0.5, formal=1.0)
    assert (0.5 - after(met, lonely=True)) / (0.5 - after(met)) == pytest.approx(0.85 / 1.25)
    assert after(met, lonely=True, shrink=0.0) == after(met, shrink=0.0)


def test_dementia_only_grows() -> None:
    met = need(0.5, formal=1.0)
    assert after(met, dementia=1) == pytest.approx(0.5 + 0.006 * 0.75)
    assert after(met, Domain.INCOME, dementia=1) == pytest.approx(0.5)


@given(st.floats(0, 1, width=32), SHARES, st.floats(0, 1), st.sampled_from(list(Domain)))
def test_severity_stays_on_its_scale(s: float, met: float, u: float, domain: Domain) -> None:
    assert 0 <= after(need(s, personal=met), domain, growth=50, healing=50, u=u, p=P) <= 1


def test_values_move_growth_and_healing() -> None:
    assert after(need(0.5), growth=2) - 0.5 == pytest.approx(2 * (after(need(0.5)) - 0.5))
    met = need(0.5, formal=1.0)
    assert 0.5 - after(met, healing=2) == pytest.approx(2 * (0.5 - after(met)))


@pytest.mark.parametrize(
    ("fields", "loss"),
    [({}, 0), ({"insecure": 1}, 0.25), ({"event_months": 2}, 0.12), ({"overloaded": 1}, 0.15),
     ({"dementia": 1}, 0.15),
     ({"insecure": 1, "event_months": 1, "overloaded": 1, "dementia": 1}, 0.65)],
)  # fmt: skip
def test_capacity_is_lost_to_worries(fields: dict[str, int], loss: float) -> None:
    expected = max(0.1, 0.75 - loss)
    assert plain(needs.capacity_to_act)(resident(**fields), 0.0, P) == pytest.approx(expected)


# -- closing ------------------------------------------------------------------------------------


def closing(severity: float, domain: Domain, **fields: Any) -> float:
    """Return the chance a month that a need closes."""
    hazard = plain(opening.closing_hazard)(severity, domain, resident(**fields), 804, 1.0, P)
    return 1.0 - math.exp(-hazard / 12)


def test_a_draw_below_the_chance_closes_and_one_above_it_does_not() -> None:
    chance = closing(0.5, Domain.GUIDANCE)
    below, above = (
        plain(opening.closes)(u, 0.5, Domain.GUIDANCE, resident(), 804, 1.0, P)
        for u in (chance - 1e-9, chance + 1e-9)
    )
    assert below
    assert not above


def test_a_need_that_is_hardly_left_closes() -> None:
    assert all(closing(0.04, domain, limitation=2) == 1 for domain in Domain)


def test_heavier_needs_close_less_often() -> None:
    light, heavy = closing(0.1, Domain.GUIDANCE), closing(0.9, Domain.GUIDANCE)
    assert light == pytest.approx(1 - math.exp(-0.20 * 1.20 / 12))
    assert heavy == pytest.approx(1 - math.exp(-0.20 * 0.80 / 12))


def test_household_and_mobility_close_after_recovery_and_never_at_high_age() -> None:
    for domain in (Domain.HOUSEHOLD, Domain.MOBILITY):
        assert closing(0.5, domain) == pytest.approx(1 - math.exp(-2.2 / 12))
        assert closing(0.5, domain, limitation=1, age_months=76 * 12) == 0
        assert 0 < closing(0.5, domain, limitation=1) < closing(0.5, domain)


def test_work_and_upbringing_end_with_age() -> None:
    assert closing(0.5, Domain.WORK, age_months=67 * 12) == 1
    assert closing(0.5, Domain.UPBRINGING, age_months=22 * 12) == 1
    assert closing(0.5, Domain.UPBRINGING, age_months=21 * 12) < 0.05


def test_a_closed_need_leaves_nothing_but_its_care() -> None:
    one, who = (
        need(0.5, personal=0.2, community=0.3, short=0.1, formal=0.4, indications=1),
        resident(open_needs=3),
    )
    plain(opening.close_need)(one, Domain.HOUSEHOLD, who)
    assert (one.severity, one.personal, one.community, one.short, one.formal) == (0, 0, 0, 0, 0)
    assert (who.open_needs, one.indications) == (1, 1)
