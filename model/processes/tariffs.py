"""Tariffs: what each service costs this month, in cents; the books and the journeys read it here.

One source of prices: the process `money` books by these rules, and the observer `paths` puts the
cost of a client journey together from the same ones.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from agents.facilities import Facility
from agents.providers import PERSONAL_BUDGET
from agents.records import records
from agents.vocabulary import N_DOMAINS, WMO_DOMAINS, Domain, Level
from model.draws import decision, uniform
from model.inputs.prices import dated, in_force, pension_months, price_level
from model.ledger import cents
from model.months import year_of
from model.parameters import Parameters, par
from model.processes.residential import needs_stay
from model.rounding import whole
from model.values import average
from model.world import World

RIDES = decision("money.rides")
FEE = decision("money.fee")
WEEKS_A_MONTH = 52.0 / 12.0
MONTHS_A_YEAR = 12.0
BASE_YEAR = 2023


class MoneyParameters(Parameters):
    """Tariffs and volumes; prices of the year in the unit, carried on by the price index."""

    owner = "money"

    household_hour: float = par(
        32.40, "EUR/hour (2023)", 30.0, 36.0, evidence="= tariff.household_hour",
    )  # fmt: skip
    household_hours_week: float = par(
        2.5, "hours/week", 2.0, 3.0, evidence="= wmo.household_hours_week",
    )  # fmt: skip
    guidance_hour: float = par(
        55.80, "EUR/hour (2023)", 50.0, 85.2,
        evidence="= tariff.guidance_basic_hour; tariff.guidance_plus_hour",
    )  # fmt: skip
    guidance_hours_week: tuple[float, ...] = par(
        (2.2, 3.0, 5.0), "hours/week", (1.5, 2.3, 4.0), (2.9, 4.0, 7.0), over=Level,
        evidence="assumed: light so that a year at this tariff costs the town's own 6,100 of 2022 "
        "(hours and price apart are not known), heavier levels from memory; tariff.bgi_light",
    )  # fmt: skip
    halfday: tuple[float, ...] = par(
        (35.76, 46.15, 65.57), "EUR/half-day (2023)", (30.0, 38.0, 55.0), (42.0, 55.0, 90.0),
        over=Level,
        evidence="light = tariff.group_light_halfday; middle = tariff.group_mid_halfday; heavy = "
        "tariff.group_heavy_halfday",
    )  # fmt: skip
    halfdays_week: tuple[float, ...] = par(
        (4.0, 5.5, 7.0), "half-days/week", (2.0, 4.0, 6.0), (4.6, 6.0, 9.0), over=Level,
        evidence="assumed: near what the papers' costs buy; tariff.light_halfdays_implied; "
        "tariff.bgg_mid_2transport; facility.day_care_halfdays_week",
    )  # fmt: skip
    transport_day: float = par(
        14.79, "EUR/day (2023)", 12.0, 26.6, evidence="= tariff.transport_day"
    )
    transport_days_week: float = par(
        3.0, "days/week", 2.0, 4.0,
        evidence="assumed: between the papers' two and four drives a week",
    )  # fmt: skip
    transport_share: float = par(
        0.6, "share", 0.4, 0.9, evidence="assumed: of clients who are driven", hard=(0, 1),
    )  # fmt: skip
    aid_year: float = par(
        450.0, "EUR/provision/year (2023)", 250.0, 700.0,
        evidence="assumed: aids are the cheap part of the mean; cost.boz_wmo_per_provision",
        note="assumed: rent and upkeep of an aid, far below the mean of all provisions",
    )  # fmt: skip
    youth_client: float = par(
        14000.0, "EUR/young person in the year (2023)", 12000.0, 15500.0,
        evidence="= youth.cost_per_client",
        note="spending over all who had youth care at some time of the year, most for a part of it",
    )  # fmt: skip
    youth_year_to_day: float = par(
        474_000 / 326_505, "ratio", 1.3, 1.6, hard=(1, 12),
        evidence="= youth.clients_2023 / youth.nl_clients_30jun2025",
        note="young people with care in the year over those on a day: `youth_client` times this "
        "is the price of a year in care (the day is of 2025, provisional, care in kind only)",
    )  # fmt: skip
    youth_stay_share: float = par(
        0.101, "share", 0.08, 0.12, evidence="= 1 - youth.share_without_stay_2019", hard=(0, 1),
        note="children whose youth care is care with stay",
    )  # fmt: skip
    youth_stay_ratio: float = par(
        10.0, "ratio", 5.0, 15.0, hard=(1, 100),
        evidence="assumed: a stay costs ten times an ambulant year",
        note="cost with stay over cost without; the mean of all is that of a year in care",
    )  # fmt: skip
    debt_hours_week: float = par(
        0.75, "hours/week", 0.3, 1.5, evidence="assumed: a budget coach, at the guidance tariff",
    )  # fmt: skip
    benefit_year: float = par(
        15760.0, "EUR/benefit/year (2023)", 14800.0, 16600.0,
        evidence="assumed: in prices of 2023; participation.benefit_cost_2025",
        note="17,500 in 2025",
    )  # fmt: skip
    benefits_expected: float = par(
        0.0458, "benefits/resident of working age", 0.039, 0.053, hard=(0, 1),
        evidence="assumed: the state's grant (BUIG) goes by what a town's people make likely, here "
        "as many benefits as the town had in 2020; boz2020.social_assistance",
        note="1,900 benefits on 41,478 residents from 18 to the age of the state pension",
    )  # fmt: skip
    fte_year: float = par(
        119770.0, "EUR/FTE/year (2023)", 100000.0, 130000.0,
        evidence="assumed: as a welfare professional, in prices of 2023; cost.welfare_fte",
        note="113,664 in 2022",
    )  # fmt: skip
    gp_month: float = par(
        40.0, "EUR/unmet severity/month (2023)", 10.0, 100.0,
        evidence="assumed: a visit a month for who lacks help",
        note="assumed: extra GP and district nursing per 1.0 of severity that stays unmet",
    )  # fmt: skip
    wlz_month: float = par(
        6500.0, "EUR/client/month (2023)", 4500.0, 8500.0,
        evidence="assumed: mean cost of a place in long-term care",
    )  # fmt: skip
    budget_price: float = par(
        0.8, "ratio", 0.4, 1.0, hard=(0, 2),
        evidence="assumed: a personal budget is set below the tariff of a provider, for help by "
        "somebody of one's own network far below; tariff.informal_pgb_hour",
        note="what a personal budget (pgb) costs over the same care of a provider",
    )  # fmt: skip
    general_hours_week: float = par(
        1.5, "hours/week", 1.0, 2.5,
        evidence="assumed: two visits of an hour and a half in a fortnight",
    )  # fmt: skip
    budget_reserve: float = par(
        0.05, "share", 0.0, 0.15, hard=(0, 5),
        evidence="assumed: what providers can bear beyond a budget for some months",
        note="of a lump sum for support; beyond it they start nobody",
    )  # fmt: skip
    index_after: float = par(
        0.025, "/year", 0.02, 0.035, evidence="assumed: growth of prices and tariffs after 2025",
        hard=(-0.1, 0.2),
    )  # fmt: skip


tariff_dtype = np.dtype(
    [
        ("product", "i8", (N_DOMAINS, len(Level))),  # cents a month by domain and level
        ("budget_price", "f8"),  # of care by personal budget, over that of a provider
        ("youth_stay_share", "f8"),
        ("youth_stay_ratio", "f8"),
        ("transport", "i8"),  # cents a month of who is driven
        ("transport_share", "f8"),
        ("general", "i8"),  # cents a month of household help without an indication
        ("gp", "f8"),  # cents a month per unmet severity
        ("long_term_care", "i8"),  # cents a month
        ("benefit_grant", "f8"),  # cents a month that the state grants per resident of working age
        ("staff_hour", "f8"),  # cents
        ("pension_months", "i8"),  # age of the state pension
    ],
    align=True,
)


@dataclass(frozen=True, eq=False)
class Tariffs:
    """The prices of one month.

    Attributes
    ----------
    record : array of one record of `tariff_dtype`
    norm : float64 array, shape [areas]
        Hours of household help against those of the tariff.
    contribution : int64 array, shape [areas, 2]
        Cents a month that a household pays for support, by insecurity.
    """

    record: NDArray[Any]
    norm: NDArray[np.float64]
    contribution: NDArray[np.int64]


@rule
def pays_contribution(resident, records, pension_months):
    """Say whether a resident pays the own contribution: one a couple, by the lower uid.

    A couple of which one is below the age of the state pension pays nothing, as the law has it
    since 2020.
    """
    if not resident.products & WMO_DOMAINS:
        return False
    if resident.partner < 0:
        return True
    partner = records[resident.partner]
    if min(resident.age_months, partner.age_months) < pension_months:
        return False
    return partner.uid > resident.uid or not (partner.products & WMO_DOMAINS)


@rule
def stays_away(resident, seed, fees):
    """Say whether the own contribution keeps a resident from household help: a keyed share does.

    Parameters
    ----------
    resident : record
    seed : uint64
    fees : record of the named values of `money`
    """
    share = fees.stay_away_insecure if resident.insecure else fees.stay_away
    return share > 0.0 and uniform(seed, resident.uid, 0, FEE, 0) < share


@rule
def youth_price(stays, mean, tariff):
    """Return what a month of youth care of a child costs: with stay far more than without."""
    without = mean / (1.0 + tariff.youth_stay_share * (tariff.youth_stay_ratio - 1.0))
    return whole(without * (tariff.youth_stay_ratio if stays else 1.0))


@rule
def care_cents(domain, level, pieces, norm, stays, tariff):
    """Return the cents a month of indicated care, rides left out.

    Parameters
    ----------
    domain, level, pieces : int
        Of the indication.
    norm : float
        Hours of household help against those of the tariff.
    stays : bool
        Whether youth care of this child is care with stay.
    tariff : record of `tariff_dtype`
    """
    amount = tariff.product[domain, level] * pieces
    if domain == Domain.HOUSEHOLD:
        return whole(norm * amount)
    if domain == Domain.UPBRINGING:
        return youth_price(stays, amount, tariff)
    return amount


@rule
def indication_cents(indication, norm, stays, tariff):
    """Return the cents a month of an indication, rides left out: by personal budget it costs less.

    Parameters
    ----------
    indication : record
    norm, stays, tariff
        As in `care_cents`.
    """
    amount = care_cents(indication.domain, indication.level, indication.pieces, norm, stays, tariff)
    if indication.provider == PERSONAL_BUDGET:
        return whole(tariff.budget_price * amount)
    return amount


@rule
def is_with_stay(domain, uid, seed, tariff):
    """Say whether care is youth care with stay."""
    return domain == Domain.UPBRINGING and needs_stay(seed, uid, tariff.youth_stay_share)


@rule
def transport_cents(domain, uid, seed, tariff):
    """Return the cents a month of the rides that go with indicated care."""
    driven = domain == Domain.MEETING and uniform(seed, uid, 0, RIDES, 0) < tariff.transport_share
    return tariff.transport if driven else 0


@rule
def is_general_help(domain, need):
    """Say whether a need gets household help without an indication this month."""
    return domain == Domain.HOUSEHOLD and np.float64(need.short) > 0.0


def price_rise(p: Any, month: int, since: int = BASE_YEAR) -> float:
    """Return prices of a month's year over those of the year `since`.

    Parameters
    ----------
    p : MoneyParameters, or a record of them
    month, since : int
    """
    return price_level(year_of(month), p.index_after) / price_level(since, 0.0)


def monthly_cents(p: Any, month: int) -> NDArray[np.int64]:
    """Return cents a month of one indication by domain and level, shape [7, 3].

    Parameters
    ----------
    p : MoneyParameters, or a record of them
    month : int
    """
    euros = np.zeros((len(Domain), len(Level)))
    euros[Domain.MEETING] = np.array(p.halfday) * p.halfdays_week * WEEKS_A_MONTH
    euros[Domain.HOUSEHOLD] = p.household_hour * p.household_hours_week * WEEKS_A_MONTH
    euros[Domain.GUIDANCE] = p.guidance_hour * np.array(p.guidance_hours_week) * WEEKS_A_MONTH
    euros[Domain.MOBILITY] = p.aid_year / MONTHS_A_YEAR
    euros[Domain.UPBRINGING] = p.youth_client * p.youth_year_to_day / MONTHS_A_YEAR
    euros[Domain.INCOME] = p.guidance_hour * p.debt_hours_week * WEEKS_A_MONTH
    euros[Domain.WORK] = p.benefit_year / MONTHS_A_YEAR
    return np.floor(euros * price_rise(p, month) * 100 + 0.5).astype(np.int64)


def contribution_cents(p: Any, month: int) -> int:
    """Return the own contribution of a household a month: dated rows, then the price index.

    Parameters
    ----------
    p : MoneyParameters, or a record of them
    month : int
    """
    table = dated("own_contribution.csv", "eur_month")
    year, last = year_of(month), max(table)
    rise = price_rise(p, month, since=last) if year > last else 1.0
    return cents(in_force(table, year) * rise)


@lru_cache(maxsize=64)
def _prices_of_year(p: MoneyParameters, hours_per_fte: float, january: int) -> NDArray[Any]:
    """Return the prices of a year, before what providers are paid: one record, to be copied."""
    rise = price_rise(p, january)
    record: NDArray[Any] = records(1, tariff_dtype)
    record["product"] = monthly_cents(p, january)
    record["budget_price"] = p.budget_price
    record["youth_stay_share"], record["youth_stay_ratio"] = p.youth_stay_share, p.youth_stay_ratio
    record["transport"] = cents(p.transport_day * p.transport_days_week * WEEKS_A_MONTH * rise)
    record["transport_share"] = p.transport_share
    record["general"] = cents(p.household_hour * p.general_hours_week * WEEKS_A_MONTH * rise)
    record["gp"] = p.gp_month * rise * 100
    record["long_term_care"] = cents(p.wlz_month * rise)
    record["benefit_grant"] = p.benefits_expected * p.benefit_year / MONTHS_A_YEAR * rise * 100
    record["staff_hour"] = p.fte_year / MONTHS_A_YEAR / hours_per_fte * rise * 100
    record["pension_months"] = pension_months(january)
    return record


def tariffs(town: World) -> Tariffs:
    """Return the prices of the month at hand."""
    p, month = town.parameters["money"], town.month
    hours_per_fte = town.parameters["access"].hours_per_fte
    record = _prices_of_year(p, hours_per_fte, month - month % 12).copy()
    paid = average(town.values["care"]["tariff"], town.area_weights)
    record["product"] = np.floor(record["product"] * paid[:, None] + 0.5)
    here = town.values["money"]
    ratios = np.array((here["own_contribution"], here["own_contribution_insecure"])).T
    contribution = np.floor(contribution_cents(p, month) * ratios + 0.5).astype(np.int64)
    return Tariffs(
        record, np.ascontiguousarray(town.values["care"]["household_norm"]), contribution
    )


def facility_cents(town: World, facility: Facility) -> int:
    """Return what an open place costs this month; where seats are cut, as much less."""
    prices = price_rise(town.parameters["money"], town.month, since=facility.plan.prices_of)
    kept = min(1.0, float(town.values["community"]["seats"][facility.area]))
    return cents(facility.cost_eur_month * prices * kept)
