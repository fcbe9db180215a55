"""Slopes are right, a known posterior is sampled, and draws come to where figures are met."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import ndtr, ndtri

from experiments.analyses.calibration.emulators import BEND_SCALE, MEAN_SQUARE, Emulator
from experiments.analyses.calibration.hamiltonian import height, r_hat, straightened, walk
from experiments.analyses.calibration.library import Library
from experiments.analyses.calibration.matching import Observed
from experiments.analyses.calibration.posterior import Rounds, in_rounds, sharpened
from experiments.analyses.calibration.sampling import Stream, begin
from experiments.analyses.calibration.stacked import Stack
from experiments.analyses.patterns.targets import Target
from experiments.analyses.uncertainty.weights import normalised, worth

PARAMETERS, RESIDENTS = 7, 1_000
STILL = (-50.0, 0.0)
"""No chance to speak of."""


def emulator(number: int, error: float = 0.0, observed: float = 0.2) -> Emulator:
    """Return one that leans on all parameters, and bends over three of its own."""
    rng = Stream(100 + number)
    places = np.sort(np.array([number, number + 2, number + 3]))
    target = Target(f"t.{number}", f"m.{number}", "linear", observed, 0.1, 0.0)
    return Emulator(
        target, 0.1 * number, rng.normal(PARAMETERS), places, 0.5 * rng.normal(6), error, 1.0,
        (-3.0, 0.4), 3_000,
    )  # fmt: skip


def straight(slope: float, observed: float, error: float = 0.0) -> Emulator:
    """Return one that is so many times the first parameter's share."""
    slopes = np.zeros(PARAMETERS)
    slopes[0] = slope
    none = np.zeros(0)
    target = Target("t", "m", "linear", observed, 0.05, 0.0)
    return Emulator(target, 0.0, slopes, none.astype(np.int64), none, error, 1.0, STILL, RESIDENTS)


def test_the_stack_says_what_each_emulator_says() -> None:
    emulators = [emulator(k) for k in range(4)]
    shares = Stream(1).uniform(20, PARAMETERS)
    found = Stack(emulators).means(shares)
    for k, one in enumerate(emulators):
        centred = shares - 0.5
        told = one.middle + centred @ one.slopes
        first, second = np.triu_indices(len(one.places))
        for i, j, bend in zip(one.places[first], one.places[second], one.bends, strict=True):
            product = centred[:, i] * centred[:, j] - (MEAN_SQUARE if i == j else 0.0)
            told = told + BEND_SCALE * bend * product
        assert found[:, k] == pytest.approx(told, abs=1e-12)


def test_slopes_are_those_of_small_steps() -> None:
    observed = Observed([emulator(k, 0.1) for k in range(4)], RESIDENTS)
    normals, step = Stream(2).normal(5, PARAMETERS), 1e-5
    _, slopes = height(observed, normals)
    for k in range(PARAMETERS):
        beside = step * np.eye(PARAMETERS)[k]
        up, down = (height(observed, normals + one * beside)[0] for one in (1.0, -1.0))
        assert slopes[:, k] == pytest.approx((up - down) / (2 * step), abs=1e-5)
    point, at = ndtr(normals[0]), observed.stack
    for k, told in enumerate(at.slopes_at(point).T):
        beside = step * np.eye(PARAMETERS)[k]
        apart = at.means((point + beside)[None]) - at.means((point - beside)[None])
        assert told == pytest.approx(apart[0] / (2 * step), abs=1e-8)


def test_the_stretched_distribution_goes_out_and_back() -> None:
    found = straightened(Observed([emulator(k, 0.1) for k in range(4)], RESIDENTS))
    points = Stream(3).normal(6, PARAMETERS)
    assert found.back(found.out(points)) == pytest.approx(points)
    assert (found.narrowed < 1.0).all()


def test_a_known_posterior_is_sampled() -> None:
    """One figure is one parameter's share, seen with an error of 0.05: a normal cut to 0 to 1."""
    observed = Observed([straight(1.0, 0.35)], RESIDENTS)
    walked = walk(begin(1_000, PARAMETERS, Stream(4)), observed, 60, Stream(5))
    seen = 0.35 + 0.5  # shares are told from the middle of the range
    wanted = stats.truncnorm(-seen / 0.05, (1.0 - seen) / 0.05, seen, 0.05)
    assert stats.kstest(walked.shares[:, 0], wanted.cdf).pvalue > 0.001
    for k in range(1, PARAMETERS):
        assert stats.kstest(walked.shares[:, k], "uniform").pvalue > 0.001
    assert r_hat(walked).max() < 1.05


def rounds_of(count: int, wrong: float, noise: float) -> tuple[Rounds, Observed, np.ndarray]:
    """Return draws lived in rounds, where the emulator is wrong by so much everywhere."""
    error = 0.3
    judge = Observed([straight(1.0, 0.0, error)], RESIDENTS)
    judge = replace(judge, emulators=[replace(judge.emulators[0], chance=(2 * np.log(noise), 0.0))])
    walk_by = replace(judge, emulators=sharpened(judge.emulators, count, RESIDENTS))
    shares = walk(begin(600, PARAMETERS, Stream(6)), walk_by, 40, Stream(7)).shares
    lived: list[np.ndarray] = []

    def live(number: int, at: np.ndarray) -> Library:
        lived.append(at)
        chance = noise * Stream(50 + number).normal(len(at))
        figures = pd.DataFrame({"m": at[:, 0] - 0.5 + wrong + chance})
        return Library(at, figures, pd.DataFrame())

    found = in_rounds(shares, judge, (count, RESIDENTS), live, lambda _: list(judge.emulators))
    return found, judge, lived[-1]


def test_draws_come_to_where_the_model_meets_the_figure() -> None:
    """The emulator says 0.2 too little: its draws miss by that, those set right do not."""
    for count, missed in ((1, 0.2), (3, 0.0)):
        found, _, at = rounds_of(count, 0.2, 0.02)
        assert (at[:, 0] - 0.5 + 0.2).mean() == pytest.approx(missed, abs=0.03)
        assert len(found.table) == count
    assert found.table["moved"].iloc[-1] == 0.0, "the last round moves nothing"
    assert found.table["moved"].iloc[0] > 10 * found.table["moved"].iloc[1]


def test_only_what_figures_see_is_moved() -> None:
    _, _, once = rounds_of(1, 0.2, 0.02)
    _, _, thrice = rounds_of(3, 0.2, 0.02)
    assert stats.kstest(thrice[:, 1], "uniform").pvalue > 0.001
    assert once.shape == thrice.shape


def test_rounds_leave_more_of_the_draws_worth() -> None:
    few, many = (worth(normalised(rounds_of(n, 0.2, 0.02)[0].log_weights)) for n in (1, 3))
    assert many > 2 * few


def test_a_draw_at_which_the_model_breaks_down_weighs_nothing() -> None:
    judge = Observed([straight(1.0, 0.0, 0.1)], RESIDENTS)
    shares = ndtr(Stream(8).normal(20, PARAMETERS))

    def live(_: int, at: np.ndarray) -> Library:
        figures = pd.DataFrame({"m": at[:, 0] - 0.5})
        figures.loc[3] = np.nan
        return Library(at, figures, pd.DataFrame())

    found = in_rounds(shares, judge, (2, RESIDENTS), live, lambda _: list(judge.emulators))
    assert np.flatnonzero(np.isneginf(found.log_weights)).tolist() == [3]
    assert found.table["broke_down"].tolist() == [1, 1]
    assert np.isfinite(ndtri(found.lived.shares)).all()
