"""Residents worse off: counted on twins made by hand, beside the placebo."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.vocabulary import Layer, Status
from experiments.effects.worse_off import MEASURES, shares
from experiments.report.words import LANGUAGES, words_of
from experiments.runs.findings_people import worse_off as worse_off_words
from experiments.worlds.lockstep import PLACEBO
from experiments.worlds.worse_off import MARGIN_MONTHS, MARGIN_WELLBEING, worse_off
from tests.unit.plain import residents

UIDS = np.array([50, 10, 40, 20, 30])


def watch(unmet: list[int], wellbeing: list[float], last: list[int]) -> Any:
    view = np.zeros(5, [("first", "i2"), ("last", "i2")])
    view["last"] = last
    months = np.zeros((5, 4), np.int32)
    months[:, Layer.UNMET] = unmet
    people = residents(5, uid=UIDS[::-1], wellbeing=wellbeing[::-1])
    people["status"] = np.where(np.array(last[::-1]) == 9, Status.HOME, Status.EMPTY)
    town = SimpleNamespace(areas=("east", "west"), residents=SimpleNamespace(records=people))
    return SimpleNamespace(view=view, layer_months=months, town=town, at_start=UIDS)


def pair(policy: str = "plan") -> Any:
    """Return five twins: worse, better, within the margin, gone in one world, a child of ten."""
    more = MARGIN_MONTHS
    traits = {
        "age_months": np.array([960, 600, 600, 840, 120]), "sex": np.array([0, 1, 1, 0, 1]),
        "origin": np.zeros(5, int), "insecure": np.array([1, 0, 0, 0, 0]),
        "lives_alone": np.array([1, 0, 0, 1, 0]), "area": np.array([0, 0, 1, 1, 1]),
    }  # fmt: skip
    base = watch([3, more, 0, 0, 0], [7.0] * 5, [9, 9, 9, 9, 9])
    feels = [7.0 - MARGIN_WELLBEING, 7.0, 7.0 + MARGIN_WELLBEING, 0.0, 7.0]
    ours = watch([3 + more, 0, more - 1, 99, 0], feels, [9, 9, 9, 4, 9])
    rows = SimpleNamespace(uids=UIDS, traits=traits)
    for one in (base, ours):
        one.town.residents.records["age_months"][0] = 120  # the last uid is the child
    return SimpleNamespace(policy=policy, base=base, ours=ours, rows=rows)


def counted(dimension: str, group: str) -> dict[str, int]:
    table = worse_off(pair())
    row = table[(table["dimension"] == dimension) & (table["group"] == group)]
    return {str(k): v for k, v in row.iloc[0].items()}


def test_margins_decide_and_only_twins_of_both_worlds_count() -> None:
    counts = counted("all", "all")
    assert (counts["residents"], counts["unmet_worse"], counts["unmet_better"]) == (4, 1, 1)
    assert (counts["adults"], counts["wellbeing_worse"], counts["wellbeing_better"]) == (3, 1, 1)


def test_who_came_after_the_parting_is_left_out() -> None:
    """In a world drawn anew a newcomer shares only a uid, so no pair counts newcomers."""
    later = pair()
    later.base.at_start = UIDS[1:]  # the first twin, who is worse off, was not there
    counts = worse_off(later).iloc[0]
    assert (counts["residents"], counts["unmet_worse"], counts["unmet_better"]) == (3, 0, 1)
    assert (counts["adults"], counts["wellbeing_worse"], counts["wellbeing_better"]) == (2, 0, 1)


def test_groups_of_a_dimension_add_up_to_all() -> None:
    table = worse_off(pair())
    numbers = [name for name in table if name not in ("scenario", "dimension", "group")]
    whole = table[table["dimension"] == "all"][numbers].iloc[0]
    for dimension, rows in table.groupby("dimension"):
        assert (rows[numbers].sum() == whole).all(), dimension


def test_who_is_worse_off_stands_in_the_right_groups() -> None:
    for dimension, group in (
        ("age_band", "75-84"), ("sex", "man"), ("income_security", "insecure"),
        ("living_alone", "alone"), ("area", "east"),
    ):  # fmt: skip
        assert counted(dimension, group)["unmet_worse"] == 1, dimension


def test_a_world_beside_itself_shows_nobody() -> None:
    same = pair()
    same.ours = same.base
    table = worse_off(same)
    ways = [f"{m}_{w}" for m in ("unmet", "wellbeing") for w in ("worse", "better")]
    assert table[ways].to_numpy().sum() == 0
    assert table["residents"].iloc[0] == 5


def table_of(replications: int = 3) -> pd.DataFrame:
    frames = [
        worse_off(pair(name)).assign(replication=r)
        for r in range(replications)
        for name in (("plan", "placebo") if r < 2 else ("plan",))
    ]
    return pd.concat(frames, ignore_index=True)


def test_shares_are_ratios_of_sums_and_empty_groups_are_left_out() -> None:
    by_group = shares(table_of(), "plan")
    assert by_group["all", "all"]["worse"].mean == pytest.approx(0.25)
    assert ("age_band", "85+") not in by_group
    assert shares(table_of(), "plan", "wellbeing")["all", "all"]["better"].mean == pytest.approx(
        1 / 3
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_sets_the_placebo_beside_it(lang: str) -> None:
    w = words_of(lang)
    ours, placebo = (
        {measure: shares(table_of(), world, measure) for measure in MEASURES}
        for world in ("plan", PLACEBO)
    )
    table, words = worse_off_words(ours, [placebo, placebo], w)
    whole = next(row for row in table.rows if row[0] == w("worse.unmet"))
    quarter = w.figure(0.25, ".2%")
    assert (whole[1], whole[-4], whole[-2]) == (quarter,) * 3
    assert str(MARGIN_MONTHS) in words
