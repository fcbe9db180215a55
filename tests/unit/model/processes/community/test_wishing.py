"""Wishing: who would ever come, who has enough, and how waiting for a seat ends."""

from typing import Any

import numpy as np
import pytest

from agents.facilities import facility_dtype
from model.processes.community import wishing
from model.processes.community.community import Community
from model.processes.community.visiting import CommunityParameters
from tests.unit.plain import here, need, numbers, plain, resident, residents, rows

PINNED = {"wish": 1.0, "never_come": 0.0, "wish_enough": 4.0, "accept_invitation": 0.6}
P = numbers(CommunityParameters, **PINNED)
SEED = np.uint64(7)
DAY, MEET = 0, 1


def places(**fields: Any) -> Any:
    """Return an open place for day activities and one to meet."""
    usual = {"open": 1, "day_place": 1, "stands_in": np.array([1, 0]), "turn": np.arange(2),
             "visits_week": np.array([2.0, 1.0]), "wish_base": 9.0}  # fmt: skip
    return rows(2, facility_dtype, **(usual | fields))


def chosen(who: Any, u: float = 0.0, v: float = 1.0, p: Any = P, table: Any = None) -> int:
    """Return the place wished for."""
    rule, at = plain(wishing.choose_place), places() if table is None else table
    return int(rule(who, need(0.4), at, np.ones(2), True, False, u, v, here(Community), SEED, p))


def old(**fields: Any) -> Any:
    """Return a pensioner who knows both places."""
    return resident(age_months=840, knows=3, **fields)


def test_who_has_one_kind_wishes_only_the_other() -> None:
    assert chosen(old(visits=DAY)) == MEET
    assert chosen(old(meets=MEET)) == DAY
    assert chosen(old(visits=DAY, meets=MEET)) == -1


def test_the_wish_satiates() -> None:
    left = plain(wishing.wish_left)
    assert left(old(), places(), P) == 1
    assert left(old(meets=MEET), places(), P) == pytest.approx(0.75)
    assert left(old(visits=DAY), places(), P) == pytest.approx(0.5)
    assert left(old(visits=DAY), places(visits_week=5.0), P) == 0
    assert chosen(old(visits=DAY), u=0.49) == MEET
    assert chosen(old(visits=DAY), u=0.51) == -1


def test_most_never_come_by_themselves_and_may_be_referred() -> None:
    p = numbers(CommunityParameters, **(PINNED | {"never_come": 0.77}))
    crowd = residents(4000, age_months=840, knows=3)
    rule = plain(wishing.is_open)
    assert np.mean([rule(who, SEED, p) for who in crowd]) == pytest.approx(0.23, abs=0.02)
    nobody = numbers(CommunityParameters, **(PINNED | {"never_come": 1.0}))
    assert chosen(old(), p=nobody) == -1
    assert chosen(old(invited=DAY), v=0.5, p=nobody) == DAY


def test_one_waits_on_and_wishes_for_the_other_kind_meanwhile() -> None:
    assert chosen(old(waits_at=DAY), u=1.0) == DAY
    assert chosen(old(waits_at=DAY)) == MEET
    assert chosen(old(waits_at=DAY, invited=DAY), v=1.0) == DAY  # it accepted when it was referred


def test_a_referral_is_no_use_to_who_has_day_activities() -> None:
    assert chosen(old(visits=DAY, invited=DAY), u=1.0, v=0.0) == -1


def waits_on(left: float = 0.0, **fields: Any) -> tuple[int, int]:
    """Return the list on which a resident stands a month later, and where it was referred to."""
    p = numbers(CommunityParameters, **(PINNED | {"list_left": left}))
    who = old(**({"waits_at": DAY} | fields))
    plain(wishing.keep_waiting)(who, places(), 3, SEED, p)
    return int(who.waits_at), int(who.invited)


def test_waiting_ends_by_chance_and_by_a_seat_elsewhere() -> None:
    assert waits_on(invited=DAY) == (DAY, DAY)
    assert waits_on(left=1.0, invited=DAY) == (-1, -1)
    assert waits_on(visits=DAY) == (-1, -1)
    assert waits_on(meets=MEET) == (DAY, -1)
