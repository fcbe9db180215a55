"""Money: everything that was used this month is paid once, in whole cents."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.vocabulary import (
    N_DOMAINS,
    WMO_DOMAINS,
    CareStage,
    Domain,
    Law,
    Layer,
    Level,
    Payer,
    Status,
)  # fmt: skip
from model.draws import decision, uniform
from model.inputs.prices import dated, price_level
from model.ledger import cents, item
from model.months import year_of
from model.parameters import Parameters, par
from model.process import Process
from model.processes.need_shares import residual
from model.processes.residential import needs_stay
from model.rounding import whole
from model.values import NamedValue
from model.world import World

CARE_LINES = tuple(
    item(name, law, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
    for name, law in (
        ("day activities", Law.WMO), ("household help", Law.WMO), ("individual guidance", Law.WMO),
        ("aids and services", Law.WMO), ("youth care", Law.JEUGDWET),
        ("debt counselling", Law.PARTICIPATIEWET), ("social assistance", Law.PARTICIPATIEWET),
    )
)  # fmt: skip
"""The line of the books for the care of each domain, by Domain."""
TRANSPORT = item("transport to day activities", Law.WMO, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
CLIENT_PAYS = item("own contribution", Law.WMO, Layer.INSTITUTIONAL, Payer.CLIENT)
TOWN_RECEIVES = item("own contribution", Law.WMO, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
GP_NURSING = item("GP and nursing", Law.ZVW, Layer.INSTITUTIONAL, Payer.INSURER)
LONG_TERM_CARE = item("long-term care", Law.WLZ, Layer.INSTITUTIONAL, Payer.LONG_TERM_CARE_ACT)
DESKS = tuple(
    item("access desk", law, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
    for law in (Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET)
)
TEAM = item("local team", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
FACILITY = item("facility", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
GENERAL = item("general household help", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
OWN_CONTRIBUTION = NamedValue(
    "money.own_contribution", 1.0, "ratio", "own contribution of a household against the flat fee",
)  # fmt: skip
OWN_CONTRIBUTION_INSECURE = NamedValue(
    "money.own_contribution_insecure", 1.0, "ratio", "the same, of insecure households",
)  # fmt: skip

RIDES = decision("money.rides")
WEEKS_A_MONTH = 52.0 / 12.0
MONTHS_A_YEAR = 12.0
BASE_YEAR = 2023


class MoneyParameters(Parameters):
    """Tariffs and volumes; prices of the year in the unit, carried on by the price index."""

    owner = "money"

    household_hour: float = par(
        32.40, "EUR/hour (2023)", 30.0, 36.0, evidence="= tariff.household_hour"
    )
    household_hours_week: float = par(
        2.5, "hours/week", 2.0, 3.0, evidence="= wmo.household_hours_week"
    )
    guidance_hour: float = par(
        55.80, "EUR/hour (2023)", 50.0, 85.2,
        evidence="= tariff.guidance_basic_hour; tariff.guidance_plus_hour",
    )  # fmt: skip
    guidance_hours_week: tuple[float, ...] = par(
        (1.5, 3.0, 5.0), "hours/week", (1.0, 2.0, 4.0), (2.5, 4.0, 7.0), over=Level,
        evidence="assumed: below the 2.1 hours that the papers' cost of a light client buys; "
        "tariff.bgi_light",
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
        note="assumed: rent and upkeep of an aid, far below the mean of all provisions",
        evidence="assumed: aids are the cheap part of the mean; cost.boz_wmo_per_provision",
    )  # fmt: skip
    youth_year: float = par(
        14000.0, "EUR/client/year (2023)", 12000.0, 15500.0,
        evidence="assumed: but the row is per young person in the year, not per year in care; "
        "youth.cost_per_client",
    )  # fmt: skip
    youth_stay_share: float = par(
        0.101, "share", 0.08, 0.12, hard=(0, 1), note="children whose youth care is care with stay",
        evidence="= 1 - youth.share_without_stay_2019",
    )  # fmt: skip
    youth_stay_ratio: float = par(
        10.0, "ratio", 5.0, 15.0, hard=(1, 100),
        note="cost with stay over cost without; the mean of all is `youth_year`",
        evidence="assumed: a stay costs ten times an ambulant year",
    )  # fmt: skip
    debt_hours_week: float = par(
        0.75, "hours/week", 0.3, 1.5, evidence="assumed: a budget coach, at the guidance tariff",
    )  # fmt: skip
    benefit_year: float = par(
        15760.0, "EUR/benefit/year (2023)", 14800.0, 16600.0, note="17,500 in 2025",
        evidence="assumed: in prices of 2023; participation.benefit_cost_2025",
    )  # fmt: skip
    fte_year: float = par(
        119770.0, "EUR/FTE/year (2023)", 100000.0, 130000.0, note="113,664 in 2022",
        evidence="assumed: as a welfare professional, in prices of 2023; cost.welfare_fte",
    )  # fmt: skip
    gp_month: float = par(
        40.0, "EUR/unmet severity/month (2023)", 10.0, 100.0,
        note="assumed: extra GP and district nursing per 1.0 of severity that stays unmet",
        evidence="assumed: a visit a month for who lacks help",
    )  # fmt: skip
    wlz_month: float = par(
        6500.0, "EUR/client/month (2023)", 4500.0, 8500.0,
        evidence="assumed: mean cost of a place in long-term care",
    )  # fmt: skip
    general_hours_week: float = par(
        1.5, "hours/week", 1.0, 2.5,
        evidence="assumed: two visits of an hour and a half in a fortnight",
    )  # fmt: skip
    index_after: float = par(
        0.025, "/year", 0.02, 0.035, evidence="assumed: growth of prices and tariffs after 2025",
        hard=(-0.1, 0.2),
    )  # fmt: skip


@rule
def pay(cells, spent, line, payer, area, i, amount):
    """Book cents for a resident: once in the books, once on the resident's own account."""
    cells[line, 0, area] += amount
    spent[i, payer] += amount


