"""What ships of the posterior is what today's model gives, to the last digit.

A digest of the code tells that nothing at all changed. This tells that no figure did: a draw of the
shipped tables is simulated again, under the plan, where others have looked, and on to 2035.
"""

from pathlib import Path

import pandas as pd
import pytest

from experiments.analyses.analogues import measure as analogues
from experiments.analyses.analogues.measures import MEASURES
from experiments.analyses.calibration import later
from experiments.analyses.uncertainty.measure import BASE, PLAN, TABLE, TOWN, draws_of_plan
from experiments.analyses.uncertainty.parameter_space import parameters_of
from experiments.analyses.uncertainty.parameter_uncertainty import run_draw
from experiments.results.parquet import parquet_in
from experiments.worlds.lockstep import Task
from model.scenario.scenario import load_scenarios

pytestmark = pytest.mark.slow


def test_the_plan_under_a_draw_is_as_it_ships() -> None:
    ships = parquet_in(TABLE)
    first = ships[~ships["again"]].head(1).reset_index(drop=True)
    about = first.iloc[0]
    number = int(about["draw"])
    base, plan = load_scenarios([BASE, PLAN])
    task = Task(base, (plan,), int(about["seed"]), number, int(about["residents"]),
                int(about["months"]), TOWN, journeys=0)  # fmt: skip
    values = parameters_of(draws_of_plan([number])).iloc[0].to_dict()
    again = run_draw(task, number, {str(name): float(value) for name, value in values.items()})
    rows = again.rows.reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, first[rows.columns], check_exact=True, check_dtype=False)


def test_where_others_have_looked_a_draw_is_as_it_ships(tmp_path: Path) -> None:
    ships = parquet_in(analogues.TABLE).head(1)
    size, seed = (int(ships[name].iloc[0]) for name in ("residents", "seed"))
    again = analogues.main(
        draws=1, residents=size, seed=seed, workers=1, out=tmp_path / "a.parquet"
    )
    columns = ["draw", *MEASURES]
    pd.testing.assert_frame_equal(again[columns], ships[columns], check_exact=True)


def test_a_draw_lives_on_to_2035_as_it_ships(tmp_path: Path) -> None:
    ships = parquet_in(later.TABLE)
    ships = ships[ships["draw"] == ships["draw"].iloc[0]].reset_index(drop=True)
    again = later.main(draws=1, workers=1, out=tmp_path / "l.parquet")
    columns = [name for name in ships if name not in ("measured", "code")]
    pd.testing.assert_frame_equal(again[columns], ships[columns], check_exact=True)
