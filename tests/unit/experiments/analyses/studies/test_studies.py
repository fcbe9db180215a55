"""What a study of one town's records would find is known where the records are made up."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from experiments.analyses.studies.designs import BEFORE, Design, estimate
from experiments.analyses.studies.power import (
    estimates,
    power_of,
    powers,
    respondents,
    told_from,
)
from experiments.e10_which_study_would_tell import AREA, BASE, STEPPED, starts_of
from model.draws import decision, uniforms
from model.scenario.scenario import load_scenario

AREAS = ("a", "b", "c")
START = pd.Timestamp("2026-01-01")
EFFECT = -0.7
LEARNING = Design("plan", {"a": START})
STEPS = Design("plan", {area: START + pd.DateOffset(months=6 * k) for k, area in enumerate(AREAS)})
NOISE = decision("test.studies")


def records(
    design: Design, effect: float = EFFECT, noise: float = 0.0, replication: int = 0,
    growing: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Return made-up months: areas and months have levels of their own."""
    months = pd.date_range("2023-01-01", "2029-12-01", freq="MS")
    rows = []
    for k, area in enumerate(AREAS):
        residents = 1_000 * (k + 1)
        chance = norm.ppf(uniforms(replication, np.arange(len(months)), NOISE, k, 0))
        for n, month in enumerate(months):
            begun = month >= design.starts.get(area, pd.Timestamp.max)
            since = (month - design.starts.get(area, month)).days / 30.4
            grown = min(1.0, since / growing) if growing else 1.0
            own = effect * begun * grown + noise * chance[n]
            rate = 5.0 + 2.0 * k + 0.03 * n + np.sin(n) + own
            rows.append((month, area, residents, rate * residents / 1_000))
    return pd.DataFrame(rows, columns=["month", "area", "residents", "asked"])


@pytest.mark.parametrize("design", [LEARNING, STEPS])
@pytest.mark.parametrize("months", [12, 36])
def test_levels_of_areas_and_months_do_not_bear_on_the_estimate(
    design: Design, months: int
) -> None:
    assert estimate(records(design), design, "asked", months) == pytest.approx(EFFECT)
    assert estimate(records(design, 0.0), design, "asked", months) == pytest.approx(0.0, abs=1e-9)


def test_an_effect_that_grows_is_not_taken_for_the_trend() -> None:
    """Areas that began early are no controls: two-way fixed effects would find a tenth of it."""
    rows = records(STEPS, -10.0, growing=36)
    last = STEPS.starts[AREAS[-1]] - pd.DateOffset(months=1)
    true = [
        -10.0 * min(1.0, (month - start).days / 30.4 / 36)
        for area, start in STEPS.starts.items() if area != AREAS[-1]
        for month in pd.date_range(start, last, freq="MS")
    ]  # fmt: skip
    for months in (12, 24, 60):
        assert estimate(rows, STEPS, "asked", months) == pytest.approx(np.mean(true))


def test_a_study_looks_at_two_years_before_and_no_more() -> None:
    rows = records(LEARNING)
    early = rows["month"] < START - pd.DateOffset(months=BEFORE)
    changed = rows.assign(asked=rows["asked"].where(~early, 999.0))
    assert estimate(changed, LEARNING, "asked", 12) == pytest.approx(EFFECT)


def test_where_all_begin_at_once_nothing_can_be_told() -> None:
    together = Design("plan", dict.fromkeys(AREAS, START))
    assert np.isnan(estimate(records(together), together, "asked", 24))


def test_power_is_that_of_the_textbook() -> None:
    assert power_of(0.0, 1.0) == pytest.approx(0.05)
    assert power_of(2.8016, 1.0) == pytest.approx(0.8, abs=1e-3)
    assert power_of(-2.8016, 1.0) == pytest.approx(0.8, abs=1e-3)


def test_the_error_of_a_study_is_its_scatter_over_towns() -> None:
    worlds = []
    for replication in range(30):
        for scenario, effect in (("plan", EFFECT), ("base", 0.0)):
            made = records(LEARNING, effect, 1.0, replication)
            worlds.append(made.assign(scenario=scenario, replication=replication))
    found = estimates(pd.concat(worlds), "base", {"learning": LEARNING}, ["asked"], [12, 48])
    table = powers(found)
    assert table["effect"].to_numpy() == pytest.approx(EFFECT), "twins share their chance"
    known = [np.sqrt((1 + 1 / 2) * (1 / n + 1 / BEFORE)) for n in (12, 48)]
    assert table["spread"].to_numpy() == pytest.approx(known, rel=0.35)
    assert table["power"].to_numpy() == pytest.approx(
        power_of(table["effect"].to_numpy(), table["spread"].to_numpy())
    )
    assert (table["false_alarm"] < 0.2).all(), "made-up areas do not drift apart"
    drifted = powers(found.assign(without=found["without"] + 3.0))
    assert (drifted["false_alarm"] > 0.8).all(), "a study does not know its bias"
    assert (table["told"] > 2.8 * table["spread"]).all()
    few = powers(found[found["replication"] < 2])
    assert few[["spread", "power", "low", "false_alarm"]].isna().all(axis=None)


def test_told_from_is_the_month_from_which_it_stays_told() -> None:
    table = pd.DataFrame({"months": [12, 24, 36, 48], "power": [0.9, 0.5, 0.85, 0.9]})
    assert told_from(table) == 36
    assert told_from(table.assign(power=0.2)) is None


def test_how_many_must_be_asked() -> None:
    """Of 10%, a fall by 5 points: the textbook's four samples."""
    assert respondents(-50.0, 0.1) == pytest.approx(4 * 0.09 * 7.849 / 0.05**2, rel=1e-3)
    assert respondents(0.0, 0.1) == np.inf


def test_designs_are_those_of_the_scenarios() -> None:
    learning, stepped = starts_of(load_scenario(AREA)), starts_of(load_scenario(STEPPED))
    assert learning == {"oude_stad": pd.Timestamp("2026-01")}
    assert sorted(stepped.values()) == list(pd.date_range("2026-01", "2028-01", freq="6MS"))
    assert starts_of(load_scenario(BASE)) == {}
