"""A case run alone is the same world as the policy of a comparison, counted the same way."""

from dataclasses import replace
from functools import cache

import pytest

from agents.vocabulary import Domain
from experiments.analyses.cases.business_cases import load_cases
from experiments.analyses.cases.worlds import CasesReplication, CaseTask, CaseWorld, run_cases
from experiments.worlds.demand_shift import PARTS
from experiments.worlds.lockstep import Pairs, Task, run_together
from model.scenario.scenario import Scenario, load_scenario

LEVER = "free_access_day_activities"
SIZE, FIRST, MONTHS = 2000, 3, 18


@cache
def scenarios() -> tuple[Scenario, Scenario]:
    """Return the town as it is, and with day places in one area from April 2021."""
    base, plan = load_scenario("current"), load_scenario("day_activities_only")
    use = next(one for one in plan.levers if one.name == LEVER)
    dated = use.parameters.model_copy(update={"start": "2021-04", "end": "2050-12", "areas": ()})
    return base, replace(
        base, name=f"case_{LEVER}", levers=(*base.levers, replace(use, parameters=dated))
    )


@cache
def alone() -> CasesReplication:
    base, policy = scenarios()
    case = replace(load_cases()[0], name=LEVER, domains=(Domain.MEETING,))
    window = range(FIRST, MONTHS)
    task = CaseTask(
        base, (CaseWorld(case, policy, window, window),), 1, 0, SIZE, MONTHS, "bergen_op_zoom"
    )
    return run_cases(task)


@cache
def together() -> Pairs:
    base, policy = scenarios()
    return run_together(Task(base, (policy,), 1, 0, SIZE, MONTHS, "bergen_op_zoom"))


@pytest.mark.slow
def test_counts_are_those_of_a_comparison() -> None:
    ours, theirs = alone().tables["outcomes"].iloc[0], together().tables["shift"].iloc[0]
    factor = alone().size_full / alone().size
    assert theirs["participants"] > 0
    for name in ("participants", *PARTS, "avoided_users", "added_users", "indicated_users_base"):
        assert ours[name] == pytest.approx(theirs[name] * factor), name


@pytest.mark.slow
def test_money_is_the_difference_of_the_books() -> None:
    books, outcomes = together().tables["ledger"], alone().tables["outcomes"].iloc[0]
    number = (books["month"].dt.year - 2021) * 12 + books["month"].dt.month - 1
    eur = books["eur"] / number.map(together().prices["current"])
    mine = (books["payer"] == "municipality") & (number >= FIRST)
    by_world = eur[mine].groupby(books["scenario"][mine]).sum()
    a_year = 12 / (MONTHS - FIRST) * alone().size_full / alone().size
    gain = (by_world["current"] - by_world[f"case_{LEVER}"]) * a_year
    assert outcomes["gain_municipality"] == pytest.approx(gain)
    assert outcomes["gross"] == pytest.approx(gain + outcomes["own_cost"])
    assert outcomes["own_cost"] > 0
