"""What draws say: middle, intervals, shares, payback for good, and how much of it is chance."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.uncertainty.credible import (
    credible,
    paid_back_for_good,
    share_of_chance,
)
from experiments.analyses.uncertainty.measure import what_decides
from experiments.analyses.uncertainty.told import (
    ENOUGH,
    numbers_that_decide,
    own_draws_told,
    posterior_told,
)
from experiments.report.sections import Table
from experiments.report.words import words_of
from model.draws import decision, uniforms
from model.measures.outcomes import COST, HEADLINES

CHANCE = decision("test.credible")
DRAWS = 200
TEAM = "access.short_support_team"


def rows(draws: int = DRAWS, chance: float = 0.0, twice: int = 0) -> pd.DataFrame:
    """Return draws whose cost runs evenly from -1 to 3 million, and what follows from it."""
    numbers = [*range(draws), *range(twice)]
    cost = np.array([-1e6 + 4e6 * (n + 0.5) / draws for n in numbers])
    cost += chance * (uniforms(3, np.arange(len(numbers)), CHANCE) - 0.5) * np.sqrt(12)
    table = pd.DataFrame(dict.fromkeys(HEADLINES, cost / 10000.0)).assign(**{COST: cost})
    table.insert(0, "draw", numbers)
    table["net_eur_by_2026"] = -1.0
    table["net_eur_by_2027"] = -cost
    table["net_eur_by_2028"] = -2 * cost
    return table


def shipped(**more: Any) -> pd.DataFrame:
    about = {
        "residents": 1_000, "full": 2_000, "first": 2026, "last": 2028, "months": 180, "seed": 1,
        "at_will": 40, "seen": 567, "measured": "2026-11-29", "code": "abc" * 20,
    }  # fmt: skip
    table = rows(twice=40, chance=0.2e6).assign(**about | more)
    return table.assign(again=table["draw"].duplicated())


def test_quantiles_and_shares() -> None:
    found = credible(rows(), 2.0)
    cost = found.outcomes.loc[COST]
    assert cost["median"] == pytest.approx(2e6)
    assert cost["q05"] == pytest.approx(-1.6e6, rel=0.02)
    assert cost["q95"] == pytest.approx(5.6e6, rel=0.02)
    assert cost["more"] == 0.75
    assert found.saving == 0.25
    assert found.draws == DRAWS


def test_payback_counts_only_where_it_lasts() -> None:
    table = pd.DataFrame({"net_eur_by_2026": [1.0, 1.0, -1.0], "net_eur_by_2027": [-1.0, 2.0, 0.0]})
    assert paid_back_for_good(table).to_numpy().tolist() == [
        [False, False], [True, True], [False, True],
    ]  # fmt: skip
    assert credible(rows()).paid_back.to_dict() == {2026: 0.0, 2027: 0.25, 2028: 0.25}


def test_chance_is_told_from_parameters() -> None:
    """Parameters spread evenly over 4 million, chance has a standard deviation of 0.5 million."""
    table = rows(400, chance=0.5e6, twice=200)
    once, twice = table.head(400), table.tail(200)
    wanted = 0.25 / (0.25 + 16 / 12)
    assert share_of_chance(once, twice, COST) == pytest.approx(wanted, rel=0.25)
    quiet = rows(100, twice=50)
    assert share_of_chance(quiet.head(100), quiet.tail(50), COST) == 0.0


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_plan_is_answered_in_the_first_sentences(lang: str) -> None:
    w = words_of(lang)
    first, table, *rest = posterior_told("current", "transformation", 2_000, w, shipped())
    assert isinstance(first, str)
    assert isinstance(table, Table)
    assert first.count(". ") <= 3
    assert {"25%", "26%", "24%"} & set(first.replace(",", " ").split())
    assert w("posterior.cannot") in first, "25% is neither nearly all nor nearly none"
    assert len(table.rows) == len(HEADLINES)
    assert any("2028" in str(part) for part in rest)
    assert any("567" in str(part) for part in rest)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_decides_is_told_with_what_knowing_it_is_worth(lang: str) -> None:
    w = words_of(lang)
    decided = what_decides(shipped(), pd.DataFrame({TEAM: np.linspace(1.0, 0.0, DRAWS)}))
    assert decided["parameter"].unique().tolist() == [TEAM]
    said, table = numbers_that_decide(w, decided)
    assert isinstance(table, Table)
    assert [row[0].split(":")[0] for row in table.rows] == [f"`{TEAM}`"]
    assert table.rows[0][0].endswith(w.parameter(TEAM)), "and what it is, in plain words"
    assert w("posterior.kind.nothing") in table.rows[0]
    cost = decided[decided["outcome"] == COST].iloc[0]
    assert cost["share"] > 0.95
    assert cost["slope"] == pytest.approx(-8e6, rel=0.05), "of the whole town, from low to high"
    # A quarter of the draws save, on average 0.5 million a year in the town, over two years.
    assert cost["worth_eur"] == pytest.approx(0.25 * 0.5e6 * 2 * 2, rel=0.15)
    assert cost["certainty_eur"] >= cost["worth_eur"] * 0.9
    assert "1" in str(said)


def test_a_sign_that_is_told_is_not_called_open() -> None:
    w = words_of("en")
    table = shipped()
    table[COST] = table[COST].abs() + 1e6
    first = posterior_told("current", "transformation", 2_000, w, table)[0]
    assert w("posterior.cannot") not in str(first)


def test_nothing_is_said_of_another_plan_town_or_of_few_draws() -> None:
    w = words_of("en")
    assert posterior_told("current", "null", 2_000, w, shipped()) == ()
    assert posterior_told("current", "transformation", 99, w, shipped()) == ()
    assert own_draws_told(rows(ENOUGH - 1), 1.0, (2026, 2035), w) == ()
    assert len(own_draws_told(rows(ENOUGH), 1.0, (2026, 2035), w)) == 4


def test_a_policy_that_costs_nothing_has_no_year_of_payback() -> None:
    """Nor is a table printed where an answer should stand; another policy's years stay its own."""
    w, same = words_of("en"), rows(ENOUGH)
    years = [name for name in same if name.startswith("net_eur_by_")]
    assert own_draws_told(same.assign(**dict.fromkeys(years, np.nan)), 1.0, (2026, 2035), w) == ()
    assert own_draws_told(same.drop(columns=years), 1.0, (2026, 2035), w) == ()
    first = own_draws_told(same, 1.0, (2026, 2035), w)[0]
    assert isinstance(first, str)
    assert w("posterior.cannot") not in first, "nobody measured what chance brings to these"
