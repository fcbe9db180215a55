"""Which charts of a comparison would show a small count, and so are published nowhere."""

from experiments.effects.layer_flows import layer_flows
from experiments.published.small_counts import is_small, small_in_either
from experiments.runs.charts import ASKED, PEOPLE, kinds_of, monthly_of_town
from experiments.runs.result import ComparisonResult
from model.measures.outcomes import outcome

OF_PEOPLE = ("people_by_layer", "paired_difference")
"""Charts that show counts of people of the whole town, month by month."""
OF_HEADLINE = "two_intervals"
"""The chart that shows every headline outcome, mean over years."""
FLOWS, POSTCODES = "flows_between_layers", "postcode_map"


def charts_of_few(comparison: ComparisonResult, policy: str) -> tuple[str, ...]:
    """Return the kinds of charts that would show a small count of the whole town in either world.

    Of those that the comparison has tables for.

    The map has areas, which are withheld one by one: see `by_area.areas_shown`.
    """
    few = {
        **dict.fromkeys(OF_PEOPLE, _few_by_month(comparison, policy)),
        OF_HEADLINE: _few_in_headline(comparison, policy),
    }  # fmt: skip
    there = kinds_of(comparison, policy)
    if POSTCODES in there:
        few[POSTCODES] = _few_by_postcode(comparison, policy)
    if FLOWS in there:
        moves = layer_flows(comparison.tables["layers"], comparison.base, policy)
        counts = moves[["base", "policy"]].to_numpy().ravel().tolist()
        few[FLOWS] = _any_small(counts, comparison.factor)
    return tuple(kind for kind in there if few.get(kind))


def _few_by_month(comparison: ComparisonResult, policy: str) -> bool:
    town = monthly_of_town(comparison)
    worlds = town[town["scenario"].isin([comparison.base, policy])]
    means = worlds.groupby(["scenario", "month"])[list(PEOPLE)].mean()
    return _any_small(means.to_numpy().ravel().tolist(), comparison.factor)


def _few_by_postcode(comparison: ComparisonResult, policy: str) -> bool:
    """Say whether anywhere few are lonely, or few are not."""
    surveys = comparison.tables["surveys"]
    worlds = surveys["scenario"].isin([comparison.base, policy])
    asked = surveys[worlds & (surveys["question"] == ASKED)]
    keys = ["scenario", "year", "postcode"]
    sums = asked.groupby([*keys, "replication"])[["true_yes", "residents"]].sum()
    means = sums.assign(no=sums["residents"] - sums["true_yes"]).groupby(keys).mean()
    counts = means[["true_yes", "no"]].to_numpy().ravel().tolist()
    return _any_small(counts, comparison.factor)


def _few_in_headline(comparison: ComparisonResult, policy: str) -> bool:
    return any(
        small_in_either(base, gap.mean, comparison.factor)
        for name, (base, gap) in comparison.figures[policy].headline.items()
        if outcome(name).unit != "EUR"
    )


def _any_small(counts: list[float], factor: float) -> bool:
    return any(is_small(count, factor) for count in counts)
