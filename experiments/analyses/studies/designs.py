"""Studies that a town could make of its own plan: what each would estimate from one town's records.

A study sees one world: no twin without the plan. It compares areas that have begun with areas that
have not begun yet, and what came after with what was before: an outcome per 1,000 residents of each
area, less its own mean over the two years before the first start; that of an area that has begun
less the mean of those that have not, month by month (difference in differences; with many starts
the estimator of Callaway and Sant'Anna 2021, not-yet-begun areas as controls). Areas that began
early never stand as controls, so an effect that grows is not taken for the trend. When the last
area begins a stepped study has nothing left to compare with, and ends.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

BEFORE = 24
"""Months before the start that a study looks at."""
PER = 1_000


@dataclass(frozen=True)
class Design:
    """Who begins when.

    Attributes
    ----------
    policy : str
        The scenario in which the areas begin so.
    starts : dict of str to Timestamp
        Area -> month of its start; areas that are not named never begin.
    """

    policy: str
    starts: dict[str, pd.Timestamp]

    @property
    def first(self) -> pd.Timestamp:
        """The month in which the first area begins."""
        return min(self.starts.values())


def estimate(
    rows: pd.DataFrame, design: Design, outcome: str, months: int, of: str = "residents"
) -> float:
    """Return what a study estimates after so many months, per 1,000 residents of an area.

    Parameters
    ----------
    rows : DataFrame
        `month, area`, the outcome and what it is told of, of one world: a row per area and month.
    design : Design
    outcome : str
    months : int
        Since the first area began.
    of : str
        Column of whom the outcome is told.

    Returns
    -------
    float
        Mean change of a month over the months of areas that have begun while another has not. NaN
        where there is none.
    """
    first, last = (design.first + pd.DateOffset(months=n) for n in (-BEFORE, months))
    seen = rows[(rows["month"] >= first) & (rows["month"] < last)]
    table = seen.assign(rate=seen[outcome] / seen[of] * PER)
    rates = table.pivot_table(index="month", columns="area", values="rate", observed=True)
    starts = [design.starts.get(str(area), pd.Timestamp.max) for area in rates.columns]
    begun = np.array([rates.index >= start for start in starts]).T
    away = rates.to_numpy(float)
    away = away - away[rates.index < design.first].mean(axis=0)
    both = begun.any(axis=1) & ~begun.all(axis=1)
    gaps = [away[k] - away[k][~begun[k]].mean() for k in np.flatnonzero(both)]
    if not gaps:
        return float("nan")
    return float(np.array(gaps)[begun[both]].mean())
