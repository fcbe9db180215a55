"""Return to social assistance, on exits made by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from agents.vocabulary import Domain
from experiments.analyses.patterns.observed import TABLE
from experiments.analyses.patterns.returns import WITHIN, Returns
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel


def looked_at(months: list[set[int]]) -> Returns:
    returns = Returns()
    for month, holders in enumerate(months):
        returns.note(holders, month)
    return returns


def test_share_is_of_exits_that_are_followed_that_long() -> None:
    """1 leaves and is back after 2 months; 2 and 3 leave for good, 3 too late to be followed."""
    returns = looked_at([{1, 2, 3}, {3}, {3}, {1, 3}, {1, 3}, {1}])
    assert returns.share(2) == 0.5
    assert returns.share(1) == 0.0
    assert returns.share(4) == 0.5
    assert math.isnan(returns.share(5))


def test_an_exit_counts_each_time_and_a_newcomer_never() -> None:
    returns = looked_at([{1}, set(), {1}, {4}, {1, 4}, {1, 4}, {1, 4}])
    assert len(returns.exits) == 2
    assert returns.share(1) == 1.0


def test_both_rows_of_the_register_are_compared_and_never_calibrated_on() -> None:
    rows = pd.read_csv(TABLE).set_index("measure").loc[list(WITHIN)]
    assert list(rows["id"]) == ["participation.return_6m", "participation.return_3y"]
    assert set(rows["use"]) == {"VAL"}


def test_a_look_sees_who_loses_the_benefit_and_who_dies() -> None:
    town = SocialBaseModel(load_scenario("current"), residents=500, observers=())
    records = town.residents.records
    records["products"] = 0
    home = np.flatnonzero(records["household"] >= 0)[:3]
    records["products"][home] = 1 << Domain.WORK
    returns = Returns()
    returns.look(town)
    assert returns.holders == set(records["uid"][home].tolist())
    records["products"][home[0]] = 1 << Domain.HOUSEHOLD
    records["status"][home[1]] = 0
    returns.look(town)
    assert {uid for uid, _ in returns.exits} == set(records["uid"][home[:2]].tolist())


@pytest.mark.parametrize("name", WITHIN)
def test_nobody_to_count_is_no_figure(name: str) -> None:
    assert math.isnan(looked_at([{1}, {1}]).figures()[name])
