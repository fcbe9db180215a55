"""A lever of a notebook is known while the process lives, and replaces none of the model's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from model.errors import ParameterError
from model.lever import Lever, LeverParameters
from model.parameter_owners import add_lever, all_rows, known_levers, owners
from model.parameters import par
from model.scenario.scenario import load_scenario

SCENARIO = """name: market
title: With a market
on: current
levers: [{lever: market, start: 2027-01}]
parameters: {market.uptake: 1.5}
"""


class MarketParameters(LeverParameters):
    owner = "market"

    uptake: float = par(1.3, "ratio", 1.0, 2.0, role="uncertain", evidence="assumed: a third more")


class Market(Lever):
    name, title, Parameters = "market", "Market", MarketParameters


@pytest.fixture(name="added")
def _added() -> Iterator[None]:
    add_lever(Market)
    yield
    del known_levers()["market"]
    owners.cache_clear()
    all_rows.cache_clear()


def test_a_scenario_takes_it_with_its_parameters(added: None, tmp_path: Path) -> None:
    file = tmp_path / "market.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    uses = [use for use in load_scenario(file).levers if use.name == "market"]
    assert [use.parameters.uptake for use in uses] == [1.5]  # type: ignore[attr-defined]
    assert all_rows()["market.uptake"].high == 2.0


def test_a_cell_that_runs_again_replaces_its_own(added: None) -> None:
    again = type("Again", (Market,), {})
    add_lever(again)
    assert known_levers()["market"] is again


@pytest.mark.parametrize("name", ["t_huis", "seeking", "meeting_place"])
def test_no_name_of_the_model_is_taken(name: str) -> None:
    taken = type("Taken", (Market,), {"name": name})
    with pytest.raises(ParameterError, match=f"'{name}': the model has that already"):
        add_lever(taken)
    assert known_levers().get(name) is not taken
