"""Money: everything that was used this month is paid once, in whole cents."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.vocabulary import (
    ADULT_MONTHS,
    N_DOMAINS,
    CareStage,
    Domain,
    Law,
    Layer,
    Payer,
    Status,
)  # fmt: skip
from model.ledger import cents, item, items
from model.process import Process
from model.processes.lump_sum import LUMP_SUM, pay_budgets, split_payment
from model.processes.need_shares import residual
from model.processes.tariffs import (
    MoneyParameters,
    facility_cents,
    indication_cents,
    is_general_help,
    is_with_stay,
    pays_contribution,
    price_rise,
    tariffs,
    transport_cents,
)  # fmt: skip
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
YOUTH_STAY = item("youth care with stay", Law.JEUGDWET, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
TRANSPORT = item("transport to day activities", Law.WMO, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
CLIENT_PAYS = item("own contribution", Law.WMO, Layer.INSTITUTIONAL, Payer.CLIENT)
TOWN_RECEIVES = item("own contribution", Law.WMO, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
STATE_GRANTS = item(
    "state grant for benefits", Law.PARTICIPATIEWET, Layer.INSTITUTIONAL, Payer.STATE
)
TOWN_IS_GRANTED = item(
    "state grant for benefits", Law.PARTICIPATIEWET, Layer.INSTITUTIONAL, Payer.MUNICIPALITY
)
GP_NURSING = item("GP and nursing", Law.ZVW, Layer.INSTITUTIONAL, Payer.INSURER)
LONG_TERM_CARE = item("long-term care", Law.WLZ, Layer.INSTITUTIONAL, Payer.LONG_TERM_CARE_ACT)
DESKS = tuple(
    item("access desk", law, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
    for law in (Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET)
)
TEAM = item("local team", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
FACILITY = item("facility", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
GENERAL = item("general household help", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
FOLLOW_THE_TOWN = frozenset(
    items()[line].name
    for line in (
        *CARE_LINES, YOUTH_STAY, TRANSPORT, CLIENT_PAYS, TOWN_RECEIVES, STATE_GRANTS,
        TOWN_IS_GRANTED, GP_NURSING, LONG_TERM_CARE, *DESKS, TEAM, GENERAL,
    )
)  # fmt: skip
"""Lines whose amounts follow from what happens to residents. All others, places and what levers
book, are amounts of a plan."""
OWN_CONTRIBUTION = NamedValue(
    "money.own_contribution", 1.0, "ratio", "own contribution of a household against the flat fee",
)  # fmt: skip
OWN_CONTRIBUTION_INSECURE = NamedValue(
    "money.own_contribution_insecure", 1.0, "ratio", "the same, of insecure households",
)  # fmt: skip
STAY_AWAY = NamedValue(
    "money.stay_away", 0.0, "share", "residents whom the contribution keeps from household help",
    high=1.0,
)  # fmt: skip
STAY_AWAY_INSECURE = NamedValue(
    "money.stay_away_insecure", 0.0, "share", "the same, of insecure residents", high=1.0,
)  # fmt: skip


@rule
def pay(cells, spent, line, payer, area, i, amount):
    """Book cents for a resident: once in the books, once on the resident's own account."""
    cells[line, 0, area] += amount
    spent[i, payer] += amount


@serial
def _pay_care(residents, indications, cells, spent, tariff, norm, lines, budgeted, worth, seed):
    """Pay for all care in force and for the rides to day activities.

    `budgeted` is the share of support that a budget pays, by area; `worth` gets what support costs.
    """
    for row in range(len(indications)):
        indication = indications[row]
        if indication.stage not in (CareStage.RUNNING, CareStage.STORED):
            continue
        i, domain = indication.resident, indication.domain
        area = residents[i].area
        stays = is_with_stay(domain, indication.uid, seed, tariff)
        amount = indication_cents(indication, norm[area], stays, tariff)
        amount = split_payment(amount, domain, budgeted[area], worth[area])
        line = YOUTH_STAY if stays else lines[domain]
        pay(cells, spent, line, Payer.MUNICIPALITY, area, i, amount)
        rides = transport_cents(domain, indication.uid, seed, tariff)
        if rides > 0:
            rides = split_payment(rides, domain, budgeted[area], worth[area])
            pay(cells, spent, TRANSPORT, Payer.MUNICIPALITY, area, i, rides)


