"""Which numbers decide is found where it is known, and so is what knowing them is worth."""

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.uncertainty.decides import (
    deciding,
    folds,
    worth_knowing,
    worth_of_certainty,
)
from model.draws import decision, uniforms
from model.parameter_owners import all_rows

DRAWN = decision("test.decides")
DRAWS = 400
NAMES = ("access.short_support_team", "care.renew", "seeking.shame_weight", "care.step_down")


def values() -> pd.DataFrame:
    drawn = [uniforms(7, np.arange(DRAWS), DRAWN, k, 0) for k in range(len(NAMES))]
    table = pd.DataFrame(dict(zip(NAMES, drawn, strict=True)))
    table["care.renew"] = 0.9
    return table


def test_shares_of_the_variance_are_those_of_the_formula() -> None:
    drawn = values()
    effect = 3.0 * drawn[NAMES[0]] - 1.0 * drawn[NAMES[2]]
    found = deciding(drawn, effect.to_numpy())
    table = found.table.set_index("parameter")
    assert list(table.index[:2]) == [NAMES[0], NAMES[2]]
    assert table.loc[NAMES[0], "share"] == pytest.approx(0.9, abs=0.05)
    assert table.loc[NAMES[2], "share"] == pytest.approx(0.1, abs=0.03)
    assert table.loc[NAMES[0], "slope"] == pytest.approx(3.0, rel=0.1)
    assert table.loc[NAMES[0], "kind"] == "nothing", "no base year sees what a team does"
    assert "care.renew" not in table.index, "what does not move decides nothing"
    assert found.explained > 0.95


def test_chance_is_not_taken_for_knowledge() -> None:
    noise = uniforms(8, np.arange(DRAWS), DRAWN, 9, 0)
    found = deciding(values(), noise)
    assert found.explained < 0.05
    assert found.table["share"].sum() < 0.05


def test_what_knowing_is_worth() -> None:
    """Net saving runs evenly from -1 to 1 with the number: half of the draws save a half."""
    number = (np.arange(DRAWS) + 0.5) / DRAWS
    net = 2.0 * number - 1.0
    assert worth_of_certainty(net) == pytest.approx(0.25, rel=0.01)
    assert worth_knowing(number, net) == pytest.approx(0.25, rel=0.05)
    assert worth_knowing(np.full(DRAWS, 0.3), net) == 0.0
    other = values()[NAMES[2]].to_numpy()
    assert worth_knowing(other, net) < 0.05
    assert worth_knowing(number, net + 5.0) == pytest.approx(0.0, abs=0.01), "it always pays"


def test_copies_of_one_set_are_left_out_together() -> None:
    """Of effects that hang on the set alone, by no slope, copies in two folds tell each other."""
    size, parameters = 40, 60
    once = uniforms(5, np.arange(size * parameters), DRAWN, 0, 0).reshape(size, parameters)
    effect = uniforms(6, np.arange(size), DRAWN, 0, 0)
    copies = np.repeat(np.arange(size), 5)
    values = pd.DataFrame(once[copies], columns=list(all_rows())[:parameters])
    assert set(folds(copies)[:5]) == {folds(copies)[0]}
    alone = deciding(values, effect[copies])
    together = deciding(values, effect[copies], copies)
    assert alone.explained > 0.5, "copies tell each other"
    assert together.explained < 0.1
