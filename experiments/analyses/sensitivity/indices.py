"""Indices of sensitivity from points and answers alone: Morris and Sobol.

Nothing here knows the model: `unit` holds the points in the unit cube, `y` one answer per point.
Intervals are 95% and say how far another draw of the design would move the index. Its units
(trajectories, base points) are drawn independently: means over trajectories get Student's t, all
other indices 1.96 standard deviations over resamples of the units to either side.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

COLUMNS = ("parameter", "index", "value", "low", "high")
GROUP = "(told by {})"
"""What stands for a parameter in the rows of a kind of ignorance."""
"""What stands for a parameter in the rows of all assumptions together."""

RESAMPLES = 400
Z = 1.959964
"""Standard deviations to either side that hold 95% of a normal distribution."""
_ALIKE = 1e-12


def varies(y: Numbers) -> bool:
    """Return whether answers differ by more than rounding."""
    return bool(np.ptp(y) > _ALIKE * max(1.0, float(np.abs(y).max())))


def morris_indices(
    unit: Numbers,
    y: Numbers,
    names: Sequence[str],
    levels: int,
    seed: int,
    groups: Sequence[str] = (),
) -> pd.DataFrame:
    """Return mu, mu_star and sigma of each parameter: elementary effects over trajectories.

    Parameters
    ----------
    unit : float, shape [trajectories * (parameters + 1), parameters]
        Points in the unit cube, trajectory by trajectory; fewer points where groups move.
    y : float, shape [points]
    names : sequence of str
    levels : int
        Of the design's grid.
    seed : int
    groups : sequence of str, optional
        For each parameter the group it moves with: one row per group, `mu_star` only, since its
        members move up and down at once.

    Returns
    -------
    DataFrame
        `parameter, index, value, low, high`. An effect is the change in the answer over the change
        in the parameter, as a part of its whole range: `mu` is the mean, `mu_star` the mean size,
        `sigma` the spread (unlike effects in unlike places: bends and interactions). One trajectory
        gives no sigma and no interval; a size is bounded by 0 from below.
    """
    effects = elementary_effects(unit, y, levels, groups)
    rows = list(dict.fromkeys(groups or names))
    parts = ("mu_star",) if groups else ("mu", "mu_star", "sigma")
    unknown = np.full(len(rows), np.nan)
    if len(effects) == 1:
        values = {"mu": effects[0], "mu_star": np.abs(effects[0]), "sigma": unknown}
        return index_rows(rows, {n: values[n] for n in parts}, dict.fromkeys(parts, unknown))
    values = _morris_of_salib(unit, y, names, levels, groups)
    half = {name: _half(name, effects, seed) for name in parts}
    table = index_rows(rows, {name: values[name] for name in parts}, half)
    sizes = table["index"] != "mu"
    return table.assign(low=table["low"].where(~sizes, table["low"].clip(lower=0.0)))


def _half(index: str, effects: Numbers, seed: int) -> Numbers:
    """Return half an interval: of a mean over trajectories Student's t, of sigma by resampling."""
    from scipy.stats import t

    n = len(effects)
    if index == "sigma":
        spread = effects[resamples(n, seed)].std(axis=1, ddof=1)
        return np.asarray(Z * spread.std(axis=0, ddof=1) * np.sqrt(n / (n - 1)))
    values = np.abs(effects) if index == "mu_star" else effects
    return np.asarray(t.ppf(0.975, n - 1) * values.std(axis=0, ddof=1) / np.sqrt(n))


def _morris_of_salib(
    unit: Numbers, y: Numbers, names: Sequence[str], levels: int, groups: Sequence[str]
) -> dict[str, Numbers]:
    """Return SALib's means and spreads, groups in the order in which they are first named."""
    from SALib.analyze.morris import analyze

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    if groups:
        problem["groups"] = list(groups)
    analysis = analyze(problem, unit, y, num_levels=levels, num_resamples=2, seed=1)
    place = {name: k for k, name in enumerate(analysis["names"])}
    order = [place[name] for name in dict.fromkeys(groups or names)]
    return {name: np.asarray(analysis[name], float)[order] for name in ("mu", "mu_star", "sigma")}


