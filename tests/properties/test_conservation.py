"""Random small worlds: people, hours, seats, ties and cents are conserved in every month."""

from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings

from model.ledger import Ledger
from tests.properties.conserved import IN_EVERY_MONTH, OF_TWO_MONTHS, check_care, check_cents
from tests.properties.random_towns import MONTHS, World, remember, worlds

PLAN = (
    ("strong_local_teams", 0, 1.0, ("oude_stad", "noord", "oost", "zuid", "halsteren")),
    ("free_access_day_activities", 1, 1.0, ("oude_stad", "zuid")),
)
CROWDED = World(1, PLAN, (
    ("free_access_day_activities.seats_per_daypart", 4000.0), ("community.know_visible", 0.5),
))  # fmt: skip
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""To run ever smaller worlds takes minutes; a world is small as it is."""
STILL = World(2, (("ageing_held_still", 2, 0.5, ("noord", "zuid")),), ())

BUDGETED = World(
    5, (("lump_sum", 0, 0.6, ("noord", "oost")), ("integrated_access", 0, 1.0, ())), ()
)
CROWDING = World(22664602, (), (("demography.arrivals_until_2023", 0.1785),))


def _watch_the_books(town: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Check each month's cents as the month is closed; return the list of months checked."""
    closed: list[int] = []
    close = Ledger.close_month

    def checked_close(self: Ledger, month: int) -> None:
        check_cents(self.cells, town.residents.spent, self.unattributed)
        closed.append(month)
        close(self, month)

    monkeypatch.setattr(Ledger, "close_month", checked_close)
    return closed


def run_checked(world: World, months: int = MONTHS) -> Any:
    """Run a random world for some months, with every check in each of them."""
    town = world.town()
    copies_care = any(name == "ageing_held_still" for name, *_ in world.levers)
    with pytest.MonkeyPatch.context() as patch:
        closed = _watch_the_books(town, patch)
        for _ in range(months):
            before = remember(town)
            town.step()
            for check in IN_EVERY_MONTH:
                check(town)
            for check in OF_TWO_MONTHS:
                # who stands still takes over a donor's care: it neither starts nor ends
                if not (copies_care and check is check_care):
                    check(town, before)
        assert closed == list(range(months))
    return town


@settings(max_examples=10, phases=UNSHRUNK, derandomize=True)
@given(worlds())
@example(CROWDED)
@example(STILL)
@example(BUDGETED)
@example(World(11, (), ()))  # once: a helper who was helped in turn lost the mark of care
@example(World(17787659, (), ()))  # once: a need without severity kept its layer
def test_everything_is_conserved(world: World) -> None:
    run_checked(world)


@pytest.mark.slow
@settings(max_examples=40, phases=UNSHRUNK, derandomize=True)
@given(worlds())
@example(CROWDING)  # once: slots added for many newcomers pointed at slot 0
def test_everything_is_conserved_in_many_worlds(world: World) -> None:
    run_checked(world, 16)


@pytest.mark.parametrize("world", [World(7, (), ()), CROWDED])
def test_everything_is_conserved_for_years(world: World) -> None:
    """Long enough for births, moves, help, care and visits all to have happened."""
    town = run_checked(world, 40)
    people = town.residents.records
    happened = {
        "helped": int((people["minutes_got"] > 0).sum()),
        "in care": int((people["products"] > 0).sum()),
        "overloaded": int(people["overloaded"].sum()),
        "in long-term care": int((people["status"] == 2).sum()),
        "moved in": int(town.state.demography.counts.sum()) + 1,
    }
    assert all(happened.values()), happened
    if world.levers:
        assert (people["visits"] >= 0).any()
        assert np.count_nonzero(town.indications.records["stage"]) > 3