@serial
def _pay_people(residents, needs, cells, spent, contribution, tariff):
    """Book what residents cost beside indicated care, and what they pay.

    `contribution` by area and insecurity.
    """
    for i in range(len(residents)):
        resident = residents[i]
        area = resident.area
        if resident.status == Status.LONG_TERM_CARE:
            amount = tariff.long_term_care
            pay(cells, spent, LONG_TERM_CARE, Payer.LONG_TERM_CARE_ACT, area, i, amount)
        elif resident.status == Status.HOME and (resident.open_needs or resident.products):
            if pays_contribution(resident, residents, tariff.pension_months):
                amount = contribution[area, resident.insecure]
                pay(cells, spent, CLIENT_PAYS, Payer.CLIENT, area, i, amount)
                pay(cells, spent, TOWN_RECEIVES, Payer.MUNICIPALITY, area, i, -amount)
            helped = resident.open_needs >> Domain.HOUSEHOLD & 1
            if helped and is_general_help(Domain.HOUSEHOLD, needs[i, Domain.HOUSEHOLD]):
                pay(cells, spent, GENERAL, Payer.MUNICIPALITY, area, i, tariff.general)
            unmet = 0.0
            for domain in range(N_DOMAINS):
                if resident.open_needs >> domain & 1:
                    unmet += residual(needs[i, domain])
            pay(cells, spent, GP_NURSING, Payer.INSURER, area, i, whole(tariff.gp * unmet))


@serial
def count_of_working_age(residents, pension_months, number):
    """Count by area the residents at home from 18 to the age of the state pension."""
    for i in range(len(residents)):
        resident = residents[i]
        of_age = ADULT_MONTHS <= resident.age_months < pension_months
        number[resident.area] += of_age and resident.status == Status.HOME


def of_working_age(town: World, pension_months: int) -> NDArray[np.int64]:
    """Return the residents at home from 18 to the age of the state pension, by area."""
    number = np.zeros(len(town.areas), np.int64)
    count_of_working_age(town.residents.records, np.int64(pension_months), number)
    return number


class Money(Process):
    """Books the month: care, transport, contributions, grant, other payers, desks, teams, places.

    The state's grant for social assistance (BUIG) follows how many residents of working age a town
    has, not how many it helps to a benefit or off it: since 2015 the grant of towns above 40,000
    is divided by what a town's people make likely. So the town keeps what it saves on benefits, and
    bears what it pays more.
    """

    name = "money"
    Parameters = MoneyParameters
    publishes = (
        OWN_CONTRIBUTION, OWN_CONTRIBUTION_INSECURE, STAY_AWAY, STAY_AWAY_INSECURE, LUMP_SUM,
    )  # fmt: skip

    def step(self, town: World) -> None:
        """Book the month."""
        if town.warming_up:
            return
        prices = tariffs(town)
        tariff = prices.record[0]
        people, cells, spent = town.residents.records, town.ledger.cells, town.residents.spent
        spent[:] = 0
        worth = np.zeros((len(town.areas), 1), np.int64)
        _pay_care(
            people, town.indications.records, cells, spent, tariff, prices.norm,
            np.array(CARE_LINES, np.int64),
            np.ascontiguousarray(self.values(town)["lump_sum"]), worth, town.seed,
        )  # fmt: skip
        pay_budgets(town, worth, price_rise(self.p, town.month))
        _pay_people(
            people, town.residents.needs, cells, spent, prices.contribution, tariff,
        )  # fmt: skip
        self._book_staff(town, float(tariff["staff_hour"]))
        self._book_grant(town, tariff)
        for facility in town.facilities:
            if facility.is_open(town.month) and facility.cost_eur_month:
                lever = town.lever_of(facility.plan.lever)
                town.ledger.book(FACILITY, facility_cents(town, facility), facility.area, lever)

    @staticmethod
    def _book_grant(town: World, tariff: Any) -> None:
        """Book what the state grants for benefits: received by the town, paid by the state."""
        residents = of_working_age(town, int(tariff["pension_months"]))
        for area, number in enumerate(residents.tolist()):
            amount = cents(float(tariff["benefit_grant"]) * number / 100)
            town.ledger.book(STATE_GRANTS, amount, area)
            town.ledger.book(TOWN_IS_GRANTED, -amount, area)

    @staticmethod
    def _book_staff(town: World, hour: float) -> None:
        """Book desks and teams; `hour` is in cents."""
        access = town.state.access
        share, capacity = town.team_shares, town.values["access"]["capacity"]
        for area in range(len(town.areas)):
            for desk, line in enumerate(DESKS):
                hours = access.desk_hours[area, desk] * (1 - share[area]) * capacity[area]
                town.ledger.book(line, cents(hours * hour / 100), area)
            team = access.hours[len(DESKS) + area]
            if team:
                town.ledger.book(
                    TEAM, cents(team * hour / 100), area, town.lever_of("strong_local_teams")
                )
