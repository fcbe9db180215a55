"""Intervals against scipy and against cases worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.effects.intervals import (
    Interval,
    bands,
    jackknife_ratio,
    paired,
    paired_table,
    share_at_most,
    variance_ratio,
)
from experiments.report.number_format import reading
from experiments.report.width import beyond_zero
from experiments.report.words import words_of

DIFFERENCES = [-12.0, -9.0, -15.0, -8.0]


def test_paired_interval_is_students() -> None:
    interval = paired(DIFFERENCES)
    expected = stats.ttest_1samp(DIFFERENCES, 0).confidence_interval(0.95)
    assert (interval.mean, interval.low, interval.high) == pytest.approx(
        (-11, expected.low, expected.high)
    )
    assert reading(interval) == "lower"
    assert interval.varies == "chance only"


def test_one_replication_gives_no_interval() -> None:
    interval = paired([-5.0])
    assert interval.mean == -5
    assert not interval.known
    assert not interval.differs
    assert not interval.tells
    assert reading(interval) == "cannot tell (no interval)"
    assert math.isnan(jackknife_ratio([1.0], [2.0]).low)


def test_no_replication_is_refused() -> None:
    with pytest.raises(ValueError, match="no replication"):
        paired([])


@pytest.mark.parametrize(
    ("differences", "words"),
    [
        ([-5.0, 6.0, 1.0], "not distinguishable from zero"),
        ([5.0, 6.0, 5.5], "higher"),
        ([0.0, 0.0], "cannot tell (equal in every pair)"),
        ([-15_724.0, -15_724.0], "cannot tell (the same in every pair)"),
        ([0.1, 0.1, 0.1], "cannot tell (the same in every pair)"),
    ],
)
def test_reading(differences: list[float], words: str) -> None:
    assert reading(paired(differences)) == words


def test_an_interval_of_no_width_tells_nothing() -> None:
    """A case in which nobody takes part costs the same in every pair: that is no evidence."""
    nobody = paired([-15_724.0] * 4)
    assert nobody.known
    assert not nobody.tells
    assert not nobody.differs
    assert reading(nobody, words_of("nl")) == "niet te zeggen (in elk paar hetzelfde)"
    bounds = pd.DataFrame({"low": [-3.0, -2.0, 1.0, math.nan], "high": [-3.0, -1.0, 2.0, math.nan]})
    assert beyond_zero(bounds["low"], bounds["high"]).tolist() == [False, True, True, False]


def test_a_sign_in_all_of_a_few_draws_is_no_law() -> None:
    assert share_at_most(0, 6) == pytest.approx(1 - 0.05 ** (1 / 6))
    assert share_at_most(0, 100) < 0.03
    assert share_at_most(2, 10) == pytest.approx(stats.beta.ppf(0.95, 3, 8))
    assert share_at_most(3, 3) == 1.0


def test_times_a_negative_number_keeps_the_bounds_in_order() -> None:
    assert Interval(2, 1, 4, 3).times(-10) == Interval(-20, -40, -10, 3)


def test_jackknife_of_a_constant_denominator_is_the_paired_interval() -> None:
    ratio = jackknife_ratio(DIFFERENCES, [10.0] * 4)
    mean = paired([x / 10 for x in DIFFERENCES])
    assert (ratio.mean, ratio.low, ratio.high) == pytest.approx((mean.mean, mean.low, mean.high))


def test_jackknife_of_proportional_sums_has_no_width() -> None:
    ratio = jackknife_ratio([1, 2, 3], [2, 4, 6])
    assert (ratio.mean, ratio.low, ratio.high) == pytest.approx((0.5, 0.5, 0.5))


def test_jackknife_without_a_denominator_is_unknown() -> None:
    assert math.isnan(jackknife_ratio([1, 2], [0, 0]).mean)


def test_variance_ratio() -> None:
    base = [1.0, 4.0, 2.0, 8.0]
    assert variance_ratio(base, [x - 3 for x in base]) == 0
    independent = variance_ratio([0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0])
    assert independent == pytest.approx(1.0)


def test_paired_table_pairs_by_replication_whatever_the_order_of_rows() -> None:
    rows = [
        ("plan", 1, 2026, 15.0), ("base", 0, 2026, 10.0), ("base", 1, 2026, 20.0),
        ("plan", 0, 2026, 7.0), ("plan", 0, 2027, 1.0), ("plan", 1, 2027, 1.0),
        ("base", 0, 2027, 1.0), ("base", 1, 2027, 1.0),
    ]  # fmt: skip
    values = pd.DataFrame(rows, columns=["scenario", "replication", "year", "users"])
    table = paired_table(values, "base", "plan", ["year"]).set_index("year")
    interval = paired([-3.0, -5.0])
    assert table.loc[2026, ["difference", "low", "high"]].tolist() == pytest.approx(
        [interval.mean, interval.low, interval.high]
    )
    assert table.loc[2026, "base"] == 15
    assert table.loc[2026, "replications"] == 2
    assert table.loc[2027, ["difference", "low", "high"]].tolist() == [0, 0, 0]
    assert list(table.columns) == [
        "outcome", "difference", "low", "high", "varies", "replications", "base",
    ]  # fmt: skip


def test_bands_cover_the_truth_about_as_often_as_they_say() -> None:
    """Quantiles of the normal, in every order of a Latin square, stand in for chance."""
    quantiles = stats.norm.ppf((np.arange(400) * 0.6180339887 % 1) * 0.998 + 0.001).reshape(100, 4)
    hits = [paired(row).low <= 0 <= paired(row).high for row in quantiles]
    assert np.mean(hits) >= 0.9
    frame = pd.DataFrame({"scenario": "a", "replication": range(4), "month": 0, "x": DIFFERENCES})
    row = bands(frame, ["month"]).iloc[0]
    interval = paired(DIFFERENCES)
    assert row[["mean", "low", "high"]].tolist() == pytest.approx(
        [interval.mean, interval.low, interval.high]
    )
