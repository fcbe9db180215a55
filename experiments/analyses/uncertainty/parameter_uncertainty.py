"""A comparison under other values of the parameters: what chance and parameters do together.

Each draw of the parameters (`register_draws`) is simulated once, equal in all worlds, with the
random numbers of the replication that has its number. The replications at the parameters as set
stay as they are and vary by chance alone. What varies over the draws is both, and the interval is a
prediction interval (`intervals.predicted`): the difference in the next such pair of worlds lies
within. It is not the confidence interval of the mean over draws, since only one set of parameters
is true and it does not change with the number of draws.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analyses.uncertainty.draws import AT_WILL
from experiments.analyses.uncertainty.parameter_space import how_far, parameters_of
from experiments.effects.comparison import DRAW, Comparison, gathered
from experiments.effects.headline import headline_gaps, yearly
from experiments.effects.intervals import (
    CHANCE_AND_PARAMETERS,
    CHANCE_ONLY,
    Interval,
    paired_table,
    predicted,
)
from experiments.effects.payback_by_year import claimed_year, payback_by_year
from experiments.execution.replications import Batch, attempt
from experiments.report.tables import records
from experiments.results.kept import Kept
from experiments.worlds.lockstep import Task, run_together
from model.measures.outcomes import HEADLINES

if TYPE_CHECKING:
    from collections.abc import Mapping


NET_BY = "net_eur_by_"
PAYBACK = ("net_eur", "net_discounted_eur", "paid_back", "paid_back_discounted")


@dataclass
class DrawResult:
    """What one draw brought: a row per policy, and yearly figures of all worlds."""

    rows: pd.DataFrame
    yearly: pd.DataFrame


def add_doubt(
    comparison: Comparison,
    task: Task,
    draws: pd.DataFrame,
    *,
    workers: int | None = None,
    threads: int = 1,
    progress: str | None = None,
    kept: Kept | None = None,
) -> None:
    """Run every draw and add what it brings to a comparison: tables `doubt` and `draws`.

    The rows of `difference` get company: the same cells, with what varies `chance + parameters`.

    Parameters
    ----------
    comparison : Comparison
    task : Task
        Of the comparison's first replication.
    draws : DataFrame
        One row per draw, one column per parameter.
    workers, threads, progress
        As for `attempt`.
    kept : Kept, optional
        Where finished draws are kept.

    Raises
    ------
    ReplicationError
        If every draw failed.
    """
    values = parameters_of(draws)
    jobs = [
        (replace(task, replication=task.replication + draw), draw, row)
        for draw, row in enumerate(values.to_dict("records"))
    ]
    names = ", ".join([comparison.base, *comparison.policies])
    batch = Batch(
        workers, progress and "parameter draws", threads, task.replication,
        f"{DRAW} of parameters, {names}", task.seed, kept.of("draw", DrawResult) if kept else None,
    )  # fmt: skip
    results, failed = attempt(run_draw, jobs, batch)
    comparison.doubt, comparison.failed = len(draws), comparison.failed + failed
    table = pd.concat([one.rows for one in results], ignore_index=True)
    comparison.tables["doubt"] = table.sort_values(["policy", "draw"], ignore_index=True)
    comparison.tables["draws"] = draws.reset_index(names="draw")
    whole = pd.concat([one.yearly for one in results], ignore_index=True)
    both = [
        comparison.tables["difference"],
        *(_differences(whole, comparison, p) for p in comparison.policies),
    ]
    comparison.tables["difference"] = pd.concat(both, ignore_index=True).sort_values(
        ["policy", "year"], kind="stable", ignore_index=True
    )


def run_draw(task: Task, draw: int, values: dict[str, float]) -> DrawResult:
    """Run one draw in all worlds."""
    from model.scenario.scenario import with_changes

    worlds = [with_changes(s, values, f"draw {draw}") for s in (task.base, *task.policies)]
    draw_task = replace(task, base=worlds[0], policies=tuple(worlds[1:]), placebo=False, journeys=0,
                  again=False, tables=("monthly",))  # fmt: skip
    comparison = gathered(worlds[0], worlds[1:], task.seed, task.months, [run_together(draw_task)])
    rows = headline_gaps(comparison).reset_index()
    paid = pd.DataFrame([paid_back(comparison, policy) for policy in rows["policy"]])
    rows = pd.concat([rows, paid], axis=1)
    rows.insert(1, "draw", draw)
    return DrawResult(rows, yearly(comparison))


def paid_back(comparison: Comparison, policy: str) -> dict[str, float]:
    """Return what one replication has saved less cost by the end of the claimed year.

    Returns
    -------
    dict
        `claimed_year`, `net_eur` and `net_discounted_eur` in euros of 2025; `paid_back` and its
        discounted twin 1 for yes and 0 for no. NaN where the year is not
        complete; 0 euros and no where both worlds spend the same. `net_eur_by_YYYY`: savings less
        costs, undiscounted, by the end of each complete year from which the worlds differ.
    """
    year = claimed_year()
    table = payback_by_year(comparison, policy)
    record: dict[str, float] = {"claimed_year": year}
    for each in records(table[table["rate"] == 0.0]):
        record[f"{NET_BY}{each['year']}"] = each["cumulative_net_eur"]
    if year not in comparison.years:
        return record | dict.fromkeys(PAYBACK, float("nan"))
    rows = table[table["year"] == year]
    if rows.empty:
        return record | dict.fromkeys(PAYBACK, 0.0)
    plain, later = (row for _, row in rows.sort_values("rate").iterrows())
    net = (plain["cumulative_net_eur"], later["cumulative_net_eur"])
    shares = (plain["share_paid_back"], later["share_paid_back"])
    return record | dict(zip(PAYBACK, (*net, *shares), strict=True))


def _differences(values: pd.DataFrame, comparison: Comparison, policy: str) -> pd.DataFrame:
    table = paired_table(values, comparison.base, policy, ["year", "area"], CHANCE_AND_PARAMETERS)
    table.insert(0, "policy", policy)
    return table


@dataclass(frozen=True)
class Doubt:
    """What the draws say of one policy.

    Attributes
    ----------
    gaps : dict of str to Interval
        Headline outcome -> difference over draws, prediction interval.
    same_sign : dict of str to int
        Draws in which the difference has the sign of the one at the parameters as set.
    draws : int
        Those that did not fail.
    year : int
        The claimed year of payback.
    paid_back : int or None
        Draws that are paid back at its end; None where the year is not complete.
    net : Interval or None
        Savings less costs by then, euros of 2025.
    """

    gaps: dict[str, Interval]
    same_sign: dict[str, int]
    draws: int
    year: int
    paid_back: int | None
    net: Interval | None


def doubted(rows: pd.DataFrame, headline: "Mapping[str, tuple[float, Interval]]") -> Doubt:
    """Return what the draws say of a policy.

    Parameters
    ----------
    rows : DataFrame
        Those of the policy in the table `doubt`.
    headline : mapping of str to (float, Interval)
        Base value and paired difference at the parameters as set, by outcome.
    """
    same = {name: int(((rows[name] * gap.mean > 0) | (rows[name] == gap.mean)).sum())
            for name, (_, gap) in headline.items()}  # fmt: skip
    gaps = {name: predicted(rows[name].to_numpy(float)) for name in HEADLINES}
    complete = rows["net_eur"].notna().all()
    return Doubt(
        gaps, same, len(rows), int(rows["claimed_year"].iloc[0]),
        int(rows["paid_back"].sum()) if complete else None,
        predicted(rows["net_eur"].to_numpy(float)) if complete else None,
    )  # fmt: skip


def both_intervals(
    rows: pd.DataFrame, headline: "Mapping[str, tuple[float, Interval]]", gaps: pd.DataFrame
) -> pd.DataFrame:
    """Return each headline difference with both of its intervals, a row per outcome.

    Parameters
    ----------
    rows, headline
        As for `doubted`.
    gaps : DataFrame
        The paired difference of each replication at the parameters as set, a column per outcome.

    Returns
    -------
    DataFrame
        `outcome, base`; over draws (chance + parameters) `mean_of_draws, low_of_draws,
        high_of_draws, sd_of_draws, draws, same_sign`; at the parameters as set (chance only)
        `difference, low, high, sd, replications`. Of the simulated town, in the unit of the
        headline. The standard deviations, of single replications and of single draws, compare like
        with like.
    """
    doubt = doubted(rows, headline)
    table = [
        {
            "outcome": name, "base": base,
            "mean_of_draws": doubt.gaps[name].mean, "low_of_draws": doubt.gaps[name].low,
            "high_of_draws": doubt.gaps[name].high, "sd_of_draws": rows[name].std(ddof=1),
            "draws": doubt.draws, "same_sign": doubt.same_sign[name],
            "difference": gap.mean, "low": gap.low, "high": gap.high,
            "sd": gaps[name].std(ddof=1), "replications": gap.replications,
        }
        for name, (base, gap) in headline.items()
    ]  # fmt: skip
    return pd.DataFrame(table)


def single_pairs(rows: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the headline differences of every pair of worlds: `varies`, a column per outcome.

    Parameters
    ----------
    rows, gaps
        As for `both_intervals`.
    """
    chance = gaps.assign(varies=CHANCE_ONLY)
    both = rows[list(HEADLINES)].assign(varies=CHANCE_AND_PARAMETERS)
    return pd.concat([chance, both], ignore_index=True)


def doubt_facts(comparison: Comparison) -> dict[str, Any] | None:
    """Return what the manifest says of the draws: how many, from where, and how far they moved."""
    draws = comparison.tables.get("draws")
    if draws is None:
        return None
    moved, at_will = how_far(draws)
    facts: dict[str, Any] = {
        "draws": len(draws), "failed": len(comparison.failed_draws),
        "parameters": parameters_of(draws).shape[1], "moved_share_of_range": round(moved, 4),
        "moved_at_will": round(at_will, 4),
    }  # fmt: skip
    if AT_WILL in draws:
        facts[AT_WILL] = int(draws[AT_WILL].iloc[0])
    return facts