@rule
def pays_contribution(resident, records):
    """Say whether a resident pays the own contribution: one a couple, by the lower uid."""
    if not resident.products & WMO_DOMAINS:
        return False
    if resident.partner < 0:
        return True
    partner = records[resident.partner]
    return partner.uid > resident.uid or not (partner.products & WMO_DOMAINS)


@rule
def youth_price(seed, uid, mean, p):
    """Return what a month of youth care of a child costs: with stay far more than without."""
    without = mean / (1.0 + p.youth_stay_share * (p.youth_stay_ratio - 1.0))
    stays = needs_stay(seed, uid, p.youth_stay_share)
    return whole(without * (p.youth_stay_ratio if stays else 1.0))


@serial
def _pay_care(residents, indications, cells, spent, tariff, norm, transport, p, lines, seed):
    """Pay for all care in force and for the rides to day activities."""
    for row in range(len(indications)):
        indication = indications[row]
        if indication.stage not in (CareStage.RUNNING, CareStage.STORED):
            continue
        i, domain = indication.resident, indication.domain
        area = residents[i].area
        amount = tariff[domain, indication.level] * indication.pieces
        if domain == Domain.HOUSEHOLD:
            amount = whole(norm[area] * amount)
        elif domain == Domain.UPBRINGING:
            amount = youth_price(seed, indication.uid, amount, p)
        pay(cells, spent, lines[domain], Payer.MUNICIPALITY, area, i, amount)
        if (
            domain == Domain.MEETING
            and uniform(seed, indication.uid, 0, RIDES, 0) < p.transport_share
        ):
            pay(cells, spent, TRANSPORT, Payer.MUNICIPALITY, area, i, transport)


@serial
def _pay_people(residents, needs, cells, spent, contribution, general, gp, wlz):
    """Book what residents cost beside indicated care, and what they pay.

    `contribution` by area and insecurity; `general` is household help without an indication.
    """
    for i in range(len(residents)):
        resident = residents[i]
        area = resident.area
        if resident.status == Status.LONG_TERM_CARE:
            pay(cells, spent, LONG_TERM_CARE, Payer.LONG_TERM_CARE_ACT, area, i, wlz)
        elif resident.status == Status.HOME and (resident.open_needs or resident.products):
            if pays_contribution(resident, residents):
                amount = contribution[area, resident.insecure]
                pay(cells, spent, CLIENT_PAYS, Payer.CLIENT, area, i, amount)
                pay(cells, spent, TOWN_RECEIVES, Payer.MUNICIPALITY, area, i, -amount)
            helped = resident.open_needs >> Domain.HOUSEHOLD & 1
            if helped and np.float64(needs[i, Domain.HOUSEHOLD].short) > 0.0:
                pay(cells, spent, GENERAL, Payer.MUNICIPALITY, area, i, general)
            unmet = 0.0
            for domain in range(N_DOMAINS):
                if resident.open_needs >> domain & 1:
                    unmet += residual(needs[i, domain])
            pay(cells, spent, GP_NURSING, Payer.INSURER, area, i, whole(gp * unmet))


