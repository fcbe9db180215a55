"""Studies that a town could make of its own plan: what each would estimate from one town's records.

A study sees one world: no twin without the plan. It compares areas that have begun with areas that
have not, and what was before with what came after. Both designs here are that comparison (two-way
fixed effects): an outcome per 1,000 residents, less what is usual for its area, less what is usual
in its month, set against whether the area has begun. With one area that begins it is the difference
in differences.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.analyses.uncertainty.parameter_space import Numbers

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


def estimate(rows: pd.DataFrame, design: Design, outcome: str, months: int) -> float:
    """Return what a study estimates after so many months, per 1,000 residents of an area.

    Parameters
    ----------
    rows : DataFrame
        `month, area, residents` and the outcome, of one world: a row per area and month.
    design : Design
    outcome : str
    months : int
        Since the first area began.

    Returns
    -------
    float
        Mean change of a month in areas that have begun. NaN where all areas began at once or none
        did.
    """
    first, last = (design.first + pd.DateOffset(months=n) for n in (-BEFORE, months))
    seen = rows[(rows["month"] >= first) & (rows["month"] < last)]
    table = seen.assign(rate=seen[outcome] / seen["residents"] * PER)
    rates = table.pivot_table(index="month", columns="area", values="rate", observed=True)
    begun = pd.DataFrame(
        {
            area: rates.index >= design.starts.get(str(area), pd.Timestamp.max)
            for area in rates.columns
        },
        index=rates.index,
    ).to_numpy(float)
    apart = _apart(begun)
    size = float((apart**2).sum())
    if size < len(rates) * 1e-9:
        return float("nan")
    return float((apart * _apart(rates.to_numpy(float))).sum() / size)


def _apart(table: Numbers) -> Numbers:
    """Return what is neither usual for the month nor for the area; shape [months, areas]."""
    of_month, of_area = table.mean(axis=1, keepdims=True), table.mean(axis=0, keepdims=True)
    return np.asarray(table - of_month - of_area + table.mean())
