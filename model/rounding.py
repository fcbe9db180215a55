"""Rounding as the rules do it: half a cent, a millionth or a person more counts as a whole one."""

import numpy as np

from agents.compiled import rule

_HALF = 0.5


@rule
def whole(x):
    """Return the whole number nearest to x, which is 0 or more."""
    return np.int64(x + _HALF)
