"""Client journeys in figures: how long until fitting support, how often sent on, at what cost."""

import pandas as pd

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval, paired

FIGURES: dict[str, tuple[str, str]] = {
    "share_fitting": ("fitting", "needs"),
    "months_to_fitting": ("months_to_fitting", "fitting"),
    "requests_per_need": ("requests", "needs"),
    "handovers_per_100": ("handovers", "needs"),
    "share_over_term": ("over_term", "needs"),
    "times_cheapest": ("eur_support_fitting", "eur_cheapest_fitting"),
}
"""Figure -> its two columns of `paths.parquet`, above and below the line: ratios of sums."""
_TIMES = {"handovers_per_100": 100.0}


def path_figures(paths: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return every figure by `keys`; absent where nothing is below the line.

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


def path_gaps(comparison: Comparison, policy: str) -> dict[str, tuple[float, Interval]]:
    """Return base value and paired difference of every figure, of needs of the headline years.

    Figures that some replication lacks are left out.
    """
    paths = comparison.tables["paths"]
    within = paths[paths["year"].isin(list(comparison.years))]
    figures = path_figures(within, ["scenario", "replication"])
    gaps = {}
    for name in FIGURES:
        wide = figures[name].unstack("scenario")  # noqa: PD010 - a series has no pivot_table
        if {comparison.base, policy} <= set(wide) and wide[[comparison.base, policy]].notna().all(
            axis=None
        ):
            gap = paired((wide[policy] - wide[comparison.base]).to_numpy())
            gaps[name] = (float(wide[comparison.base].mean()), gap)
    return gaps
