"""Draws that count by weights: what they add up to, what they are worth, their quantiles."""

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp

from experiments.analyses.uncertainty.parameter_space import Numbers


def normalised(log: Numbers) -> Numbers:
    """Return weights that add up to one, from their logs."""
    return np.asarray(np.exp(log - logsumexp(log)))


def worth(weights: Numbers) -> float:
    """Return how many equally weighted draws the weighted ones are worth (Kish)."""
    return float(1.0 / (weights**2).sum())


def weighted_quantile(
    values: Sequence[float] | Numbers, weights: Numbers, shares: Sequence[float]
) -> Numbers:
    """Return quantiles of weighted draws; those without weight or figure do not bear on them.

    With equal weights these are NumPy's own (linear between draws).
    """
    there = np.asarray(values, float)
    counts = np.isfinite(there) & (weights > 0.0)
    there, each = there[counts], weights[counts]
    if np.ptp(each) == 0.0:
        return np.asarray(np.quantile(there, shares))
    order = np.argsort(there, kind="stable")
    each = each[order] / each.sum()
    return np.asarray(np.interp(shares, np.cumsum(each) - each / 2.0, there[order]))
