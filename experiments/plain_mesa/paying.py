"""Paying: what was used this month is paid once, in whole cents."""

from typing import Any

import numpy as np

from agents.vocabulary import CareStage, Domain, Payer, Status
from experiments.plain_mesa.exchange import lay_columns
from experiments.plain_mesa.person import DOMAINS, Person, add_up
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import Indication, lines_of
from model.processes.lump_sum import pay_budgets, split_payment
from model.processes.money import (
    CARE_LINES,
    CLIENT_PAYS,
    FACILITY,
    GENERAL,
    GP_NURSING,
    LONG_TERM_CARE,
    TOWN_RECEIVES,
    TRANSPORT,
    YOUTH_STAY,
)  # fmt: skip
from model.processes.need_shares import residual
from model.processes.tariffs import (
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


class Paying(Person):
    """The chapter of money, as it is spent on a resident."""

    def _pay(self, line: int, payer: int, cents: int) -> None:
        """Book cents: once in the books, once on the resident's own account."""
        self.model.ledger.cells[line, 0, self.area] += cents
        self.model.residents.spent[self.slot, payer] += cents

    def pay_care(self, indication: Indication) -> None:
        """Pay for a month of care, and for the rides that go with it."""
        town, domain, tariff = self.model, indication.domain, self.model.tariff
        stays = is_with_stay(domain, self.uid, town.seed, tariff)
        norm, share = self.here("care").household_norm, self.here("money").lump_sum
        care = indication_cents(indication, norm, stays, tariff)
        rides = transport_cents(domain, self.uid, town.seed, tariff)
        line = YOUTH_STAY if stays else CARE_LINES[domain]
        for book, cents in ((line, care), (TRANSPORT, rides)):
            paid = split_payment(cents, domain, share, town.worth[self.area])
            self._pay(book, Payer.MUNICIPALITY, paid)

    def pay(self) -> None:
        """Pay the own contribution; book what else help, or the lack of it, costs."""
        tariff = self.model.tariff
        if self.status == Status.LONG_TERM_CARE:
            self._pay(LONG_TERM_CARE, Payer.LONG_TERM_CARE_ACT, tariff.long_term_care)
        if not self.at_home or not (self.open_needs or self.products):
            return
        if pays_contribution(self, self.model.people, tariff.pension_months):
            cents = self.model.contribution[self.area, self.insecure]
            self._pay(CLIENT_PAYS, Payer.CLIENT, cents)
            self._pay(TOWN_RECEIVES, Payer.MUNICIPALITY, -cents)
        household = self.needs[Domain.HOUSEHOLD]
        if self.has(Domain.HOUSEHOLD) and is_general_help(Domain.HOUSEHOLD, household):
            self._pay(GENERAL, Payer.MUNICIPALITY, tariff.general)
        unmet = add_up(residual(self.needs[d]) for d in DOMAINS if self.has(d))
        self._pay(GP_NURSING, Payer.INSURER, whole(tariff.gp * unmet))


def month(town: Any, process: Any) -> None:
    """Live the chapter: everybody pays, in any order, from the first month of the report on.

    Budgets, staff, places and the state's grant are booked by the core.
    """
    if town.warming_up:
        return
    prices = tariffs(town)
    town.tariff, town.contribution = lines_of(prices.record)[0], prices.contribution
    town.residents.spent[:] = 0
    town.worth = np.zeros((len(town.areas), 1), np.int64)
    for one in town.indicated:
        if one.stage in (CareStage.RUNNING, CareStage.STORED):
            town.people[one.resident].pay_care(one)
    pay_budgets(town, town.worth, price_rise(process.p, town.month))
    town.everybody.shuffle_do("pay")
    process._book_staff(town, town.tariff.staff_hour)
    lay_columns(town, "status", "age_months", "area")
    process._book_grant(town, prices.record[0])
    for facility in town.facilities:
        if facility.is_open(town.month) and facility.cost_eur_month:
            lever = town.lever_of(facility.plan.lever)
            town.ledger.book(FACILITY, facility_cents(town, facility), facility.area, lever)


read_plainly(__name__)
