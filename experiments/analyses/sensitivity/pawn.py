"""PAWN: how far the distribution of answers moves when one parameter is held in a slice."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analyses.sensitivity.indices import (
    COLUMNS,
    Numbers,
    Z,
    index_rows,
    resamples,
    uniforms_of,
    varies,
)

DUMMY = "(dummy)"
"""What stands for a parameter in the rows of a dummy that does nothing."""

_DUMMIES = 200
_MOST_SLICES, _FEWEST_IN_SLICE = 10, 10


def pawn_indices(unit: Numbers, y: Numbers, names: Sequence[str], seed: int) -> pd.DataFrame:
    """Return PAWN's median and mean of each parameter, and of a dummy that does nothing.

    Parameters
    ----------
    unit : float, shape [points, parameters]
    y : float, shape [points]
    names : sequence of str
    seed : int

    Returns
    -------
    DataFrame
        `parameter, index, value, low, high`; 0 no influence .. 1. Of the dummy: the mean over many,
        and the bounds that hold 95% of them; an index below the upper bound says nothing.

    Notes
    -----
    The distance of Kolmogorov and Smirnov between all answers and those in a slice of the
    parameter, over all slices (Pianosi and Wagener 2018). SALib's form leaves the largest value out
    of the last slice, and slices of listed values altogether, so the distance is taken here; a test
    holds it against SALib's.
    """
    indices = ("median", "mean")
    if not varies(y):
        unknown = {name: np.full(len(names) + 1, np.nan) for name in indices}
        return index_rows([*names, DUMMY], unknown, unknown)
    slices = slices_of(len(y))
    cut = [_sliced(x, slices) for x in unit.T]
    draws = resamples(len(y), seed)[:_DUMMIES]
    values = np.array([_middle(distances(c, y)) for c in cut])
    spread = [[_middle(distances(c[d], y[d])) for d in draws] for c in cut]
    half = Z * np.array(spread).std(axis=1, ddof=1)
    by_chance = uniforms_of(_DUMMIES * len(y), seed, index=1).reshape(_DUMMIES, -1)
    dummies = np.array([_middle(distances(_sliced(x, slices), y)) for x in by_chance])
    table = index_rows(
        names, {n: values[:, k] for k, n in enumerate(indices)},
        {n: half[:, k] for k, n in enumerate(indices)},
    )  # fmt: skip
    low, high = np.quantile(dummies, [0.025, 0.975], axis=0)
    rows = [(DUMMY, name, dummies[:, k].mean(), low[k], high[k]) for k, name in enumerate(indices)]
    return pd.concat([table, pd.DataFrame(rows, columns=list(COLUMNS))], ignore_index=True)


def slices_of(points: int) -> int:
    """Return into how many slices a parameter is cut: ten, fewer where points are few."""
    return max(2, min(_MOST_SLICES, points // _FEWEST_IN_SLICE))


def distances(slices: NDArray[np.int64], y: Numbers) -> Numbers:
    """Return the Kolmogorov-Smirnov distance of each slice's answers from all answers.

    Parameters
    ----------
    slices : int, shape [points]
        Number of the slice; slices without points are left out.
    y : float, shape [points]
    """
    order = np.argsort(y, kind="stable")
    in_slice = slices[order][:, None] == np.unique(slices)
    share = in_slice.cumsum(axis=0) / in_slice.sum(axis=0)
    whole = np.arange(1, len(y) + 1)[:, None] / len(y)
    last_of_equals = np.append(np.diff(y[order]) > 0, True)
    gaps: Numbers = np.abs(share - whole)[last_of_equals].max(axis=0)
    return gaps


def _sliced(x: Numbers, slices: int) -> NDArray[np.int64]:
    values, place = np.unique(x, return_inverse=True)
    if len(values) <= slices:
        return np.asarray(place, np.int64)
    rank = np.argsort(np.argsort(x, kind="stable"), kind="stable")
    return np.asarray(rank * slices // len(x), np.int64)


def _middle(gaps: Numbers) -> tuple[float, float]:
    return float(np.median(gaps)), float(gaps.mean())
