"""Money: tariffs to the cent, prices by year, one own contribution a couple."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.vocabulary import Domain, Law, Layer, Level, Payer
from model.inputs.evidence import load_evidence
from model.inputs.prices import dated, pension_months, price_level
from model.inputs.task_fields import task_field
from model.ledger import items
from model.months import month_of
from model.processes import money, tariffs
from model.processes.money import CARE_LINES, Money
from model.processes.tariffs import MoneyParameters, contribution_cents, monthly_cents
from tests.unit.plain import plain, residents, rows

PRICES = {
    "household_hour": 32.40, "household_hours_week": 2.5, "guidance_hour": 55.80,
    "guidance_hours_week.light": 1.5, "guidance_hours_week.middle": 3.0,
    "guidance_hours_week.heavy": 5.0, "halfday.light": 35.76, "halfday.middle": 46.15,
    "halfday.heavy": 65.57, "halfdays_week.light": 4.0, "halfdays_week.middle": 5.5,
    "halfdays_week.heavy": 7.0, "aid_year": 450.0,
    "youth_client": 14_000.0, "youth_year_to_day": 1.5, "debt_hours_week": 0.75,
    "benefit_year": 15_760.0, "index_after": 0.025,
}  # fmt: skip
IN_2023, IN_2025 = month_of("2023-06"), month_of("2025-06")


def prices(**changes: float) -> Any:
    """Return the prices of 2023, some of them changed, as the process takes them."""
    return MoneyParameters().changed(PRICES | changes).as_record()[0]


@pytest.mark.parametrize(
    ("domain", "level", "euros"),
    [
        (Domain.HOUSEHOLD, Level.LIGHT, 32.40 * 2.5 * 52 / 12),  # 351.00
        (Domain.MEETING, Level.LIGHT, 35.76 * 4 * 52 / 12),
        (Domain.MEETING, Level.MIDDLE, 46.15 * 5.5 * 52 / 12),
        (Domain.MEETING, Level.HEAVY, 65.57 * 7 * 52 / 12),
        (Domain.GUIDANCE, Level.MIDDLE, 55.80 * 3 * 52 / 12),
        (Domain.MOBILITY, Level.LIGHT, 450 / 12),
        (Domain.UPBRINGING, Level.LIGHT, 14_000 * 1.5 / 12),
        (Domain.INCOME, Level.LIGHT, 55.80 * 0.75 * 52 / 12),
        (Domain.WORK, Level.LIGHT, 15_760 / 12),
    ],
)  # fmt: skip
def test_a_month_of_care_at_its_tariff_to_the_cent(
    domain: Domain, level: Level, euros: float
) -> None:
    assert monthly_cents(prices(), IN_2023)[domain, level] == int(euros * 100 + 0.5)


def test_household_help_costs_351_euros_a_month_in_2023() -> None:
    assert monthly_cents(prices(), IN_2023)[Domain.HOUSEHOLD].tolist() == [35_100] * 3


def test_heavier_levels_cost_more_where_levels_have_tariffs() -> None:
    table = monthly_cents(prices(), IN_2023)
    for domain in (Domain.MEETING, Domain.GUIDANCE):
        assert table[domain, 0] < table[domain, 1] < table[domain, 2]


def test_a_year_of_youth_care_costs_more_than_a_young_person_in_the_year() -> None:
    """The register's 14,000 is spending over all of the year, most of whom had care for a part."""
    rows_of = load_evidence()["value"]
    ratio = rows_of["youth.clients_2023"] / rows_of["youth.nl_clients_30jun2025"]
    year = 12 * monthly_cents(MoneyParameters().as_record()[0], IN_2023)[Domain.UPBRINGING, 0] / 100
    assert year == pytest.approx(rows_of["youth.cost_per_client"] * ratio, abs=1)
    assert year == pytest.approx(20_324, abs=1)


