"""Substitution counted both ways: care avoided and added, with the net and its interval.

Identified is the net of the whole town: how many residents have care in the one world and in the
other are plain counts, whatever twin stands beside whom. The visitors of a place are chosen by what
happens in the policy's world after the parting. So their net, like the counts of either direction,
hangs on how the draws of the two worlds are coupled: it stands beside the net of the same residents
in worlds in which no policy differs, and only what goes beyond re-shuffling is told.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval, jackknife_ratio, paired, unknown
from experiments.worlds.demand_shift import DAY_ACTIVITIES, MIRRORS, WHOLE_TOWN
from experiments.worlds.lockstep import REDRAWN

TABLE = "substitution"
NET = {"residents": ("substituted", "added", "users_base"),
       "months": ("months_fewer", "months_more", "months_base")}  # fmt: skip
"""What a net is counted in -> less, more, and what there is of it in the base world."""
NO_MORE, LESS_CARE, MORE_CARE = "no_more", "less_care", "more_care"
CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class BothWays:
    """One outcome and its mirror, means over replications.

    Attributes
    ----------
    less, more : Interval
        Residents (or months) with less care in the policy world, and with more.
    net : Interval
        Less minus more, in pairs.
    beyond : Interval
        The net less that of the same residents in the world drawn anew, in pairs; unknown where
        that world was not simulated.
    """

    less: Interval
    more: Interval
    net: Interval
    beyond: Interval


Counted = dict[tuple[str, str], dict[str, BothWays]]
"""(where residents came, care) -> outcome -> both ways."""


@dataclass(frozen=True)
class Rates:
    """Care that the whole town has less on balance, with jackknife intervals; below zero: more.

    Attributes
    ----------
    residents : Interval
        Residents who ever have an indication in the base world, less those here, over the former.
    months : Interval
        The same of months with an indication.
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
    rows, anew = _rows(comparison, policy, world), _rows(comparison, policy, REDRAWN)
    keys = ["visited", "care", "replication"]
    both = rows.merge(anew, on=keys, suffixes=("", "_anew"))
    counted: Counted = {}
    for (where, care), cell in rows.groupby(keys[:2], sort=False):
        pairs = both[(both["visited"] == where) & (both["care"] == care)]
        counted[str(where), str(care)] = {
            less: BothWays(
                _mean(cell[less]), _mean(cell[more]), _mean(cell[less] - cell[more]),
                _mean(pairs[less] - pairs[more] - pairs[f"{less}_anew"] + pairs[f"{more}_anew"]),
            )
            for less, more in MIRRORS.items()
        }  # fmt: skip
    return counted


def verdict(beyond: Interval) -> str:
    """Say what a net tells: `no_more` than re-shuffling, `less_care` or `more_care` than that.

    `cannot_tell` where no interval with a width says how far it goes beyond the world drawn anew.
    """
    if not beyond.tells:
        return CANNOT_TELL
    if not beyond.differs:
        return NO_MORE
    return LESS_CARE if beyond.mean > 0 else MORE_CARE


def net_rates(comparison: Comparison, policy: str, care: str = DAY_ACTIVITIES) -> Rates:
    """Return the care that the whole town has less; unknown where it was not counted."""
    rows = _rows(comparison, policy, policy)
    town = rows[(rows["visited"] == WHOLE_TOWN) & (rows["care"] == care)]
    return Rates(*(_rate(town, *names) for names in NET.values()))


def _rate(town: pd.DataFrame, less: str, more: str, there: str) -> Interval:
    if town.empty:
        return unknown()
    return jackknife_ratio((town[less] - town[more]).to_numpy(), town[there].to_numpy())


def _mean(values: "pd.Series[int]") -> Interval:
    return paired(np.asarray(values, np.float64)) if len(values) else unknown()


def _rows(comparison: Comparison, policy: str, world: str) -> pd.DataFrame:
    table = comparison.tables[TABLE]
    return table[(table["scenario"] == policy) & (table["world"] == world)]
