"""Seats in sight: what a caseworker may promise at a place, full or not."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.facilities import facility_dtype
from model.process_state import ProcessStates
from model.processes.access.free_places import seats_in_sight
from model.processes.community.visiting import CommunityParameters
from tests.unit.plain import residents, rows

P = CommunityParameters(attrition=0.05, sight_months=2.0)


def in_sight(participants: int = 20, *, promised: int = 0, listed: int = 0, **fields: Any) -> int:
    """Return the seats in sight at the one place of twenty."""
    usual = {"open": 1, "day_place": 1, "stands_in": 1, "places": 20.0, "referred_first": 1.0}
    state = ProcessStates.zeros(areas=1, places=1)
    state.community.table = rows(1, facility_dtype, **(usual | fields))
    state.community.participants[:] = participants
    people = residents(promised + listed + 1)
    people.invited[:promised] = people.waits_at[:promised] = 0
    people.waits_at[promised : promised + listed] = 0
    town: Any = SimpleNamespace(
        state=state, parameters={"community": P},
        residents=SimpleNamespace(records=people), month=3,
        all_rounded=lambda amounts, keys, month: np.rint(amounts).astype(np.int64),
    )  # fmt: skip
    return int(seats_in_sight(town)[0])


def test_a_full_place_has_the_seats_that_its_visitors_leave() -> None:
    assert in_sight() == 2  # 20 visitors, one in twenty leaves a month, two months
    assert in_sight(participants=16) == 6  # 4 and 1.6
    assert in_sight(promised=2) == 0
    assert in_sight(promised=9) == 0


@pytest.mark.parametrize("shut", ["open", "day_place", "stands_in"])
def test_no_seat_is_in_sight_where_nobody_is_referred(shut: str) -> None:
    assert in_sight(**{shut: 0}) == 0


def test_the_waiting_list_takes_them_unless_the_referred_come_first() -> None:
    assert in_sight(listed=5) == 2
    assert in_sight(listed=5, referred_first=0.0) == 0
    assert in_sight(listed=1, referred_first=0.0) == 1


def test_a_reserved_share_is_out_of_reach_of_the_list() -> None:
    with_list = {"listed": 50, "referred_first": 0.0}
    assert in_sight(participants=14, reserved=0.3, **with_list) == 6
    assert in_sight(participants=14, **with_list) == 0
    assert np.isclose(in_sight(participants=20, reserved=0.3, **with_list), 2)
