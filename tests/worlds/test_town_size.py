"""A smaller town is the full one but for chance: waits, late decisions, needs, places, effects.

What was measured with more replications stands in `experiments/analyses/town_size/margins.csv`.
"""

from functools import cache

import pandas as pd
import pytest

from agents.vocabulary import CareStage, Domain
from experiments.analyses.town_size.measure import DAYS, SHARE_LATE, replications_of
from model.months import DAYS as DAYS_A_MONTH
from tests.worlds.small_towns import run_town

pytestmark = pytest.mark.slow

REPLICATIONS = {2500: 8, 5000: 4, 20_000: 1}


@cache
def of_size(residents: int | None) -> pd.Series:
    """Return the figures of a size, means over its replications."""
    numbers = range(REPLICATIONS[residents] if residents else 1)
    return replications_of(residents, numbers, workers=1).mean()


def apart(residents: int, figure: str) -> float:
    return float(of_size(residents)[figure] - of_size(None)[figure])


@pytest.mark.parametrize(("residents", "points"), [(2500, 0.1), (5000, 0.05), (20_000, 0.03)])
def test_as_many_decisions_are_late(residents: int, points: float) -> None:
    assert abs(apart(residents, f"level.{SHARE_LATE}")) < points


@pytest.mark.parametrize("residents", [2500, 5000, 20_000])
def test_waits_are_as_long(residents: int) -> None:
    assert abs(apart(residents, f"level.{DAYS}")) < 3.0
    for figure in ("level.waiting_access", "level.waiting_provider"):
        assert of_size(residents)[figure] == pytest.approx(of_size(None)[figure], rel=0.12)


@pytest.mark.parametrize("residents", [2500, 5000, 20_000])
def test_needs_and_care_are_as_many(residents: int) -> None:
    for figure in ("level.needs_unmet", "level.indicated_users"):
        assert of_size(residents)[figure] == pytest.approx(of_size(None)[figure], rel=0.06)


@pytest.mark.parametrize("residents", [2500, 5000, 20_000])
def test_the_plan_does_as_much(residents: int) -> None:
    mine, full = of_size(residents), of_size(None)
    for figure in ("effect.needs_unmet", "effect.facility_participants"):
        assert mine[figure] == pytest.approx(full[figure], rel=0.3)
    assert abs(apart(residents, "effect.indicated_users")) < 150


def test_no_client_of_a_very_small_town_waits_for_ever() -> None:
    # one year without a client once fixed the intake of providers at none for good
    for replication in range(12):
        town = run_town("current", 36, 500, replication=replication)
        table = town.indications.records
        waits = (table["stage"] == CareStage.WAITING) & (table["domain"] == Domain.MEETING)
        ready = town.month - table["start_day"][waits] / DAYS_A_MONTH
        assert (ready < 12).all(), f"replication {replication}"
