"""Loneliness, wellbeing and Positive Health: directions, bounds and closed forms."""

import numpy as np
import pytest

from agents.needs import need_dtype
from agents.records import records
from agents.vocabulary import N_DOMAINS, Domain, Status
from model.processes.wellbeing import (
    NOT_ASKED,
    is_lonely,
    is_severely_lonely,
    loneliness_target,
    positive_health,
)
from tests.unit.stub_town import changed, need, run_months, stub_town

ALL = ["wellbeing"]


@pytest.fixture
def one():
    """Return record, needs and parameters of one adult without any trouble."""
    town = stub_town(2)
    rec = town.residents.records
    rec["age_months"][0], rec["tie_strength"][0], rec["wellbeing"][0] = 40 * 12, 5, 7.8
    rec["loneliness"][0], rec["temperament"][0] = -2, 0
    return rec[0], records(N_DOMAINS, need_dtype), town.processes["wellbeing"].p


@pytest.mark.parametrize(
    ("field", "value", "step"),
    [
        ("temperament", 1.0, 0.95), ("partner", 1, -0.55), ("lives_alone", 1, 0.25),
        ("limitation", 2, 0.44), ("insecure", 1, 0.4), ("event_months", 12, 0.7),
        ("overloaded", 1, 0.3), ("volunteer", 2, -0.1), ("visits", 3, -0.25),
        ("age_months", 1000, -0.05),
    ],
)  # fmt: skip
def test_each_circumstance_moves_the_target(one, field, value, step):
    record, _, p = one
    before = loneliness_target(record, 0.0, 0.0, p)
    record[field] = value
    assert loneliness_target(record, 0.0, 0.0, p) - before == pytest.approx(step)


def test_losing_all_ties_weighs_more_than_anything_else(one):
    record, _, p = one
    full = loneliness_target(record, 0.0, 0.0, p)
    record["tie_strength"] = 2.5
    half = loneliness_target(record, 0.0, 0.0, p)
    record["tie_strength"] = 0
    assert half - full == pytest.approx(1.7 * (np.exp(-1) - np.exp(-2)))
    assert loneliness_target(record, 0.0, 0.0, p) - full > 1.4
    assert loneliness_target(record, 3.0, 0.25, p) == pytest.approx(0.75)


def test_both_thresholds_part_the_lonely_and_the_severely_lonely(one):
    _, _, p = one
    assert (is_lonely(-1.3, p), is_severely_lonely(-1.3, p)) == (True, False)
    assert is_severely_lonely(0.0, p)
    assert not is_lonely(NOT_ASKED, p)


def test_loneliness_moves_by_a_share_of_the_distance():
    town = stub_town(200)
    rec = town.residents.records
    changed(town, "wellbeing", noise=0)
    start = rec["loneliness"].astype(float)
    rec["event_months"] = 12
    run_months(town, 1, ALL)
    assert np.allclose(rec["loneliness"] - start, 0.06 * 0.7, atol=1e-5)
    rec["event_months"] = 0
    run_months(town, 150, ALL)
    assert np.allclose(rec["loneliness"], start, atol=1e-4)


def test_mood_has_the_spread_of_its_noise():
    town = stub_town(2000, ties=0)
    rec = town.residents.records
    start = rec["loneliness"].astype(float)
    run_months(town, 1, ALL)
    step = rec["loneliness"] - start
    assert step.mean() == pytest.approx(0, abs=0.004)
    assert step.std() == pytest.approx(0.05, rel=0.06)


def test_without_trait_ties_and_events_everybody_is_alike():
    town = stub_town(200)
    changed(town, "wellbeing", trait=0, ties=0, older=0, noise=0)
    town.processes["wellbeing"].prepare(town)
    assert np.ptp(town.residents.records["loneliness"]) == 0


def test_named_shift_moves_its_own_area_only():
    town = stub_town(200)
    rec = town.residents.records
    changed(town, "wellbeing", noise=0)
    start = rec["loneliness"].astype(float)
    town.values.tables["wellbeing"]["loneliness_shift"][1] = -0.5
    run_months(town, 1, ALL)
    moved = rec["loneliness"] - start
    assert np.allclose(moved[rec["area"] == 1], -0.03, atol=1e-5)
    assert np.allclose(moved[rec["area"] == 0], 0, atol=1e-5)


def test_children_are_not_asked_and_start_at_their_target_when_grown_up():
    town = stub_town(50)
    rec = town.residents.records
    changed(town, "wellbeing", noise=0, older=0)
    town.processes["wellbeing"].prepare(town)
    expected = rec["loneliness"][0]
    rec["age_months"][0] = 17 * 12
    run_months(town, 1, ALL)
    assert rec["loneliness"][0] == np.float32(NOT_ASKED)
    rec["age_months"][0] = 18 * 12
    run_months(town, 1, ALL)
    assert rec["loneliness"][0] == expected


def test_wellbeing_falls_with_unmet_needs_and_stays_on_the_scale():
    town = stub_town(100)
    rec = town.residents.records
    changed(town, "wellbeing", noise=0)
    run_months(town, 1, ALL)
    before = rec["wellbeing"].astype(float)
    need(town, 0, Domain.INCOME, 0.5)
    need(town, 1, Domain.INCOME, 0.5)
    town.residents.needs.write(1, Domain.INCOME, formal=0.8)
    run_months(town, 1, ALL)
    fall = before - rec["wellbeing"]
    assert fall[0] == pytest.approx(0.6, abs=1e-3)
    assert fall[1] == pytest.approx(0.12, abs=1e-3)
    rec["limitation"], rec["insecure"], rec["overloaded"] = 2, 1, 1
    rec["temperament"] = 9
    town.processes["wellbeing"].prepare(town)
    assert rec["wellbeing"].min() == 0
    assert before.max() <= 10


def test_empty_slots_are_left_alone():
    town = stub_town(10)
    town.residents.records["status"][3] = Status.EMPTY
    town.residents.records["loneliness"][3] = 0.25
    run_months(town, 1, ALL)
    assert town.residents.records["loneliness"][3] == 0.25


def test_positive_health_of_the_untroubled_and_of_the_troubled(one):
    record, needs, p = one
    record["capacity"] = 0.75
    body, mind, meaning, quality, participation, daily = positive_health(record, needs, p)
    assert (body, mind, participation, daily) == (8, 8, 8, 8)
    assert quality == pytest.approx((body + meaning) / 2)
    record["limitation"], record["loneliness"], record["overloaded"] = 2, 0.5, 1
    record["age_months"], record["capacity"] = 80 * 12, 0.25
    needs["severity"][:] = 1.0
    body, mind, _, _, participation, daily = positive_health(record, needs, p)
    assert (body, mind, participation, daily) == (3, 4.5, 4, 3)
