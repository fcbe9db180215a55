"""What the bounds of an interval allow to say: nothing where they have no width.

Where all replications give one figure, as where nobody in a small sample takes part, they do not
show how far chance moves it, no more than one replication does. So such an interval tells nothing.
"""

from typing import Any

NO_WIDTH = 1e-9
"""A width below this share of the middle is what rounding leaves."""


def has_width(low: Any, high: Any) -> Any:
    """Say of an interval, or of each row of a table, whether it is there and has a width.

    Parameters
    ----------
    low, high : float or Series
        Bounds, NaN where there is no interval.
    """
    return high - low > NO_WIDTH * abs(low + high) / 2


def beyond_zero(low: Any, high: Any) -> Any:
    """Say of an interval, or of each row of a table, whether it has a width and leaves out zero.

    Parameters
    ----------
    low, high : float or Series
    """
    return has_width(low, high) & ((low > 0) | (high < 0))
