"""The town is in balance: where policy and ages stand still, nothing drifts, before 2021 or after.

Without levers births, deaths and moves go on, before 2021 as after, and ages change as they do in
the country; with ageing held still they do not change at all.
"""

from typing import Any

import numpy as np
import pytest

from agents.ties import KIND_BITS
from agents.vocabulary import Status, TieKind
from model.months import SETTLED
from tests.worlds.small_towns import run_town, use_of, with_levers

RESIDENTS, REPLICATIONS = 8000, 3
MONTHS = range(12, 121)
"""January 2022 to January 2031."""
POINTS = 0.3
"""Points of a percentage that may drift a year."""
RELATIVE = 0.01
"""Share of the level that may drift a year."""
OF_AN_AGE = 120
"""Months of age that are counted together: so that a town that ages may have more needs."""


def figures(town: Any) -> dict[str, float]:
    """Return loneliness and volunteers in percent of adults; ties, carers and needs per head."""
    residents = town.residents
    records = residents.records
    home = records["status"] == Status.HOME
    adult = home & (records["age_months"] >= 216)
    kin = (residents.tie_other >= 0) & (residents.tie_kind & KIND_BITS == TieKind.KIN)
    lonely = records["loneliness"][adult] > town.numbers.wellbeing[0].theta_lonely
    open_needs = np.unpackbits(records["open_needs"][home][:, None], axis=1).sum(axis=1)
    age = records["age_months"][home] // OF_AN_AGE
    table = town.data.counts().sum(axis=0).reshape(-1, OF_AN_AGE // 60).sum(axis=1)
    band = np.minimum(age, len(table) - 1)
    of_age = np.bincount(band, weights=open_needs) / np.bincount(band)
    return {
        "lonely": 100 * float(lonely.mean()),
        "volunteers": 100 * float((records["volunteer"][adult] > 0).mean()),
        "strength": float(residents.tie_strength[adult].sum(axis=1).mean()),
        "kin": float(kin[adult].sum(axis=1).mean()),
        "carers": float((records["carer"][adult] > 0).mean()),
        "needs": float(open_needs.mean()),
        "needs_of_age": float(np.average(of_age, weights=table)),
    }


@pytest.fixture(scope="module", params=["no levers", "ageing_held_still"])
def course(request: pytest.FixtureRequest) -> dict[int, dict[str, float]]:
    """Return the mean figures of each month, the last months of the warm-up included."""
    levers = () if request.param == "no levers" else (use_of(request.param, start="2021-01"),)
    seen: dict[int, list[dict[str, float]]] = {}
    for replication in range(REPLICATIONS):
        town = run_town(with_levers(*levers), SETTLED + 11, RESIDENTS, replication=replication)
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
def test_levels_hardly_drift(course: Any, name: str) -> None:
    values = [course[month][name] for month in MONTHS]
    assert abs(12 * np.polyfit(MONTHS, values, 1)[0]) < RELATIVE * np.mean(values)


@pytest.mark.slow
@pytest.mark.parametrize("course", ["no levers"], indirect=True)
def test_needs_at_an_age_have_settled(course: Any) -> None:
    """They grew by 60% from 2016 to 2021 in a warm-up of survivors (audit 3)."""
    settled, begun, later = (course[month]["needs_of_age"] for month in (SETTLED + 12, -1, 59))
    assert begun / settled - 1 < 0.1
    assert later == pytest.approx(begun, rel=0.04)


@pytest.mark.slow
def test_january_2021_is_no_kink(course: Any) -> None:
    """The two years before and after: what fell by a tenth to a fifth when moves began."""
    before, after = (course[month] for month in (-1, 23))
    assert after["lonely"] == pytest.approx(before["lonely"], abs=1.5)
    for name in ("strength", "kin"):
        assert after[name] == pytest.approx(before[name], rel=0.05), name
