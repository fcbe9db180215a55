"""Planted parameters of a synthetic town come back, as often as their intervals say."""

import numpy as np
import pytest
from scipy import stats

from experiments.analyses.calibration.posterior import taken_again
from experiments.analyses.calibration.predicted import narrowed, predicted
from experiments.analyses.calibration.sampling import Stream
from experiments.analyses.calibration.waves import Calibrated, Sizes, calibrated
from experiments.analyses.uncertainty.weights import normalised, worth
from experiments.execution.replications import Batch, ReplicationError
from model.draws import uniforms
from tests.unit.experiments.analyses.calibration import synthetic

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SIZES = Sizes(sets=150, waves=2, draws=100, rolls=60, rounds=2, residents=synthetic.FULL)
QUICK = Sizes(sets=120, waves=1, draws=50, rolls=40, rounds=2, residents=synthetic.FULL)
TRUTHS = 50


def alone(_: str) -> Batch:
    return Batch(workers=1)


def planted(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a truth, as shares, and what is observed of its one town, errors included."""
    size = synthetic.MOVING + synthetic.STILL
    shares = uniforms(number, np.arange(size), synthetic.TRUTH, 0, 0)
    spread = np.hypot(0.05, synthetic.spread_of_chance(synthetic.FULL))
    noise = stats.norm.ppf(uniforms(number, np.arange(synthetic.MOVING), synthetic.TRUTH, 1, 0))
    return shares, synthetic.mean(shares) + spread * noise


def calibrate(number: int, sizes: Sizes, seed: int = 1) -> tuple[np.ndarray, Calibrated]:
    truth, observed = planted(number)
    space, goals = synthetic.box(), synthetic.targets(observed)
    # Errors of shares are in points, so that they are 0.05 on the scale wherever the truth lies.
    return truth, calibrated(
        synthetic.town(seed), space, goals, synthetic.FULL, sizes, alone  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.fixture(scope="module", name="one")
def _one() -> tuple[np.ndarray, Calibrated]:
    return calibrate(3, SIZES)


def test_what_moves_figures_is_found_and_what_moves_none_is_not(
    one: tuple[np.ndarray, Calibrated],
) -> None:
    truth, found = one
    spread = found.shares.std(axis=0) / np.sqrt(1 / 12)
    assert spread[: synthetic.MOVING].max() < 0.45
    assert spread[synthetic.MOVING :].min() > 0.8
    low, high = np.quantile(found.shares, (0.01, 0.99), axis=0)
    assert ((low <= truth) & (truth <= high))[: synthetic.MOVING].all()
    table = narrowed(found.shares, found.box, found.r_hat)
    assert set(table["parameter"][: synthetic.MOVING]) == {f"p.{k}" for k in range(6)}
    assert table["q05"].between(table["low"], table["high"]).all()


def test_draws_meet_what_was_observed(one: tuple[np.ndarray, Calibrated]) -> None:
    _, found = one
    _, observed = planted(3)
    table = predicted(found.library.figures, found.figures, synthetic.targets(observed), 1)
    assert table["inside"].all()
    assert (table["low"] < table["median"]).all()
    assert (table["observed_low"] < table["low"]).all()
    assert len(found.values) == SIZES.draws
    assert (found.values >= found.box.low).all()
    assert (found.values <= found.box.high).all()


def test_the_second_wave_keeps_to_what_the_first_left(one: tuple[np.ndarray, Calibrated]) -> None:
    _, found = one
    first, second = found.library.shares[:150], found.library.shares[150:]
    assert second.std(axis=0)[:6].mean() < 0.8 * first.std(axis=0)[:6].mean()
    assert second.std(axis=0)[6:].mean() > 0.95 * first.std(axis=0)[6:].mean()
    assert (found.waves["log10_volume_left"] < -0.5).all()
    assert found.waves["sets"].tolist() == [150, 150]
    assert 1 <= found.worth <= 200


def test_chains_that_began_apart_agree(one: tuple[np.ndarray, Calibrated]) -> None:
    _, found = one
    assert np.median(found.r_hat) < 1.1


def test_a_model_that_breaks_down_everywhere_is_said() -> None:
    space, goals = synthetic.box(), synthetic.targets()
    with pytest.raises(ReplicationError, match="wave 1: the model breaks down at 120 of 120 sets"):
        calibrated(
            synthetic.town(breaks_above=-1.0), space, goals, synthetic.FULL, QUICK, alone  # type: ignore[arg-type]
        )  # fmt: skip


def test_no_wave_is_no_calibration() -> None:
    none = Sizes(sets=10, waves=0, draws=5, rolls=2, rounds=1, residents=500)
    with pytest.raises(ReplicationError, match="no wave"):
        calibrated(
            synthetic.town(), synthetic.box(), synthetic.targets(), synthetic.FULL, none, alone  # type: ignore[arg-type]
        )  # fmt: skip


def test_draws_are_taken_by_their_weights() -> None:
    weights = normalised(np.log([0.1, 0.6, 0.3]))
    chosen = taken_again(weights, 1_000, Stream(1))
    assert np.bincount(chosen, minlength=3) == pytest.approx([100, 600, 300], abs=1)
    assert len(set(chosen[:20].tolist())) > 1, "the order says nothing"
    assert worth(weights) == pytest.approx(1 / (0.01 + 0.36 + 0.09))
    assert worth(np.full(8, 1 / 8)) == pytest.approx(8)
    ruled_out = normalised(np.array([0.0, -np.inf]))
    assert set(taken_again(ruled_out, 50, Stream(2)).tolist()) == {0}


@pytest.mark.slow
def test_planted_truths_rank_evenly_among_their_draws() -> None:
    """Simulation-based calibration (Talts and others 2018): any rank is as likely as another."""
    ranks = []
    for number in range(TRUTHS):
        truth, found = calibrate(100 + number, QUICK, seed=200 + number)
        ranks.append((found.shares < truth).mean(axis=0))
    for k in range(synthetic.MOVING + synthetic.STILL):
        assert stats.kstest([one[k] for one in ranks], "uniform").pvalue > 0.002, k
    inside = np.abs(np.array(ranks) - 0.5) < 0.45
    assert 0.85 < inside.mean() < 0.95, "nine in ten intervals of 90% hold the truth"
