"""Charts of a run and of a comparison."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from experiments.analyses.uncertainty.surface import Surface
from experiments.analyses.uncertainty.told import (
    speaks_of,
    split_of_plan,
    sums_of_draws,
    surface_caption,
    surface_of_plan,
)
from experiments.effects.by_area import places_of, rates_by_area, rates_by_postcode
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import bands, paired_table
from experiments.effects.last_year import last_year
from experiments.effects.payback_by_year import claimed_year, sums_of_replications
from experiments.runs.figures import Uncertainty
from experiments.runs.result import ComparisonResult
from model.inputs.municipality import load_municipality

if TYPE_CHECKING:
    from experiments.report.charts.cells import Outlines

PEOPLE = (
    "needs_personal", "needs_community", "needs_institutional", "needs_unmet", "indicated_users",
    "day_activity_indicated_users", "residents_unmet",
)  # fmt: skip
MAPPED, ASKED = "residents_unmet", "ever_lonely"
"""What the maps of a comparison show: by area an outcome, by postcode a question of a survey."""


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


def kinds_of(comparison: ComparisonResult, policy: str) -> tuple[str, ...]:
    """Return the kinds of pictures that a comparison has tables for, in the order of a summary.

    Those of the payback are left out where no year is complete or both worlds spend the same.
    """
    figures, layers = comparison.figures[policy], comparison.tables.get("layers")
    there = {
        "people_by_layer": True,
        "paired_difference": True,
        "flows_between_layers": layers is not None and len(layers) > 0,
        "area_map": has_map(comparison),
        "postcode_map": has_postcodes(comparison),
        "cumulative_net": len(figures.by_year) > 0,
        "payback_fan": len(figures.by_year) > 0,
        "what_must_be_true": surface_for(comparison, policy) is not None,
        "variance_split": told_by_posterior(comparison, policy),
        "two_intervals": figures.uncertainty is not None,
    }
    return tuple(kind for kind, has in there.items() if has)


def file_of(kind: str, policy: str) -> str:
    """Return the name of the file of a picture."""
    return f"{kind}_{policy}.png"


def pictures(
    comparison: ComparisonResult,
    policy: str,
    kinds: Sequence[str] | None = None,
    outlines: "Outlines | None" = None,
) -> dict[str, tuple[Any, pd.DataFrame]]:
    """Return the charts of a pair with their tables, by file name.

    Parameters
    ----------
    comparison : ComparisonResult
    policy : str
    kinds : sequence of str, optional
        Some of `kinds_of`; all by default.
    outlines : Outlines, optional
        True ones of the areas, for the map.
    """
    from experiments.analyses.uncertainty.response_surface import response_surface
    from experiments.report.charts.cumulative_net import cumulative_net
    from experiments.report.charts.paired_difference import paired_difference
    from experiments.report.charts.people_by_layer import people_by_layer
    from experiments.report.charts.variance_split import variance_split

    town = monthly_of_town(comparison)
    gaps = paired_table(town, comparison.base, policy, ["month"])
    last = last_year(town, comparison.base, policy)
    names = comparison.base, policy, caption_of(comparison, policy), comparison.words
    figures, surface = comparison.figures[policy], surface_for(comparison, policy)
    drawn: dict[str, Callable[[], tuple[Any, pd.DataFrame]]] = {
        "people_by_layer": lambda: people_by_layer(bands(town, ["month"]), gaps, last, *names),
        "paired_difference": lambda: paired_difference(gaps, last, *names),
        "flows_between_layers": lambda: picture_of_flows(comparison, policy),
        "area_map": lambda: picture_of_areas(comparison, policy, outlines=outlines),
        "postcode_map": lambda: picture_of_postcodes(comparison, policy),
        "cumulative_net": lambda: cumulative_net(figures.by_year, claimed_year(), *names),
        "payback_fan": lambda: picture_of_payback(comparison, policy),
        "what_must_be_true": lambda: response_surface(
            cast("Surface", surface), surface_caption(comparison.words), comparison.words
        ),
        "variance_split": lambda: variance_split(
            split_of_plan(), surface_caption(comparison.words), comparison.words
        ),
        "two_intervals": lambda: picture_of_doubt(
            comparison, policy, cast("Uncertainty", figures.uncertainty)
        ),
    }
    chosen = kinds_of(comparison, policy) if kinds is None else kinds
    return {file_of(kind, policy): drawn[kind]() for kind in chosen}


def picture_of_flows(comparison: Comparison, policy: str) -> tuple[Any, pd.DataFrame]:
    """Return the chart of moves between layers, with its table."""
    from experiments.effects.layer_flows import layer_flows
    from experiments.report.charts.flows_between_layers import flows_between_layers

    table = layer_flows(comparison.tables["layers"], comparison.base, policy)
    caption = caption_of(comparison, policy)
    return flows_between_layers(table, comparison.base, policy, caption, comparison.words)


def has_map(comparison: Comparison) -> bool:
    """Say whether the areas of a comparison are those of its municipality."""
    monthly = comparison.tables["monthly"]
    if not {MAPPED, "residents"} <= set(monthly):
        return False
    return set(monthly["area"]) <= set(load_municipality(comparison.municipality).areas)


def picture_of_areas(
    comparison: Comparison,
    policy: str,
    outcome: str = MAPPED,
    outlines: "Outlines | None" = None,
    table: pd.DataFrame | None = None,
) -> tuple[Any, pd.DataFrame]:
    """Return the map of the difference in a headline number of residents by area, with its table.

    Parameters
    ----------
    comparison : Comparison
    policy : str
    outcome : str
        A headline outcome in residents.
    outlines : Outlines, optional
        True ones of the areas, as `read_outlines` returns them.
    table : DataFrame, optional
        Where small counts are withheld; by default that of `rates_by_area`.
    """
    from experiments.report.charts.area_map import area_map

    w, data = comparison.words, load_municipality(comparison.municipality)
    if table is None:
        monthly = comparison.tables["monthly"]
        table = rates_by_area(monthly, comparison.base, policy, outcome, comparison.years)
    return area_map(
        table, places_of(data), dict(zip(data.areas, data.area_labels, strict=True)),
        (w(f"headline.{outcome}"), _when(comparison)), comparison.base, policy,
        caption_of(comparison, policy), w, outlines,
    )  # fmt: skip


def has_postcodes(comparison: Comparison) -> bool:
    """Say whether a question of a survey is known by postcode of the municipality."""
    surveys = comparison.tables.get("surveys")
    if surveys is None or not (surveys["question"] == ASKED).any():
        return False
    known = load_municipality(comparison.municipality).postcodes["postcode"]
    return set(surveys["postcode"].astype(str)) <= set(known.astype(str))


def picture_of_postcodes(
    comparison: Comparison, policy: str, outlines: "Outlines | None" = None
) -> tuple[Any, pd.DataFrame]:
    """Return the map of the difference in loneliness by postcode, with its table.

    Parameters
    ----------
    comparison : Comparison
    policy : str
    outlines : Outlines, optional
        True ones of the postcodes, as `read_outlines` returns them.
    """
    from experiments.report.charts.area_map import area_map

    w, data = comparison.words, load_municipality(comparison.municipality)
    surveys, years = comparison.tables["surveys"], comparison.years
    table = rates_by_postcode(surveys, comparison.base, policy, ASKED, years)
    named = zip(data.postcodes["postcode"], data.postcodes["place"], strict=True)
    titles = {str(key): f"{key} {name}" for key, name in named}
    return area_map(
        table, places_of(data), titles, (w("map.lonely"), _when(comparison)), comparison.base,
        policy, caption_of(comparison, policy), w, outlines,
    )  # fmt: skip


def _when(comparison: Comparison) -> str:
    w, years = comparison.words, comparison.years
    return w("map.when", first=years[0], last=years[-1]) if years else w("picture.last_year")


def picture_of_payback(comparison: Comparison, policy: str) -> tuple[Any, pd.DataFrame]:
    """Return the fan of the payback with its table; over draws too, where the posterior tells."""
    from experiments.report.charts.payback_fan import payback_fan

    members, caption = sums_of_replications(comparison, policy), caption_of(comparison, policy)
    if told_by_posterior(comparison, policy):
        members = pd.concat([sums_of_draws(), members], ignore_index=True)
        caption = f"{caption} {surface_caption(comparison.words)}"
    names = comparison.base, policy, caption, comparison.words
    return payback_fan(members, claimed_year(), *names)


def picture_of_places(comparison: Comparison, policy: str) -> tuple[Any, pd.DataFrame]:
    """Return the chart of free places and of who waits, with its table."""
    from experiments.report.charts.places_and_waiting import PANELS, THERE, places_and_waiting

    town = monthly_of_town(comparison, (*PANELS, THERE))
    gaps = paired_table(town, comparison.base, policy, ["month"])
    last = last_year(town, comparison.base, policy)
    names = comparison.base, policy, caption_of(comparison, policy), comparison.words
    return places_and_waiting(bands(town, ["month"]), gaps, last, *names)


def told_by_posterior(comparison: Comparison, policy: str) -> bool:
    """Say whether the shipped posterior tells of a policy, at the parameters as set."""
    if comparison.own_parameters:
        return False
    return speaks_of(comparison.base, policy, comparison.size_full)


def surface_for(comparison: Comparison, policy: str) -> Surface | None:
    """Return what must be true for a policy to pay, where the shipped posterior tells it."""
    return surface_of_plan() if told_by_posterior(comparison, policy) else None


def picture_of_doubt(
    comparison: Comparison, policy: str, uncertainty: Uncertainty
) -> tuple[Any, pd.DataFrame]:
    """Return the chart of both intervals of each headline difference, with its table."""
    from experiments.report.charts.two_intervals import two_intervals

    names = comparison.base, policy, caption_of(comparison, policy), comparison.words
    return two_intervals(uncertainty.intervals, uncertainty.pairs, *names)
