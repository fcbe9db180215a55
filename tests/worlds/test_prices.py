"""Worlds that differ in inflation alone cost the same: each is deflated by its own prices."""

from dataclasses import replace

import pytest

from experiments.effects.headline import headline
from experiments.runs.compare import compare_scenarios
from model.measures.outcomes import BOOK_COSTS, COST
from model.scenario.scenario import load_scenario


@pytest.mark.slow
def test_another_inflation_is_no_difference_in_constant_euros() -> None:
    """Fault F7: EUR 4.26 million a year, when both worlds were deflated by the base's index."""
    dear = replace(load_scenario("current", {"money.index_after": 0.035}), name="dear")
    comparison = compare_scenarios(
        load_scenario("current"), [dear], residents=500, replications=1, months=84, progress=None
    )
    base, gap = headline(comparison, "dear")[COST]
    assert abs(gap.mean) < 1e-4 * base
    monthly = comparison.tables["monthly"]
    assert monthly[list(BOOK_COSTS)].sum(axis=1).sub(monthly[COST]).abs().max() < 0.01
