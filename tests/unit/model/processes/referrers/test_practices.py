"""GP practices: lists, what is heard of patients, what a practice makes of it."""

from typing import Any

import numpy as np
import pytest

from agents.needs import need_dtype
from agents.programmes import SENT_BY_GP
from agents.vocabulary import Domain
from model.process_counts import News
from model.process_state import MOST_PRACTICES
from model.processes.referrers import practices
from model.processes.referrers.practices import NOTHING_MORE
from model.processes.referrers.referrers import learn, trust
from model.processes.referrers.referrers_parameters import ReferrersParameters
from tests.unit.plain import need, numbers, plain, resident, rows

P = numbers(
    ReferrersParameters, trust_least=0.5, trust_most=1.5, expects=0.5, experience_weight=10.0,
    memory=12.0, waiting_weight=0.1,
)  # fmt: skip
BIT = 1 << Domain.GUIDANCE
MONTH = 40


def heard(need_fields: dict[str, Any], **fields: Any) -> int:
    who, one = resident(**({"open_needs": BIT} | fields)), need(**need_fields)
    return int(plain(practices.news_of)(who, one, Domain.GUIDANCE, MONTH))


@pytest.mark.parametrize(
    ("need_fields", "fields", "news"),
    [
        ({"indications": 1}, {"products": BIT}, News.HELPED), ({"short": 0.6}, {}, News.HELPED),
        ({"referred_until": 50}, {"visits": 2}, News.HELPED), ({}, {"cases": BIT}, News.WAITS),
        ({"indications": 1}, {}, News.WAITS), ({"referred_until": 50}, {"invited": 2}, News.WAITS),
        ({}, {}, News.REFUSED), ({"referred_until": 50}, {}, News.REFUSED),
        ({}, {"visits": 2}, News.REFUSED), ({}, {"open_needs": 0}, NOTHING_MORE),
    ],
)  # fmt: skip
def test_what_a_practice_hears(
    need_fields: dict[str, Any], fields: dict[str, int], news: int
) -> None:
    assert heard(need_fields, **fields) == news


def told(sent: int, **fields: Any) -> tuple[list[int], Any]:
    """Return the news of a patient with an open need of guidance, and the patient."""
    who, counts = resident(**({"open_needs": BIT, "sent_by_gp": sent} | fields)), np.zeros(3, int)
    plain(practices.hear_of)(who, rows(7, need_dtype, referred_until=-999), MONTH, counts)
    return counts.tolist(), who


def test_who_waits_is_asked_after_until_something_came_of_it() -> None:
    counts, who = told(BIT, cases=BIT)
    assert (counts, who.sent_by_gp) == ([0, 0, 1], BIT)
    counts, who = told(BIT)
    assert (counts, who.sent_by_gp) == ([0, 1, 0], 0)
    assert told(0, cases=BIT)[0] == [0, 0, 0]


def test_a_coach_without_room_disappoints() -> None:
    assert told(SENT_BY_GP)[0] == [0, 1, 0]
    counts, who = told(SENT_BY_GP | BIT, programme=3, cases=BIT)
    assert (counts, who.sent_by_gp) == ([1, 0, 1], BIT)


def test_practices_follow_residents_and_an_area_has_one_at_least() -> None:
    number = practices.practices(np.array([13_000.0, 200.0, 1e6]), 3400.0)
    assert number.tolist() == [4, 1, MOST_PRACTICES]


def test_lists_are_alike_and_a_household_stays_on_its_own() -> None:
    rule = plain(practices.practice_of)
    on = [rule(np.uint64(3), np.int64(uid), np.int64(4)) for uid in range(1, 4001)]
    assert np.bincount(on, minlength=4) == pytest.approx(np.full(4, 1000), abs=120)
    assert rule(np.uint64(3), np.int64(7), np.int64(4)) == on[6]


def test_practices_differ_for_good_and_are_ordinary_on_average() -> None:
    native = practices.native_attention(np.uint64(5), 200, 0.5)
    assert native.mean() == pytest.approx(1.0, abs=0.05)
    assert np.log(native).std() == pytest.approx(0.5, abs=0.03)
    assert (practices.native_attention(np.uint64(5), 2, 0.0) == 1).all()


def after(*months: tuple[int, int, int]) -> np.ndarray:
    """Return what one practice remembers after months of news: helped, refused, waits."""
    experience = np.zeros((1, 1, 2))
    for month in months:
        learn(experience, np.array([[month]]), P)
    return experience


def trusts(*months: tuple[int, int, int], scale: float = 1.0) -> float:
    return float(trust(after(*months), scale, P)[0, 0])


def test_a_practice_that_sent_nobody_is_an_ordinary_one() -> None:
    assert trusts() == trusts((0, 0, 0)) == 1.0


def test_help_raises_trust_refusals_and_waits_lower_it_within_bounds() -> None:
    assert 1.0 < trusts((5, 0, 0)) < trusts((50, 0, 0)) < 1.5
    assert 0.5 < trusts((0, 50, 0)) < trusts((0, 5, 0)) < 1.0
    assert trusts((0, 0, 50)) == pytest.approx(trusts((0, 5, 0)))


def test_trust_returns() -> None:
    quiet = ((0, 0, 0),) * 60
    assert trusts((0, 50, 0), *quiet) == pytest.approx(1.0, abs=0.03)


def test_a_smaller_town_learns_as_the_full_one() -> None:
    assert trusts((10, 20, 0)) == pytest.approx(trusts((1, 2, 0), scale=0.1))


def test_where_both_bounds_are_one_nothing_is_learnt() -> None:
    deaf = numbers(ReferrersParameters, trust_least=1.0, trust_most=1.0)
    assert (trust(after((0, 100, 0)), 1.0, deaf) == 1).all()
