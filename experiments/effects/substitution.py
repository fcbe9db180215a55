"""Substitution counted both ways: care avoided and added, with the net and its interval.

Only the two margins are identified: how many residents (or months) have care in the one world and
in the other, and so their difference, the net. How many went each way depends on how the draws of
the two worlds are coupled; beside them stand the same counts of worlds in which no policy differs.
"""

from dataclasses import dataclass

import pandas as pd

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval, jackknife_ratio, paired, unknown
from experiments.worlds.demand_shift import DAY_ACTIVITIES, DAY_PLACES, MIRRORS

TABLE = "substitution"


@dataclass(frozen=True)
class BothWays:
    """One outcome and its mirror, means over replications.

    Attributes
    ----------
    less, more : Interval
        Residents (or months) with less care in the policy world, and with more.
    net : Interval
        Less minus more, in pairs.
    """

    less: Interval
    more: Interval
    net: Interval


Counted = dict[tuple[str, str], dict[str, BothWays]]
"""(where residents came, care) -> outcome -> both ways."""


@dataclass(frozen=True)
class Rates:
    """Net substitution by visitors of day places, with jackknife intervals.

    Attributes
    ----------
    residents : Interval
        Residents whose indication was avoided, less those to whom one was added, over visitors who
        live in both worlds.
    months : Interval
        Months with an indication in the base world less those here, over those in the base world.
    """

    residents: Interval
    months: Interval


def both_ways(comparison: Comparison, policy: str, world: str) -> Counted:
    """Count the residents of each group in a pair of worlds.

    Parameters
    ----------
    comparison : Comparison
    policy : str
        Whose visitors are counted.
    world : str
        In which they are set beside their twins in the base: the policy, or a placebo.
    """
    rows = _rows(comparison, policy, world)
    counted: Counted = {}
    for (where, care), cell in rows.groupby(["visited", "care"], sort=False):
        counted[str(where), str(care)] = {
            less: BothWays(
                paired(cell[less].to_numpy(float)), paired(cell[more].to_numpy(float)),
                paired((cell[less] - cell[more]).to_numpy(float)),
            )
            for less, more in MIRRORS.items()
        }  # fmt: skip
    return counted


def net_rates(
    comparison: Comparison, policy: str, where: str = DAY_PLACES, care: str = DAY_ACTIVITIES
) -> Rates:
    """Return the net substitution of a group; unknown where nobody is in it."""
    rows = _rows(comparison, policy, policy)
    mine = rows[(rows["visited"] == where) & (rows["care"] == care)]
    if mine.empty:
        return Rates(unknown(), unknown())
    residents = mine["substituted"] - mine["added"]
    months = mine["months_fewer"] - mine["months_more"]
    return Rates(
        jackknife_ratio(residents.to_numpy(), mine["residents"].to_numpy()),
        jackknife_ratio(months.to_numpy(), mine["months_base"].to_numpy()),
    )


def _rows(comparison: Comparison, policy: str, world: str) -> pd.DataFrame:
    table = comparison.tables[TABLE]
    return table[(table["scenario"] == policy) & (table["world"] == world)]
