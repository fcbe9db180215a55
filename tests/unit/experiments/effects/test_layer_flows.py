"""Moves of needs between layers in two worlds."""

import pandas as pd
import pytest

from experiments.effects.layer_flows import MOVES, layer_flows
from experiments.report.charts.flows_between_layers import finding
from experiments.report.width import beyond_zero
from experiments.report.words import words_of
from model.observers.layers import COLUMNS

MONTHS = pd.date_range("2034-01-01", periods=24, freq="MS")


def layers() -> pd.DataFrame:
    """One of each move a month and area; the plan has two or three more from unmet to community."""
    rows = [
        {"scenario": s, "replication": r, "month": month, "area": area,
         **{name: 1 for name in COLUMNS if name.startswith("flow_")},
         "flow_unmet_community": 1 + (s == "plan") * (2 + r % 2)}
        for s in ("current", "plan") for r in range(4) for month in MONTHS
        for area in ("east", "west")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_moves_of_the_last_twelve_months_are_added_up_over_areas() -> None:
    table = layer_flows(layers(), "current", "plan").set_index(["source", "goal"])
    assert (table["base"] == 24.0).all()
    assert table["difference"].drop(index=("unmet", "community")).eq(0.0).all()
    assert table.loc[("unmet", "community"), "policy"] == pytest.approx(24 + 24 * 2.5)


def test_every_move_that_is_counted_is_in_the_table() -> None:
    """What stays in its layer is left out, and nothing else."""
    counted = {name for name in COLUMNS if name.startswith("flow_")}
    moves = {f"flow_{source}_{goal}" for source, goal in MOVES}
    stays = {"flow_none_none", "flow_none_left"} | {
        name for name in counted if name.split("_")[1] == name.split("_")[2]
    }
    assert counted - stays == moves


def test_the_title_names_the_move_that_changes_most() -> None:
    table = layer_flows(layers(), "current", "plan")
    rows = table.assign(clear=beyond_zero(table["low"], table["high"]))
    said = finding(rows, {"policy": "P", "base": "B"}, words_of("en"))
    assert "1 are more frequent under P than under B, 0 less; of 23 it cannot be told" in said
    assert "unmet → community: +60 (" in said
    alike = rows.assign(clear=False)
    assert "cannot be told of any" in finding(alike, {"policy": "P", "base": "B"}, words_of("en"))
