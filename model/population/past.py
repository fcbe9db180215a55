"""How the town of some years before the reference date differs from the table of that date."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inputs.town_tables import AGE_BANDS

BAND_YEARS = 5
BAND_MONTHS = 12 * BAND_YEARS
OLDEST_BAND = len(AGE_BANDS) - 1
"""Bands of age of the table, the last of them open."""


@dataclass(frozen=True, eq=False)
class Past:
    """The town some years before the reference date.

    Attributes
    ----------
    years : int
        How many years before: whole age bands.
    times : float array, shape [20, 2]
        Residents then over residents on the reference date, by age band and sex.
    """

    years: int
    times: NDArray[np.float64]

    def band_now(self, band: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the age band on the reference date of those who were in a band then."""
        return np.minimum(band + self.years // BAND_YEARS, OLDEST_BAND)


PRESENT = Past(0, np.ones((len(AGE_BANDS), 2)))
"""The reference date itself."""


def rounded_in_turn(exact: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round counts along the first axis so that every running total is rounded rightly."""
    total = np.floor(np.cumsum(exact, axis=0) + 0.5)
    return np.diff(total, axis=0, prepend=0.0).astype(np.int64)
