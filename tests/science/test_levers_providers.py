"""Providers and their levers: staff make waits, only where they bind, and at a price."""

from typing import Any

import numpy as np

from agents.vocabulary import Domain
from model.process_counts import ProvisionCount
from tests.science.lever_worlds import after, gain, summed, use
from tests.worlds.small_towns import differing

PRODUCTS = [Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE, Domain.UPBRINGING]
SHORT = use("provider_shortage", hiring=0.0)


def waiting(*uses: Any, **how: Any) -> np.ndarray[Any, Any]:
    """Return provisions that wait after a year, by domain."""
    flow = after(*uses, **how).state.care.by_domain
    return np.asarray(flow[:, :, ProvisionCount.WAITING].sum(axis=0))


def _roomy(town: Any) -> None:
    """Give providers ten times the staff."""
    town.state.care.staff *= 10.0


def test_a_shortage_at_providers_makes_the_granted_wait_and_harms() -> None:
    assert gain("waiting_provider", SHORT) > 0.3
    assert summed("provider_staff", SHORT) < summed("provider_staff")
    assert gain("indications", SHORT) < 0.0
    assert gain("unmet_severity_months", SHORT) > 0.0
    assert gain("cost_indicated_eur", SHORT) < 0.0


def test_a_shortage_lengthens_the_lists_of_its_own_product_only() -> None:
    products = tuple(float(d == Domain.HOUSEHOLD) for d in Domain)
    short, usual = waiting(use("provider_shortage", hiring=0.0, products=products)), waiting()
    more = short - usual
    assert more[Domain.HOUSEHOLD] > 2
    assert abs(np.delete(more, Domain.HOUSEHOLD)).max() < more[Domain.HOUSEHOLD] / 2


def test_a_shortage_where_providers_have_more_staff_than_clients_does_nothing() -> None:
    short = after(SHORT, months=4, tweak=_roomy)
    usual = after(months=4, tweak=_roomy)
    assert short.residents.needs.equals(usual.residents.needs)
    assert np.array_equal(short.indications.records, usual.indications.records)


def test_a_tariff_far_below_cost_saves_on_prices_and_closes_providers() -> None:
    low = tuple(0.85 if d in PRODUCTS else 1.0 for d in Domain)
    cheap = use("provider_contracts", tariff=low, ceiling=1000.0)
    assert gain("waiting_provider", cheap) > 0.1
    assert gain("cost_indicated_eur", cheap) < 0.0
    assert gain("unmet_severity_months", cheap) > 0.0


def test_a_ceiling_that_demand_does_not_reach_does_nothing() -> None:
    same = tuple(1.0 for _ in Domain)
    wide = use("provider_contracts", tariff=same, ceiling=500.0)
    assert not differing(after(wide, months=6), after(months=6))


def test_a_ceiling_below_the_clients_of_january_makes_a_queue() -> None:
    same = tuple(1.0 for _ in Domain)
    assert gain("waiting_provider", use("provider_contracts", tariff=same, ceiling=0.9)) > 0.1
