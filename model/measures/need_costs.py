"""What one month of a need costs, and what the cheapest answer would cost: for observers only.

Books are kept by resident and payer, not by need; the same tariffs give the cost by need.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from agents.records import records
from agents.vocabulary import N_DOMAINS, N_WMO, WMO_DOMAINS, Domain, Level
from model.inputs.prices import price_level
from model.ledger import cents
from model.processes.access.decisions import may_be_named
from model.processes.access.triage import level_of
from model.processes.community.visiting import visit_meets
from model.processes.money import (
    BASE_YEAR,
    MONTHS_A_YEAR,
    WEEKS_A_MONTH,
    contribution_cents,
    monthly_cents,
)  # fmt: skip
from model.world import World

prices_dtype = np.dtype(
    [
        ("product", "i8", (N_DOMAINS, len(Level))),  # cents a month by domain and level
        ("transport", "i8"),  # cents a month
        ("rides", "f8"),  # share that is driven
        ("contribution", "i8"),  # cents a month
        ("gp", "f8"),  # cents a month per unmet severity
        ("support", "i8"),  # cents of one short support
        ("request", "i8"),  # cents of the hours that one domain takes
        ("enough", "f8"),  # share of a need that counts as met
    ],
    align=True,
)


@rule
def place_suits(place, resident, need, community, access, enough):
    """Say whether a place, together with the network, would meet enough of a meeting need."""
    if not (place.open and place.day_place) or resident.limitation == 2:
        return False
    severity = np.float64(need.severity)
    heavy = severity >= place.fit_severity + access.fit_margin
    if heavy or not may_be_named(place, resident):
        return False
    left = 1.0 - visit_meets(severity, resident, place, community)
    return 1.0 - left * (1.0 - np.float64(need.personal)) >= enough


@rule
def cheapest_cents(need, domain, resident, facilities, seat_cents, prices, community, access):
    """Return the cents a month of the cheapest answer that would meet enough of a need now."""
    severity, enough = np.float64(need.severity), prices.enough
    association = np.float64(need.community) if resident.visits < 0 else 0.0
    if 1.0 - (1.0 - np.float64(need.personal)) * (1.0 - association) >= enough:
        return np.int64(0)
    least = prices.product[domain, level_of(severity, access)]
    knows_support = domain not in (Domain.HOUSEHOLD, Domain.MOBILITY, Domain.WORK)
    if knows_support and severity < access.level_from[0]:
        least = min(least, np.int64(prices.support / access.short_support_months))
    if domain == Domain.MEETING:
        for k in range(len(facilities)):
            cheaper = 0 <= seat_cents[k] < least
            if cheaper and place_suits(facilities[k], resident, need, community, access, enough):
                least = seat_cents[k]
    return least


@rule
def contribution_share(products, domain, contribution):
    """Return the part of the own contribution that falls on a domain: the Wmo products share it.

    What cannot be divided falls on the first of them, so that the parts add up to the whole.
    """
    if not (products & WMO_DOMAINS) >> domain & 1:
        return np.int64(0)
    n, before = 0, 0
    for other in range(N_WMO):
        n += products >> other & 1
        before += other < domain and products >> other & 1
    return contribution // n + (contribution % n if before == 0 else 0)


@rule
def support_cents(need, domain, resident, month, place_cents, prices, access):
    """Return the cents of short support decided this month and of the place visited."""
    paid = np.int64(0)
    until = month + np.int64(access.short_support_months)
    if np.float64(need.short) > 0.0 and need.short_until == until:
        paid += prices.support
    if domain == Domain.MEETING and resident.visits >= 0:
        paid += place_cents[resident.visits]
    return paid


def prices_of(town: World) -> NDArray[Any]:
    """Return one record of what things cost this month, in cents."""
    p, access, month = town.numbers.money[0], town.numbers.access[0], town.month
    rise = town.price_index(month) / price_level(BASE_YEAR, 0.0)
    hour = p.fte_year / MONTHS_A_YEAR / access.hours_per_fte * rise
    prices: NDArray[Any] = records(1, prices_dtype)
    prices["product"] = monthly_cents(p, month)
    prices["transport"] = cents(p.transport_day * p.transport_days_week * WEEKS_A_MONTH * rise)
    prices["rides"], prices["gp"] = p.transport_share, p.gp_month * rise * 100
    prices["contribution"] = contribution_cents(p, month)
    prices["support"] = cents(access.hours_short_support * hour)
    prices["request"] = cents(access.hours_per_domain * hour)
    prices["enough"] = town.numbers.publication[0].unmet_below
    return prices


def place_costs(town: World) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the cents a month of each place: over its participants, and over its seats (or -1)."""
    community = town.state.community
    rise = town.price_index(town.month) / price_level(BASE_YEAR, 0.0)
    each = np.zeros(len(community.table), np.int64)
    seat = np.full(len(community.table), -1, np.int64)
    for k, facility in enumerate(town.facilities):
        if facility.is_open(town.month):
            cost = cents(facility.cost_eur_month * rise)
            each[k] = cost // max(1, int(community.participants[k]))
            places = int(community.table["places"][k])
            seat[k] = cost // places if places > 0 else -1
    return each, seat
