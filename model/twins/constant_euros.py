"""Euros of two worlds set against each other: each over its own prices, so euros of 2025.

Money is booked in whole cents at the prices of the month. Two worlds that differ in prices alone
book different cents for the same life; over its own price index each comes to the same euros, but
for what rounding to cents leaves.
"""

import numpy as np
from numpy.typing import NDArray

ROUNDED_CENTS = 5.0
"""A month of one resident is at most some ten amounts, each rounded by half a cent or less."""
ROUNDED_SHARE = 2e-4
"""A tariff in whole cents is off by so much or less: half a cent of EUR 25 or more."""
CENTS = 100.0
"""In a euro."""

Prices = tuple[float, float]
"""Prices of a month over those of 2025: in the base world, in the policy world."""


def gap_eur(
    base: NDArray[np.int64], ours: NDArray[np.int64], prices: Prices
) -> NDArray[np.float64]:
    """Return what the policy world costs more in a month, in euros of 2025.

    Parameters
    ----------
    base, ours : int64 array, same shape
        Cents of the month, as booked in each world.
    prices : (float, float)

    Notes
    -----
    Exact zero where the cents are equal and so are the prices: whole cents are subtracted first.
    """
    of_base, of_ours = prices
    if of_base == of_ours:
        return (ours - base) / (CENTS * of_ours)
    return ours / (CENTS * of_ours) - base / (CENTS * of_base)


def differs(base: NDArray[np.int64], ours: NDArray[np.int64], prices: Prices) -> NDArray[np.bool_]:
    """Say where two worlds cost differently, by more than the rounding of other prices.

    Parameters
    ----------
    base, ours : int64 array, same shape
        Cents of the month, as booked in each world.
    prices : (float, float)
        Where both are equal, a cent is a difference.
    """
    if prices[0] == prices[1]:
        return np.asarray(ours != base)
    gap = np.abs(gap_eur(base, ours, prices))
    larger = np.maximum(np.abs(base), np.abs(ours))
    return np.asarray(CENTS * gap > ROUNDED_CENTS + ROUNDED_SHARE * larger)
