"""Indices of sensitivity from points and answers alone: Morris, Sobol, PAWN, and chance.

Nothing here knows the model: `unit` holds the points in the unit cube, `y` one answer per point.
Intervals are 95%: the estimate, 1.96 standard deviations over resamples to either side. What is
resampled are the units of the design that are drawn independently (trajectories, base points,
points), so an interval says how far another draw of the design would move the index.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

COLUMNS = ("parameter", "index", "value", "low", "high")
CHANCE, DUMMY, GROUP = "(chance)", "(dummy)", "(all assumed)"
"""Names that stand in for a parameter in a table of indices."""

RESAMPLES = 400
_Z = 1.959964
_ALIKE = 1e-12
_DUMMIES = 200
_MOST_SLICES, _FEWEST_IN_SLICE = 10, 10


def varies(y: Numbers) -> bool:
    """Return whether answers differ by more than rounding."""
    return bool(np.ptp(y) > _ALIKE * max(1.0, float(np.abs(y).max())))


def morris_indices(
    unit: Numbers, y: Numbers, names: Sequence[str], levels: int, seed: int
) -> pd.DataFrame:
    """Return mu, mu_star and sigma of each parameter: elementary effects over trajectories.

    Parameters
    ----------
    unit : float, shape [trajectories * (parameters + 1), parameters]
        Points in the unit cube, trajectory by trajectory.
    y : float, shape [trajectories * (parameters + 1)]
    names : sequence of str
    levels : int
        Of the design's grid.
    seed : int

    Returns
    -------
    DataFrame
        `parameter, index, value, low, high`. An effect is the change in the answer over the change
        in the parameter, as a part of its whole range: `mu` is the mean, `mu_star` the mean size,
        `sigma` the spread (unlike effects in unlike places: bends and interactions). One trajectory
        gives no sigma and no interval.
    """
    from SALib.analyze.morris import analyze

    effects = elementary_effects(unit, y, levels)
    problem = {
        "num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names),
    }  # fmt: skip
    parts: dict[str, Callable[[Numbers], Numbers]] = {
        "mu": lambda e: e.mean(axis=-2),
        "mu_star": lambda e: np.abs(e).mean(axis=-2),
        "sigma": lambda e: e.std(axis=-2, ddof=1),
    }
    if len(effects) == 1:
        found: Any = {name: parts[name](effects) for name in ("mu", "mu_star")}
        found["sigma"] = np.full(len(names), np.nan)
        return _rows(names, found, {name: np.full(len(names), np.nan) for name in found})
    found = analyze(problem, unit, y, num_levels=levels, num_resamples=2, seed=1)
    drawn = effects[_resamples(len(effects), seed)]
    half = {name: _Z * part(drawn).std(axis=0, ddof=1) for name, part in parts.items()}
    return _rows(names, {name: np.asarray(found[name], float) for name in parts}, half)


def elementary_effects(unit: Numbers, y: Numbers, levels: int) -> Numbers:
    """Return the effect of each parameter in each trajectory, per whole range.

    Returns
    -------
    float, shape [trajectories, parameters]

    Notes
    -----
    Each step of a trajectory moves one parameter by delta = levels / (2 (levels - 1)) of its range
    (Morris 1991); listed values count as that step whichever value they land on.
    """
    parameters = unit.shape[1]
    steps = np.diff(unit.reshape(-1, parameters + 1, parameters), axis=1)
    changes = np.diff(y.reshape(-1, parameters + 1), axis=1)
    effects = np.zeros((len(steps), parameters))
    trajectory, step, moved = np.nonzero(steps)
    sign = np.sign(steps[trajectory, step, moved])
    effects[trajectory, moved] = changes[trajectory, step] * sign / delta_of(levels)
    return effects


def delta_of(levels: int) -> float:
    """Return Morris' step as a part of the range."""
    return levels / (2.0 * (levels - 1))


