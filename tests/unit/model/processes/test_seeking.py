"""Seeking: what makes a resident ask, who brought a request, what holds it back."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.needs import need_dtype
from agents.programmes import SENT_BY_GP
from agents.residents import published_dtype
from agents.vocabulary import Domain, Source
from model.processes import seeking
from model.processes.need_shares import met_share, residual
from model.processes.referrers.referrers import Referrers
from model.processes.referrers.referrers_parameters import ReferrersParameters
from model.processes.referrers.signals import SENT_TO_COACH
from model.processes.seeking import Seeking, SeekingParameters
from tests.unit.plain import here, need, numbers, plain, programme, resident, rows

PINNED = {
    "ask_base": -3.9, "severity": 4.0, "severity_middle": 0.3, "shame_weight": 0.55, "wait": 0.25,
    "word_of_mouth": 1.1, "word_full": 3.0, "word_of_visitors": 0.5, "insecure": 0.35,
    "insecure_top": 1.5, "fragmentation": 0.15, "distrust": 0.15, "stigma__guidance": 1.0,
    "stigma__income": 1.4, "stigma__mobility": 0.3,
}  # fmt: skip
"""Calibration may move the defaults; what the rules make of these numbers stays."""
P = numbers(SeekingParameters, **PINNED)
SHARES = st.floats(0, 1, width=32)
SURE = (0.0, 0.0, 0.0, 0.0)


def logit(domain: Domain = Domain.GUIDANCE, *, felt: float = 0.4, wait: float = 0.0,
          heard: float = 0.0, n_open: int = 1, team: bool = False, siloed: bool = True,
          values: Any = None, hand_overs: int = 0, **fields: Any) -> float:  # fmt: skip
    """Return the logit of asking this month."""
    one = need(0.5, hand_overs=hand_overs)
    area = here(Seeking) if values is None else values
    rule = plain(seeking.asking_logit)
    return float(
        rule(resident(**fields), one, domain, felt, wait, heard, n_open, team, siloed, area, P)
    )


def test_the_logit_is_the_sum_of_its_parts() -> None:
    total = logit(felt=0.6, wait=2, heard=0.5, n_open=3, shame=1, insecure=1, hand_overs=2)
    parts = -3.9 + P.by_domain[2] + 4.0 * 0.3 - 0.55 * 1.0 - 0.25 * 2 + 1.1 * 0.5
    parts += -0.35 * (1.5 - 0.75) - 0.15 * 2 - 0.15 * 2
    assert total == pytest.approx(parts)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"felt": 0.2}, {"felt": 0.6}), ({"wait": 4.0}, {"wait": 0.0}),
        ({"shame": 1.0}, {"shame": -1.0}), ({"hand_overs": 3}, {"hand_overs": 0}),
        ({"heard": 0.0}, {"heard": 1.0}), ({"n_open": 4}, {"n_open": 1}),
        ({"insecure": 1}, {"insecure": 0}),
        ({"insecure": 1, "capacity": 0.2}, {"insecure": 1, "capacity": 0.9}),
    ],
)  # fmt: skip
def test_what_holds_a_resident_back(less: dict[str, Any], more: dict[str, Any]) -> None:
    assert logit(**less) < logit(**more)


def test_four_months_of_waiting_take_one_logit() -> None:
    assert logit(wait=0) - logit(wait=4) == pytest.approx(1.0)


def test_shame_weighs_by_the_stigma_of_the_domain() -> None:
    drops = {d: logit(d, shame=0) - logit(d, shame=1) for d in Domain}
    assert drops[Domain.INCOME] == max(drops.values()) == pytest.approx(0.55 * 1.4)
    assert drops[Domain.MOBILITY] == min(drops.values()) == pytest.approx(0.55 * 0.3)


def test_one_door_takes_fragmentation_away() -> None:
    assert logit(n_open=3, siloed=False) - logit(n_open=3) == pytest.approx(0.15 * 2)
    assert logit(siloed=False) == logit(siloed=True)


def test_a_team_is_near_to_its_own_households_alone() -> None:
    near = here(Seeking, proximity=0.2)
    gain = logit(team=True, siloed=False, values=near) - logit(values=near)
    assert gain == pytest.approx(math.log(1.2))
    assert logit(siloed=False, values=near) == logit(values=near)


def test_whom_the_fee_keeps_away_takes_no_household_help_whoever_brings_it_up() -> None:
    fees = rows(1, np.dtype([("stay_away", "f8"), ("stay_away_insecure", "f8")]), stay_away=1.0)[0]
    needs_of, rule = rows(7, need_dtype, severity=0.6, cooling_until=-999), seeking.open_to_requests
    for insecure, kept in ((0, 1 << Domain.HOUSEHOLD), (1, 0)):
        who = resident(open_needs=127, insecure=insecure)
        assert plain(rule)(who, needs_of, fees, 3, 5) == 127 - kept


def test_word_of_mouth_counts_clients_in_full_and_visitors_by_half() -> None:
    others = np.full((1, 16), -1, np.int32)
    strength = np.zeros((1, 16), np.float32)
    others[0, :3], strength[0, :3] = (1, 2, 3), (0.9, 0.6, 0.3)
    public = rows(4, published_dtype, visits=-1, meets=-1)
    rule = plain(seeking.word_of_mouth)
    assert rule(0, public, others, strength, P) == 0
    public.products[1] = 2
    for place in ("visits", "meets"):
        public.visits[2] = public.meets[2] = -1
        public[place][2] = 5
        assert rule(0, public, others, strength, P) == pytest.approx((0.9 + 0.5 * 0.6) / 3)
    public.products[3] = 1
    assert rule(0, public, others, strength, P) > (0.9 + 0.5 * 0.6) / 3
    strength[0, :3] = 1.0
    public.products[:] = 1
    assert rule(0, public, others, strength, P) == 1


def test_a_ladder_asks_for_what_is_left_and_litwak_for_the_task() -> None:
    one = need(0.8, personal=0.5, community=0.5, formal=0.5)
    litwak = numbers(SeekingParameters, **(PINNED | {"task_specific": 1.0}))
    rule = plain(seeking.felt_need)
    assert all(rule(one, d, P) == pytest.approx(0.8 * 0.125) for d in Domain)
    felt = [rule(one, d, litwak) for d in Domain]
    ladder = {Domain.MEETING, Domain.UPBRINGING}
    assert felt == pytest.approx([0.1 if d in ladder else 0.4 for d in Domain])


@given(SHARES, SHARES, SHARES, SHARES, SHARES)
def test_what_is_left_is_never_negative_nor_more_than_the_need(
    severity: float, personal: float, community: float, short: float, formal: float
) -> None:
    one = need(severity, personal=personal, community=community, short=short, formal=formal)
    share = plain(met_share)(one)
    assert max(personal, community, short, formal) - 1e-9 <= share <= 1
    assert 0 <= plain(residual)(one) <= severity


# -- who brought it ------------------------------------------------------------------------------

QUIET = here(Referrers, gp=0, home_help=0, school=0)


def source_of(*, asks: bool = False, staff: float = 0.0, found: float = 0.0,
              joined: float = 0.0, domain: Domain = Domain.UPBRINGING, values: Any = QUIET,
              who: Any = None) -> int:  # fmt: skip
    """Return the Source of a request where all of parents and GPs go past the access."""
    past = numbers(SeekingParameters, **(PINNED | {"youth_past_access": 1.0}))
    rule, one, row = plain(seeking.request_of), need(0.6), programme(asks=joined)
    child = resident(age_months=120) if who is None else who
    referrers = numbers(ReferrersParameters, place_yield=1.0, seen_from=0.0)
    source = rule(
        asks, SURE, child, one, domain, row, staff, found, 1.0, 60, 3, values, referrers, past
    )
    return int(source) - 1


def test_parents_and_gps_go_past_the_access_and_what_schools_and_teams_bring_comes_to_it() -> None:
    """A team's visit used to lead to care that nobody judged, in half of the cases."""
    by_gp, by_school = here(Referrers, school=0), here(Referrers, gp=0)
    assert source_of(asks=True) == source_of(values=by_gp) == Source.YOUTH_REFERRAL
    assert source_of(values=by_school) == Source.SCHOOL
    assert source_of(staff=1.0) == Source.FACILITY_STAFF
    assert source_of(joined=1.0) == Source.PROGRAMME
    assert source_of(found=1.0) == Source.OUTREACH
    assert source_of(asks=True, domain=Domain.GUIDANCE) == Source.SELF


