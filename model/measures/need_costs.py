"""What one month of a need costs, and what the cheapest answer would cost: for observers only.

Books are kept by resident and payer, not by need; the same tariffs (`processes.tariffs`) give the
cost by need.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from agents.records import records
from agents.vocabulary import N_WMO, WMO_DOMAINS, Domain, Limitation
from model.ledger import cents
from model.processes.access.free_places import may_be_named
from model.processes.access.own_support import guidance_hours
from model.processes.access.triage import level_of
from model.processes.community.visiting import visit_meets
from model.processes.tariffs import Tariffs, care_cents, facility_cents, is_general_help
from model.world import World

prices_dtype = np.dtype(
    [
        ("support", "i8"),  # cents of one short support
        ("guidance", "i8"),  # cents a month of guidance by the team
        ("request", "i8"),  # cents of the hours that one domain takes
        ("reassessment", "i8"),  # cents of the hours of one re-assessment
        ("enough", "f8"),  # share of a need that counts as met
    ],
    align=True,
)


@rule
def place_suits(place, resident, need, community, access, enough):
    """Say whether a place, together with the network, would meet enough of a meeting need."""
    if not (place.open and place.day_place) or resident.limitation == Limitation.SEVERE:
        return False
    severity = np.float64(need.severity)
    heavy = severity >= place.fit_severity + access.fit_margin
    if heavy or not may_be_named(place, resident):
        return False
    left = 1.0 - visit_meets(severity, resident, place, community)
    return 1.0 - left * (1.0 - np.float64(need.personal)) >= enough


@rule
def cheapest_cents(need, domain, resident, stays, facilities, seat_cents, prices, tariff, norm,
                   community, access):  # fmt: skip
    """Return the cents a month of the cheapest answer that would meet enough of a need now.

    `stays` says whether youth care of this child would be care with stay, `norm` the hours of
    household help against those of the tariff.
    """
    severity, enough = np.float64(need.severity), prices.enough
    goes_nowhere = resident.visits < 0 and resident.meets < 0
    association = np.float64(need.community) if goes_nowhere else 0.0
    if 1.0 - (1.0 - np.float64(need.personal)) * (1.0 - association) >= enough:
        return np.int64(0)
    level = level_of(severity, access)
    least = np.int64(care_cents(domain, level, 1, norm, stays, tariff))
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
def support_cents(need, domain, resident, month, place_cents, prices, tariff, access):
    """Return the cents of help without an indication this month, and of the place visited.

    Short support is paid when it is decided, guidance and general household help each month.
    """
    paid = np.int64(0)
    until = month + np.int64(access.short_support_months)
    if is_general_help(domain, need):
        paid += tariff.general
    elif need.guided > 0:
        paid += prices.guidance
    elif np.float64(need.short) > 0.0 and need.short_until == until:
        paid += prices.support
    if domain == Domain.MEETING:
        for at in (resident.visits, resident.meets):
            if at >= 0:
                paid += place_cents[at]
    return paid


def prices_of(town: World, tariffs: Tariffs) -> NDArray[Any]:
    """Return one record of what the access costs this month beside the tariffs, in cents."""
    access, hour = town.numbers.access[0], float(tariffs.record["staff_hour"][0]) / 100
    prices: NDArray[Any] = records(1, prices_dtype)
    prices["support"] = cents(access.hours_short_support * hour)
    prices["guidance"] = cents(guidance_hours(access) * hour)
    prices["request"] = cents(access.hours_per_domain * hour)
    prices["reassessment"] = cents(access.hours_reassessment * hour)
    prices["enough"] = town.numbers.publication[0].unmet_below
    return prices


def place_costs(town: World) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the cents a month of each place: over its participants, and over its seats (or -1)."""
    community = town.state.community
    each = np.zeros(len(community.table), np.int64)
    seat = np.full(len(community.table), -1, np.int64)
    for k, facility in enumerate(town.facilities):
        if facility.is_open(town.month):
            cost = facility_cents(town, facility)
            each[k] = cost // max(1, int(community.participants[k]))
            places = int(community.table["places"][k])
            seat[k] = cost // places if places > 0 else -1
    return each, seat
