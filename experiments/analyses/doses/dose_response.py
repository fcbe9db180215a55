"""What each dose of a plan does, what a step to the next dose adds, and how much of it is enough.

Pure functions of paired differences at the points of a grid. All points of a replication have
common random numbers, so a step between two doses is a paired difference as well.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.effects.intervals import CHANCE_ONLY, Interval, jackknife_ratio, paired, unknown
from experiments.report.width import beyond_zero
from model.scenario.scenario import Scenario


def full_point(points: pd.DataFrame, plan: Scenario) -> int:
    """Return the point at which everything that is swept has the value that the plan has itself.

    Raises
    ------
    ValueError
        If there is no such point.
    """
    planned = {name: _value_in(plan, str(name)) for name in points}
    matches = points.index[np.logical_and.reduce([points[n] == v for n, v in planned.items()])]
    if not len(matches):
        raise ValueError(f"no point of the grid is the plan itself: {planned}")
    return int(matches[0])


def _value_in(plan: Scenario, name: str) -> float:
    lever, _, field = name.partition(".")
    values = {float(getattr(u.parameters, field)) for u in plan.levers if u.name == lever}
    return values.pop() if len(values) == 1 else float("nan")


def dose_table(
    gaps: pd.DataFrame, points: pd.DataFrame, full: int, along: str, factor: float = 1.0
) -> pd.DataFrame:
    """Return what every point does to every outcome.

    Parameters
    ----------
    gaps : DataFrame
        Index `point, replication`, policy minus base on common random numbers, one column per
        outcome.
    points : DataFrame
        Parameters by point.
    full : int
        The point that is the plan itself.
    along : str
        Parameter whose steps are returned.
    factor : float
        Residents of the municipality over those simulated: differences are for all of them.

    Returns
    -------
    DataFrame
        `outcome, point`, the parameters, `difference, low, high` (paired, Student t), `step,
        step_low, step_high` (from the next lower value of `along`, all else equal; NaN at the
        lowest), `share, share_low, share_high` (of the plan's own difference, jackknife; NaN where
        that is not distinguishable from zero), `varies, replications`. A replication that lacks a
        point is left out.
    """
    rows = []
    for outcome in gaps:
        wide = gaps[outcome].unstack("point").dropna() * factor  # noqa: PD010 - a series
        whole = wide[full].to_numpy(float)
        clear = paired(whole).differs
        for point in points.index:
            differences = wide[point].to_numpy(float)
            before = step_before(points, point, along)
            step = unknown(len(differences))
            if before is not None:
                step = paired(differences - wide[before].to_numpy(float))
            share = jackknife_ratio(differences, whole) if clear else unknown(len(differences))
            rows.append(
                {"outcome": outcome, "point": point, **points.loc[point].to_dict(),
                 **_with_bounds("", paired(differences)), **_with_bounds("step", step),
                 **_with_bounds("share", share), "varies": CHANCE_ONLY,
                 "replications": len(differences)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def step_before(points: pd.DataFrame, point: int, along: str) -> int | None:
    """Return the point with the next lower value of a parameter, all else equal; None at first."""
    others = points.drop(columns=along)
    alike = points[(others == others.loc[point]).all(axis=1)]
    lower = alike[alike[along] < points.loc[point, along]]
    return int(lower.index[int(lower[along].argmax())]) if len(lower) else None


def _with_bounds(name: str, span: Interval) -> dict[str, float]:
    prefix = f"{name}_" if name else ""
    return {name or "difference": span.mean, f"{prefix}low": span.low, f"{prefix}high": span.high}


def without_twice(table: pd.DataFrame, dose: str, inert: Sequence[str]) -> pd.DataFrame:
    """Leave out points that are the same world: at dose 0 the other parameters of a lever rest."""
    off = table[dose] == 0
    first = {name: table[name].iloc[0] for name in inert}
    again = np.logical_or.reduce([table[name] != value for name, value in first.items()])
    return table[~(off & again)].reset_index(drop=True)


def enough(table: pd.DataFrame, along: str, at: Mapping[str, float]) -> dict[str, float | None]:
    """Return by outcome the dose after which no step is distinguishable from zero, others at `at`.

    None where no step is distinguishable from zero, or where there is no interval.
    """
    doses: dict[str, float | None] = {}
    for outcome, rows in table.groupby("outcome", sort=False):
        chosen = np.logical_and.reduce([rows[name] == value for name, value in at.items()])
        line = rows[chosen].sort_values(along)
        sure = beyond_zero(line["step_low"], line["step_high"])
        doses[str(outcome)] = float(line[along][sure].max()) if sure.any() else None
    return doses
