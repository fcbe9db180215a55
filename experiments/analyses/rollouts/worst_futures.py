"""How candidates do over many futures: in hindsight, on average and in the worst tenth.

Pure functions of gains: what a candidate brings beyond doing nothing, more is better, one figure
per candidate, future and replication. Candidates are judged by their largest regret: what the best
choice of a future would have brought more (Savage 1951). The mean of the worst tenth (conditional
value at risk, Rockafellar and Uryasev 2000) stands beside it and judges nobody: doing nothing
brings 0 in every future, and whatever costs money first falls below 0 in some of them.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.effects.intervals import Interval, paired, unknown

TENTH = 0.1
FEWEST = 3
"""Fewer futures than this in the worst tenth say little about it."""


def number_of_worst(futures: int, share: float = TENTH) -> int:
    """Return how many futures the worst share holds: rounded up, one at least."""
    return max(1, math.ceil(share * futures - 1e-9))


def by_future(gains: pd.Series) -> pd.DataFrame:
    """Return gains as means over replications: candidate (rows) x future."""
    means = gains.groupby(level=["candidate", "future"], sort=False).mean()
    return means.unstack("future")  # noqa: PD010 - a series has no pivot_table


def by_replication(values: pd.Series) -> pd.DataFrame:
    """Return the figures of one candidate as future (rows) x replication."""
    return values.unstack("replication")  # noqa: PD010 - a series has no pivot_table


def worst_of(means: pd.Series, share: float = TENTH) -> list[int]:
    """Return the futures in which a candidate does worst; of equals, the first."""
    count = number_of_worst(len(means), share)
    return means.sort_index().sort_values(kind="stable").index[:count].tolist()


def of_candidate(gains: pd.Series, share: float = TENTH) -> dict[str, float | Interval]:
    """Return mean, mean of the worst tenth and what chance has to do with it, of one candidate.

    Parameters
    ----------
    gains : Series
        Index `future, replication`.

    Returns
    -------
    dict
        `mean, worst`: intervals over replications (chance only; the worst futures held as found).
        `worst_unseen`: the mean in the futures that do worst in the other replications, so that
        what chance alone made bad does not count, with its interval; NaN for one replication.
        `chance_share`: part of the spread between futures that replications alone explain, 0 .. 1.
    """
    table = by_replication(gains)
    chosen = worst_of(table.mean(axis=1), share)
    return {
        "mean": paired(table.mean(axis=0).to_numpy()),
        "worst": paired(table.loc[chosen].mean(axis=0).to_numpy()),
        "worst_unseen": _unseen(table, share),
        "chance_share": chance_share(table),
    }


def _unseen(table: pd.DataFrame, share: float) -> Interval:
    """Return the mean in each replication's worst futures as the other replications choose them."""
    if table.shape[1] < 2:
        return unknown(table.shape[1])
    means = [
        values.loc[worst_of(table.drop(columns=replication).mean(axis=1), share)].mean()
        for replication, values in table.items()
    ]
    return paired(means)


def chance_share(table: pd.DataFrame) -> float:
    """Return which part of the variance between futures' means is chance, 0 .. 1.

    Parameters
    ----------
    table : DataFrame
        Future x replication. All futures have common random numbers, so what a replication shifts
        in every future alike is taken out first.

    Notes
    -----
    (residual variance / replications) / variance of the means over futures, cut off at 1; NaN where
    there are fewer than two replications or the means do not differ.
    """
    futures, replications = table.shape
    if replications < 2 or futures < 2:
        return math.nan
    between = float(table.mean(axis=1).var(ddof=1))
    if between == 0:
        return math.nan
    cells = table.to_numpy(float)
    rest = cells - cells.mean(axis=1, keepdims=True) - cells.mean(axis=0) + cells.mean()
    residual = float((rest**2).sum()) / ((futures - 1) * (replications - 1))
    return min(1.0, residual / replications / between)


def regrets(means: pd.DataFrame, alternatives: Sequence[str]) -> pd.DataFrame:
    """Return by how much each candidate falls behind the best choice of each future.

    Parameters
    ----------
    means : DataFrame
        Candidate x future, from `by_future`; doing nothing is a row like any other.
    alternatives : sequence of str
        What could have been chosen instead; a candidate is always its own alternative.
    """
    best = means.loc[list(alternatives)].max(axis=0)
    return means.rsub(best, axis=1).clip(lower=0.0)


