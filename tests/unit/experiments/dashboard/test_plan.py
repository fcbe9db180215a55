"""The lines of a plan, and the scenario file of other doses and dates."""

from collections import Counter
from pathlib import Path

import pytest

from experiments.dashboard.plan import OWN, PLAN, lines_of, own_plan, policies, scenario
from model.scenario.scenario import Scenario, load_scenario


def loaded(text: str, folder: Path) -> Scenario:
    file = folder / "own.yaml"
    file.write_text(text, encoding="utf-8")
    return load_scenario(file)


def test_the_plan_comes_first_and_has_the_lines_of_its_file() -> None:
    assert policies()[0] == PLAN
    keys = [line.key for line in lines_of(PLAN)]
    assert keys[:2] == ["strong_local_teams.1", "strong_local_teams.2"]
    assert keys[-1] == "fast_track.1"
    assert len(keys) == 7


def test_one_line_gets_another_dose_and_all_else_stays(tmp_path: Path) -> None:
    own = loaded(own_plan(PLAN, {("dose", "strong_local_teams.2"): 0.5}), tmp_path)
    ours, theirs = Counter(own.levers), Counter(scenario(PLAN).levers)
    (new,), (old,) = (ours - theirs), (theirs - ours)
    assert own.name == OWN
    assert (new.name, new.parameters.dose, new.parameters.start) == (
        "strong_local_teams", 0.5, "2027-01",
    )  # fmt: skip
    assert new.parameters.model_copy(update={"dose": old.parameters.dose}) == old.parameters


def test_a_line_gets_other_dates(tmp_path: Path) -> None:
    changes = {("start", "fast_track.1"): "2027-01", ("end", "fast_track.1"): "2029-01"}
    own = loaded(own_plan(PLAN, changes), tmp_path)
    use = next(use for use in own.levers if use.name == "fast_track")
    assert (use.parameters.start, use.parameters.end) == ("2027-01", "2029-01")


@pytest.mark.parametrize("policy", policies())
def test_every_shipped_policy_is_rebuilt_whole(policy: str, tmp_path: Path) -> None:
    """Written anew with its own doses, a policy is what it was: history and parameters too."""
    for line in lines_of(policy):
        own = loaded(own_plan(policy, {("dose", line.key): line.dose}), tmp_path)
        was = scenario(policy)
        assert Counter(own.levers) == Counter(was.levers)
        assert (own.processes, own.facility_types) == (was.processes, was.facility_types)
