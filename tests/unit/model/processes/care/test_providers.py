"""Staff, contracts and waiting lists of providers: one fact each."""

from typing import Any

import numpy as np
import pytest

from agents.indications import indication_dtype
from agents.providers import NO_PROVIDER, PERSONAL_BUDGET, PROVIDER_SLOTS
from agents.vocabulary import N_DOMAINS, CareStage, Domain
from model.months import DAYS
from model.process_counts import CareCount, ProvisionCount
from model.processes.care import providers, waiting_lists
from model.processes.care.indications import CareParameters
from model.processes.sampled_demand import lump
from tests.unit.plain import numbers, plain, residents, rows

P = numbers(CareParameters)
ONES = np.ones(N_DOMAINS)
SHAPE = (N_DOMAINS, PROVIDER_SLOTS)
HELP = Domain.HOUSEHOLD
MONTH, SEED = 60, 3


def clients(number: float) -> Any:
    """Return so many clients of each provider of household help."""
    table = np.zeros(SHAPE)
    table[HELP, :6] = number
    return table


def after(months: int, staff: Any, wanted: Any, hiring: float = 1.0, leaving: float = 1.0) -> Any:
    for _ in range(months):
        staff = providers.staff_after(staff, wanted, hiring * ONES, leaving * ONES, P)
    return staff


# -- staff ----------------------------------------------------------------------------------------


def test_sizes_are_shares_of_contracted_providers() -> None:
    share = providers.sizes(P)
    assert share.sum(axis=1) == pytest.approx((P.providers > 0).astype(float))
    assert ((share > 0).sum(axis=1) == P.providers).all()
    assert (np.diff(share[HELP, :6]) < 0).all()


def test_staff_settle_below_a_steady_demand_by_what_leaves_over_what_is_filled() -> None:
    staff = after(400, clients(100.0), clients(100.0))[HELP, 0]
    left = np.exp(-P.staff_leave / 12.0)
    filled = 1.0 - np.exp(-1.0 / P.hiring_months[HELP])
    assert staff == pytest.approx(100.0 * filled / (1.0 - left * (1.0 - filled)))
    assert 95.0 < staff < 100.0


def test_without_hiring_staff_leave_one_by_one() -> None:
    staff = after(12, clients(100.0), clients(100.0), hiring=0.0)
    assert staff[HELP, 0] == pytest.approx(100.0 * np.exp(-P.staff_leave))


def test_nobody_is_hired_or_dismissed_where_staff_exceed_clients() -> None:
    fast, slow = (after(6, clients(100.0), clients(50.0), hiring=h) for h in (1.0, 0.1))
    assert np.array_equal(fast, slow)
    assert fast[HELP, 0] == pytest.approx(100.0 * np.exp(-P.staff_leave / 2))


def test_no_provider_grows_faster_than_it_finds_staff() -> None:
    grown = after(1, clients(50.0), clients(100.0), leaving=0.0)[HELP, 0]
    assert grown == pytest.approx(50.0 + 100.0 * P.hires_most)


# -- contracts ------------------------------------------------------------------------------------


def test_all_hold_their_contract_at_the_cost_of_care() -> None:
    assert providers.holds_contract(ONES, SEED, P).all()


def test_a_tariff_below_cost_is_left_by_the_dearest_first() -> None:
    held = [providers.holds_contract(t * ONES, SEED, P) for t in (0.95, 0.88, 0.7)]
    assert held[0].sum() > held[1].sum() > held[2].sum() == 0
    assert (held[0] >= held[1]).all()


def test_open_contracts_have_no_ceiling() -> None:
    assert np.isinf(providers.most_clients(clients(0.0), 0.0 * ONES)).all()
    assert providers.most_clients(clients(42.0), ONES / 1.05)[HELP, 0] == pytest.approx(44.1)


# -- places ---------------------------------------------------------------------------------------


def test_parts_of_places_are_rounded_without_bias_and_the_same_each_time() -> None:
    seeds = range(200)
    nobody = np.zeros(SHAPE, np.int64)
    there = np.array([providers.room(np.full(SHAPE, 2.3), nobody, seed) for seed in seeds])
    assert set(np.unique(there)) == {2, 3}
    assert there.mean() == pytest.approx(2.3, abs=0.02)
    assert np.array_equal(there[0], providers.room(np.full(SHAPE, 2.3), nobody, 0))


def test_care_that_runs_is_not_ended_for_want_of_staff() -> None:
    assert (providers.room(clients(3.0), clients(5.0).astype(int), SEED) == 0).all()


def test_at_full_size_nothing_is_lent() -> None:
    assert not lump(clients(9.0), clients(4.0), 1.0).any()


# -- waiting lists --------------------------------------------------------------------------------


