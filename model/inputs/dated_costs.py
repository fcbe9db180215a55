"""Costs that a paper names year by year: the last one is carried on, at its own prices."""

from model.months import year_of


def monthly_cost(by_year: tuple[float, ...], first_year: int, month: int) -> tuple[float, int]:
    """Return what a month costs, and the year in whose prices that is.

    Parameters
    ----------
    by_year : tuple of float
        EUR a year, from `first_year` on; earlier months cost as the first, later as the last.
    first_year : int
    month : int
        0 is January 2021.
    """
    row = min(max(year_of(month) - first_year, 0), len(by_year) - 1)
    return by_year[row] / 12, first_year + row