def test_a_practice_remembers_whom_it_sent_past_the_access_or_to_a_coach_too() -> None:
    by_gp, to_coach = here(Referrers), here(Referrers, gp_invites=1)
    who = resident(age_months=120)
    assert source_of(values=by_gp, who=who) == Source.YOUTH_REFERRAL
    assert source_of(values=by_gp, who=who, domain=Domain.INCOME) == Source.GP
    assert who.sent_by_gp == 1 << Domain.UPBRINGING | 1 << Domain.INCOME
    assert source_of(values=to_coach, who=who, domain=Domain.MEETING) == SENT_TO_COACH - 1
    assert who.sent_by_gp >> Domain.MEETING & 1 == 0
    assert who.sent_by_gp & SENT_BY_GP
    asker = resident(age_months=120)
    source_of(asks=True, who=asker)
    assert asker.sent_by_gp == 0


# -- what stands in the way ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need_fields", "fields"),
    [
        ({"indications": 1}, {}), ({"short": 0.6}, {}), ({"cooling_until": 11}, {}),
        ({}, {"cases": 4}), ({}, {"open_needs": 3}),
    ],
)  # fmt: skip
def test_a_need_that_is_dealt_with_is_not_asked_for(
    need_fields: dict[str, Any], fields: dict[str, int]
) -> None:
    who = {"open_needs": 4}
    rule = plain(seeking.may_ask)
    assert rule(resident(**who), need(), Domain.GUIDANCE, 10)
    assert not rule(resident(**(who | fields)), need(**need_fields), Domain.GUIDANCE, 10)


def test_cooling_off_ends() -> None:
    one = need(cooling_until=11)
    asks = [
        plain(seeking.may_ask)(resident(open_needs=4), one, Domain.GUIDANCE, m) for m in (10, 11)
    ]
    assert asks == [False, True]
