"""Client journeys in figures: how long until fitting support, how often sent on, at what cost.

All figures are those of cohorts: needs whose whole year of onset lies two years before the horizon.
Each is followed for two years and no longer, so that no figure depends on where the run ends. The
share over the term is that of the needs that were decided about, not of all. Three ends compete:
met at least half, closed by itself, resident gone. The share helped within k months is the
cumulative incidence of the first (that of Aalen and Johansen, which is a plain share where nobody
is censored earlier): who ended otherwise is not helped. The restricted mean is the area under the
curve of Kaplan and Meier up to two years, other ends censored: how long a need waits that stays.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval, paired
from model.measures.path_sums import FOLLOWED
from model.months import FIRST_YEAR

WITHIN = (3, 6, 12)
"""Months within which a need is helped or not."""
WAITS = (*(f"helped_within_{k}" for k in WITHIN), "months_to_fitting")
"""Figures of when a need is met."""
FIGURES: dict[str, tuple[str, str]] = {
    "requests_per_need": ("requests_followed", "needs"),
    "handovers_per_100": ("handovers_followed", "needs"),
    "share_over_term": ("over_term_followed", "decided_followed"),
    "times_cheapest": ("eur_support_fitting_followed", "eur_cheapest_fitting_followed"),
}
"""Figure -> its two columns of `paths.parquet`, above and below the line: ratios of sums."""
_TIMES = {"handovers_per_100": 100.0}


def path_figures(paths: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return every ratio by `keys`; absent where nothing is below the line.

    Parameters
    ----------
    paths : DataFrame
        `paths.parquet`, or some of its rows.
    keys : list of str
        Columns that name a cell, such as `scenario, replication, domain`.
    """
    sums = paths.groupby(keys, sort=True).sum(numeric_only=True)
    columns = {
        name: sums[above] / sums[below].where(sums[below] != 0) * _TIMES.get(name, 1.0)
        for name, (above, below) in FIGURES.items()
    }
    return pd.DataFrame(columns)


def followed(years: Sequence[int], months: int) -> range:
    """Return the years whose needs are all followed for `FOLLOWED` months in a run of `months`."""
    last = FIRST_YEAR + (months - FOLLOWED) // 12 - 1
    return range(years[0], min(years[-1], last) + 1) if len(years) else range(0)


def wait_figures(paths: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return `WAITS` by `keys`, of needs that are followed for `FOLLOWED` months each."""
    sums = paths.groupby(keys, sort=True).sum(numeric_only=True)
    sums = sums[sums["needs"] > 0]
    columns = {
        f"helped_within_{k}": sums[_ended("fitted", k)].sum(axis=1) / sums["needs"] for k in WITHIN
    }
    means = [restricted_mean(row) for _, row in sums.iterrows()]
    columns["months_to_fitting"] = pd.Series(means, sums.index, dtype=float)
    return pd.DataFrame(columns)


def restricted_mean(sums: "pd.Series[float]") -> float:
    """Return the mean months until a need is met, no more than `FOLLOWED`, other ends censored.

    Parameters
    ----------
    sums : Series
        `needs` and how their waits ended, as in `paths.parquet`.
    """
    month = np.arange(FOLLOWED + 1)
    met = np.asarray(sums[_ended("fitted")], np.int64)
    other = np.asarray(sums[_ended("closed")], np.int64) + np.asarray(
        sums[_ended("left")], np.int64
    )
    other[-1] += int(sums["needs"]) - int(met.sum() + other.sum())  # open and unmet by then
    if not met.sum():
        return float(FOLLOWED)
    times = stats.CensoredData(np.repeat(month, met), right=np.repeat(month, other))
    return float(stats.ecdf(times).sf.evaluate(month[:-1]).sum())


def _ended(how: str, within: int = FOLLOWED) -> list[str]:
    return [f"{how}_{k}" for k in range(within + 1)]


def path_gaps(comparison: Comparison, policy: str) -> dict[str, tuple[float, Interval]]:
    """Return base value and paired difference of every figure.

    Needs are those of the headline years that are followed for `FOLLOWED` months. Figures that some
    replication lacks are left out; all are where the run is shorter.
    """
    paths, keys = comparison.tables["paths"], ["scenario", "replication"]
    cohorts = paths[paths["year"].isin(list(followed(comparison.years, comparison.months)))]
    gaps = {}
    for figures in (wait_figures(cohorts, keys), path_figures(cohorts, keys)):
        for name, column in figures.items():
            wide = column.unstack("scenario")  # noqa: PD010 - a series has no pivot_table
            pair = [comparison.base, policy]
            if {*pair} <= set(wide) and wide[pair].notna().all(axis=None):
                gap = paired((wide[policy] - wide[comparison.base]).to_numpy())
                gaps[str(name)] = (float(wide[comparison.base].mean()), gap)
    return gaps
