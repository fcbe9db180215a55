"""Targets: patterns of use FIT alone, each with its errors, on the scale of its kind."""

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.patterns.observed import TABLE
from experiments.analyses.patterns.targets import SCALES, Target, all_targets
from experiments.analyses.patterns.trends import Trends
from experiments.report.tables import records
from model.inputs.evidence import load_evidence

PATTERNS = pd.read_csv(TABLE)


def test_no_figure_for_validation_is_in_the_fit() -> None:
    """VAL and CHECK rows have no error to be fitted with, and no target is one of them."""
    fit = PATTERNS["use"] == "FIT"
    errors = ["scale", "error", "discrepancy", "error_why"]
    assert PATTERNS.loc[fit, errors].notna().all(axis=None)
    assert PATTERNS.loc[~fit, errors].isna().all(axis=None)
    shares = PATTERNS.loc[fit, "kind"] == "share"
    assert PATTERNS.loc[fit, "tolerance"].notna().equals(shares), "no bound beside its errors"
    assert PATTERNS.loc[fit, "kind"].notna().equals(shares)
    assert [one.id for one in all_targets()] == PATTERNS.loc[fit, "id"].tolist()
    others = set(PATTERNS.loc[~fit, "measure"])
    assert not {one.measure for one in all_targets()} & others
    assert not PATTERNS.loc[fit, "measure"].duplicated().any()


def test_observed_figures_are_those_of_the_register() -> None:
    register = load_evidence()
    by_id = {one.id: one for one in all_targets()}
    assert by_id["wmo.boz_household_stock_2023"].observed == 2400.0
    share = by_id["youth.clients_2023"]
    assert share.observed == pytest.approx(float(register.loc[share.id, "value"]) / 326505)
    for one in all_targets():
        assert one.scale in SCALES
        assert one.error > 0
        assert one.discrepancy > 0
        assert one.variance > 0
        if one.scale == "logit":
            assert 0 < one.observed < 1, one.id


@pytest.mark.parametrize(("scale", "figure"), [("log", 835.0), ("logit", 0.146), ("linear", -0.1)])
def test_scales_turn_around(scale: str, figure: float) -> None:
    one = Target("a", "b", scale, figure, 0.0, 0.0)
    assert one.off_scale(one.on_scale(np.array([figure])))[0] == pytest.approx(figure)
    assert np.isnan(one.on_scale(np.array([np.nan]))[0])


def test_an_error_of_a_share_is_in_points() -> None:
    """A point either way of 0.2 is as far on the scale as its standard deviation says."""
    one = Target("a", "b", "logit", 0.2, 0.01, 0.0)
    above = one.on_scale(np.array([0.21]))[0] - one.value
    assert np.sqrt(one.variance) == pytest.approx(above, rel=0.05)


def test_nine_in_ten_lie_within_its_errors() -> None:
    low, high = Target("a", "b", "linear", 0.2, 0.03, 0.04).nine_in_ten
    assert (low, high) == pytest.approx((0.2 - 0.05 * 1.645, 0.2 + 0.05 * 1.645), abs=1e-4)
    for one in all_targets():
        below, above = one.nine_in_ten
        assert below < one.observed < above


def test_a_trend_is_held_by_the_ratio_of_its_years() -> None:
    """What a level of one year holds already would weigh twice."""
    trends = Trends().figures()
    held = {row["measure"]: row for row in records(PATTERNS) if row["measure"] in trends}
    assert set(held) == set(trends)
    assert {row["use"] for row in held.values()} == {"FIT", "VAL"}
    assert {row["kind"] for row in held.values()} == {"share"}


def test_a_figure_of_nothing_has_a_logarithm() -> None:
    one = Target("a", "b", "log", 5.0, 0.1, 0.1)
    assert np.isfinite(one.on_scale(np.array([0.0]))).all()
