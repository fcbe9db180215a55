"""What a smaller town asks of desks, teams and providers, evened as in the whole municipality.

A town of fewer residents is a sample of the municipality. Its requests come in lumps: one file may
be half of a team's month. A desk, a team or a provider of the municipality serves all residents,
so lumps of a sample cancel there against those of residents who are not simulated.
"""

import numpy as np
from numpy.typing import NDArray

MEMORY_MONTHS = 36.0
"""Months over which the usual demand of a smaller town is learned; without effect at scale 1."""

KEPT = 0.2
"""Months of idle hours that a town with a quarter of the residents keeps; without effect at 1."""

Demand = NDArray[np.float64]


def lump(asked: Demand, usual: Demand, scale: float) -> Demand:
    """Return what of this month's demand those who are not simulated would have cancelled.

    Parameters
    ----------
    asked : float64 array
        Demand of this month, in hours or clients.
    usual : float64 array, the same shape
        Its usual value a month.
    scale : float
        Simulated residents over the municipality's, 0 to 1.

    Returns
    -------
    float64 array, the same shape
        Lent by the rest of the municipality where positive, given back where negative.

    Notes
    -----
    Requests are independent, so demand in months of capacity has variance v in the municipality and
    v / scale in the town. What remains after the lump is taken off,
    `sqrt(scale) asked + (1 - sqrt(scale)) usual`, has variance v again, so a queue in months is
    distributed as in the municipality. Lumps of a demand that stays add up to nothing. What is
    usual follows a lasting change within `MEMORY_MONTHS`, so in a smaller town a queue answers to
    it that much later. At scale 1 there are no lumps.
    """
    return np.asarray((1.0 - np.sqrt(min(1.0, scale))) * (asked - usual))


def usual_after(usual: Demand, asked: Demand, months: int) -> Demand:
    """Return the usual demand after a month that asked so much.

    Parameters
    ----------
    usual, asked : float64 array
    months : int
        Months seen before: the first ones count alike.
    """
    return usual + (asked - usual) / min(MEMORY_MONTHS, months + 1.0)


def months_kept(scale: float) -> float:
    """Return for how many months' worth of idle hours a queue of a smaller town may be ahead.

    Notes
    -----
    The needs of a sample also swing slowly, by 1 / sqrt(scale) of the municipality's, and lumps
    taken off month by month leave that. Hours idle while a sample asks little would have been used
    by others then, who leave theirs when it asks much. At scale 1 none are kept.
    """
    return float(KEPT * (min(1.0, scale) ** -0.5 - 1.0))