@pytest.mark.parametrize(
    ("domain", "level", "of_2022", "rides"),
    [
        (Domain.GUIDANCE, Level.LIGHT, "tariff.bgi_light", 0),
        (Domain.MEETING, Level.LIGHT, "tariff.bgg_light_4transport", 4),
        (Domain.MEETING, Level.MIDDLE, "tariff.bgg_mid_2transport", 2),
    ],
)
def test_a_year_of_care_costs_about_what_the_town_itself_pays(
    domain: Domain, level: Level, of_2022: str, rides: int
) -> None:
    """Light guidance was EUR 4,352 a year in 2023 against the town's own 6,100 of 2022."""
    p = MoneyParameters()
    record = p.as_record()[0]
    own = load_evidence()["value"][of_2022] * price_level(2023, 0) / price_level(2022, 0)
    year = 12 * monthly_cents(record, IN_2023)[domain, level] / 100 + p.transport_day * rides * 52
    assert year == pytest.approx(own, rel=0.05)


def test_prices_are_dated_then_grow_by_a_rate() -> None:
    assert price_level(2025, 0.025) == 1.0
    assert price_level(2022, 0.025) == dated("price_index.csv", "index")[2022] < 1
    assert price_level(2030, 0.025) == pytest.approx(1.025**5)
    assert price_level(1990, 0.025) == price_level(2019, 0.025)
    years = [price_level(year, 0.025) for year in range(2019, 2036)]
    assert years == sorted(years)


def test_tariffs_follow_the_index() -> None:
    table = dated("price_index.csv", "index")
    rise = table[2025] / table[2023]
    expected = int(32.40 * 2.5 * 52 / 12 * rise * 100 + 0.5)
    assert monthly_cents(prices(), IN_2025)[Domain.HOUSEHOLD, 0] == expected
    assert monthly_cents(prices(index_after=0.0), IN_2025 + 120)[Domain.HOUSEHOLD, 0] == expected


def test_the_own_contribution_is_dated_and_then_indexed() -> None:
    p = prices()
    by_year = {
        year: contribution_cents(p, month_of(f"{year}-01")) for year in (2021, 2023, 2024, 2025)
    }
    assert by_year == {2021: 1900, 2023: 1900, 2024: 2060, 2025: 2100}
    assert contribution_cents(p, month_of("2026-01")) == 2153  # 21.525 euros: halves go up


PENSION = 67 * 12


def pays(
    mine: int, theirs: int, *, younger_uid: bool = True, ages: tuple[int, int] = (840, 900)
) -> tuple[bool, bool]:
    """Say who of a couple pays, by the products that each has and their ages in months."""
    couple = residents(2)
    couple.age_months = ages
    couple.partner, couple.products = (1, 0), (mine, theirs)
    if not younger_uid:
        couple.uid = couple.uid[::-1].copy()
    rule = plain(tariffs.pays_contribution)
    return tuple(bool(rule(one, couple, PENSION)) for one in couple)  # type: ignore[return-value]


WMO_PRODUCTS = st.integers(1, 15)


@given(WMO_PRODUCTS, WMO_PRODUCTS, st.booleans())
def test_a_couple_pays_once(mine: int, theirs: int, younger: bool) -> None:
    assert sum(pays(mine, theirs, younger_uid=younger)) == 1


@given(WMO_PRODUCTS, st.booleans())
def test_who_has_support_alone_pays_alone(mine: int, younger: bool) -> None:
    assert pays(mine, 0, younger_uid=younger) == (True, False)
    assert pays(0, mine, younger_uid=younger) == (False, True)


def test_only_support_under_the_wmo_is_paid_for() -> None:
    single = residents(1)
    rule = plain(tariffs.pays_contribution)
    for domain in Domain:
        single.products = 1 << domain
        assert bool(rule(single[0], single, PENSION)) == (domain <= Domain.MOBILITY)


@pytest.mark.parametrize(
    ("ages", "one_pays"),
    [((540, 560), False), ((PENSION - 1, 900), False), ((900, PENSION - 1), False),
     ((PENSION, 900), True)],
)  # fmt: skip
def test_a_couple_below_pension_age_pays_nothing_since_2020(
    ages: tuple[int, int], one_pays: bool
) -> None:
    assert any(pays(1, 2, ages=ages)) == one_pays


def test_a_single_person_pays_at_any_age() -> None:
    single = residents(1, products=2, age_months=30 * 12)
    assert plain(tariffs.pays_contribution)(single[0], single, PENSION)


def test_the_state_pension_begins_at_67_since_2024() -> None:
    ages = {year: pension_months(month_of(f"{year}-01")) for year in (2021, 2023, 2024, 2027, 2035)}
    assert ages == {2021: 796, 2023: 802, 2024: 804, 2027: 804, 2035: 807}
    assert pension_months(-120) == 780


