"""The rule of a comparison of which nothing else is asked: when it stops, and what that costs."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from experiments.effects.intervals import student
from experiments.effects.precision import (
    CLOSE,
    SURE,
    TOLD_AT_LEAST,
    TOLD_AT_MOST,
    TOLD_COVERAGE,
    Told,
    first_enough,
    half_widths,
)
from experiments.runs import compare as comparing
from experiments.runs.compare import read_comparison
from experiments.runs.compare_options import CompareOptions
from experiments.runs.summary import as_markdown
from model.draws import decision, uniforms
from model.errors import InputError
from model.measures.outcomes import HEADLINES

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SYNTHETIC = decision("test.told_synthetic")
SEQUENCES = 20_000


def stops_and_halves(
    values: NDArray[np.float64], sure: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return where each sequence stops, and its 95% half-widths; `values` is [looks, sequences]."""
    means = values.cumsum(axis=0) / np.arange(1, len(values) + 1)[:, None]
    stops = first_enough(np.abs(means) > half_widths(values, sure), TOLD_AT_LEAST)
    return np.where(stops, stops, len(values)), half_widths(values)


def covered(shift: float, sure: float = SURE, heavy: bool = False) -> tuple[float, float]:
    """Return how often the interval at the stop holds the truth, and how often it excludes 0."""
    uids = np.arange(SEQUENCES * TOLD_AT_MOST)
    u = uniforms(11, uids, SYNTHETIC).reshape(TOLD_AT_MOST, SEQUENCES)
    values = shift + (stats.t.ppf(u, 4) / np.sqrt(2) if heavy else stats.norm.ppf(u))
    stops, halves = stops_and_halves(values, sure)
    each = np.arange(SEQUENCES)
    mean = values.cumsum(axis=0)[stops - 1, each] / stops
    half = halves[stops - 1, each]
    return float((np.abs(mean - shift) <= half).mean()), float((np.abs(mean) > half).mean())


@pytest.mark.parametrize("heavy", [False, True])
def test_intervals_at_the_stop_hold_what_is_said(heavy: bool) -> None:
    for shift in (0.0, 0.3, 0.6, 1.0, 2.0, 5.0):
        assert covered(shift, heavy=heavy)[0] >= TOLD_COVERAGE, shift


def test_at_the_usual_confidence_nothing_would_be_told_too_often() -> None:
    """So the test above can fail, and so the rule asks for more than 95%."""
    held, told = covered(0.0, sure=0.95)
    assert held < TOLD_COVERAGE - 0.03
    assert told > 0.13
    assert covered(0.0)[1] < 0.08


def seen(gaps: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """Return what the rule looks at of differences in one outcome of one policy."""
    return np.stack([gaps, np.full(len(gaps), level)], axis=-1)[:, None, None, :]


def test_it_stops_where_told_or_close_and_not_before_the_floor() -> None:
    spread = np.array([1.0, -1.0, 0.5, -0.5, 0.2, -0.2, 0.4, -0.4, 0.1, -0.1])
    assert Told().stop(seen(100 + spread, 1_000.0)) == TOLD_AT_LEAST
    assert Told().stop(seen(100 + spread[:3], 1_000.0)) is None
    assert Told().stop(seen(spread, 0.0)) is None
    n = 4
    close = student(n) * spread[:n].std(ddof=1) / np.sqrt(n) / CLOSE
    assert Told().stop(seen(spread, 1.01 * close)) == n
    assert (Told().stop(seen(spread, 0.99 * close)) or 11) > n
    assert Told().stop(seen(np.zeros(4), 0.0)) == 4  # the worlds are one


def test_every_policy_and_outcome_counts() -> None:
    spread = np.array([1.0, -1.0, 0.5, -0.5, 0.2])
    told, untold = seen(100 + spread, 0.0), seen(spread, 0.0)
    assert Told().stop(told) == 4
    assert Told().stop(np.concatenate([told, untold], axis=1)) is None
    assert Told().stop(np.concatenate([told, untold], axis=2)) is None


def test_what_it_looks_at_is_gap_and_level_of_every_headline() -> None:
    gaps = pd.DataFrame({name: [k, -k] for k, name in enumerate(HEADLINES)}, index=["p", "q"])
    levels = pd.Series({name: 10.0 * k for k, name in enumerate(reversed(HEADLINES))})
    looked_at = Told().seen(gaps, levels)
    assert looked_at.shape == (2, len(HEADLINES), 2)
    for k, name in enumerate(HEADLINES):
        assert looked_at[1, k].tolist() == [-k, levels[name]]


OPTIONS: dict[str, Any] = {"residents": 500, "workers": 1, "quiet": True}


@pytest.mark.usefixtures("stand_in")
def test_a_comparison_of_which_nothing_is_asked_says_why_it_stopped(tmp_path: Path) -> None:
    comparison = comparing.compare("current", ["transformation"], out=tmp_path / "a", **OPTIONS)
    assert comparison.precision is not None
    assert comparison.precision.rule == Told()
    n = comparison.precision.replications
    assert TOLD_AT_LEAST <= n == comparison.replications <= TOLD_AT_MOST
    words = "was told from zero" if comparison.precision.reached else "the most allowed"
    assert f"After {n} replications" in as_markdown(comparison)
    assert words in as_markdown(comparison)
    record = json.loads((tmp_path / "a" / "manifest.json").read_text())["command"]
    assert record["arguments"]["at_most"] == TOLD_AT_MOST
    assert not {"replications", "precision"} & set(record["arguments"])
    read = read_comparison(tmp_path / "a")
    assert read.precision == comparison.precision
    assert as_markdown(read) == as_markdown(comparison)


@pytest.mark.usefixtures("stand_in")
def test_without_a_whole_year_there_are_as_many_as_are_allowed(tmp_path: Path) -> None:
    comparison = comparing.compare(
        "current", ["transformation"], months=11, out=tmp_path / "a", at_most=5, **OPTIONS
    )
    assert (comparison.precision, comparison.replications) == (None, 5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replications": -1}, "--replications is -1"),
        ({"replications": 5, "at_most": 8}, "--replications 5 is a fixed number"),
        ({"replications": 5, "precision": {"indicated_users": 5.0}}, "is a fixed number"),
    ],
)
def test_wrong_input(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        CompareOptions(**options)


def test_wrong_bounds() -> None:
    with pytest.raises(InputError, match=r"--at-least is 5 and --at-most 4"):
        Told(at_least=5, at_most=4)
