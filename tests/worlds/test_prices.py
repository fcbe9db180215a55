"""Worlds that differ in inflation alone cost the same: each is deflated by its own prices."""

from dataclasses import replace
from functools import cache

import pytest

from experiments.effects.headline import headline
from experiments.runs.compare import compare_scenarios
from experiments.runs.result import ComparisonResult
from model.measures.outcomes import BOOK_COSTS, COST
from model.scenario.scenario import load_scenario

ROUNDED = 1e-4
"""Share of an amount that rounding of tariffs to cents may leave."""
ROUNDED_EUR = 1.0
"""Euros a year in an area that rounding of single bills to cents may leave."""


@cache
def compared() -> ComparisonResult:
    """Return a world beside itself with other inflation from 2026 on, two years of it."""
    dear = replace(load_scenario("current", {"money.index_after": 0.035}), name="dear")
    return compare_scenarios(
        load_scenario("current"), [dear], residents=500, replications=1, months=84, progress=None
    )


@pytest.mark.slow
def test_another_inflation_is_no_difference_in_constant_euros() -> None:
    """Fault F7: EUR 4.26 million a year, when both worlds were deflated by the base's index."""
    base, gap = headline(compared(), "dear")[COST]
    assert abs(gap.mean) < ROUNDED * base
    monthly = compared().tables["monthly"]
    assert monthly[list(BOOK_COSTS)].sum(axis=1).sub(monthly[COST]).abs().max() < 0.01


@pytest.mark.slow
def test_another_inflation_is_no_divergence_of_anybody() -> None:
    """Cents of two worlds were set against each other: every resident with costs differed."""
    tables = compared().tables
    booked = tables["ledger"].groupby("scenario", observed=True)["eur"].sum()
    assert booked["dear"] > 1.001 * booked["current"]
    twins, shift = tables["twins"], tables["shift"]
    assert twins[twins["scenario"] == "dear"].empty
    assert shift.loc[shift["scenario"] == "dear", "residents_who_differ"].tolist() == [0]


@pytest.mark.slow
def test_another_inflation_is_no_difference_by_area_and_year() -> None:
    """`difference.parquet` held euros of the month as booked."""
    table = compared().tables["difference"]
    money = table[table["outcome"].str.endswith("_eur")].fillna({"difference": 0.0})
    assert money["base"].abs().max() > 10_000
    left = money["difference"].abs() - ROUNDED * money["base"].abs()
    assert left.max() < ROUNDED_EUR
    others = table[~table["outcome"].str.endswith("_eur")]
    assert (others["difference"].fillna(0.0) == 0).all()