def monthly_cents(p: Any, month: int) -> NDArray[np.int64]:
    """Return cents a month of one indication by domain and level, shape [7, 3].

    Parameters
    ----------
    p : record of `MoneyParameters`
    month : int
    """
    rise = price_level(year_of(month), p.index_after) / price_level(BASE_YEAR, 0.0)
    euros = np.zeros((len(Domain), len(Level)))
    euros[Domain.MEETING] = np.array(p.halfday) * p.halfdays_week * WEEKS_A_MONTH
    euros[Domain.HOUSEHOLD] = p.household_hour * p.household_hours_week * WEEKS_A_MONTH
    euros[Domain.GUIDANCE] = p.guidance_hour * np.array(p.guidance_hours_week) * WEEKS_A_MONTH
    euros[Domain.MOBILITY] = p.aid_year / MONTHS_A_YEAR
    euros[Domain.UPBRINGING] = p.youth_year / MONTHS_A_YEAR
    euros[Domain.INCOME] = p.guidance_hour * p.debt_hours_week * WEEKS_A_MONTH
    euros[Domain.WORK] = p.benefit_year / MONTHS_A_YEAR
    return np.floor(euros * rise * 100 + 0.5).astype(np.int64)


def contribution_cents(p: Any, month: int) -> int:
    """Return the own contribution of a household a month: dated rows, then the price index.

    Parameters
    ----------
    p : record of `MoneyParameters`
    month : int
    """
    table = dated("own_contribution.csv", "eur_month")
    year = year_of(month)
    latest = max((y for y in table if y <= year), default=min(table))
    rise = 1.0
    if year > max(table):
        rise = price_level(year, p.index_after) / price_level(max(table), 0.0)
    return cents(table[latest] * rise)


class Money(Process):
    """Books the month: care, transport, contributions, other payers, desks, teams, facilities."""

    name = "money"
    Parameters = MoneyParameters
    publishes = (OWN_CONTRIBUTION, OWN_CONTRIBUTION_INSECURE)

    def _contributions(self, town: World, month: int) -> NDArray[np.int64]:
        """Return cents a month by area and insecurity of the household, shape [areas, 2]."""
        here, full = self.values(town), contribution_cents(self.p, month)
        both = (here["own_contribution"], here["own_contribution_insecure"])
        ratios = np.column_stack(both)
        return np.floor(full * ratios + 0.5).astype(np.int64)

    def step(self, town: World) -> None:
        """Book the month."""
        if town.warming_up:
            return
        p, month = self.p, town.month
        rise = town.price_index(month) / price_level(BASE_YEAR, 0.0)
        people, cells, spent = town.residents.records, town.ledger.cells, town.residents.spent
        spent[:] = 0
        norm = np.ascontiguousarray(town.values["care"]["household_norm"])
        _pay_care(
            people, town.indications.records, cells, spent, monthly_cents(p, month), norm,
            np.int64(cents(p.transport_day * p.transport_days_week * WEEKS_A_MONTH * rise)),
            p, np.array(CARE_LINES, np.int64), town.seed,
        )  # fmt: skip
        _pay_people(
            people, town.residents.needs, cells, spent, self._contributions(town, month),
            np.int64(cents(p.household_hour * p.general_hours_week * WEEKS_A_MONTH * rise)),
            p.gp_month * rise * 100, np.int64(cents(p.wlz_month * rise)),
        )  # fmt: skip
        self._book_staff(town, rise)
        self._book_facilities(town)

    def _book_facilities(self, town: World) -> None:
        """Book what open places cost; where seats are cut, a place costs as much less."""
        prices, seats = town.price_index(town.month), town.values["community"]["seats"]
        for facility in town.facilities:
            if facility.is_open(town.month) and facility.cost_eur_month:
                lever = town.lever_of(facility.plan.lever)
                cost = facility.cost_eur_month * prices / price_level(facility.plan.prices_of, 0.0)
                kept = min(1.0, float(seats[facility.area]))
                town.ledger.book(FACILITY, cents(cost * kept), facility.area, lever)

    def _book_staff(self, town: World, rise: float) -> None:
        access = town.state.access
        hour = self.p.fte_year / MONTHS_A_YEAR / town.numbers.access[0].hours_per_fte * rise
        share, capacity = town.team_shares, town.values["access"]["capacity"]
        for area in range(len(town.areas)):
            for desk, line in enumerate(DESKS):
                hours = access.desk_hours[area, desk] * (1 - share[area]) * capacity[area]
                town.ledger.book(line, cents(hours * hour), area)
            team = access.hours[len(DESKS) + area]
            if team:
                town.ledger.book(
                    TEAM, cents(team * hour), area, town.lever_of("strong_local_teams")
                )
