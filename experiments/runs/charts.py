"""Charts of a run and of a comparison."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.surface import Surface
from experiments.analyses.uncertainty.told import speaks_of, surface_caption, surface_of_plan
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import bands, paired_table
from experiments.effects.payback_by_year import claimed_year
from experiments.runs.figures import Uncertainty
from experiments.runs.result import ComparisonResult

PEOPLE = (
    "needs_personal", "needs_community", "needs_institutional", "needs_unmet", "indicated_users",
    "day_activity_indicated_users", "residents_unmet",
)  # fmt: skip


def monthly_of_town(comparison: Comparison, outcomes: Sequence[str] = PEOPLE) -> pd.DataFrame:
    """Return `scenario, replication, month` and outcomes added up over areas."""
    keys = ["scenario", "replication", "month"]
    return comparison.tables["monthly"].groupby(keys)[list(outcomes)].sum().reset_index()


def caption_of(comparison: Comparison, policy: str) -> str:
    """Say scenarios, size, seeds and version in one line."""
    w = comparison.words
    done = comparison.distinct_replications
    missing = ", ".join(str(f.replication) for f in comparison.failed_replications)
    return w(
        "picture.caption", base=comparison.base, policy=policy,
        size=w.figure(comparison.size, ","), full=w.figure(comparison.size_full, ","),
        seed=comparison.seed, first=done[0], last=done[-1], version=comparison.version,
        without=w("picture.without", missing=missing) if missing else "",
    )  # fmt: skip


def last_year(town: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    """Return the paired difference of the mean over the last twelve months, by outcome."""
    late = town[town["month"] > town["month"].max() - pd.DateOffset(months=12)]
    means = late.drop(columns="month").groupby(["scenario", "replication"]).mean().reset_index()
    return paired_table(means.assign(window="last"), base, policy, ["window"])


def pictures(comparison: ComparisonResult, policy: str) -> dict[str, tuple[Any, pd.DataFrame]]:
    """Return the charts of a pair with their tables, by file name.

    That of the payback is left out where no year is complete or both worlds spend the same.
    """
    from experiments.analyses.uncertainty.response_surface import response_surface
    from experiments.report.charts.cumulative_net import cumulative_net
    from experiments.report.charts.paired_difference import paired_difference
    from experiments.report.charts.people_by_layer import people_by_layer

    town = monthly_of_town(comparison)
    gaps = paired_table(town, comparison.base, policy, ["month"])
    last = last_year(town, comparison.base, policy)
    caption = caption_of(comparison, policy)
    names = comparison.base, policy, caption, comparison.words
    figures = comparison.figures[policy]
    charts = {
        f"people_by_layer_{policy}.png": people_by_layer(
            bands(town, ["month"]), gaps, last, *names
        ),
        f"paired_difference_{policy}.png": paired_difference(gaps, last, *names),
    }
    if len(figures.by_year):
        chart = cumulative_net(figures.by_year, claimed_year(), *names)
        charts[f"cumulative_net_{policy}.png"] = chart
    found = surface_for(comparison, policy)
    if found is not None:
        chart = response_surface(found, surface_caption(comparison.words), comparison.words)
        charts[f"what_must_be_true_{policy}.png"] = chart
    if figures.uncertainty:
        chart = picture_of_doubt(comparison, policy, figures.uncertainty)
        charts[f"two_intervals_{policy}.png"] = chart
    return charts


def surface_for(comparison: Comparison, policy: str) -> Surface | None:
    """Return what must be true for a policy to pay, where the shipped posterior tells it."""
    if comparison.own_parameters:
        return None
    if not speaks_of(comparison.base, policy, comparison.size_full):
        return None
    return surface_of_plan()


def picture_of_doubt(
    comparison: Comparison, policy: str, uncertainty: Uncertainty
) -> tuple[Any, pd.DataFrame]:
    """Return the chart of both intervals of each headline difference, with its table."""
    from experiments.report.charts.two_intervals import two_intervals

    names = comparison.base, policy, caption_of(comparison, policy), comparison.words
    return two_intervals(uncertainty.intervals, uncertainty.pairs, *names)
