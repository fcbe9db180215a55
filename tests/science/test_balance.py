"""The town is in balance: where policy and ages stand still, nothing drifts, before 2021 or after.

Without levers births, deaths and moves go on and ages hardly change in ten years; with ageing held
still they do not change at all.
"""

from typing import Any

import numpy as np
import pytest

from agents.ties import KIND_BITS
from agents.vocabulary import Status, TieKind
from tests.worlds.small_towns import run_town, use_of, with_levers

RESIDENTS, REPLICATIONS = 8000, 3
MONTHS = range(12, 121)
"""January 2022 to January 2031."""
POINTS = 0.3
"""Points of a percentage that may drift a year."""
RELATIVE = {"no levers": 0.01, "ageing_held_still": 0.015}
"""Share of the level that may drift a year.

With ages held still limitations still grow by 1% a year, and needs with them: see docs/limits.md.
"""


def figures(town: Any) -> dict[str, float]:
    """Return loneliness and volunteers in percent of adults; ties, carers and needs per head."""
    residents = town.residents
    records = residents.records
    home = records["status"] == Status.HOME
    adult = home & (records["age_months"] >= 216)
    kin = (residents.tie_other >= 0) & (residents.tie_kind & KIND_BITS == TieKind.KIN)
    lonely = records["loneliness"][adult] > town.numbers.wellbeing[0].theta_lonely
    return {
        "lonely": 100 * float(lonely.mean()),
        "volunteers": 100 * float((records["volunteer"][adult] > 0).mean()),
        "strength": float(residents.tie_strength[adult].sum(axis=1).mean()),
        "kin": float(kin[adult].sum(axis=1).mean()),
        "carers": float((records["carer"][adult] > 0).mean()),
        "needs": float(np.unpackbits(records["open_needs"][home][:, None], axis=1).sum(1).mean()),
    }


@pytest.fixture(scope="module", params=["no levers", "ageing_held_still"])
def course(request: pytest.FixtureRequest) -> dict[int, dict[str, float]]:
    """Return the mean figures of each month, the last months of the warm-up included."""
    levers = () if request.param == "no levers" else (use_of(request.param, start="2021-01"),)
    seen: dict[int, list[dict[str, float]]] = {}
    for replication in range(REPLICATIONS):
        town = run_town(with_levers(*levers), -2, RESIDENTS, replication=replication)
        while town.month < MONTHS[-1]:
            town.step()
            seen.setdefault(town.month, []).append(figures(town))
    return {
        month: {name: float(np.mean([one[name] for one in some])) for name in some[0]}
        for month, some in seen.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lonely", "volunteers"])
def test_shares_drift_less_than_a_third_of_a_point_a_year(course: Any, name: str) -> None:
    values = [course[month][name] for month in MONTHS]
    assert abs(12 * np.polyfit(MONTHS, values, 1)[0]) < POINTS


@pytest.mark.slow
@pytest.mark.parametrize("name", ["strength", "kin", "carers", "needs"])
def test_levels_hardly_drift(course: Any, name: str, request: pytest.FixtureRequest) -> None:
    values = [course[month][name] for month in MONTHS]
    most = RELATIVE[request.node.callspec.params["course"]] * np.mean(values)
    assert abs(12 * np.polyfit(MONTHS, values, 1)[0]) < most


@pytest.mark.slow
def test_january_2021_is_no_kink(course: Any) -> None:
    """The two years before and after: what fell by a tenth to a fifth when moves began."""
    before, after = (course[month] for month in (-1, 23))
    assert after["lonely"] == pytest.approx(before["lonely"], abs=1.5)
    for name in ("strength", "kin"):
        assert after[name] == pytest.approx(before[name], rel=0.05), name
