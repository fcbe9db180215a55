"""What brings the variance of a plan's effect between draws: chance, and numbers by kind.

Chance is told by draws that were simulated twice. What straight terms in the numbers bring is added
up by what could tell a number (`sweep.ignorance`): the base years, outside studies, or nothing at
hand. What remains is not straight, or more than so few draws can tell apart.
"""

from collections.abc import Sequence

import pandas as pd

from experiments.analyses.uncertainty.credible import share_of_chance
from experiments.analyses.uncertainty.decides import deciding
from experiments.analyses.uncertainty.draws import sets_of
from experiments.sweep.ignorance import KINDS
from model.measures.outcomes import COST

CHANCE, REST = "chance", "not told apart"
PARTS = (CHANCE, *KINDS, REST)
OUTCOMES = (COST, "indicated_users", "residents_unmet")


def split_of_variance(
    rows: pd.DataFrame, values: pd.DataFrame, outcomes: Sequence[str] = OUTCOMES
) -> pd.DataFrame:
    """Return which part of the variance of each effect comes from where.

    Parameters
    ----------
    rows : DataFrame
        What `measure.main` returns: draws, some `again`.
    values : DataFrame
        Parameters by draw.
    outcomes : sequence of str

    Returns
    -------
    DataFrame
        `outcome, part, share, draws, twice`: the shares of an outcome add up to 1. Where straight
        terms and chance come to more than that, the terms are scaled down to what chance leaves.
    """
    once, twice = rows[~rows["again"]], rows[rows["again"]]
    drawn, sets = values.loc[once["draw"]], sets_of(once["draw"].tolist())
    parts = []
    for outcome in outcomes:
        chance = share_of_chance(once, twice, outcome)
        table = deciding(drawn, once[outcome].to_numpy(float), sets).table
        told = table.groupby("kind")["share"].sum().reindex(list(KINDS)).fillna(0.0)
        told *= min(1.0, (1.0 - chance) / max(float(told.sum()), 1e-12))
        shares = {CHANCE: chance, **told.to_dict(), REST: 1.0 - chance - float(told.sum())}
        parts += [{"outcome": outcome, "part": part, "share": shares[part]} for part in PARTS]
    return pd.DataFrame(parts).assign(draws=len(once), twice=len(twice))
