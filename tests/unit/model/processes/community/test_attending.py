"""Attending: dayparts wished for, those missed, and what that leaves of a visit's effect."""

from typing import Any

import numpy as np
import pytest

from agents.facilities import facility_dtype
from model.processes.community import attending
from model.processes.community.visiting import CommunityParameters
from tests.unit.plain import need, numbers, plain, resident, residents, rows

P = numbers(
    CommunityParameters, attend=0.8, attend_limited=0.1, dayparts_without_need=0.5,
)  # fmt: skip
PLACE = rows(1, facility_dtype, visits_week=2.0)[0]


@pytest.mark.parametrize(
    ("severity", "personal", "dayparts"),
    [(0.0, 0.0, 1.0), (0.25, 0.0, 1.5), (0.5, 0.0, 2.0), (0.9, 0.0, 2.0), (0.5, 0.5, 1.5)],
)
def test_a_need_brings_people_more_often(severity: float, personal: float, dayparts: float) -> None:
    wished = plain(attending.dayparts_wished)(
        resident(), need(severity, personal=personal), PLACE, P
    )
    assert wished == pytest.approx(dayparts)


def test_the_limited_miss_more_and_get_less() -> None:
    rule, left = plain(attending.attendance), plain(attending.visits_meet_still)
    people = [resident(limitation=level) for level in range(3)]
    assert [rule(who, P) for who in people] == pytest.approx([0.8, 0.7, 0.6])
    assert [left(who, P) for who in people] == pytest.approx([1.0, 0.875, 0.75])
    nobody = numbers(CommunityParameters, attend=0.0)
    assert left(resident(), nobody) == 0


def came(n: int, wished: float, month: int = 3, **fields: Any) -> list[int]:
    """Return the visits of some residents in a month."""
    rule, seed = plain(attending.visits_of_month), np.uint64(11)
    return [int(rule(who, wished, 0, month, seed, P)) for who in residents(n, **fields)]


def test_visits_are_dayparts_of_which_one_in_five_is_missed() -> None:
    visits = came(2000, 2.0)
    assert np.mean(visits) == pytest.approx(0.8 * 2 * 52 / 12, rel=0.02)
    assert min(visits) < 5
    assert max(visits) == 9
    assert came(3, 0.0) == [0, 0, 0]
    assert np.mean(came(2000, 2.0, limitation=2)) == pytest.approx(0.6 * 2 * 52 / 12, rel=0.02)


def test_the_months_of_one_resident_differ_and_are_its_own() -> None:
    assert came(50, 2.0, month=3) != came(50, 2.0, month=4)
    assert came(50, 2.0) == came(50, 2.0)
