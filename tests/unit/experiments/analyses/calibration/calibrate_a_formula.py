"""A calibration of a town that is a formula, as a command of its own: its workers know it too.

A worker of the pool imports the module that was started, and so takes the formula as well.
"""

import sys

from experiments.analyses.calibration import library
from experiments.analyses.calibration.calibrate import calibrate
from experiments.execution import calls
from tests.unit.experiments.analyses.calibration.test_calibrate import OPTIONS, Formula

library.measured = Formula()  # type: ignore[assignment]
calls.free_memory = lambda: None  # there is no town to free, and it takes longest

if __name__ == "__main__":
    calibrate(out=sys.argv[1], **OPTIONS | {"workers": int(sys.argv[2])})
