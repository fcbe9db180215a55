"""The mean of an outcome that is a mean itself: top and bottom added up, then divided.

A month or area with one file counts as one file, not as much as one with hundreds.
"""

from collections.abc import Sequence

import pandas as pd

from model.measures.outcomes import outcome


def weighed_mean(rows: pd.DataFrame, name: str, keys: Sequence[str]) -> pd.Series:
    """Return an outcome of kind 'mean' over all rows of each cell.

    Parameters
    ----------
    rows : DataFrame
        Of `monthly`: months and areas, with the outcome and the column that weighs it.
    name : str
    keys : sequence of str
        Columns that name a cell.

    Returns
    -------
    Series
        By `keys`, in their order; absent where nothing is to be taken a mean of.
    """
    weight = rows[outcome(name).weight].where(rows[name].notna(), 0)
    cells = [rows[key] for key in keys]
    sums = pd.DataFrame({"top": rows[name] * weight, "bottom": weight}).groupby(cells).sum()
    return sums["top"] / sums["bottom"].where(sums["bottom"] > 0)
