"""Substitution both ways: the mirror of each outcome, the net, and the placebos, by hand."""

import numpy as np
import pandas as pd
import pytest

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import jackknife_ratio, paired
from experiments.effects.substitution import both_ways, net_rates, verdict
from experiments.worlds.demand_shift import (
    DAY_ACTIVITIES,
    DAY_PLACES,
    MIRRORS,
    PARTS,
    WHOLE_TOWN,
    CareHistory,
    outcomes_of,
    shift_of,
)


def history(first: list[int], months: list[int]) -> CareHistory:
    return CareHistory(np.ones(len(first), np.bool_), np.array(first), np.array(months))


def test_worlds_that_change_places_change_every_outcome_for_its_mirror() -> None:
    one = history([3, -1, 3, 5, 4, 4, -1], [9, 0, 9, 9, 6, 2, 0])
    other = history([-1, 3, 5, 3, 4, 4, -1], [0, 9, 9, 9, 2, 6, 0])
    there, back = outcomes_of(one, other), outcomes_of(other, one)
    for less, more in MIRRORS.items():
        if less in there:
            assert np.array_equal(there[less], back[more])
            assert there[less].sum() == there[more].sum() == 1
    everybody = np.ones(7, np.bool_)
    counts = shift_of(one, other, everybody)
    assert sum(counts[name] for name in PARTS) == counts["participants"] == 7
    assert counts["other_participants"] == 0


def test_shuffled_care_is_no_substitution_on_balance() -> None:
    """The same margins, dealt anew: the one-sided count is large, the net is nothing."""
    first = np.where(np.arange(1000) < 100, 3, -1)
    months = np.where(first > 0, 12, 0)
    anew = np.arange(1000) * 7 % 1000  # 7 has no factor in common with 1000: a permutation
    found = outcomes_of(
        history(first.tolist(), months.tolist()), history(first[anew].tolist(), months.tolist())
    )
    assert found["substituted"].sum() > 80
    assert found["substituted"].sum() == found["added"].sum()


def compared() -> Comparison:
    rows = [
        {"scenario": "plan", "replication": r, "world": world, "visited": where,
         "care": DAY_ACTIVITIES, "residents": 100 + r, "substituted": 8 + r, "added": 3,
         "postponed": 1, "brought_forward": 4, "converted": 2, "lengthened": 2,
         "users_base": 50 + r, "months_base": 200, "months_fewer": 30, "months_more": 10 + r}
        for r in range(3) for world in ("plan", "redrawn") for where in (WHOLE_TOWN, DAY_PLACES)
        if world == "plan" or r < 2
    ]  # fmt: skip
    tables = {"substitution": pd.DataFrame(rows)}
    return Comparison("base", ("plan",), 1, 3, 12, 10, 10, 0, tables)


def test_the_net_is_less_minus_more_with_its_interval() -> None:
    ways = both_ways(compared(), "plan", "plan")[DAY_PLACES, DAY_ACTIVITIES]
    assert (ways["substituted"].less.mean, ways["substituted"].more.mean) == (9, 3)
    assert ways["substituted"].net.mean == pytest.approx(6)
    assert ways["substituted"].net.known
    assert ways["postponed"].net.mean == pytest.approx(-3)
    assert not both_ways(compared(), "plan", "placebo")


def test_a_net_is_held_against_the_world_drawn_anew_where_there_is_one() -> None:
    comparison = compared()
    table = comparison.tables["substitution"]
    table.loc[(table["world"] == "redrawn") & (table["replication"] == 1), "added"] = 1
    ways = both_ways(comparison, "plan", "plan")[DAY_PLACES, DAY_ACTIVITIES]["substituted"]
    assert ways.beyond == paired([0, -2])  # of two replications, not of three
    alone = table[table["world"] == "plan"]
    comparison.tables["substitution"] = alone
    ways = both_ways(comparison, "plan", "plan")[DAY_PLACES, DAY_ACTIVITIES]["substituted"]
    assert not ways.beyond.known


@pytest.mark.parametrize(
    ("beyond", "says"),
    [([9, 10, 11], "less_care"), ([-9, -10, -11], "more_care"), ([-1, 2, 0], "no_more"),
     ([3, 3, 3], "cannot_tell"), ([30], "cannot_tell")],
)  # fmt: skip
def test_only_what_goes_beyond_reshuffling_is_told(beyond: list[float], says: str) -> None:
    assert verdict(paired(beyond)) == says


def test_rates_are_net_and_of_the_whole_town() -> None:
    rates = net_rates(compared(), "plan")
    assert rates.residents == jackknife_ratio([5, 6, 7], [50, 51, 52])
    assert rates.months == jackknife_ratio([20, 19, 18], [200, 200, 200])
    assert np.isnan(net_rates(compared(), "nobody").residents.mean)