def sobol_indices(y: Numbers, names: Sequence[str], seed: int) -> pd.DataFrame:
    """Return S1 and ST of each parameter.

    Parameters
    ----------
    y : float, shape [n * (parameters + 2)]
        Blocks of A, A with one parameter at a time from B, B.
    names : sequence of str
    seed : int

    Returns
    -------
    DataFrame
        `parameter, index, value, low, high`: `S1` is the share of the variance that would go, on
        average, were the parameter known; `ST` the share that would stay, were all others known.
        Both may come out below 0 or above 1 by the error of estimation; neither is cut off. NaN
        where the answer does not vary.
    """
    from SALib.analyze.sobol import analyze

    indices = ("S1", "ST")
    if not varies(y):
        gone = {name: np.full(len(names), np.nan) for name in indices}
        return _rows(names, gone, gone)
    problem = {
        "num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names),
    }  # fmt: skip
    found = analyze(
        problem, y, calc_second_order=False, num_resamples=RESAMPLES, seed=seed % (2**31) + 1
    )
    half = {name: np.asarray(found[f"{name}_conf"], float) for name in indices}
    return _rows(names, {name: np.asarray(found[name], float) for name in indices}, half)


def group_indices(a: Numbers, mixed: Numbers, b: Numbers, seed: int) -> pd.DataFrame:
    """Return the closed first-order and the total share of a group of parameters together.

    Parameters
    ----------
    a, b : float, shape [n]
        Answers at the points of samples A and B.
    mixed : float, shape [n]
        At the points of A with the whole group taken from B.
    seed : int

    Returns
    -------
    DataFrame
        One row each for `S1` and `ST`: the variance that would go were the whole group known, and
        what would stay were everything else known. A group is estimated as one parameter is; its
        members' own indices do not add up to it where they interact.
    """
    return sobol_indices(np.column_stack([a, mixed, b]).ravel(), [GROUP], seed)


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
        gone = {name: np.full(len(names) + 1, np.nan) for name in indices}
        return _rows([*names, DUMMY], gone, gone)
    slices = slices_of(len(y))
    cut = [_sliced(x, slices) for x in unit.T]
    draws = _resamples(len(y), seed)[:_DUMMIES]
    values = np.array([_middle(distances(c, y)) for c in cut])
    spread = [[_middle(distances(c[d], y[d])) for d in draws] for c in cut]
    half = _Z * np.array(spread).std(axis=1, ddof=1)
    by_chance = _uniforms(_DUMMIES * len(y), seed, index=1).reshape(_DUMMIES, -1)
    dummies = np.array([_middle(distances(_sliced(x, slices), y)) for x in by_chance])
    table = _rows(
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
    held = slices[order][:, None] == np.unique(slices)
    share = held.cumsum(axis=0) / held.sum(axis=0)
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


def chance_shares(y: Numbers, seed: int) -> pd.DataFrame:
    """Return how much of the variance is chance.

    Parameters
    ----------
    y : float, shape [units, points, replications]
        Answers of single runs; `units` are drawn independently, each holds as many points. A
        replication has the same draws at every point.
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
        gone = [(CHANCE, name, np.nan, np.nan, np.nan) for name in names]
        return pd.DataFrame(gone, columns=list(COLUMNS))
    value = np.array(_shares(y.reshape(-1, y.shape[2])))
    low = high = np.nan
    if len(y) > 1:
        drawn = [_shares(y[d].reshape(-1, y.shape[2]))[0] for d in _resamples(len(y), seed)]
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


def _rows(
    names: Sequence[str], values: dict[str, Numbers], half: dict[str, Numbers]
) -> pd.DataFrame:
    rows = [
        (name, index, value[k], value[k] - half[index][k], value[k] + half[index][k])
        for k, name in enumerate(names)
        for index, value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@cache
def _key() -> int:
    from model.draws import decision

    return decision("sensitivity.resample")


def _uniforms(n: int, seed: int, index: int = 0) -> Numbers:
    from model.draws import uniforms

    return uniforms(seed, np.arange(n), _key(), index=index)


def _resamples(units: int, seed: int) -> NDArray[np.int64]:
    """Return draws with replacement, shape [RESAMPLES, units]."""
    drawn = _uniforms(RESAMPLES * units, seed).reshape(RESAMPLES, units) * units
    return drawn.astype(np.int64)
