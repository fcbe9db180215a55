"""Caring: terms, renewal, step-down, step-up and ends of one indication."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.indications import indication_dtype
from agents.vocabulary import CareStage, Domain, Level
from model.months import DAYS
from model.processes.access.access_parameters import AccessParameters
from model.processes.access.customary_help import ALL, NOT_ABLE, PART
from model.processes.care import indications
from model.processes.care.care import Care
from model.processes.care.indications import CONVERTED, ENDED, KEPT, CareParameters
from tests.unit.plain import here, need, numbers, plain, resident, rows

PINNED = {
    "quit_recovered": 0.10, "recovered_below": 0.1, "run_off_months": 4.0, "renew": 0.20,
    "step_down": 0.25, "step_down_review": 0.9, "step_down_margin": 0.05, "met": 0.8,
    "met_work": 0.5, "term_spread__least": 0.5, "term_spread__most": 1.5,
}  # fmt: skip
"""Calibration may move the defaults; what the rules make of these numbers stays."""
P = numbers(CareParameters, **PINNED)
ACCESS = numbers(
    AccessParameters, judgement_slope=9.0, level_from__middle=0.55, level_from__heavy=0.75,
    threshold__meeting=0.41, threshold__household=0.18, threshold__guidance=0.30,
)  # fmt: skip
MONTH = 60


def running(domain: Domain, stage: CareStage = CareStage.RUNNING, level: int = 0) -> Any:
    """Return running care."""
    return rows(1, indication_dtype, domain=domain, stage=stage, level=level, pieces=1)[0]


def ends(u: float, domain: Domain, severity: float = 0.5, stage: CareStage = CareStage.RUNNING,
         p: Any = P, **values: float) -> bool:  # fmt: skip
    """Say whether care ends without a decision."""
    rule = plain(indications.ends_by_itself)
    return bool(rule(running(domain, stage), need(severity), u, here(Care, **values), p))


def end_chance(domain: Domain, **options: Any) -> float:
    """Return the chance a month that care ends by itself, found by halving."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if ends(middle, domain, **options) else (low, middle)
    return low


def decided(severity: float, *, domain: Domain = Domain.MEETING, fit: float = -1.0,
            reviewed: bool = False, able: int = NOT_ABLE,
            draws: tuple[float, ...] = (0.5, 0.5, 0, 0), referred_until: int = -999,
            values: dict[str, float] | None = None, **fields: Any) -> int:  # fmt: skip
    """Return what a re-assessment decides."""
    one, who = need(severity, referred_until=referred_until), resident(**fields)
    area = here(Care, **({"step_down": 0.25} | (values or {})))
    return int(plain(indications.reassess)(
        who, one, running(domain), fit, able, reviewed, draws, area, P, ACCESS, MONTH
    ))  # fmt: skip


# -- ends -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", list(Domain))
def test_clients_give_up_by_the_year(domain: Domain) -> None:
    assert end_chance(domain) == pytest.approx(1 - math.exp(-P.quit[domain] / 12), abs=1e-9)


@pytest.mark.parametrize("domain", list(Domain))
def test_nobody_gives_up_where_nobody_quits(domain: Domain) -> None:
    none = numbers(CareParameters, **PINNED, **{f"quit__{d.name.lower()}": 0.0 for d in Domain})
    assert not ends(0.0, domain, p=none)


def test_care_that_is_hardly_needed_is_given_up_aids_seldom() -> None:
    extra = [end_chance(d, severity=0.09) - end_chance(d) for d in Domain]
    aid = P.quit_recovered_aid
    assert extra == pytest.approx([aid if d == Domain.MOBILITY else 0.10 for d in Domain], abs=1e-9)


def test_a_closed_needs_care_ends_within_months() -> None:
    for domain in Domain:
        chance = end_chance(domain, severity=0.0)
        if domain != Domain.MOBILITY:
            assert chance == pytest.approx(1 / 4)
        else:
            assert chance < 0.02


def test_aids_stay_in_the_shed_until_somebody_checks() -> None:
    stored: dict[str, Any] = {"severity": 0.0, "stage": CareStage.STORED}
    left = end_chance(Domain.MOBILITY, **stored)
    assert left == pytest.approx(1 - math.exp(-P.quit[Domain.MOBILITY] / 12))
    checked = end_chance(Domain.MOBILITY, **stored, aid_check=0.5)
    assert checked == pytest.approx(1 - math.exp(-(P.quit[Domain.MOBILITY] + 0.5) / 12))


