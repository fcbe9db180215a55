"""Free places as places: whom seats reach, when referral helps, and when it does nothing or harms.

The worlds part in January 2023 (see `pairs`). Places are small and well known here, so that seats
are scarce in a town of this size.
"""

import numpy as np
import pytest

from agents.vocabulary import Status
from model.processes.community.community import VISIBILITY
from model.town import SocialBaseModel
from tests.science.pairs import PLACES, World, begin, gap, level, world

FEW = 2
FULL = {"community__know_visible": 0.3, "community__wish": 0.8, "access__know_free_desk": 1.0}
SEATS, FIRST = f"{PLACES}__seats_per_daypart", f"{PLACES}__referred_first"
KEPT, RIDES = f"{PLACES}__reserved", f"{PLACES}__transport"


def scarce(**changes: float) -> World:
    """Return a world with few seats, for which many wish."""
    return world(PLACES, **{SEATS: 30.0, **FULL, **changes})


def run_world(of: World, months: int = 12) -> SocialBaseModel:
    """Return a town that was run in a world."""
    town = begin(of)
    town.run_until(town.month + months)
    return town


# -- what seats do ---------------------------------------------------------------------------------


def test_a_place_that_the_referred_enter_first_is_named_although_it_is_full() -> None:
    first, in_turn = scarce(), scarce(**{FIRST: 0.0})
    assert gap("decided_referred", first, in_turn, replications=12).low > 0


def test_seats_kept_for_the_referred_are_lost_where_nobody_is_referred() -> None:
    """Harm: a reserved share that no caseworker uses stands empty while others wait."""
    nobody = {"access__know_free_desk": 0.0, "care__step_down": 0.0}
    kept, open_to_all = (scarce(**{KEPT: share, **nobody}) for share in (0.6, 0.0))
    assert gap("facility_participants", kept, open_to_all, replications=FEW).mean < -5


def test_priority_does_nothing_where_seats_are_plenty() -> None:
    """The referred find a seat in any case: no decision and no seat differs."""
    plenty = {SEATS: 2000.0}
    first, in_turn = (scarce(**{FIRST: value, **plenty}) for value in (1.0, 0.0))
    for outcome in ("facility_participants", "decided_referred", "indicated_users"):
        assert gap(outcome, first, in_turn, replications=FEW).mean == 0, outcome


# -- waiting, missing, satiation -------------------------------------------------------------------


def test_who_finds_no_seat_waits_and_the_list_ends_with_a_closed_place() -> None:
    town = run_world(scarce(), 6)
    people = town.residents.records
    waits = people["waits_at"][people["status"] == Status.HOME]
    assert (waits >= 0).sum() > 10
    before = set(people["uid"][people["visits"] >= 0].tolist())
    listed = set(people["uid"][people["waits_at"] >= 0].tolist())
    town.run_until(town.month + 3)
    seated = set(people["uid"][people["visits"] >= 0].tolist()) - before
    assert len(seated & listed) > len(seated - listed)


def test_what_makes_places_better_seen_counts_once() -> None:
    """By the area of who looks; it stood in the place's row as well, so that 1.3 was 1.69."""
    town = begin(scarce())
    town.values.change(VISIBILITY, "set", 2.0, None, None)
    town.step()
    assert set(town.state.community.table["visibility"].tolist()) <= {0.0, 1.0}


def test_fewer_visits_than_seats_though_every_seat_is_taken() -> None:
    """Who has a seat misses dayparts, and comes less often without a need."""
    mine = run_world(scarce()).state.community
    day = (mine.table["stands_in"] & mine.table["day_place"] & mine.table["open"]) > 0
    there = (mine.table["seats"] * mine.table["dayparts"])[day].sum() * 52 / 12
    taken = mine.participants[day].sum() / mine.table["places"][day].sum()
    assert taken > 0.9
    assert 0.3 < mine.visits[day].sum() / there < 0.8 * taken


@pytest.mark.parametrize("share", [0.77, 1.0])
def test_who_never_comes_by_itself_bounds_the_wish_however_large(share: float) -> None:
    town = run_world(scarce(community__never_come=share, **{SEATS: 5000.0}))
    people = town.residents.records
    adults = (people["status"] == Status.HOME) & (people["age_months"] >= 30 * 12)
    came = (people["first_visit"] >= 24) & adults
    assert came.sum() / adults.sum() < 1.0 - share + 0.03
    if share < 1.0:
        assert came.sum() > 20


def test_a_minibus_brings_who_lives_far_and_costs_money_empty_or_not() -> None:
    far = {"day_place__catchment_km": 0.1}
    fetched, on_foot = (scarce(**{RIDES: share, SEATS: 300.0, **far}) for share in (1.0, 0.0))
    assert gap("facility_participants", fetched, on_foot, replications=FEW).mean > 5
    idle = {**far, "community__never_come": 1.0, "access__know_free_desk": 0.0}
    empty, none = (scarce(**{RIDES: share, **idle}) for share in (1.0, 0.0))
    assert gap("cost_facilities_eur", empty, none, replications=FEW).mean > 0
    assert not np.isnan(level("facility_participants", empty))
