"""Every shipped scenario runs on a small town until its last lever works, and each lever acts.

Worlds are branched from one run of the current policy, so that only their own months are simulated.
"""

from functools import cache

import numpy as np
import pytest

from agents.vocabulary import Status
from model.lever import Lever
from model.months import month_of
from model.scenario.scenario import Scenario, first_difference, load_scenario, shipped_scenarios
from model.state.digests import digest
from model.state.state import branch
from model.town import SocialBaseModel

SIZE, NOW = 500, month_of("2025-12")
SHIPPED = shipped_scenarios()


@cache
def current_until(month: int) -> SocialBaseModel:
    """Return the town at the beginning of a month under the current policy; run no further."""
    if month == 0:
        town = SocialBaseModel(load_scenario("current"), residents=SIZE, observers=("monthly",))
        town.warm_up()
        return town
    town = branch(current_until(NOW if month > NOW else 0), load_scenario("current"))
    town.run_until(month)
    return town


def end_of(scenario: Scenario) -> int:
    """Return the month in which its last lever has worked for two months."""
    return max(use.months.start for use in scenario.levers) + 2


@cache
def simulated(name: str) -> SocialBaseModel:
    """Return the town after a scenario."""
    scenario = load_scenario(name)
    parted = first_difference(load_scenario("current"), scenario)
    town = branch(current_until(0 if parted < NOW else NOW), scenario)
    town.run_until(end_of(scenario))
    return town


def pulled(
    town: SocialBaseModel, levers: list[Lever], month: int
) -> tuple[list[bytes], list[list[int]]]:
    """Return the town's values in a month with some of its levers, and cents by lever and area."""
    town.month, town.levers = month, levers
    town.ledger.cells[:] = 0
    town._pull_levers()
    values = [table.tobytes() for table in town.values.tables.values()]
    return values, town.ledger.cells.sum(axis=0).tolist()


def ways_of(town: SocialBaseModel, lever: Lever) -> set[str]:
    """Return in what a town differs, in the first months of a lever, from one without it."""
    ways = set()
    all_levers, plans = town.levers, [*lever.facilities(), *lever.programmes()]
    if any(f.plan in plans and f.seats_per_daypart > 0 for f in town.facilities):
        ways.add("places")
    if any(p.plan in plans and p.places > 0 for p in town.programmes):
        ways.add("programmes")
    for month in range(lever.first, min(lever.first + 3, lever.last)):
        values, cents = pulled(town, all_levers, month)
        others, left = pulled(town, [one for one in all_levers if one is not lever], month)
        if values != others:
            ways.add("values")
        if cents != left:
            ways.add("books")
    town.levers = all_levers
    return ways


def declared(lever: Lever) -> set[str]:
    """Return what a lever says it does."""
    ways = {"programmes" if kind == "programme" else "places" for kind in lever.brings}
    return ways | ({"values"} if lever.modifies else set())


@cache
def acting(name: str) -> list[tuple[Lever, set[str]]]:
    """Return the levers of a scenario and their ways, in the full town without residents."""
    town = SocialBaseModel(load_scenario(name), observers=(), empty=True)
    return [(lever, ways_of(town, lever)) for lever in town.levers]


@pytest.mark.parametrize("name", SHIPPED)
def test_it_runs_and_counts_every_month(name: str) -> None:
    town = simulated(name)
    table = town.observers[0].frame(town)
    assert len(table) == town.month * len(town.areas)
    means = ["waiting_access_days_mean", "waiting_provider_days_mean"]
    assert table.drop(columns=means).notna().all().all()
    stocks = table[["residents", "open_needs", "indications", "cost_wmo_book_eur"]]
    assert (stocks.groupby(table["month"]).sum() > 0).all().all()
    home = int((town.residents.records["status"] == Status.HOME).sum())
    assert table.groupby("month")["residents"].sum().iloc[-1] == home


@pytest.mark.parametrize("name", SHIPPED)
def test_each_of_its_levers_acts(name: str) -> None:
    """In every way it declares; one that declares none books money; at dose 0 in no way at all."""
    for lever, ways in acting(name):
        if lever.p.dose == 0:
            assert not ways, lever.name
        else:
            assert ways - {"books"} == declared(lever), lever.name
            assert ways, lever.name


@pytest.mark.parametrize("name", SHIPPED)
def test_books_name_its_levers_and_no_others(name: str) -> None:
    """What books in the full town has booked in the small one."""
    used = {lever.name for lever, _ in acting(name) if lever.p.dose > 0}
    paying = {lever.name for lever, ways in acting(name) if "books" in ways}
    booked = set(simulated(name).ledger.frame()["lever"]) - {"none"}
    assert paying <= booked <= used


def test_null_is_current() -> None:
    town = simulated("null")
    assert digest(town) == digest(current_until(town.month))


def test_books_are_the_monthly_table() -> None:
    town = simulated("transformation")
    books = town.ledger.frame()
    paid = books.loc[books["payer"] == "municipality", "eur"].sum()
    table = town.observers[0].frame(town)
    assert paid == pytest.approx(table["cost_municipality_eur"].sum(), abs=0.005)
    assert np.isfinite(paid)
