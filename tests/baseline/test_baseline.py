"""Numbers do not move unseen: the figures of two small worlds are as they were written down."""

import pytest
import yaml

from tests.baseline.refresh import FILE, figures

HOW = "if the change is meant: run tests/baseline/refresh.py and say why under 'Numbers:'"


def test_figures_are_those_of_the_baseline() -> None:
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    by_world = figures()
    assert {world: list(rows) for world, rows in by_world.items()} == {
        world: list(rows) for world, rows in written.items()
    }, HOW
    for world, rows in written.items():
        for name, value in rows.items():
            # counts must be equal; amounts may be summed in another order elsewhere
            exact = isinstance(value, int)
            allowed = pytest.approx(value, abs=0 if exact else 0.02, rel=0 if exact else 1e-9)
            assert by_world[world][name] == allowed, f"{world}: {name}; {HOW}"


def test_the_two_worlds_differ() -> None:
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert written["current"] != written["transformation"]
    here, there = (written[name]["facility_participants"] for name in ("current", "transformation"))
    assert here < there
