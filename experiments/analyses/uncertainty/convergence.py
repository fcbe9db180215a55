"""Whether walks that began apart have come to cover the same ground (R-hat)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENOUGH = 1.1
"""Below this R-hat a parameter is called converged, as is usual (Gelman and Rubin 1992)."""


@dataclass(frozen=True)
class Convergence:
    """How far walks agree, over the parameters that they move.

    Attributes
    ----------
    median, largest : float
        R-hat; infinite where walks stand still apart, NaN where one walk does not tell.
    share : float
        Of the parameters, those below `ENOUGH`.
    """

    median: float
    largest: float
    share: float


def r_hat(
    means: NDArray[np.float64], variances: NDArray[np.float64], steps: int
) -> NDArray[np.float64]:
    """Return the potential scale reduction by parameter.

    Parameters
    ----------
    means, variances : array, shape [walks, parameters]
        Of the positions in the second half of each walk; variances with the divisor n - 1.
    steps : int
        n, positions in that half.

    Notes
    -----
    sqrt(((n - 1) / n W + B) / W), with W the mean of the variances within walks and B the variance
    between their means (Gelman and Rubin 1992). NaN for one walk, for fewer than two positions, or
    where nothing moves anywhere.
    """
    if len(means) < 2 or steps < 2:
        return np.full(means.shape[1], np.nan)
    within, between = variances.mean(axis=0), means.var(axis=0, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.sqrt(((steps - 1) / steps * within + between) / within)


def convergence(values: NDArray[np.float64]) -> Convergence:
    """Return what R-hat of many parameters comes to."""
    if not len(values) or np.isnan(values).all():
        return Convergence(float("nan"), float("nan"), float("nan"))
    return Convergence(
        float(np.nanmedian(values)), float(np.nanmax(values)), float((values < ENOUGH).mean())
    )
