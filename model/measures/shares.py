"""Shares of counted answers, with the interval of a small sample."""

from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def with_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Return counts of answers with `share, low, high, true_share` behind them."""
    answered = table["answered"].to_numpy(float)
    share = _divided(table["yes"], answered)
    low, high = wilson(table["yes"].to_numpy(float), answered)
    true = _divided(table["true_yes"], table["residents"])
    return table.assign(share=share, low=low, high=high, true_share=true)


def _divided(above: Any, below: Any) -> NDArray[np.float64]:
    n = np.asarray(below, float)
    return np.divide(np.asarray(above, float), n, out=np.full(n.shape, np.nan), where=n > 0)


def wilson(
    yes: NDArray[np.float64], answered: NDArray[np.float64], confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds of a share over many cells at once; NaN where nobody answered.

    Notes
    -----
    Score interval of Wilson (1927), as `scipy.stats.binomtest(...).proportion_ci("wilson")` gives
    for one cell. It holds for chance in drawing a small sample from many; those who never answer
    are outside it.
    """
    z2 = NormalDist().inv_cdf(0.5 + confidence / 2) ** 2
    n = np.where(answered > 0, answered, np.nan)
    p = yes / n
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return np.maximum(0.0, middle - half), np.minimum(1.0, middle + half)
