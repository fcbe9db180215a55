"""Every shipped scenario lives past 2027 on a small town, each from the same state of 2021."""

from functools import cache

import numpy as np
import pytest

from agents.vocabulary import Status
from model.months import month_of
from model.scenario import load_scenario, shipped_scenarios
from model.state import TownState, capture, digest, restore
from model.town import SocialBaseModel

SIZE, END = 500, month_of("2027-04")


@cache
def start() -> TownState:
    """Return the town on 1 January 2021: no lever works before."""
    town = SocialBaseModel(load_scenario("current"), residents=SIZE, observers=("monthly",))
    town.warm_up()
    return capture(town)


@cache
def lived(name: str) -> SocialBaseModel:
    """Return the town after a scenario."""
    town = SocialBaseModel(load_scenario(name), residents=SIZE, observers=("monthly",), empty=True)
    restore(town, start())
    town.run_until(END)
    return town


@pytest.mark.parametrize("name", shipped_scenarios())
def test_it_lives_and_counts_every_month(name: str) -> None:
    town = lived(name)
    table = town.observers[0].frame(town)
    assert len(table) == END * len(town.areas)
    assert table.drop(columns="waiting_access_days_mean").notna().all().all()
    stocks = table[["residents", "open_needs", "indications", "cost_municipality_eur"]]
    assert (stocks.groupby(table["month"]).sum() > 0).all().all()
    home = int((town.residents.records["status"] == Status.HOME).sum())
    assert table.groupby("month")["residents"].sum().iloc[-1] == home


@pytest.mark.parametrize("name", shipped_scenarios())
def test_its_levers_have_worked(name: str) -> None:
    town = lived(name)
    names = {lever.name for lever in town.levers if lever.p.dose > 0}
    months = {month for lever in town.levers for month in range(END) if lever.active(month)}
    assert bool(months) == bool(names)
    costs = town.ledger.frame()
    assert set(costs["lever"]) - {"none"} <= names
    if name not in ("current", "null"):
        assert digest(town) != digest(lived("current"))


def test_null_is_current() -> None:
    assert digest(lived("null")) == digest(lived("current"))


def test_books_are_the_monthly_table() -> None:
    town = lived("transformation")
    books = town.ledger.frame()
    paid = books.loc[books["payer"] == "municipality", "eur"].sum()
    table = town.observers[0].frame(town)
    assert paid == pytest.approx(table["cost_municipality_eur"].sum(), abs=0.005)
    assert np.isfinite(paid)
