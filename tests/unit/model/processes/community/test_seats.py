"""Seats: who comes first, a reserved share, the waiting list, never more visitors than seats."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facilities import facility_dtype
from agents.needs import need_dtype
from agents.ties import SLOTS
from agents.vocabulary import Domain, Origin, TieKind
from model.process_counts import CommunityCount
from model.processes.community import seats
from model.processes.community.community import Community
from model.processes.community.visiting import CommunityParameters
from model.processes.keyed_order import keyed_order
from tests.unit.plain import numbers, plain, residents, rows

P = numbers(CommunityParameters, tie_start=0.25, tie_other_origin=0.4)


def allotted(n: int, places: float, *, invited: int = 0, sitting: int = 0, reserved: float = 0.0,
             first: float = 1.0, month: int = 60, **fields: Any) -> tuple[Any, Any]:  # fmt: skip
    """Return residents and counts after all who do not sit yet wished a seat at the one place.

    The last `invited` of them, in the order in which they wish, were invited.
    """
    people = residents(n, **fields)
    people.visits[:sitting] = 0
    people.invited[n - invited :] = 0
    table = rows(
        1, facility_dtype, open=1, day_place=1, stands_in=1, places=places, reserved=reserved,
        referred_first=first,
    )  # fmt: skip
    wishes = np.zeros(n, np.int8)
    counts = np.zeros((1, len(CommunityCount)), np.int64)
    wishing = np.arange(sitting, n)
    visitors = np.arange(sitting)
    plain(seats.allot_seats)(people, table, wishes, wishing, visitors, month, P, counts)
    return people, counts[0]


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 5), st.floats(0, 1))
def test_visitors_never_exceed_seats(n: int, places: int, invited: int, reserved: float) -> None:
    people, counts = allotted(n, places, invited=min(invited, n), reserved=reserved)
    seated = int((people.visits == 0).sum())
    assert seated <= places
    assert counts[CommunityCount.NEW_PARTICIPANTS] == seated
    assert counts[CommunityCount.FACILITY_TURNED_AWAY] == n - seated


def test_seats_go_in_the_order_given() -> None:
    people, _ = allotted(6, 2, sitting=1)
    assert people.visits.tolist() == [0, 0, -1, -1, -1, -1]


def test_invited_residents_come_first() -> None:
    people, _ = allotted(6, 2, invited=2)
    assert np.flatnonzero(people.visits == 0).tolist() == [4, 5]


def test_without_priority_the_referred_take_their_turn() -> None:
    people, _ = allotted(6, 2, invited=2, first=0.0)
    assert np.flatnonzero(people.visits == 0).tolist() == [0, 1]


def test_who_finds_no_seat_waits_and_loses_no_turn_by_waiting() -> None:
    people, counts = allotted(4, 1, waits_at=np.array([-1, -1, 0, -1]), waits_since=50)
    assert people.waits_at.tolist() == [-1, 0, 0, 0]
    assert people.waits_since.tolist() == [50, 60, 50, 60]
    assert counts[CommunityCount.FACILITY_TURNED_AWAY] == 2  # who waited already came before


def test_nobody_leaves_a_list_for_another_wish_but_for_a_referral() -> None:
    waits = {"waits_at": np.array([5, 5]), "waits_since": 50}
    people, counts = allotted(2, 0, invited=1, **waits)
    assert people.waits_at.tolist() == [5, 0]
    assert people.waits_since.tolist() == [50, 60]
    assert counts[CommunityCount.FACILITY_TURNED_AWAY] == 2


def test_who_waits_longest_comes_first_and_newcomers_last() -> None:
    people = residents(5, waits_at=np.array([-1, 0, 0, 0, -1]))
    people.waits_since = 0, 58, 55, 58, 0
    wishes, order = np.zeros(5, np.int8), np.array([4, 3, 1, 2, 0])
    assert Community._in_turn(people, wishes, order).tolist() == [2, 3, 1, 4, 0]


def test_a_meeting_place_bars_nobody_from_day_activities() -> None:
    people = residents(2, meets=np.array([1, -1]))
    table = rows(2, facility_dtype, open=1, day_place=1, places=5, stands_in=np.array([1, 0]))
    counts = np.zeros((1, len(CommunityCount)), np.int64)
    who = np.arange(2)
    allot = plain(seats.allot_seats)
    allot(people, table, np.array([0, 1], np.int8), who, who[:1], 60, P, counts)
    assert (people.visits.tolist(), people.meets.tolist()) == ([0, -1], [1, 1])


def test_a_place_that_shrinks_loses_its_volunteers_last() -> None:
    people = residents(3, visits=0, volunteer=np.array([2, 0, 0]))
    table = rows(1, facility_dtype, open=1, day_place=1, stands_in=1, places=1)
    plain(seats.give_up_seats)(people, table, np.arange(3))
    assert people.visits.tolist() == [0, -1, -1]
    table.places = 0
    plain(seats.give_up_seats)(people, table, np.arange(3))
    assert (people.visits.tolist(), people.volunteer.tolist()) == ([-1] * 3, [0] * 3)


def test_a_reserved_share_is_kept_for_the_invited() -> None:
    people, counts = allotted(10, 4, reserved=0.5)
    assert (people.visits == 0).sum() == 2
    assert counts[CommunityCount.FACILITY_TURNED_AWAY] == 8
    people, _ = allotted(10, 4, reserved=0.5, invited=3)
    assert np.flatnonzero(people.visits == 0).tolist() == [7, 8, 9]


def test_a_place_that_is_full_turns_everybody_away() -> None:
    people, counts = allotted(5, 3, sitting=3, invited=2)
    assert (people.visits[3:] == -1).all()
    assert counts[CommunityCount.FACILITY_TURNED_AWAY] == 2


def test_a_first_visit_is_remembered_and_those_without_request_are_counted() -> None:
    people, counts = allotted(3, 3, last_request=np.array([59, 35, -999]))
    assert people.first_visit.tolist() == [60] * 3
    assert people.knows.tolist() == [1] * 3
    assert counts[CommunityCount.NEW_PARTICIPANTS_NO_REQUEST_BEFORE] == 2
    people, counts = allotted(1, 3, first_visit=12)
    assert (people.first_visit[0], counts[CommunityCount.NEW_PARTICIPANTS]) == (12, 0)


def test_order_of_wishes_does_not_depend_on_slots() -> None:
    uids = np.array([11, 22, 33, 44, 55], np.int64)
    order = keyed_order(np.arange(5), uids, 3, seats.ORDER, 7)
    shuffled = np.array([3, 1, 4, 0, 2])
    again = keyed_order(np.arange(5), uids[shuffled], 3, seats.ORDER, 7)
    assert uids[order].tolist() == uids[shuffled][again].tolist()
    others = {tuple(uids[keyed_order(np.arange(5), uids, 3, seats.ORDER, m)]) for m in range(12)}
    assert len(others) > 6


def met(origins: tuple[int, int], accept: float, already: float = 0.0) -> Any:
    """Return strength and kind of the tie after two visitors met."""
    people = residents(2)
    people.origin = origins
    other = np.full((2, 16), -1, np.int32)
    strength, kind = np.zeros((2, 16), np.float32), np.zeros((2, 16), np.uint8)
    if already:
        other[0, 0], other[1, 0], strength[:, 0] = 1, 0, already
    plain(seats.meet_one)(people, 0, 1, other, strength, kind, accept, P)
    assert (strength[0] == strength[1]).all()
    return float(strength[0, 0]), int(kind[0, 0])


def test_visitors_become_acquaintances_and_then_friends() -> None:
    assert met((0, 0), 1.0) == (pytest.approx(0.25), TieKind.FACILITY)
    assert met((0, 0), 1.0, already=0.5)[0] == pytest.approx(0.5 + 0.3 * 0.5)


def test_a_visitor_gains_as_many_ties_a_year_as_the_register_says() -> None:
    """Each picked at that rate and was picked at it too: twice as many."""
    n, months, known = 3000, 12, 0
    for month in range(months):
        other, strength = np.full((n, SLOTS), -1, np.int32), np.zeros((n, SLOTS), np.float32)
        people = residents(n, visits=0, household=np.arange(n))
        plain(seats.meet_visitors)(
            people, other, strength, np.zeros((n, SLOTS), np.uint8), np.arange(n), month,
            np.uint64(5), P,
        )  # fmt: skip
        known += int((other >= 0).sum())
    assert known / n == pytest.approx(P.new_ties * months / 12, rel=0.15)


def test_across_origins_four_in_ten_meetings_make_a_tie() -> None:
    pair = (Origin.DUTCH, Origin.TURKISH)
    assert met(pair, 0.39)[0] == pytest.approx(0.25)
    assert met(pair, 0.41)[0] == 0


def test_a_tally_counts_visitors_volunteers_and_what_visits_meet() -> None:
    people = residents(4, visits=np.array([0, 0, -1, -1]), volunteer=np.array([2, 1, 1, 2]))
    people.meets[:] = 1, -1, -1, 1
    people.open_needs[0] = 1 << Domain.MEETING
    needs_of = rows((4, 7), need_dtype)
    needs_of.severity[0, 0] = 0.4
    table = rows(2, facility_dtype, effectiveness=0.65, fit_severity=0.55, visits_week=2.0)
    table.lever, table.effectiveness = (3, 0), (0.65, 0.25)
    participants, volunteers, visits = np.full((3, 2), 9)
    counts = np.zeros((1, len(CommunityCount)), np.int64)
    visitors = np.array([0, 1, 3])
    plain(seats.tally_visitors)(
        people, needs_of, table, visitors, 5, np.uint64(7), P, participants, volunteers, visits,
        counts,
    )  # fmt: skip
    assert participants.tolist() == [2, 2]
    assert volunteers.tolist() == [1, 1]  # who has both volunteers at the day activities
    assert needs_of.community[:, 0].tolist() == pytest.approx([0.65, 0, 0, 0])
    assert people.exposed.tolist() == [8, 8, 0, 0]
    assert counts[0, CommunityCount.FACILITY_VISITS] == visits.sum() > 0