def waits(n: int, **fields: Any) -> Any:
    """Return indications for household help granted in the month before, the first one first."""
    usual = {
        "uid": np.arange(n) + 11, "stage": CareStage.WAITING, "domain": HELP, "pieces": 1,
        "granted_month": MONTH - 1, "granted_day": (MONTH - 1) * DAYS,
        "start_day": (MONTH - 0.5) * DAYS, "provider": 1,
    }  # fmt: skip
    return rows(n, indication_dtype, **(usual | fields))


def started(
    table: Any, room: dict[int, int], holds: Any = True, open_needs: int = 1 << HELP
) -> list[int]:
    """Return which rows start in a month, where providers have so much room."""
    there = np.zeros(SHAPE, np.int64)
    for k, places in room.items():
        there[HELP, k - 1] = places
    counts = np.zeros((1, len(CareCount)), np.int64)
    by_domain = np.zeros((1, N_DOMAINS, len(ProvisionCount)), np.int64)
    plain(waiting_lists.start_waiting)(
        table, np.arange(len(table)), residents(1, open_needs=open_needs), there,
        np.full(SHAPE, holds), MONTH, SEED, P, np.ones(1), counts, by_domain,
    )  # fmt: skip
    running = table["stage"] == CareStage.RUNNING
    assert by_domain[0, HELP, ProvisionCount.NEW] == running.sum()
    assert (there >= 0).all()
    return [int(row) for row in np.flatnonzero(running)]


def test_who_waits_longest_starts_first_at_the_beginning_of_the_month() -> None:
    table = waits(3)
    assert started(table, {1: 2}) == [0, 1]
    assert table["start_day"][0] == MONTH * DAYS
    assert table["end_day"][0] > MONTH * DAYS


def test_a_client_waits_for_the_chosen_provider_though_another_has_room() -> None:
    assert started(waits(1), {2: 5}) == []


def test_what_one_waited_for_does_not_start_where_the_need_is_gone() -> None:
    assert started(waits(2), {1: 2}, open_needs=0) == []


def test_who_waited_long_moves_to_where_room_is_left() -> None:
    table = waits(3, granted_month=MONTH - 3)
    table["provider"][2] = 2
    assert started(table, {2: 1, 3: 1}) == [0, 2]
    assert table["provider"].tolist() == [3, 1, 2]


def test_who_waits_at_a_provider_without_contract_moves_at_once() -> None:
    holds = np.ones(SHAPE, bool)
    holds[HELP, 0] = False
    table = waits(1)
    assert started(table, {4: 1}, holds) == [0]
    assert table["provider"][0] == 4


@pytest.mark.parametrize("provider", [NO_PROVIDER, PERSONAL_BUDGET])
def test_nobody_else_waits_for_staff(provider: int) -> None:
    assert started(waits(2, provider=provider), {}) == [0, 1]


def test_choice_follows_size_and_some_take_a_personal_budget() -> None:
    n = 4000
    table, fresh = waits(n, granted_month=MONTH), np.zeros(SHAPE, np.int64)
    table["start_day"] = MONTH * DAYS
    share = providers.sizes(P)
    plain(waiting_lists.choose_providers)(table, np.arange(n), share, SEED, P, fresh)
    budget = (table["provider"] == PERSONAL_BUDGET).mean()
    assert budget == pytest.approx(P.budget_share[HELP], abs=0.015)
    assert fresh.sum() == n - (table["provider"] == PERSONAL_BUDGET).sum()
    assert fresh[HELP] / fresh.sum() == pytest.approx(share[HELP], abs=0.03)
    delay = table["start_day"] - MONTH * DAYS
    assert delay.mean() == pytest.approx(P.start_up_days[HELP], rel=0.03)
    assert delay.min() >= P.start_up_days[HELP] * P.start_up_spread[0]


def test_a_benefit_has_no_provider_and_starts_at_once() -> None:
    table, fresh = waits(1, domain=Domain.WORK, granted_month=MONTH), np.zeros(SHAPE, np.int64)
    before = table["start_day"][0]
    plain(waiting_lists.choose_providers)(table, np.arange(1), providers.sizes(P), SEED, P, fresh)
    assert (table["provider"][0], table["start_day"][0], fresh.sum()) == (NO_PROVIDER, before, 0)


def test_clients_are_counted_where_they_are() -> None:
    table = waits(4)
    table["stage"][1], table["stage"][2] = CareStage.RUNNING, CareStage.FREE
    table["granted_month"][3] = MONTH
    table["provider"][1] = 2
    in_care, waiting = np.zeros(SHAPE, np.int64), np.zeros(SHAPE, np.int64)
    plain(providers.count_clients)(table, MONTH, in_care, waiting)
    assert (in_care[HELP, :2].tolist(), waiting[HELP, :2].tolist()) == ([0, 1], [1, 0])
