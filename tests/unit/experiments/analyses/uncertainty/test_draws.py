"""The shipped posterior: which draws there are, what is drawn at will, one draw by its number."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.calibration.calibrate import ranges
from experiments.analyses.uncertainty.draws import (
    AT_WILL,
    about_posterior,
    drawn,
    draws_for,
    left_of_spread,
    of_posterior,
    posterior,
)
from experiments.analyses.uncertainty.parameter_space import doubtful, how_far, parameters_of
from experiments.runs.run import run
from model.errors import InputError
from model.parameter_owners import all_rows
from model.scenario.scenario import Scenario, load_scenario

WORLDS = [load_scenario("current"), load_scenario("transformation")]
SHAME = "seeking.shame_weight"
TEAM = "access.short_support_team"


def test_what_ships_holds_every_parameter_that_base_years_see() -> None:
    table = posterior()
    space = ranges()
    assert list(table) == list(space.names), "calibrate anew: a parameter came or went"
    assert len(table) == about_posterior()["draws"]
    assert (table >= space.low).all(axis=None)
    assert (table <= space.high).all(axis=None)
    assert set(left_of_spread()) == set(space.names)
    assert table.notna().all(axis=None)


def test_draws_are_the_first_and_stay_so() -> None:
    few, more = draws_for(2, WORLDS, "posterior"), draws_for(5, WORLDS, "posterior")
    pd.testing.assert_frame_equal(few, more.head(2))
    assert list(parameters_of(few)) == [row.name for row in doubtful(WORLDS)]
    assert (few[AT_WILL] == len(doubtful(WORLDS)) - len(posterior().columns)).all()
    assert draws_for(0, WORLDS, "posterior").empty
    moved, at_will = how_far(more)
    assert 0 < moved < 1.5 * at_will


def test_what_no_base_year_sees_is_drawn_at_will_and_keyed_by_name() -> None:
    """A world with fewer levers has the same values of what it shares."""
    both, one = of_posterior(range(40), WORLDS), of_posterior(range(40), WORLDS[:1])
    assert TEAM not in posterior()
    assert both[TEAM].tolist() == one[TEAM].tolist()
    row = all_rows()[TEAM]
    assert row.low is not None
    assert row.high is not None
    assert both[TEAM].between(row.low, row.high).all()
    assert np.unique(both[TEAM]).size == 40
    assert both[TEAM].max() - both[TEAM].min() > 0.8 * (row.high - row.low)


def test_what_is_set_by_hand_is_not_drawn() -> None:
    by_hand = [load_scenario(one.name, {SHAME: 0.5}) for one in WORLDS]
    assert SHAME not in of_posterior([3], by_hand)
    assert drawn(by_hand, 3)[0].processes["seeking"].shame_weight == 0.5  # type: ignore[attr-defined]


def test_a_draw_holds_in_every_world() -> None:
    worlds = drawn(WORLDS, 3)
    wanted = posterior().loc[3, SHAME]
    for before, after in zip(WORLDS, worlds, strict=True):
        assert isinstance(after, Scenario)
        assert after.processes["seeking"].shame_weight == wanted  # type: ignore[attr-defined]
        assert after.name == before.name
        assert after.set_in[SHAME] == "draw 3"
    assert drawn(WORLDS, None) == WORLDS


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_draw_that_is_not_there(number: int) -> None:
    with pytest.raises(InputError, match=rf"no draw {number} of the posterior: it has \d+"):
        drawn(WORLDS, number)


def test_more_draws_than_ship() -> None:
    with pytest.raises(InputError, match="of the posterior: it has"):
        draws_for(len(posterior()) + 1, WORLDS, "posterior")


def test_a_town_is_run_at_a_draw_and_says_so(tmp_path: Path) -> None:
    """Its figures are those of the draw's own parameters, set by hand."""
    options: dict[str, Any] = {"residents": 500, "months": 12, "workers": 1, "quiet": True}
    at_draw = run("current", draw=3, out=tmp_path / "draw", **options)
    values = parameters_of(of_posterior([3], WORLDS[:1])).iloc[0].to_dict()
    by_hand = run("current", changes=values, out=tmp_path / "by_hand", **options)
    as_set = run("current", out=tmp_path / "as_set", **options)
    monthly = at_draw.tables["monthly"]
    pd.testing.assert_frame_equal(monthly, by_hand.tables["monthly"])
    assert not monthly.equals(as_set.tables["monthly"])
    assert "Parameters are those of draw 3 of the shipped posterior" in at_draw.summary
    assert "of draw" not in as_set.summary
