"""How often needs move from one layer to another in two worlds."""

import pandas as pd

from experiments.effects.intervals import paired_table
from experiments.effects.last_year import within_last_year

LAYERS = ("personal", "community", "institutional", "unmet")
SOURCES = ("none", *LAYERS)
"""`none`: a need that was not open."""
GOALS = (*LAYERS, "none", "left")
"""`none`: a need that is open no more; `left`: its resident died or moved away, or to a home."""
MOVES = tuple(
    (source, goal)
    for source in SOURCES for goal in GOALS
    if source != goal and not (source == "none" and goal == "left")
)  # fmt: skip


def layer_flows(layers: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    """Return how many moves of needs there were in the last twelve months, in both worlds.

    A need is counted where it is at the end of a month and of the next: who moves twice in a year
    is counted twice, and what stays where it is never.

    Parameters
    ----------
    layers : DataFrame
        `layers.parquet` of a comparison.
    base, policy : str

    Returns
    -------
    DataFrame
        `source, goal, base, policy, difference, low, high, varies, replications`: moves over the
        last twelve months (or all, in a shorter run) of the simulated town, means over
        replications; a row per pair of `MOVES`.
    """
    late = within_last_year(layers)
    names = [f"flow_{source}_{goal}" for source, goal in MOVES]
    sums = late.groupby(["scenario", "replication"])[names].sum().astype(float).reset_index()
    table = paired_table(sums.assign(window="last"), base, policy, ["window"])
    table = table.set_index("outcome").loc[names].reset_index(drop=True)
    ends = pd.DataFrame(MOVES, columns=["source", "goal"])
    table = pd.concat([ends, table.drop(columns="window")], axis=1)
    table["policy"] = table["base"] + table["difference"]
    columns = ["source", "goal", "base", "policy", "difference", "low", "high", "varies"]
    return table[[*columns, "replications"]]
