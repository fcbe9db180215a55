"""The years that headline figures hold for."""

from model.months import FIRST_YEAR

FIRST_PLAN_YEAR = 2026


def headline_years(months: int, *, parted: int | None) -> range:
    """Return the complete years over which headline figures are taken: from 2026 to the horizon.

    Parameters
    ----------
    months : int
        Months simulated, from January 2021.
    parted : int or None
        Month in which the worlds part, for a run that ends before 2027: its years are those from
        the parting on. None where it is not one month, as over the points of a sweep: then a short
        run is judged by its last complete year alone, the one farthest from wherever they part.

    Returns
    -------
    range
        Empty where no year is complete.
    """
    end = FIRST_YEAR + months // 12
    if end > FIRST_PLAN_YEAR:
        return range(FIRST_PLAN_YEAR, end)
    first = end - 1 if parted is None else FIRST_YEAR + parted // 12
    return range(min(max(first, FIRST_YEAR), end), end)


def years_told(years: range) -> str:
    """Return years as they are told: the first to the last, or the one there is."""
    return "-".join(map(str, sorted({years[0], years[-1]})))
