"""Small counts are withheld in every table that is published, and cannot be worked out.

A count above zero and under ten is withheld. Where parts add up to a total that a reader can see,
one withheld part would be the total less the others: so more cells are withheld (complementary
suppression) until each withheld cell may be any number within a span of at least ten, given all
that is published, and that no count is below zero. That span is computed (linear programming), not
counted in cells: two small cells whose sum is two hide nothing.

**Zero** is shown as 0 and never withheld: it says that nobody is there, and is of no person. A mean
over replications that lies between 0 and 1 is no zero: it is withheld as any other small count.

**Rates** (per 1,000, percentages) from which a count could be worked out are withheld with it. What
a part leaves of its whole counts as a cell where it is a column or row of the table; put it there
if readers can subtract.

A count is small **as it is shown** of the whole municipality, or **as it was simulated**: what
rests on fewer than ten simulated residents is not told either.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

LEAST = 10
"""Counts below it are withheld, and it is the least span that is left open of each."""
WITHHELD = "×"
"""What stands in a withheld cell, whether its own count is small or it would tell another's."""
_ROUNDED = 1e-6

Cells = NDArray[np.float64]


def is_small(count: float, factor: float = 1.0) -> bool:
    """Say whether a simulated count is small: as it is, or as it is shown of the whole town."""
    return count > 0.0 and min(count, count * factor) < LEAST


def small_in_either(base: float, gap: float, factor: float = 1.0) -> bool:
    """Say whether the count of one of two worlds is small; `gap` is policy minus base."""
    return is_small(base, factor) or is_small(base + gap, factor)


def small(counts: pd.DataFrame, factor: float = 1.0) -> pd.DataFrame:
    """Say the same of each cell of a table."""
    return (counts > 0) & (counts * min(1.0, factor) < LEAST)


def withheld(
    counts: pd.DataFrame,
    *,
    total_row: str | None = None,
    total_column: str | None = None,
    also: pd.DataFrame | None = None,
    least: float = LEAST,
) -> pd.DataFrame:
    """Return which cells of a table of counts are withheld.

    Parameters
    ----------
    counts : DataFrame
        Counts of residents, households, needs or cases as they would be shown; zero or more. Empty
        cells (NaN) hold no count.
    total_row : str, optional
        Label of the row that is the sum of all others, column by column. Hand in the total as a row
        wherever a reader can see it, in this table or elsewhere.
    total_column : str, optional
        The same of a column, row by row.
    also : DataFrame of bool, optional
        Further cells to withhold, for example those that rest on too few simulated residents.
    least : float

    Returns
    -------
    DataFrame of bool
        Same labels as `counts`.

    Raises
    ------
    ValueError
        If a count is below zero, or a total is not the sum of its parts.

    Notes
    -----
    What is withheld in addition is the smallest cell beside an exposed one, inner cells before
    totals. It ends: where every count above zero is withheld, all of them may be any multiple.
    """
    values = counts.fillna(0.0).to_numpy(float)
    if (values < 0).any():
        raise ValueError("a count is below zero: hand in counts, not differences")
    sums = _sums(counts, total_row, total_column)
    if not np.allclose(sums @ values.ravel(), 0.0, atol=_ROUNDED * max(1.0, values.max(initial=0))):
        raise ValueError("a total is not the sum of its parts")
    hidden = ((counts > 0) & (counts < least)).to_numpy()
    if also is not None:
        hidden = hidden | (_laid_over(also, counts) & (values > 0))
    rank = _order(counts, total_row, total_column)
    hidden = _complemented(values.ravel(), hidden.ravel(), sums, rank, least)
    return pd.DataFrame(hidden.reshape(values.shape), index=counts.index, columns=counts.columns)


def _laid_over(mask: pd.DataFrame, table: pd.DataFrame) -> NDArray[np.bool_]:
    """Return a mask in the shape of a table; cells that it does not name are False."""
    whole = mask.reindex(index=table.index, columns=table.columns, fill_value=False)
    return whole.to_numpy(bool)


def _sums(counts: pd.DataFrame, total_row: str | None, total_column: str | None) -> Cells:
    """Return the sums that readers know, shape [sums, cells]: parts less total is zero."""
    rows, columns = counts.shape
    lines = []
    if total_column is not None:
        sign = np.where(counts.columns == total_column, -1.0, 1.0)
        for k in range(rows):
            lines.append(np.zeros((rows, columns)))
            lines[-1][k, :] = sign
    if total_row is not None:
        sign = np.where(counts.index == total_row, -1.0, 1.0)
        for k in range(columns):
            lines.append(np.zeros((rows, columns)))
            lines[-1][:, k] = sign
    return np.array(lines).reshape(len(lines), rows * columns)


def _order(
    counts: pd.DataFrame, total_row: str | None, total_column: str | None
) -> NDArray[np.int64]:
    """Return 0 for inner cells, 1 for totals, 2 for the total of totals: what is withheld last."""
    row = np.asarray(counts.index == total_row, int) if total_row is not None else 0
    column = np.asarray(counts.columns == total_column, int) if total_column is not None else 0
    whole = np.zeros(counts.shape, np.int64) + np.reshape(row, (-1, 1)) + column
    return np.asarray(whole.ravel())


def _complemented(
    values: Cells, hidden: NDArray[np.bool_], sums: Cells, rank: NDArray[np.int64], least: float
) -> NDArray[np.bool_]:
    hidden = hidden.copy()
    while (cell := _exposed(values, hidden, sums, least)) is not None:
        more = _beside(cell, values, hidden, sums)
        hidden[min(more, key=lambda k: (rank[k], values[k], k))] = True
    return hidden


def _exposed(values: Cells, hidden: NDArray[np.bool_], sums: Cells, least: float) -> int | None:
    """Return a withheld cell that the published ones pin down to less than `least`, or None."""
    for cell in np.flatnonzero(hidden):
        if width(int(cell), values, hidden, sums) < least - _ROUNDED:
            return int(cell)
    return None


def width(cell: int, values: Cells, hidden: NDArray[np.bool_], sums: Cells) -> float:
    """Return the span of values that a withheld cell may have, given all that is published.

    Parameters
    ----------
    cell : int
    values : array, shape [cells]
    hidden : array of bool, shape [cells]
    sums : array, shape [sums, cells]
        Each row times the cells is zero.
    """
    inside = sums[:, hidden]
    told = inside.any(axis=1)
    if not inside[told].size:
        return np.inf
    known = -(sums[told][:, ~hidden] @ values[~hidden])
    aim = (np.flatnonzero(hidden) == cell).astype(float)
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(sign * aim, A_eq=inside[told], b_eq=known, method="highs")
        ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
    return float(ends[1] - ends[0])


def _beside(cell: int, values: Cells, hidden: NDArray[np.bool_], sums: Cells) -> NDArray[np.int64]:
    """Return the cells that may be withheld too: first those that share a sum with it."""
    free = ~hidden & (values > 0)
    near = np.flatnonzero(free & sums[sums[:, cell] != 0].any(axis=0))
    return near if len(near) else np.flatnonzero(free)
