"""History matching rules out what it should, and tells how much is left."""

import numpy as np
import pytest

from experiments.analyses.calibration.emulators import Emulator
from experiments.analyses.calibration.matching import CUT, Observed, not_ruled_out
from experiments.analyses.calibration.sampling import Stream
from experiments.analyses.patterns.targets import Target

PARAMETERS = 5


def straight(place: int, observed: float, sd: float) -> Emulator:
    """Return an emulator that is one parameter's share, without error of its own or chance."""
    slopes = np.zeros(PARAMETERS)
    slopes[place] = 1.0
    none = np.zeros(0)
    target = Target(f"t.{place}", f"m.{place}", "linear", observed, sd, 0.0)
    return Emulator(
        target, 0.5, slopes, none.astype(np.int64), none, 0.0, 1.0, (-50.0, 0.0), 1_000
    )  # fmt: skip


def test_the_volume_left_is_that_of_the_box() -> None:
    """Two of three targets must lie within three standard deviations: a union of three boxes."""
    observed = Observed([straight(k, 0.5, 0.01) for k in range(3)], 1_000)
    left = not_ruled_out(observed, PARAMETERS, 2_000, Stream(1))
    side = 2 * CUT * 0.01
    wanted = 3 * side**2 * (1 - side) + side**3
    assert left.log10_volume == pytest.approx(np.log10(wanted), abs=0.15)
    assert (observed.judged(left.chains.shares) <= CUT).all()
    within = (np.abs(left.chains.shares[:, :3] - 0.5) <= side / 2 + 1e-9).sum(axis=1)
    assert (within >= 2).all()
    alone = [(within == 2) & (np.abs(left.chains.shares[:, k] - 0.5) > side / 2) for k in range(3)]
    assert min(one.mean() for one in alone) > 0.15, "all parts of what is left are visited"
    assert left.chains.shares[:, 4].std() == pytest.approx(np.sqrt(1 / 12), abs=0.03)


def test_one_target_may_be_far_off() -> None:
    emulators = [straight(0, 0.5, 0.05), straight(1, 0.5, 0.05), straight(2, 9.0, 0.05)]
    left = not_ruled_out(Observed(emulators, 1_000), PARAMETERS, 500, Stream(1))
    assert left.log10_volume > -2


def test_what_cannot_be_met_at_all_is_said() -> None:
    observed = Observed([straight(k, 9.0, 0.001) for k in range(3)], 1_000)
    with pytest.raises(RuntimeError, match="no point within"):
        not_ruled_out(observed, PARAMETERS, 50, Stream(1))


def test_all_errors_stand_between_emulator_and_observation() -> None:
    one = straight(0, 0.5, 0.1)
    wide = Emulator(
        one.target, one.middle, one.slopes, one.places, one.bends, 0.2, 1.0, (np.log(0.16), 0.0),
        1_000,
    )  # fmt: skip
    point = np.full((1, PARAMETERS), 0.9)
    for residents, variance in ((1_000, 0.01 + 0.04 + 0.16), (4_000, 0.01 + 0.04 + 0.04)):
        found = Observed([wide], residents).implausibility(point)[0, 0]
        assert found == pytest.approx(0.4 / np.sqrt(variance))
