"""Lump sum: what is paid by product and what by budget, and when a budget is spent."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.indications import indication_dtype
from agents.vocabulary import Domain
from model.process_state import MoneyState
from model.processes import lump_sum
from model.processes.tariffs import MoneyParameters
from tests.unit.plain import plain, residents, rows

SUPPORT = (Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE)


@pytest.mark.parametrize("domain", list(Domain))
@pytest.mark.parametrize(("share", "paid"), [(0.0, 1001), (0.5, 501), (1.0, 0)])
def test_support_is_paid_by_product_as_far_as_no_budget_pays_it(
    domain: Domain, share: float, paid: int
) -> None:
    worth = np.zeros(1, np.int64)
    by_product = plain(lump_sum.split_payment)(1001, domain, share, worth)
    assert by_product == (paid if domain in SUPPORT else 1001)
    assert worth[0] == (1001 if domain in SUPPORT else 0)


def town(shares: tuple[float, ...]) -> Any:
    """Return something with areas, values and books, for paying budgets."""
    booked: list[tuple[int, int]] = []
    ledger = SimpleNamespace(book=lambda line, amount, area: booked.append((area, amount)))
    state = SimpleNamespace(money=MoneyState.zeros({"areas": len(shares)}))
    p = MoneyParameters(budget_reserve=0.05)
    values = {"money": {"lump_sum": np.array(shares)}}
    return SimpleNamespace(
        values=values, state=state, ledger=ledger, booked=booked, parameters={"money": p}
    )


def pay(one: Any, worth: tuple[int, ...], rise: float = 1.0) -> list[tuple[int, int]]:
    one.booked.clear()
    lump_sum.pay_budgets(one, np.array(worth, np.int64)[:, None], rise)
    return list(one.booked)


def test_a_budget_is_what_support_cost_when_it_began_and_follows_prices_only() -> None:
    one = town((1.0, 0.0))
    assert pay(one, (10_000, 700)) == [(0, 10_000)]
    assert pay(one, (99_999, 700), rise=1.1) == [(0, 11_000)]
    assert pay(one, (10, 700), rise=1.1) == [(0, 11_000)]


def test_a_part_of_a_lump_sum_pays_a_part_of_the_budget() -> None:
    assert pay(town((0.5,)), (10_000,)) == [(0, 5_000)]


def test_a_budget_that_ends_is_forgotten() -> None:
    one = town((1.0,))
    pay(one, (10_000,))
    one.values["money"]["lump_sum"][:] = 0.0
    assert pay(one, (10_000,)) == []
    one.values["money"]["lump_sum"][:] = 1.0
    assert pay(one, (400,)) == [(0, 400)]


def test_a_budget_is_spent_beyond_the_reserve_of_providers() -> None:
    one = town((1.0, 1.0, 0.0))
    pay(one, (10_000, 10_000, 10_000))
    pay(one, (10_500, 10_501, 99_999))
    assert one.state.money.spent.tolist() == [False, True, False]


def test_where_it_is_spent_no_support_starts() -> None:
    one = town((1.0, 1.0))
    table = rows(3, indication_dtype, resident=np.array([0, 1, 1]))
    table.domain = [Domain.GUIDANCE, Domain.GUIDANCE, Domain.MOBILITY]
    one.indications = SimpleNamespace(records=table)
    one.residents = SimpleNamespace(records=residents(2, area=np.array([0, 1])))
    waiting = np.arange(3)
    assert lump_sum.within_budget(one, waiting).tolist() == [0, 1, 2]
    one.state.money.spent[1] = True
    assert lump_sum.within_budget(one, waiting).tolist() == [0, 2]
