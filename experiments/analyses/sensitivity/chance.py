"""How much of what differs between points is chance: runs of several replications taken apart."""

import numpy as np
import pandas as pd

from experiments.analyses.sensitivity.indices import COLUMNS, Numbers, delta_of, resamples, varies

CHANCE = "(chance)"
"""What stands for a parameter in the rows about chance."""


def chance_shares(y: Numbers, seed: int) -> pd.DataFrame:
    """Return how much of the variance is chance.

    Parameters
    ----------
    y : float, shape [units, points, replications]
        Answers of single runs; `units` are drawn independently, each holds as many points. A
        replication has common random numbers at every point.
    seed : int

    Returns
    -------
    DataFrame
        `between_points`: of the variance between points, of answers averaged over replications,
        the share that is chance; its bounds hold 95% of resamples. It is in the total index of
        every parameter that stirs the draws, as if it were an interaction: a total index below it
        says nothing. Above 1, points differ no more than chance makes them. `of_one_run`: of the
        variance of a single run over points and replications; without an interval, for that hangs
        on the few replications. NaN for one replication, or where nothing varies.

    Notes
    -----
    Two-way analysis of variance, points x replications, both random, one run in a cell. What a
    replication adds to all points alike (MS_R) moves no index; what it adds to one point and not to
    another (MS_PR) does: MS_PR / MS_P is its share of the variance of the means.
    """
    names = ("between_points", "of_one_run")
    if y.shape[2] == 1 or not varies(y):
        unknown = [(CHANCE, name, np.nan, np.nan, np.nan) for name in names]
        return pd.DataFrame(unknown, columns=list(COLUMNS))
    value = np.array(_shares(y.reshape(-1, y.shape[2])))
    low = high = np.nan
    if len(y) > 1:
        drawn = [_shares(y[d].reshape(-1, y.shape[2]))[0] for d in resamples(len(y), seed)]
        low, high = np.nanquantile(drawn, [0.025, 0.975])
    rows = [(CHANCE, names[0], value[0], low, high), (CHANCE, names[1], value[1], np.nan, np.nan)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _shares(y: Numbers) -> tuple[float, float]:
    points, replications = y.shape
    of_points, of_replications, mixed = _mean_squares(y)
    if of_points <= 0:
        return np.nan, np.nan
    v_points = (of_points - mixed) / replications
    v_replications = (of_replications - mixed) / points
    of_run = (v_replications + mixed) / (v_points + v_replications + mixed)
    return mixed / of_points, float(of_run)


def _mean_squares(y: Numbers) -> tuple[float, float, float]:
    """Return the mean squares of points, of replications, and of both together."""
    points, replications = y.shape
    row, column, mean = y.mean(axis=1), y.mean(axis=0), y.mean()
    rest = y - row[:, None] - column[None, :] + mean
    return (
        float(replications * ((row - mean) ** 2).sum() / (points - 1)),
        float(points * ((column - mean) ** 2).sum() / (replications - 1)),
        float((rest**2).sum() / ((points - 1) * (replications - 1))),
    )


def morris_floor(y: Numbers, levels: int) -> float:
    """Return the mu_star that chance alone gives a parameter which does nothing but stir it.

    Parameters
    ----------
    y : float, shape [units, points, replications]
    levels : int

    Returns
    -------
    float
        In units of the answer; NaN for one replication.

    Notes
    -----
    An effect is the difference of two means over R replications, over delta. With MS_PR the
    variance that a replication adds to single points, its chance part has the standard deviation
    s = sqrt(2 MS_PR / R) / delta; the mean size of a normal draw is s sqrt(2 / pi).
    """
    runs = y.reshape(-1, y.shape[2])
    if y.shape[2] == 1:
        return float("nan")
    spread = np.sqrt(2 * _mean_squares(runs)[2] / runs.shape[1]) / delta_of(levels)
    return float(spread * np.sqrt(2 / np.pi))
