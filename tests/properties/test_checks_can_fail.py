"""Each check of `conserved` finds a town that was broken by hand: none passes whatever happens."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from agents.vocabulary import CareStage, Domain, Status
from model.process_counts import ProvisionCount
from model.state.state import TownState, capture, restore
from tests.properties import conserved
from tests.properties.random_towns import Before, World, remember
from tests.properties.test_conservation import CROWDED

Break = Callable[[Any], None]


@pytest.fixture(scope="module")
def busy() -> tuple[Any, TownState, Before]:
    """Return a busy town after some months, its state, and what the month before looked like."""
    town = World(CROWDED.seed, CROWDED.levers, CROWDED.numbers).town()
    town.run_until(20)
    before = remember(town)
    town.step()
    return town, capture(town), before


@pytest.fixture
def town(busy: tuple[Any, TownState, Before]) -> Any:
    """Return the town, restored to that month."""
    restore(busy[0], busy[1])
    return busy[0]


def first(condition: Any) -> int:
    """Return the first slot or row of a condition that somebody meets."""
    rows = np.flatnonzero(condition)
    assert len(rows), "the town has one to break"
    return int(rows[0])


def at_home(town: Any) -> Any:
    return town.residents.records["status"] == Status.HOME


def vanish(town: Any) -> None:
    town.residents.records["status"][first(at_home(town))] = Status.EMPTY


def twice_there(town: Any) -> None:
    people = town.residents.records
    people["uid"][first(at_home(town))] = people["uid"][town.residents.living[-1]]


def miscount_household(town: Any) -> None:
    homes = town.households.records
    homes["adults"][first(homes["adults"] > 0)] += 1


def one_sided_partner(town: Any) -> None:
    people = town.residents.records
    people["partner"][first(people["partner"] >= 0)] = -1


def free_and_used(town: Any) -> None:
    town.residents.free.append(int(town.residents.living[0]))


def uncounted_need(town: Any) -> None:
    people = town.residents.records
    slot = first((people["open_needs"] & 1) & at_home(town))
    town.residents.needs[slot, 0]["layer"] = 0


def fifth_layer(town: Any) -> None:
    slot = first(town.residents.records["open_needs"] & 1)
    town.residents.needs[slot, 0]["layer"] = 5


def need_without_row(town: Any) -> None:
    town.residents.needs.held[first(town.residents.records["open_needs"] & 1)] = 0


def shared_row(town: Any) -> None:
    needs = town.residents.needs
    one, other = np.flatnonzero(needs.held)[:2]
    needs.first[one] = needs.first[other]


def written_blank(town: Any) -> None:
    town.residents.needs.rows["severity"][0] = 0.5


def too_much_help(town: Any) -> None:
    people = town.residents.records
    people["minutes_got"][first((people["open_needs"] == 0) & at_home(town))] = 60


def share_above_one(town: Any) -> None:
    slot = first(town.residents.records["open_needs"] & 1)
    town.residents.needs[slot, 0]["personal"] = 1.5


def help_from_nowhere(town: Any) -> None:
    people = town.residents.records
    people["minutes_given"][first(at_home(town))] += 5000


def help_nobody_gave(town: Any) -> None:
    people = town.residents.records
    people["minutes_got"][first(people["minutes_got"] > 0)] += 1


def forgotten_link(town: Any) -> None:
    people = town.residents.records
    people["links"][first(people["links"] > 0)] -= 1


def helps_oneself(town: Any) -> None:
    people = town.residents.records
    slot = first(people["helper_a"] >= 0)
    people["helper_a"][slot] = slot


def unmarked_help(town: Any) -> None:
    people = town.residents.records
    tied = [
        slot for slot in np.flatnonzero(people["helper_a"] >= 0)
        if (town.residents.tie_other[slot] == people["helper_a"][slot]).any()
    ]  # fmt: skip
    town.residents.tie_kind[tied[0]] &= 127


def one_too_many_at_a_place(town: Any) -> None:
    people = town.residents.records
    k = int(people["visits"][first(people["visits"] >= 0)])
    town.state.community.table["places"][k] = (people["visits"] == k).sum() - 1


def visits_a_closed_place(town: Any) -> None:
    people = town.residents.records
    k = int(people["visits"][first(people["visits"] >= 0)])
    town.state.community.table["open"][k] = 0


def lost_file(town: Any) -> None:
    people = town.residents.records
    people["cases"][first(at_home(town))] ^= 1


def care_of_nobody(town: Any) -> None:
    care = town.indications.records
    care["uid"][first(care["stage"] == CareStage.RUNNING)] += 2


def care_that_appears(town: Any) -> None:
    care = town.indications.records
    care["stage"][first(care["stage"] == CareStage.RUNNING)] = CareStage.FREE


def uncounted_client(town: Any) -> None:
    town.state.care.caseload[Domain.HOUSEHOLD, 0] += 1


def uncounted_wait(town: Any) -> None:
    town.state.care.by_domain[0, Domain.HOUSEHOLD, ProvisionCount.WAITING] += 1


def client_of_no_contract(town: Any) -> None:
    care = town.indications.records
    row = first((care["stage"] == CareStage.RUNNING) & (care["domain"] == Domain.HOUSEHOLD))
    care["provider"][row] = 100


def miscounted_outflow(town: Any) -> None:
    town.state.care.by_domain[0, Domain.HOUSEHOLD, ProvisionCount.ENDED] += 1


def one_sided_tie(town: Any) -> None:
    residents = town.residents
    slot = first((residents.tie_other >= 0).any(axis=1))
    residents.tie_other[slot, first(residents.tie_other[slot] >= 0)] = -1


def unequal_strength(town: Any) -> None:
    residents = town.residents
    slot = first((residents.tie_other >= 0).any(axis=1))
    residents.tie_strength[slot, first(residents.tie_other[slot] >= 0)] *= np.float32(0.5)


def older_than_old(town: Any) -> None:
    town.residents.records["age_months"][first(at_home(town))] = -1


def endless_severity(town: Any) -> None:
    slot = first(town.residents.records["open_needs"] & 1)
    town.residents.needs[slot, 0]["severity"] = np.nan


def not_a_wellbeing(town: Any) -> None:
    town.residents.records["wellbeing"][first(at_home(town))] = 10.5


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (conserved.check_places, twice_there),
        (conserved.check_places, miscount_household),
        (conserved.check_places, one_sided_partner),
        (conserved.check_places, free_and_used),
        (conserved.check_layers, uncounted_need),
        (conserved.check_layers, fifth_layer),
        (conserved.check_rows, need_without_row),
        (conserved.check_rows, shared_row),
        (conserved.check_rows, written_blank),
        (conserved.check_hours, too_much_help),
        (conserved.check_hours, share_above_one),
        (conserved.check_links, forgotten_link),
        (conserved.check_links, helps_oneself),
        (conserved.check_links, unmarked_help),
        (conserved.check_seats, one_too_many_at_a_place),
        (conserved.check_seats, visits_a_closed_place),
        (conserved.check_files, lost_file),
        (conserved.check_files, care_of_nobody),
        (conserved.check_providers, uncounted_client),
        (conserved.check_providers, uncounted_wait),
        (conserved.check_providers, client_of_no_contract),
        (conserved.check_ties, one_sided_tie),
        (conserved.check_ties, unequal_strength),
        (conserved.check_ranges, older_than_old),
        (conserved.check_ranges, endless_severity),
        (conserved.check_ranges, not_a_wellbeing),
    ],
)
def test_check_of_a_month_can_fail(town: Any, check: Break, broken: Break) -> None:
    check(town)
    broken(town)
    with pytest.raises(AssertionError):
        check(town)


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (conserved.check_people, vanish),
        (conserved.check_spare, help_from_nowhere),
        (conserved.check_spare, help_nobody_gave),
        (conserved.check_care, care_that_appears),
        (conserved.check_care, miscounted_outflow),
    ],
)
def test_check_of_two_months_can_fail(
    town: Any, busy: Any, check: Callable[[Any, Any], None], broken: Break
) -> None:
    check(town, busy[2])
    broken(town)
    with pytest.raises(AssertionError):
        check(town, busy[2])


def test_every_check_is_shown_to_fail() -> None:
    marks: list[Any] = []
    for test in (test_check_of_a_month_can_fail, test_check_of_two_months_can_fail):
        marks += [pair[0] for mark in test.pytestmark for pair in mark.args[1]]
    assert set(marks) == {*conserved.IN_EVERY_MONTH, *conserved.OF_TWO_MONTHS}


@pytest.mark.parametrize("where", ["cells", "spent", "unattributed", "lever", "unknown line"])
def test_check_of_cents_can_fail(busy: Any, where: str) -> None:
    town = busy[0]
    cells = np.zeros_like(town.ledger.cells)
    spent, unattributed = np.zeros((5, 5), np.int64), np.zeros_like(town.ledger.unattributed)
    payer = conserved.items()[0].payer
    cells[0, 0, 0], spent[2, payer] = 700, 500
    unattributed[0, payer] = 200
    conserved.check_cents(cells, spent, unattributed)
    if where == "cells":
        cells[0, 0, 0] += 1
    elif where == "spent":
        spent[3, payer] += 1
    elif where == "unattributed":
        unattributed[0, payer] -= 1
    elif where == "lever":
        cells[0, 1, 0] = 4
    else:
        cells[-1, 0, 0] = 4
    with pytest.raises(AssertionError):
        conserved.check_cents(cells, spent, unattributed)
