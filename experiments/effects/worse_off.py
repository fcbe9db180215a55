"""Residents who are worse off under a policy, and better off, by group."""

import pandas as pd

from experiments.effects.intervals import Interval, jackknife_ratio

MEASURES = {"unmet": "residents", "wellbeing": "adults"}
"""Measure -> of how many its shares are."""


def shares(
    table: pd.DataFrame, scenario: str, measure: str = "unmet"
) -> dict[tuple[str, str], dict[str, Interval]]:
    """Return the shares worse and better off over replications, by dimension and group.

    Parameters
    ----------
    table : DataFrame
        `worse.parquet`.
    scenario : str
        A policy, or `placebo`.
    measure : {'unmet', 'wellbeing'}

    Returns
    -------
    dict
        (dimension, group) -> `worse`, `better`: ratios of sums with their jackknife intervals; in
        the order of the table, groups without anybody left out.
    """
    of = MEASURES[measure]
    of_scenario = table[table["scenario"] == scenario]
    by_group: dict[tuple[str, str], dict[str, Interval]] = {}
    for (dimension, group), rows in of_scenario.groupby(["dimension", "group"], sort=False):
        if rows[of].sum():
            by_group[str(dimension), str(group)] = {
                way: jackknife_ratio(rows[f"{measure}_{way}"].to_numpy(), rows[of].to_numpy())
                for way in ("worse", "better")
            }
    return by_group
