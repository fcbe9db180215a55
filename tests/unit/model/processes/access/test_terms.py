"""Terms: days from report to talk and decision, and the term of each law."""

from typing import Any

import numpy as np
import pytest

from agents.cases import case_dtype
from agents.vocabulary import Domain, Handler, Source
from model.months import DAYS
from model.processes.access import terms
from model.processes.access.access_parameters import AccessParameters
from model.processes.access.terms import TERM_LAWS, TERM_OF
from tests.unit.plain import numbers, plain, rows

PINNED = {
    "desk_talk_days__wmo": 14.0, "desk_talk_days__debt": 24.0, "team_talk_days": 7.0,
    "clarifying_days": 20.0, "decision_days": 10.0, "days_spread": 0.4,
}  # fmt: skip
P = numbers(AccessParameters, **PINNED)
MONTH = 60


def planned(n: int = 1, p: Any = P, **fields: Any) -> Any:
    """Return n files of as many residents whose investigation has begun this month."""
    usual = {"domains": 1 << Domain.GUIDANCE, "opened_month": MONTH, "opened_day": MONTH * DAYS}
    cases = rows(n, case_dtype, **(usual | {"uid": np.arange(n) + 1} | fields))
    for case in cases:
        plain(terms.plan_days)(case, MONTH, 3, p)
    return cases


@pytest.mark.parametrize("spread", [0.2, 0.4, 0.7])
def test_days_have_their_mean_and_spread(spread: float) -> None:
    u = (np.arange(20_000) + 0.5) / 20_000
    days = np.array([plain(terms.spread_days)(20.0, x, spread) for x in u])
    assert days.min() > 0
    assert days.mean() == pytest.approx(20.0, rel=1e-3)
    assert days.std() == pytest.approx(20.0 * spread, rel=0.02)


def test_without_spread_every_file_takes_the_mean() -> None:
    exact = numbers(AccessParameters, **(PINNED | {"days_spread": 0.0}))
    desk = planned(p=exact)[0]
    debt = planned(p=exact, domains=1 << Domain.INCOME)[0]
    team = planned(p=exact, handler=Handler.TEAM)[0]
    waited = planned(p=exact, opened_day=(MONTH - 3) * DAYS)[0]
    assert (desk.talk_day - MONTH * DAYS, desk.due_day - MONTH * DAYS) == pytest.approx((14, 44))
    assert (debt.talk_day - MONTH * DAYS, debt.due_day - MONTH * DAYS) == pytest.approx((24, 54))
    assert (team.talk_day - MONTH * DAYS, team.due_day - MONTH * DAYS) == pytest.approx((7, 37))
    assert waited.due_day == pytest.approx(desk.due_day)


def test_files_take_different_days_and_some_are_late_without_a_queue() -> None:
    """Audit 1.10: every file took exactly the 56 days of the law, and none was late."""
    cases = planned(3000)
    days = cases.due_day - cases.opened_day
    assert len(np.unique(days)) == 3000
    assert days.mean() == pytest.approx(44, abs=0.7)
    late = np.mean([plain(terms.is_over_term)(case, P) for case in cases])
    assert late == pytest.approx((days > 56.5).mean())
    assert 0.05 < late < 0.2


def test_a_file_that_waits_for_hours_takes_no_other_time() -> None:
    at_once = planned()[0]
    later = rows(1, case_dtype, domains=1 << Domain.GUIDANCE, uid=1)[0]
    later.opened_month, later.opened_day = MONTH, MONTH * DAYS
    plain(terms.plan_days)(later, MONTH + 2, 3, P)
    assert later.due_day - at_once.due_day == pytest.approx(2 * DAYS)


def late(domains: int, talk: float, decision: float, **fields: Any) -> bool:
    """Say whether a file is over term with its talk and its decision after so many days."""
    case = rows(1, case_dtype, domains=domains, talk_day=talk, due_day=decision, **fields)[0]
    return bool(plain(terms.is_over_term)(case, P))


def test_every_file_is_held_to_the_term_of_its_own_law() -> None:
    """Audit section 6: debt help got the eight weeks of the Wmo in place of four to the talk."""
    for domain in Domain:
        debt = domain == Domain.INCOME
        assert late(1 << domain, talk=10.0, decision=57.0) == (not debt)
        assert late(1 << domain, talk=29.0, decision=50.0) == debt
        assert not late(1 << domain, talk=28.4, decision=56.4)


def test_a_file_of_more_needs_is_late_where_it_is_for_one_of_them() -> None:
    both = 1 << Domain.GUIDANCE | 1 << Domain.INCOME
    assert late(both, talk=29.0, decision=50.0)
    assert late(both, talk=10.0, decision=57.0)
    assert not late(both, talk=28.0, decision=56.0)


def test_the_municipality_does_not_decide_on_referrals() -> None:
    youth = {"source": Source.YOUTH_REFERRAL}
    assert not late(1 << Domain.UPBRINGING, talk=0.0, decision=200.0, **youth)


def test_no_duration_equals_the_most_that_the_law_allows() -> None:
    p = AccessParameters()
    for domain in Domain:
        most = p.statutory_days[TERM_OF[domain]]
        desk = p.desk_talk_days[TERM_OF[domain]]
        usual = desk if domain == Domain.INCOME else desk + p.clarifying_days + p.decision_days
        assert usual < most, TERM_LAWS[TERM_OF[domain]]
    assert p.decision_days < 14
