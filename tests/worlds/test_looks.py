"""Who looks at the base world while it is lived sees it as alone, and changes nothing."""

import pandas as pd
import pytest

from experiments.analyses.stories.rules import RULES, past_of
from experiments.analyses.stories.stories import lived
from experiments.worlds.lockstep import Task, run_together
from experiments.worlds.warm_starts import warmed_up
from model.scenario.scenario import first_difference, load_scenarios

RESIDENTS, MONTHS, TOWN = 600, 66, "bergen_op_zoom"


def test_a_look_after_the_worlds_part_is_refused_before_anything_is_lived() -> None:
    base, plan = load_scenarios(["current", "transformation"])
    task = Task(base, (plan,), 1, 0, RESIDENTS, MONTHS, TOWN)
    with pytest.raises(ValueError, match="look at month 65: the worlds part in month 60"):
        run_together(task, {65: lambda town: None})


@pytest.mark.slow
def test_whom_a_rule_picks_is_picked_as_in_a_town_of_its_own() -> None:
    base, plan = load_scenarios(["current", "transformation"])
    rules = tuple(rule for rule in RULES if rule.policy == plan.name)
    members, events = lived(base, (plan,), rules, (1, 0, RESIDENTS, MONTHS))
    apart = first_difference(base, plan)
    town = warmed_up(base, 1, 0, RESIDENTS, TOWN)
    town.run_until(apart - 12)
    past = past_of(town)
    town.run_until(apart)
    uids = town.residents.records["uid"]
    alone = [(rule.name, int(uid)) for rule in rules for uid in sorted(uids[rule.who(town, past)])]
    assert len(alone) > 5
    assert list(zip(members["rule"], members["uid"], strict=True)) == alone
    task = Task(base, (plan,), 1, 0, RESIDENTS, MONTHS, TOWN, journeys=None, tables=("journeys",))
    unseen = run_together(task).tables["journeys"]
    unseen = unseen[unseen["uid"].isin(members["uid"])]
    pd.testing.assert_frame_equal(events, unseen)
