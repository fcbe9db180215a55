"""Districts: what worse health and incomes of one district bring forth there, and what they do not.

Both worlds have the same residents and draws; only tables of one district differ.
"""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Status
from experiments.effects.intervals import Interval, paired
from model.inputs.municipality import MunicipalityData, load_municipality
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel

RESIDENTS, REPLICATIONS, MONTHS, EAST = 1500, 4, 12, 2
INPUTS = ("physical_limitation_pct", "moderate_or_high_risk_anxiety_depression_pct",
          "difficulty_making_ends_meet_pct")  # fmt: skip
ALIKE = {"demography.place_frailty": 0.0, "demography.place_distress": 0.0}


def town_with(worse: tuple[tuple[str, float], ...]) -> MunicipalityData:
    """Return the town with all districts as the town is, and one so many times worse in inputs."""
    data = load_municipality("bergen_op_zoom")
    health, districts = data.health.copy(), data.postcodes["district"]
    east = districts[data.postcodes["area"] == EAST].unique()
    for group in ("18+", "65+"):
        for column in INPUTS:
            rows = (health["age_group"] == group) & (health["year"] == health["year"].max())
            town = health.loc[rows & (health["region_code"] == data.code), column].iloc[0]
            inside = rows & health["region_code"].isin(districts.unique())
            health.loc[inside, column] = town
            health.loc[inside & health["region_code"].isin(east), column] *= dict(worse).get(
                column, 1.0
            )
    return replace(data, health=health)


@cache
def shares(worse: tuple[tuple[str, float], ...], replication: int) -> dict[str, tuple[float, ...]]:
    """Return shares of adults in the district and elsewhere, a year on."""
    town = SocialBaseModel(
        load_scenario("current"), 1, replication, RESIDENTS, town_with(worse), observers=()
    )
    town.run_until(town.month + MONTHS)
    r, p = town.residents.records, town.numbers.wellbeing[0]
    adult = (r["status"] == Status.HOME) & (r["age_months"] >= 216)
    what: dict[str, Any] = {
        "lonely": r["loneliness"] > p.theta_lonely, "needs": r["open_needs"] > 0,
        "limited": r["limitation"] > 0, "insecure": r["insecure"] > 0,
    }  # fmt: skip
    east = adult & (r["area"] == EAST)
    return {k: (float(v[east].mean()), float(v[adult & ~east].mean())) for k, v in what.items()}


def gap(what: str, where: int, *worse: tuple[str, float]) -> Interval:
    """Return the paired difference of a share between the worse and the even town."""
    return paired(
        np.array(
            [
                shares(worse, k)[what][where] - shares((), k)[what][where]
                for k in range(REPLICATIONS)
            ]
        )
    )


WORSE = tuple((column, 1.7) for column in INPUTS)


@pytest.mark.parametrize("what", ["lonely", "needs", "limited", "insecure"])
def test_worse_health_and_incomes_raise_needs_and_loneliness_there(what: str) -> None:
    assert gap(what, 0, *WORSE).low > 0


def test_they_raise_loneliness_there_more_than_elsewhere() -> None:
    here = [shares(WORSE, k)["lonely"][0] - shares((), k)["lonely"][0] for k in range(REPLICATIONS)]
    there = [
        shares(WORSE, k)["lonely"][1] - shares((), k)["lonely"][1] for k in range(REPLICATIONS)
    ]
    assert paired(np.array(here) - np.array(there)).low > 0


def test_in_one_district_the_mechanism_does_nothing() -> None:
    data = load_municipality("bergen_op_zoom")
    whole = replace(data, postcodes=data.postcodes.assign(district="WK074800"))
    towns = [
        SocialBaseModel(load_scenario("current", changes), 1, 0, 800, whole, observers=())
        for changes in ({}, ALIKE)
    ]
    for town in towns:
        town.run_until(town.month + 6)
    mine, other = (town.residents.records for town in towns)
    assert mine.equals(other)
