"""What a posterior says: of each target beside what was observed, of each parameter."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtri

from experiments.analyses.patterns.observed import bounds_of, observed_of, patterns_of
from experiments.analyses.patterns.targets import Target
from experiments.analyses.uncertainty.parameter_space import Box, Numbers
from experiments.report.tables import records
from model.draws import decision, uniforms
from model.inputs.evidence import load_evidence

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
NEAR = 0.1
"""A median within a tenth of what was observed is near."""
SPREAD_OF_RANGE = 1.0 / np.sqrt(12.0)
"""Standard deviation of what is drawn at will, in shares of the range."""
OBSERVED = decision("calibration.observed")


def predicted(
    before: pd.DataFrame, figures: pd.DataFrame, targets: Sequence[Target], seed: int
) -> pd.DataFrame:
    """Return a row per target: observed, what the library gave, what the posterior gives.

    Parameters
    ----------
    before : DataFrame, shape [sets, measures]
        Figures of the library; its first wave is over the whole ranges, later ones are not told
        apart here.
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
                "library": float(before[one.measure].median()),
                "median": middle, "low": low, "high": high,
                "observed_low": below, "observed_high": above,
                "inside": bool(below <= one.observed <= above),
                "near": bool(abs(middle - one.observed) <= NEAR * abs(one.observed)),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def held_out(figures: pd.DataFrame) -> pd.DataFrame:
    """Return a row per pattern of use VAL: what no fit has seen, beside what the posterior gives.

    Parameters
    ----------
    figures : DataFrame, shape [draws, measures]

    Returns
    -------
    DataFrame
        `id, measure, observed`; `median, low, high` of the model over the draws, 90%;
        `bound_low, bound_high`, what counts as a hit, and `hit`, of the median; missing where the
        pattern has no verdict.
    """
    rows, register = [], load_evidence()
    for pattern in records(patterns_of("VAL")):
        if pattern["measure"] not in figures:
            continue
        value = float(register.loc[pattern["id"], "value"])
        observed, (below, above) = observed_of(pattern, value), bounds_of(pattern, value)
        values = figures[pattern["measure"]].to_numpy(float)
        low, middle, high = np.nanquantile(values, (LOW, MIDDLE, HIGH))
        judged = pattern["kind"] != "open" and bool(np.isfinite(middle))
        rows.append(
            {
                "id": pattern["id"], "measure": pattern["measure"], "observed": observed,
                "median": middle, "low": low, "high": high, "bound_low": below,
                "bound_high": above, "hit": bool(below <= middle <= above) if judged else None,
            }
        )  # fmt: skip
    columns = ["id", "measure", "observed", "median", "low", "high", "bound_low", "bound_high",
               "hit"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"hit": "boolean"})


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
