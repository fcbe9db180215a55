"""Needs that are open when the town begins: as many as two constant hazards leave, dated back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.vocabulary import Domain, Limitation
from model.processes.needs import past_needs
from model.processes.needs.needs import NeedsParameters
from tests.unit.plain import numbers, plain, resident

P = numbers(NeedsParameters, past_years=20.0, work_from=20.0)
PENSION = 12 * 66


@pytest.mark.parametrize(
    ("domain", "age", "years"),
    [(Domain.UPBRINGING, 4, 4), (Domain.WORK, 30, 10), (Domain.WORK, 60, 20),
     (Domain.HOUSEHOLD, 21, 3), (Domain.HOUSEHOLD, 80, 20), (Domain.GUIDANCE, 17, -1)],
)  # fmt: skip
def test_a_need_began_since_its_holder_was_old_enough(
    domain: Domain, age: int, years: float
) -> None:
    rule = plain(past_needs.years_at_risk)
    assert rule(resident(age_months=12 * age), domain, P) == pytest.approx(years)


@given(st.floats(0.001, 2), st.floats(0.01, 2), st.floats(0.5, 40))
def test_the_share_is_that_of_two_states_with_constant_hazards(
    onset: float, closing: float, years: float
) -> None:
    """By many small steps: who has none gets one, who has one loses it."""
    share, steps = 0.0, 20_000
    for _ in range(steps):
        share += ((1 - share) * onset - share * closing) * years / steps
    assert plain(past_needs.share_open)(onset, closing, years) == pytest.approx(share, abs=0.01)


def test_nobody_too_young_has_one_nor_where_it_closes_at_once() -> None:
    rule = plain(past_needs.share_open)
    assert rule(1.0, 0.1, 0.0) == rule(1.0, 0.1, -3.0) == rule(1.0, math.inf, 9.0) == 0.0


@pytest.mark.parametrize("closing", [0.0, 0.05, 0.5, 3.0])
def test_it_began_within_the_years_and_the_sooner_it_closes_the_later(closing: float) -> None:
    draws = (np.arange(1_000) + 0.5) / 1_000
    ago = np.array([plain(past_needs.months_since)(u, closing, 20.0) for u in draws])
    assert ago.min() >= 0
    assert ago.max() <= 240
    mean = 120.0 if closing == 0 else 12 / closing - 240 / math.expm1(20 * closing)
    assert ago.mean() == pytest.approx(mean, rel=0.01)


def test_lasting_needs_of_the_old_close_hardly_and_others_heal() -> None:
    rule, old = plain(past_needs.past_closing), resident(age_months=12 * 80, limitation=2)
    assert rule(old, Domain.MOBILITY, PENSION, P) == 0.0
    young = resident(age_months=12 * 40, limitation=Limitation.MODERATE)
    assert rule(young, Domain.GUIDANCE, PENSION, P) > P.natural_closing[Domain.GUIDANCE] * 0.75
    assert rule(old, Domain.WORK, PENSION, P) == math.inf
