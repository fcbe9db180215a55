"""Who is in a story, what is said to differ, and whose story is told."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.households import Households
from agents.residents import Residents
from agents.vocabulary import NOBODY, Domain, Position, Sex, Status, Volunteering
from experiments.analyses.stories.rules import (
    RULES,
    Past,
    heads_under_three_laws,
    mothers_who_do_not_ask,
    past_of,
    widowers,
    women_on_benefit,
)
from experiments.analyses.stories.stories import Stories, chosen_of, with_differences, with_events
from experiments.effects.story import in_the_middle

A, B, C, D = range(4)


def bit(*domains: Domain) -> int:
    return sum(1 << domain for domain in domains)


@pytest.fixture(name="town")
def _town() -> Any:
    """Return four adults at home, each a household of its own, at 40 years."""
    town = SimpleNamespace(residents=Residents(6), households=Households(6))
    people = town.residents.records
    people["uid"][:4] = [11, 12, 13, 14]
    people["status"][:4] = Status.HOME
    people["household"] = np.arange(6)
    people["age_months"] = 40 * 12
    people["sex"], people["position"] = Sex.WOMAN, Position.HEAD
    people["volunteer"] = Volunteering.NO
    return town


def uids(town: Any, chosen: Any) -> list[int]:
    return sorted(town.residents.records["uid"][chosen].tolist())


def test_a_widower_is_an_old_man_whose_partner_is_nowhere(town: Any) -> None:
    people = town.residents.records
    people["sex"][:3], people["age_months"][:3] = Sex.MAN, 70 * 12
    people["lives_alone"][:4] = 1
    past = Past({11: 99, 12: 14, 14: 98})  # of 11 gone; of 12 left him; 13 had none; 14 a woman
    assert uids(town, widowers(town, past)) == [11]
    people["age_months"][A] = 64 * 12
    assert uids(town, widowers(town, past)) == []


def test_the_past_holds_partners_by_uid(town: Any) -> None:
    people = town.residents.records
    people["partner"][[A, B]] = [B, A]
    assert past_of(town) == Past({11: 12, 12: 11})
    people["partner"][[A, B]] = NOBODY
    assert past_of(town) == Past({})


def test_a_mother_has_a_minor_a_need_and_has_not_asked(town: Any) -> None:
    people = town.residents.records
    people["age_months"][D] = 10 * 12
    people["household"][D] = A
    people["open_needs"][:3] = bit(Domain.MEETING)
    people["shame"][:3] = 1.0
    assert uids(town, mothers_who_do_not_ask(town, Past({}))) == [11], "12 and 13 have no child"
    for field in ("cases", "products"):
        people[field][A] = bit(Domain.MEETING)
        assert not mothers_who_do_not_ask(town, Past({})).any(), field
        people[field][A] = 0
    people["shame"][A] = -0.5
    assert not mothers_who_do_not_ask(town, Past({})).any()


def test_a_woman_on_benefit_does_not_volunteer_yet(town: Any) -> None:
    people = town.residents.records
    people["products"][:4] = bit(Domain.WORK)
    people["volunteer"][B], people["sex"][C] = Volunteering.IN_GENERAL, Sex.MAN
    people["age_months"][D] = 26 * 12
    assert uids(town, women_on_benefit(town, Past({}))) == [11]


def test_three_laws_are_counted_over_the_household(town: Any) -> None:
    people = town.residents.records
    people["household"][D], people["position"][D] = A, Position.CHILD
    people["open_needs"][D] = bit(Domain.UPBRINGING)
    people["products"][A] = bit(Domain.WORK)
    assert uids(town, heads_under_three_laws(town, Past({}))) == [], "two laws"
    people["open_needs"][A] = bit(Domain.HOUSEHOLD)
    people["open_needs"][B] = bit(Domain.HOUSEHOLD, Domain.UPBRINGING, Domain.INCOME)
    assert uids(town, heads_under_three_laws(town, Past({}))) == [11], "12 has dealings with none"
    people["cases"][B] = bit(Domain.INCOME)
    assert uids(town, heads_under_three_laws(town, Past({}))) == [11, 12]


def twins_table(**columns: list[Any]) -> pd.DataFrame:
    rows = len(columns["uid"])
    table = pd.DataFrame({"scenario": ["plan"] * rows, "age": 40, "area": "noord", **columns})
    table[["class", "event", "world"]] = ["network", "tie or help", "both"]
    for world in ("base", "policy"):
        for layer in ("personal", "community", "institutional", "unmet"):
            table[f"{world}_{layer}_months"] = table.get(f"{world}_{layer}_months", 0)
    return table


def test_who_has_no_twin_apart_differs_in_nothing() -> None:
    picked = pd.DataFrame([("r", 11, "plan"), ("r", 12, "plan"), ("r", 13, "plan")],
                          columns=["rule", "uid", "scenario"])  # fmt: skip
    twins = twins_table(uid=[11, 12], base_unmet_months=[9, 2], policy_unmet_months=[4, 2])
    found = with_differences(picked, twins).set_index("uid")
    assert found["more_unmet_months"].to_dict() == {11: -5, 12: 0, 13: 0}
    assert found["differs"].to_dict() == {11: 1, 12: 0, 13: 0}, "12 parted, its months are equal"
    other = picked.assign(scenario="another")
    assert not with_differences(other, twins)["differs"].any()


def members() -> pd.DataFrame:
    rows = [("r", 0, 1, 1, "both", -9, 2), ("r", 0, 2, 1, "both", 1, 2),
            ("r", 1, 3, 1, "both", 3, 2), ("r", 1, 4, 1, "policy", 2, 9),
            ("r", 1, 5, 0, None, 0, 9)]  # fmt: skip
    columns = ["rule", "replication", "uid", "differs", "world", "more_unmet_months", "events"]
    layers = {f"more_{one}_months": 0 for one in ("personal", "community", "institutional")}
    return pd.DataFrame(rows, columns=columns).assign(**layers)


def test_the_story_is_that_of_the_middle_of_those_who_differ_in_both_worlds() -> None:
    assert chosen_of(members()).loc["r", "uid"] == 2
    assert chosen_of(members().query("uid == 5")).empty


def test_of_an_even_number_it_is_the_lower_one_and_of_equals_to_whom_most_happens() -> None:
    """The rule of the static page too: `effects.story.in_the_middle`."""
    assert chosen_of(members().query("uid != 1")).loc["r", "uid"] == 2, "the lower of 1 and 3"
    equal = members().assign(more_unmet_months=1)
    assert chosen_of(equal).loc["r", "uid"] == 1, "the lowest replication and uid"
    busy = equal.assign(events=[1, 1, 4, 9, 9])
    assert chosen_of(busy).loc["r", "uid"] == 3
    rest = {"more": pd.Series([3, 1, 1], index=[8, 9, 4]), "busy": pd.Series(2, index=[8, 9, 4])}
    assert in_the_middle(**rest) == 4


def test_what_happens_is_counted_in_both_worlds_without_payments() -> None:
    rows = [("current", 7, "need_opened"), ("current", 7, "paid"), ("plan", 7, "need_opened"),
            ("plan", 7, "need_closed"), ("other", 7, "left")]  # fmt: skip
    events = pd.DataFrame(rows, columns=["scenario", "uid", "event"])
    one = pd.DataFrame({"uid": [7, 8], "scenario": ["plan", "plan"]})
    assert with_events(one, events, "current")["events"].tolist() == [3, 0]


def test_a_group_is_told_per_member_whether_it_differs_or_not() -> None:
    figures = Stories(members(), pd.DataFrame(), pd.DataFrame()).of_group("r")
    assert figures["differs"].mean == pytest.approx(4 / 5)
    assert figures["more_unmet_months"].mean == pytest.approx(-3 / 5)
    assert figures["more_unmet_months"].replications == 2


def test_each_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) == 4
