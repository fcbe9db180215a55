"""The last twelve months of a comparison, which charts, maps and their titles tell of."""

import pandas as pd

from experiments.effects.intervals import paired_table

MONTHS = 12


def within_last_year(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the last twelve months; all, where there are fewer.

    Parameters
    ----------
    table : DataFrame
        With `month`, a date.
    """
    return table[table["month"] > table["month"].max() - pd.DateOffset(months=MONTHS)]


def last_year(town: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    """Return the paired difference of the mean over the last twelve months, by outcome.

    Parameters
    ----------
    town : DataFrame
        `scenario, replication, month`, and a column per outcome.
    base, policy : str

    Returns
    -------
    DataFrame
        As `paired_table`.
    """
    late = within_last_year(town).drop(columns="month")
    means = late.groupby(["scenario", "replication"]).mean().reset_index()
    return paired_table(means.assign(window="last"), base, policy, ["window"])
