"""Where the variance of a plan's effect comes from."""

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.uncertainty import split
from experiments.analyses.uncertainty.measure import draws_of_plan
from experiments.analyses.uncertainty.parameter_space import parameters_of
from experiments.analyses.uncertainty.told import effects, split_of_plan
from experiments.report.charts.variance_split import LOOK


def test_parts_are_told_apart_by_what_could_tell_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """An effect that hangs on one unknown number, and on chance by a fifth of its variance."""
    monkeypatch.setattr(split, "sets_of", lambda draws: np.arange(len(draws)))
    n = 200
    number = np.sin(np.arange(n) * 1.7)
    chance = [0.5 * number.std() * np.sqrt(2) * np.sin(np.arange(n) * k) for k in (2.3, 5.1)]
    rows = [
        pd.DataFrame({"draw": range(n), "again": again, "cost": 3 * number + 3 * c})
        for again, c in zip((False, True), chance, strict=True)
    ]
    values = pd.DataFrame({"access.short_support_team": number, "care.step_down": np.cos(number)})
    table = split.split_of_variance(pd.concat(rows), values, ["cost"])
    shares = table.set_index("part")["share"]
    assert shares.sum() == pytest.approx(1.0)
    assert shares["chance"] == pytest.approx(0.2, abs=0.05)
    assert shares["nothing"] == pytest.approx(0.8, abs=0.08)
    assert tuple(shares.index) == split.PARTS == tuple(LOOK)


@pytest.mark.slow
def test_the_table_that_ships_is_of_the_draws_that_ship() -> None:
    rows = effects()
    values = parameters_of(draws_of_plan(range(int(rows["draw"].max()) + 1)))
    made = split.split_of_variance(rows, values)
    pd.testing.assert_frame_equal(made, split_of_plan(), rtol=1e-3)