# -- terms ----------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.sampled_from(list(Domain)))
def test_terms_lie_between_their_factors(u: float, domain: Domain) -> None:
    usual = P.term_months[domain] * DAYS
    days = plain(indications.term_days)(domain, u, P.term_spread, P)
    assert 0.5 * usual - 1e-6 <= days <= 1.5 * usual + 1e-6
    assert plain(indications.term_days)(domain, 0.5, P.renewal_spread, P) == pytest.approx(usual)


def kept_chance(severity: float, **options: Any) -> float:
    """Return the chance that a re-assessment renews."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        outcome = decided(severity, draws=(1.0, middle, 0, 0), **options)
        low, high = (middle, high) if outcome == KEPT else (low, middle)
    return low


@pytest.mark.parametrize("domain", [Domain.MEETING, Domain.GUIDANCE, Domain.HOUSEHOLD])
def test_renewal_is_the_default(domain: Domain) -> None:
    bar = ACCESS.threshold[domain]
    assert kept_chance(bar, domain=domain) == pytest.approx(1 / (1 + math.exp(-9 * 0.20)))
    if bar > 0.2:
        assert kept_chance(bar - 0.20, domain=domain) == pytest.approx(0.5)


def test_a_stricter_town_renews_less() -> None:
    base = kept_chance(0.3)
    assert kept_chance(0.3, values={"renew_shift": -0.2}) < base
    assert kept_chance(0.3, values={"threshold_shift": 0.1}) < base


def test_able_housemates_take_household_help_over_at_renewal() -> None:
    alone = kept_chance(0.3, domain=Domain.HOUSEHOLD)
    young = kept_chance(0.3, domain=Domain.HOUSEHOLD, able=PART)
    assert kept_chance(0.3, domain=Domain.HOUSEHOLD, able=ALL) < young < alone


# -- step down and up -----------------------------------------------------------------------------


def test_step_down_needs_a_seat_a_fitting_need_and_no_earlier_referral() -> None:
    light: dict[str, Any] = {"fit": 0.55, "draws": (0.24, 0.0, 0, 0)}
    assert decided(0.59, **light) == CONVERTED
    assert decided(0.61, **light) == KEPT
    assert decided(0.5, fit=-1.0, draws=(0.0, 0.0, 0, 0)) == KEPT
    assert decided(0.5, **light, referred_until=61) == KEPT
    assert decided(0.5, **light, visits=1) == KEPT
    assert decided(0.5, **light, limitation=2) == KEPT, "nobody refers the severely limited either"
    assert decided(0.5, fit=0.55, draws=(0.26, 0.0, 0, 0)) == KEPT


@pytest.mark.parametrize("domain", [d for d in Domain if d != Domain.MEETING])
def test_only_day_activities_step_down(domain: Domain) -> None:
    assert decided(0.4, domain=domain, fit=0.55, draws=(0.0, 0.0, 0, 0)) == KEPT


def test_a_review_moves_only_those_below_fit_and_ends_nobody() -> None:
    sure = (0.89, 1.0, 0, 0)
    assert decided(0.5, fit=0.55, reviewed=True, draws=sure) == CONVERTED
    assert decided(0.7, fit=0.55, reviewed=True, draws=sure) == KEPT
    assert decided(0.01, fit=-1.0, reviewed=True, draws=sure) == KEPT
    assert decided(0.01, fit=-1.0, draws=sure) == ENDED


@pytest.mark.parametrize(
    ("severity", "had", "more", "level"),
    [(0.5, Level.LIGHT, False, Level.LIGHT), (0.56, Level.LIGHT, True, Level.MIDDLE),
     (0.8, Level.MIDDLE, True, Level.HEAVY), (0.3, Level.HEAVY, False, Level.LIGHT)],
)  # fmt: skip
def test_a_rise_asks_for_a_re_assessment_which_finds_a_level_in_both_directions(
    severity: float, had: Level, more: bool, level: Level
) -> None:
    care = running(Domain.MEETING, level=had)
    assert plain(indications.needs_more)(care, need(severity), ACCESS) == more
    plain(indications.judge_level)(care, need(severity), ACCESS)
    assert care.level == level


def test_care_meets_four_fifths_and_a_benefit_half() -> None:
    met = [plain(indications.met_by)(domain, P) for domain in Domain]
    assert met == [0.8] * 6 + [0.5]