def test_a_fee_keeps_a_keyed_share_away_and_the_same_ones_at_a_higher_fee() -> None:
    many = residents(4000)
    many.insecure[:2000] = 1
    rule = plain(tariffs.stays_away)

    def away(secure: float, insecure: float) -> Any:
        fees = rows(1, FEES, stay_away=secure, stay_away_insecure=insecure)[0]
        return np.array([bool(rule(one, 3, fees)) for one in many])

    assert not away(0.0, 0.0).any()
    few, more = away(0.15, 0.0), away(0.3, 0.1)
    assert few[2000:].mean() == pytest.approx(0.15, abs=0.02)
    assert not few[:2000].any()
    assert more[:2000].mean() == pytest.approx(0.1, abs=0.02)
    assert (more >= few).all()


FEES = np.dtype([("stay_away", "f8"), ("stay_away_insecure", "f8")])


def test_what_a_client_pays_the_town_receives() -> None:
    lines = items()
    client, town = lines[money.CLIENT_PAYS], lines[money.TOWN_RECEIVES]
    assert (client.name, client.payer) == (town.name, Payer.CLIENT)
    assert town.payer == Payer.MUNICIPALITY


def test_the_state_grants_what_a_towns_people_make_likely_however_many_have_a_benefit() -> None:
    """The town receives it and the state pays it: 1,000 residents of working age, two areas."""
    people = residents(1_200, area=np.arange(1_200) % 2)
    people.age_months[:100], people.age_months[100:200] = 12 * 17, 12 * 67
    booked: list[tuple[int, int, int]] = []
    ledger = SimpleNamespace(book=lambda line, cents, area: booked.append((line, cents, area)))
    town = SimpleNamespace(
        residents=SimpleNamespace(records=people), areas=["a", "b"], ledger=ledger
    )
    p = MoneyParameters()
    month = p.benefits_expected * p.benefit_year / 12 * 100
    tariff = {"pension_months": 12 * 67, "benefit_grant": month}
    for with_benefit in (0, 127):
        booked.clear()
        people.products[:] = with_benefit
        Money._book_grant(town, tariff)
        for area in (0, 1):
            amount = round(500 * month)
            assert (money.STATE_GRANTS, amount, area) in booked
            assert (money.TOWN_IS_GRANTED, -amount, area) in booked
        assert len(booked) == 4


def test_each_domain_has_its_line_under_its_law() -> None:
    lines = [items()[index] for index in CARE_LINES]
    assert len(set(CARE_LINES)) == 7
    assert [line.law for line in lines[:4]] == [Law.WMO] * 4
    assert lines[Domain.UPBRINGING].law == Law.JEUGDWET
    assert {line.law for line in lines[5:]} == {Law.PARTICIPATIEWET}
    assert {line.layer for line in lines} == {Layer.INSTITUTIONAL}


@pytest.mark.parametrize(
    ("item", "law", "code", "book"),
    [
        ("household help", Law.WMO, "6.711", "wmo"), ("own contribution", Law.WMO, "6.711", "wmo"),
        ("aids and services", Law.WMO, "6.60", "wmo"),
        ("youth care with stay", Law.JEUGDWET, "6.762", "youth"),
        ("social assistance", Law.PARTICIPATIEWET, "6.3", "participation"),
        ("debt counselling", Law.PARTICIPATIEWET, "6.23", "debt_help"),
        ("access desk", Law.JEUGDWET, "6.22", "access"),
        ("facility", Law.WMO, "6.1", "social_base"),
        ("elders tour", Law.PARTICIPATIEWET, "6.5", "participation"),
        ("what a new lever books", Law.NONE, "6.1", "social_base"),
    ],
)  # fmt: skip
def test_each_line_has_its_task_field(item: str, law: Law, code: str, book: str) -> None:
    field = task_field(item, law)
    assert (field.code, field.book) == (code, book)


def test_gp_and_nursing_and_long_term_care_are_other_payers_money() -> None:
    assert items()[money.GP_NURSING].payer == Payer.INSURER
    assert items()[money.LONG_TERM_CARE].payer == Payer.LONG_TERM_CARE_ACT