def elementary_effects(
    unit: Numbers, y: Numbers, levels: int, groups: Sequence[str] = ()
) -> Numbers:
    """Return the effect of each parameter in each trajectory, per whole range; of groups, its size.

    Returns
    -------
    float, shape [trajectories, parameters or groups]

    Notes
    -----
    Each step of a trajectory moves one parameter by delta = levels / (2 (levels - 1)) of its range
    (Morris 1991); listed values count as that step whichever value they land on.
    """
    parameters = unit.shape[1]
    kinds = list(dict.fromkeys(groups or range(parameters)))
    column = np.array([kinds.index(kind) for kind in groups or range(parameters)])
    steps = np.diff(unit.reshape(-1, len(kinds) + 1, parameters), axis=1)
    changes = np.diff(y.reshape(-1, len(kinds) + 1), axis=1)
    effects = np.zeros((len(steps), len(kinds)))
    trajectory, step, moved = np.nonzero(steps)
    change = changes[trajectory, step]
    signed = np.abs(change) if groups else change * np.sign(steps[trajectory, step, moved])
    effects[trajectory, column[moved]] = signed / delta_of(levels)
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
        unknown = {name: np.full(len(names), np.nan) for name in indices}
        return index_rows(names, unknown, unknown)
    problem = {
        "num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names),
    }  # fmt: skip
    analysis = analyze(
        problem, y, calc_second_order=False, num_resamples=RESAMPLES, seed=seed % (2**31) + 1
    )
    half = {name: np.asarray(analysis[f"{name}_conf"], float) for name in indices}
    return index_rows(names, {name: np.asarray(analysis[name], float) for name in indices}, half)


def group_of(kind: str) -> str:
    """Return what stands for a parameter in the rows of a kind of ignorance."""
    return GROUP.format(kind)


def is_group(parameter: str) -> bool:
    """Say whether a row is of a kind of ignorance, not of a parameter."""
    before, after = GROUP.split("{}")
    return parameter.startswith(before) and parameter.endswith(after)


def group_indices(a: Numbers, mixed: Numbers, b: Numbers, seed: int, name: str) -> pd.DataFrame:
    """Return the closed first-order and the total share of a group of parameters together.

    Parameters
    ----------
    a, b : float, shape [n]
        Answers at the points of samples A and B.
    mixed : float, shape [n]
        At the points of A with the whole group taken from B.
    seed : int
    name : str
        Of the group.

    Returns
    -------
    DataFrame
        One row each for `S1` and `ST`: the variance that would go were the whole group known, and
        what would stay were everything else known. The members' own indices do not add up to it
        where they interact.

    Notes
    -----
    A group's total index is estimated as a parameter's (Jansen 1999). `mixed` differs from B in all
    but the group, so that B and `mixed` give the total index of the rest, and S1 is 1 less that:
    far more exact than the estimator for single parameters, where a group is most of it all.
    """
    of_group = sobol_indices(np.column_stack([a, mixed, b]).ravel(), [name], seed)
    of_rest = sobol_indices(np.column_stack([b, mixed, a]).ravel(), [name], seed)
    total, rest = (t[t["index"] == "ST"].iloc[0] for t in (of_group, of_rest))
    return pd.DataFrame(
        [
            (name, "S1", 1 - rest["value"], 1 - rest["high"], 1 - rest["low"]),
            (name, "ST", total["value"], total["low"], total["high"]),
        ],
        columns=list(COLUMNS),
    )


def index_rows(
    names: Sequence[str], values: dict[str, Numbers], half: dict[str, Numbers]
) -> pd.DataFrame:
    """Return a table of indices: values by index, and half of each interval."""
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


def uniforms_of(n: int, seed: int, index: int = 0) -> Numbers:
    """Return n uniforms for this analysis; index 0 is for resamples."""
    from model.draws import uniforms

    return uniforms(seed, np.arange(n), _key(), index=index)


def resamples(units: int, seed: int) -> NDArray[np.int64]:
    """Return draws with replacement, shape [RESAMPLES, units]."""
    drawn = uniforms_of(RESAMPLES * units, seed).reshape(RESAMPLES, units) * units
    return drawn.astype(np.int64)
