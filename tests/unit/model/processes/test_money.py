"""Money: tariffs to the cent, prices by year, one own contribution a couple."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.vocabulary import Domain, Law, Layer, Level, Payer
from model.inputs.prices import dated, price_level
from model.ledger import items
from model.months import month_of
from model.processes import money
from model.processes.money import CARE_LINES, MoneyParameters, contribution_cents, monthly_cents
from tests.unit.plain import plain, residents

PRICES = {
    "household_hour": 32.40, "household_hours_week": 2.5, "guidance_hour": 55.80,
    "guidance_hours_week.light": 1.5, "guidance_hours_week.middle": 3.0,
    "guidance_hours_week.heavy": 5.0, "halfday.light": 35.76, "halfday.middle": 46.15,
    "halfday.heavy": 65.57, "halfdays_week.light": 4.0, "halfdays_week.middle": 5.5,
    "halfdays_week.heavy": 7.0, "aid_year": 450.0, "youth_year": 14_000.0, "debt_hours_week": 0.75,
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
        (Domain.MOBILITY, Level.LIGHT, 450 / 12), (Domain.UPBRINGING, Level.LIGHT, 14_000 / 12),
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


def pays(mine: int, theirs: int, *, younger_uid: bool = True) -> tuple[bool, bool]:
    """Say who of a couple pays, by the products that each has."""
    couple = residents(2)
    couple.partner, couple.products = (1, 0), (mine, theirs)
    if not younger_uid:
        couple.uid = couple.uid[::-1].copy()
    rule = plain(money.pays_contribution)
    return bool(rule(couple[0], couple)), bool(rule(couple[1], couple))


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
    rule = plain(money.pays_contribution)
    for domain in Domain:
        single.products = 1 << domain
        assert bool(rule(single[0], single)) == (domain <= Domain.MOBILITY)


def test_what_a_client_pays_the_town_receives() -> None:
    lines = items()
    client, town = lines[money.CLIENT_PAYS], lines[money.TOWN_RECEIVES]
    assert (client.name, client.payer) == (town.name, Payer.CLIENT)
    assert town.payer == Payer.MUNICIPALITY


def test_each_domain_has_its_line_under_its_law() -> None:
    lines = [items()[index] for index in CARE_LINES]
    assert len(set(CARE_LINES)) == 7
    assert [line.law for line in lines[:4]] == [Law.WMO] * 4
    assert lines[Domain.UPBRINGING].law == Law.JEUGDWET
    assert {line.law for line in lines[5:]} == {Law.PARTICIPATIEWET}
    assert {line.layer for line in lines} == {Layer.INSTITUTIONAL}


def test_gp_and_nursing_and_long_term_care_are_other_payers_money() -> None:
    assert items()[money.GP_NURSING].payer == Payer.INSURER
    assert items()[money.LONG_TERM_CARE].payer == Payer.LONG_TERM_CARE_ACT
