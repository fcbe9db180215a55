"""Sets of parameters that are lived: the same figures whoever lives them."""

import pandas as pd
import pytest

from experiments.analyses.calibration.calibrate import ranges
from experiments.analyses.calibration.library import Town, lived, space_filling
from experiments.execution.replications import Batch
from model.scenario.scenario import load_scenario


@pytest.mark.slow
def test_a_set_of_parameters_is_lived_alike_by_any_number_of_workers() -> None:
    box = ranges()
    town = Town(load_scenario("current"), box.names, 1, 500, "bergen_op_zoom")
    shares = space_filling(2, box, 1)
    one, two = (lived(town, box, shares, 0, Batch(workers=workers)) for workers in (1, 2))
    pd.testing.assert_frame_equal(one.figures, two.figures, check_exact=True)
    pd.testing.assert_frame_equal(one.again, two.again, check_exact=True)
    assert one.figures.notna().any(axis=None)
