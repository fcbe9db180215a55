"""Emulators find a formula that is known, tell their error, and tell chance apart."""

import numpy as np
import pytest

from experiments.analyses.calibration.emulators import Emulator, emulated, table_of
from experiments.analyses.calibration.library import Library, lived, rounded, space_filling
from experiments.analyses.calibration.stacked import Stack
from experiments.execution.replications import Batch
from tests.unit.experiments.analyses.calibration import synthetic

SETS = 400


@pytest.fixture(scope="module", name="library")
def _library() -> Library:
    space = synthetic.box()
    return lived(synthetic.town(), space, space_filling(SETS, space, 1), 0, Batch(workers=1))


@pytest.fixture(scope="module", name="emulators")
def _emulators(library: Library) -> list[Emulator]:
    return [emulated(library, one, 6_000) for one in synthetic.targets()]


def test_a_set_is_lived_with_the_digits_that_are_kept(library: Library) -> None:
    space = synthetic.box()
    values = rounded(library.shares, space)
    assert (values >= space.low).all()
    assert (values <= space.high).all()
    kept = np.array([float(f"{x:.6g}") for x in values.ravel()]).reshape(values.shape)
    inside = (values > space.low) & (values < space.high)
    assert values[inside] == pytest.approx(kept[inside], rel=1e-12)
    assert len(library.again) == -(-SETS // 8)
    assert (library.again.index % 8 == 0).all()


def test_chance_of_a_pair_is_not_the_same(library: Library) -> None:
    once = library.figures.loc[library.again.index]
    assert (once.to_numpy() != library.again.to_numpy()).all()


def test_the_formula_is_found(emulators: list[Emulator]) -> None:
    new = space_filling(300, synthetic.box(), 9)
    truth = np.array([synthetic.mean(one) for one in new])
    for k, one in enumerate(emulators):
        missed = Stack([one]).means(new)[:, 0] - truth[:, k]
        assert missed.std() < 0.02, one.target.id
        assert abs(missed.mean()) < 0.01
        assert one.r_squared > 0.95
        assert missed.std() < 2.5 * one.error + 0.005
        still = np.abs(one.slopes[synthetic.MOVING :])
        assert still.max() < 0.03


def test_a_bend_is_found_and_a_straight_figure_has_little(emulators: list[Emulator]) -> None:
    def reach(one: Emulator) -> float:
        return float(np.abs(one.bends).max(initial=0.0))

    assert reach(emulators[0]) == pytest.approx(synthetic.BEND / 3.0, rel=0.2)
    assert reach(emulators[3]) < 0.05


def test_chance_is_told_at_any_size(emulators: list[Emulator]) -> None:
    for one in emulators:
        at = np.array([one.target.value])
        for residents in (6_000, 60_000):
            spread = float(np.sqrt(one.chance_variance(at, residents)[0]))
            assert spread == pytest.approx(synthetic.spread_of_chance(residents), rel=0.35)


def test_sets_at_which_the_model_breaks_down_are_left_out() -> None:
    space = synthetic.box()
    shares = space_filling(120, space, 2)
    library = lived(synthetic.town(breaks_above=0.8), space, shares, 0, Batch(workers=1))
    broke = library.figures.isna().all(axis=1)
    assert (broke == (shares[:, -1] > 0.8)).all()
    one = emulated(library, synthetic.targets()[0], 6_000)
    assert np.isfinite(one.slopes).all()
    assert one.r_squared > 0.9


def test_the_table_says_what_each_is_worth(emulators: list[Emulator]) -> None:
    table = table_of(emulators)
    assert table["id"].tolist() == [one.id for one in synthetic.targets()]
    assert table["chance"].between(0.02, 0.06).all()
    assert table[["r_squared", "emulator_error"]].notna().all(axis=None)
