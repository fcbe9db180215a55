"""Trends are ratios of two years, counted at the months that they name."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Domain
from experiments.analyses.patterns import trends
from experiments.analyses.patterns.trends import Trends
from model.months import month_of
from tests.unit.plain import residents

HELP, AIDS = 1 << Domain.HOUSEHOLD, 1 << Domain.MOBILITY


@pytest.fixture(name="town")
def _town(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a town of four residents, whose levels are its month."""
    people = residents(4)
    people.uid = np.arange(1, 5)
    town = SimpleNamespace(month=0, residents=SimpleNamespace(records=people))
    levels = ("benefits", "debt_households", "lonely_18plus")
    monkeypatch.setattr(
        trends.measures, "help_and_need", lambda t: dict.fromkeys(levels, 1000.0 + t.month)
    )
    monkeypatch.setattr(trends.measures, "health", lambda _: {})
    return town


def look_through(town: Any, seen: Trends, first: str, last: str) -> None:
    """Look at the town at the end of each month from one to another."""
    for month in range(month_of(first), month_of(last) + 1):
        town.month = month + 1
        seen.look(town)


def test_clients_of_a_year_are_who_had_it_in_any_of_its_months(town: Any) -> None:
    seen, held = Trends(), town.residents.records.products
    held[:2] = HELP
    look_through(town, seen, "2019-01", "2019-12")
    held[:] = 0, HELP, AIDS, 0
    look_through(town, seen, "2020-01", "2020-06")
    held[:] = 0, 0, AIDS, 0
    look_through(town, seen, "2020-07", "2023-12")
    held[:] = HELP, HELP, 0, HELP
    look_through(town, seen, "2024-01", "2024-12")
    held[:] = HELP
    look_through(town, seen, "2025-01", "2025-02")
    figures = seen.figures()
    assert figures["household_clients_2024_over_2020"] == 3.0
    assert figures["wmo_clients_2024_over_2020"] == 1.5


def test_levels_are_read_when_their_months_begin(town: Any) -> None:
    seen = Trends()
    look_through(town, seen, "2017-01", "2023-01")
    figures = seen.figures()

    def level(label: str) -> float:
        return 1000.0 + month_of(label)

    assert figures["benefits_2017_over_2020"] == level("2017-07") / level("2021-01")
    assert figures["debt_households_2020_over_2018"] == level("2020-10") / level("2018-07")
    assert figures["lonely_18plus_2022_over_2020"] == level("2022-10") / level("2020-10")


def test_years_that_were_not_lived_have_no_trend() -> None:
    assert all(math.isnan(figure) for figure in Trends().figures().values())
