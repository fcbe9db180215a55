"""What a posterior says: of each target beside what was observed, of each parameter."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from experiments.analyses.calibration.library import Library
from experiments.analyses.calibration.targets import Target
from experiments.analyses.uncertainty.parameter_space import Box, Numbers
from model.draws import decision, uniforms

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
NEAR = 0.1
"""A median within a tenth of what was observed is near."""
SPREAD_OF_RANGE = 1.0 / np.sqrt(12.0)
"""Standard deviation of what is drawn at will, in shares of the range."""
OBSERVED = decision("calibration.observed")


def predicted(
    library: Library, figures: pd.DataFrame, targets: Sequence[Target], seed: int
) -> pd.DataFrame:
    """Return a row per target: observed, what the library gave, what the posterior gives.

    Parameters
    ----------
    library : Library
        Its first wave is over the whole ranges; later ones are not told apart here.
    figures : DataFrame, shape [draws, measures]
    targets : sequence of Target
    seed : int

    Returns
    -------
    DataFrame
        `id, measure, observed`; `library`: median over the library; `median, low, high`: of the
        model over the draws, 90%; `observed_low, observed_high`: where 90% of observations would
        fall, with the error of the observation and the discrepancy of the model; `inside`: what was
        observed lies there; `near`: the median is within a tenth of it.
    """
    rows = []
    for k, one in enumerate(targets):
        lived = one.on_scale(figures[one.measure].to_numpy(float))
        lived = lived[np.isfinite(lived)]
        chance = uniforms(seed, np.arange(len(lived)), OBSERVED, k, 0)
        missed = np.sqrt(one.variance) * ndtri(chance)
        low, middle, high = one.off_scale(np.quantile(lived, (LOW, MIDDLE, HIGH)))
        below, above = one.off_scale(np.quantile(lived + missed, (LOW, HIGH)))
        rows.append(
            {
                "id": one.id, "measure": one.measure, "observed": one.observed,
                "library": float(library.figures[one.measure].median()),
                "median": middle, "low": low, "high": high,
                "observed_low": below, "observed_high": above,
                "inside": bool(below <= one.observed <= above),
                "near": bool(abs(middle - one.observed) <= NEAR * abs(one.observed)),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def narrowed(shares: Numbers, box: Box, r_hat: Numbers) -> pd.DataFrame:
    """Return a row per parameter: its range, and what the posterior leaves of it.

    Returns
    -------
    DataFrame
        `parameter, low, high, as_set`; `median, q05, q95` of the draws; `spread`: their standard
        deviation over that of draws at will (1: the base years say nothing of it); `r_hat`; by
        `spread`, the most narrowed first.
    """
    quantiles = box.at(np.quantile(shares, (MIDDLE, LOW, HIGH), axis=0))
    table = pd.DataFrame(
        {
            "parameter": box.names, "low": box.low, "high": box.high, "as_set": box.start,
            "median": quantiles[0], "q05": quantiles[1], "q95": quantiles[2],
            "spread": shares.std(axis=0, ddof=1) / SPREAD_OF_RANGE, "r_hat": r_hat,
        }
    )  # fmt: skip
    return table.sort_values("spread", kind="stable", ignore_index=True)