def regret_intervals(
    gains: pd.Series, name: str, regret: pd.Series, best: pd.Series
) -> dict[str, Interval]:
    """Return the mean and the largest regret of a candidate with intervals over replications.

    Parameters
    ----------
    gains : Series
        Index `candidate, future, replication`.
    name : str
    regret : Series
        Its regret by future, from `regrets`.
    best : Series
        The best choice by future.

    Returns
    -------
    dict
        `regret_mean, regret_max`: chance only; best choices and the worst future held as found.
    """
    ours = by_replication(gains.xs(name, level="candidate"))
    behind = {
        future: by_replication(gains.xs(best[future], level="candidate")).loc[future]
        - ours.loc[future]
        if regret[future] > 0
        else 0.0 * ours.loc[future]
        for future in ours.index
    }
    table = pd.DataFrame(behind).T
    return {
        "regret_mean": paired(table.mean(axis=0).to_numpy()),
        "regret_max": paired(table.to_numpy()[int(regret.to_numpy().argmax())]),
    }


def over_budget(costs: pd.Series, budget: float) -> pd.Series:
    """Return by candidate the share of futures in which its own cost a year is over a budget.

    Parameters
    ----------
    costs : Series
        Index `candidate, future, replication`, euros a year; means over replications count.
    budget : float
    """
    return (by_future(costs) > budget).mean(axis=1)


def judge(
    gains: pd.DataFrame, costs: pd.Series, budget: float, share: float = TENTH
) -> pd.DataFrame:
    """Return how each candidate does on each objective, and whether it can be paid.

    Parameters
    ----------
    gains : DataFrame
        Index `candidate, future, replication`, one column per objective, more is better.
    costs : Series
        Own cost a year, same index.
    budget : float
        Euros a year. A candidate over it in more than a tenth of the futures is out.

    Returns
    -------
    DataFrame
        `objective, candidate, mean, mean_low, mean_high, worst, worst_low, worst_high,
        worst_unseen, chance_share, regret_mean, regret_max` with their bounds, `rank, rank_of_all,
        cost_year, cost_low, cost_high, share_over_budget, within_budget, futures, worst_futures,
        replications, varies`. `rank` is by the largest regret, 1 is least, among those within the
        budget, NaN for the others; `rank_of_all` as if money were no object.
    """
    over = over_budget(costs, budget)
    affordable = over.index[over <= TENTH].tolist()
    names = over.index.tolist()
    cost_of = {name: paired(_over_futures(costs.xs(name, level="candidate"))) for name in names}
    rows = []
    for objective in gains:
        means = by_future(gains[objective])
        regret, best = regrets(means, affordable), means.loc[affordable].idxmax(axis=0)
        records = [
            {"objective": objective, "candidate": name,
             **_figures(of_candidate(gains[objective].xs(name, level="candidate"), share)),
             **_figures(regret_intervals(gains[objective], name, regret.loc[name], best)),
             "cost_year": cost_of[name].mean, "cost_low": cost_of[name].low,
             "cost_high": cost_of[name].high,
             "share_over_budget": over[name], "within_budget": bool(over[name] <= TENTH),
             "futures": regret.shape[1], "worst_futures": number_of_worst(regret.shape[1], share)}
            for name in names
        ]  # fmt: skip
        table = pd.DataFrame(records)
        largest = pd.Series(regret.max(axis=1).loc[names].to_numpy())  # equal ones tie to the bit
        ranks = largest.where(table["within_budget"]).rank(method="min")
        place = list(table).index("regret_max_high") + 1
        table.insert(place, "rank", ranks)
        of_all = regrets(means, names).max(axis=1).loc[names].to_numpy()
        table.insert(place + 1, "rank_of_all", pd.Series(of_all).rank(method="min"))
        rows.append(table)
    return pd.concat(rows, ignore_index=True)


def _over_futures(values: pd.Series) -> NDArray[np.float64]:
    """Return the mean over futures of each replication."""
    return by_replication(values).mean(axis=0).to_numpy(float)


def _figures(measures: Mapping[str, float | Interval]) -> dict[str, object]:
    columns: dict[str, object] = {}
    for name, value in measures.items():
        if isinstance(value, Interval):
            columns |= {name: value.mean, f"{name}_low": value.low, f"{name}_high": value.high,
                     "replications": value.replications, "varies": value.varies}  # fmt: skip
        else:
            columns[name] = value
    return columns
