"""Which charts of a comparison would show a small count, and so are published nowhere."""

from experiments.effects.layer_flows import layer_flows
from experiments.published.small_counts import is_small
from experiments.runs.charts import PEOPLE, kinds_of, monthly_of_town
from experiments.runs.result import ComparisonResult

OF_PEOPLE = ("people_by_layer", "paired_difference", "two_intervals")
"""Charts that show counts of people of the whole town, month by month."""
FLOWS = "flows_between_layers"


def charts_of_few(comparison: ComparisonResult, policy: str) -> tuple[str, ...]:
    """Return the kinds of charts that would show a small count of the whole town in either world.

    Of those that the comparison has tables for.

    The map has areas, which are withheld one by one: see `by_area.areas_shown`.
    """
    town = monthly_of_town(comparison)
    worlds = town[town["scenario"].isin([comparison.base, policy])]
    means = worlds.groupby(["scenario", "month"])[list(PEOPLE)].mean()
    few = _any_small(means.to_numpy().ravel().tolist(), comparison.factor)
    there = kinds_of(comparison, policy)
    hidden = tuple(kind for kind in OF_PEOPLE if few and kind in there)
    if FLOWS not in there:
        return hidden
    moves = layer_flows(comparison.tables["layers"], comparison.base, policy)
    counts = moves[["base", "policy"]].to_numpy().ravel().tolist()
    return (*hidden, *((FLOWS,) if _any_small(counts, comparison.factor) else ()))


def _any_small(counts: list[float], factor: float) -> bool:
    return any(is_small(count, factor) for count in counts)
