"""Scenarios extend each other as their files say, and every value knows where it was set."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from model.errors import ParameterError, ScenarioError
from model.inputs.municipality import load_municipality
from model.parameter_owners import known_levers, known_processes
from model.scenario.record import RETIRED, from_record, resolved
from model.scenario.scenario import (
    NEVER,
    LeverUse,
    Scenario,
    check_places,
    first_difference,
    load_scenario,
    load_scenarios,
    shipped_scenarios,
)

SHIPPED = (
    "current", "day_activities_only", "local_teams_only", "no_change_in_age", "null", "pilot_only",
    "transformation",
)  # fmt: skip
TEAMS, PLACES = "strong_local_teams", "free_access_day_activities"
Write = Callable[..., Path]
WEIGHT = "seeking.shame_weight"


def uses(scenario: Scenario, name: str) -> list[LeverUse]:
    return [use for use in scenario.levers if use.name == name]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "mine") -> Path:
        file = tmp_path / f"{name}.yaml"
        file.write_text(f"name: {name}\ntitle: Of a test\n{text}", encoding="utf-8")
        return file

    return written


def test_shipped_are_there() -> None:
    assert set(SHIPPED) <= set(shipped_scenarios())


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_load(name: str) -> None:
    scenario = load_scenario(name)
    check_places(scenario, load_municipality())
    assert scenario.name == name
    assert len(scenario.title) > 10
    assert set(scenario.processes) == set(known_processes())
    assert scenario.parent is not None or name == "current"


def test_current_holds_what_happened() -> None:
    used = {use.name for use in load_scenario("current").levers}
    assert used >= {"covid", "odensehuis", "cafe_entree", "t_huis"}
    assert used <= set(known_levers())


def test_levers_of_the_plan_are_there() -> None:
    assert {TEAMS, PLACES, "ageing_held_still"} <= set(known_levers())


def test_the_plan_is_on_its_timeline() -> None:
    areas = set(load_municipality().areas)
    plan = load_scenario("transformation")
    for name in (TEAMS, PLACES):
        first, second = uses(plan, name)
        assert (first.parameters.start, first.parameters.areas) == ("2026-01", ("oude_stad",))
        assert second.parameters.start == "2027-01"
        assert set(second.parameters.areas) == areas - {"oude_stad"}
        assert {use.parameters.dose for use in (first, second)} == {1.0}


def test_parts_of_the_plan() -> None:
    plan, teams = load_scenario("transformation"), load_scenario("local_teams_only")
    places, pilot = load_scenario("day_activities_only"), load_scenario("pilot_only")
    assert uses(teams, TEAMS) == uses(plan, TEAMS)
    assert not uses(teams, PLACES)
    assert uses(places, PLACES) == uses(plan, PLACES)
    assert not uses(places, TEAMS)
    assert uses(pilot, TEAMS) == uses(plan, TEAMS)[:1]
    assert {use.parameters.areas for use in pilot.levers if use.name in (TEAMS, PLACES)} == {
        ("oude_stad",)
    }


def test_null_is_the_plan_at_dose_zero_and_history_in_full() -> None:
    null, plan, current = map(load_scenario, ("null", "transformation", "current"))
    assert null.levers[: len(current.levers)] == current.levers
    added = null.levers[len(current.levers) :]
    assert {use.parameters.dose for use in added} == {0.0}
    full = [use.parameters.model_copy(update={"dose": 1.0}) for use in added]
    assert full == [use.parameters for use in plan.levers[len(current.levers) :]]


def test_first_difference() -> None:
    current, plan = load_scenario("current"), load_scenario("transformation")
    assert first_difference(current, load_scenario("current")) == NEVER
    assert first_difference(current, plan) == first_difference(plan, current) == 60
    assert first_difference(plan, load_scenario("pilot_only")) == 72
    assert first_difference(current, load_scenario("no_change_in_age")) == 0
    assert first_difference(plan, load_scenario("transformation", {f"{PLACES}.dose": 0.5})) == 60
    assert first_difference(plan, load_scenario("transformation", {WEIGHT: 0.31})) == -120


def test_changes_of_an_inactive_lever_are_checked_and_leave_no_trace() -> None:
    changed = load_scenario("current", {f"{PLACES}.dose": 0.5})
    assert first_difference(changed, load_scenario("current")) == NEVER
    with pytest.raises(ParameterError, match=r"dose is 1\.5"):
        load_scenario("current", {f"{PLACES}.dose": 1.5})


def test_later_settings_win(write: Write) -> None:
    write(f"on: current\nparameters: {{{WEIGHT}: 0.31, {TEAMS}.dose: 0.7}}\n", "below")
    above = write(f"on: below.yaml\nlevers: [{{lever: {TEAMS}}}]\n", "above")
    top = write(f"on: above.yaml\nparameters: {{{WEIGHT}: 0.32, {TEAMS}.dose: 0.6}}\n", "top")
    beside = write(f"on: below.yaml\nlevers: [{{lever: {TEAMS}, dose: 0.2}}]\n", "own")

    def settings(file: Path, changes: dict[str, float] | None = None) -> tuple[float, float]:
        scenario = load_scenario(file, changes)
        weight = scenario.processes["seeking"].shame_weight  # type: ignore[attr-defined]
        return weight, uses(scenario, TEAMS)[0].parameters.dose

    assert settings(above) == (0.31, 0.7)
    assert settings(top) == (0.32, 0.6)
    assert settings(beside) == (0.31, 0.2)
    assert settings(top, {WEIGHT: 0.33, f"{TEAMS}.dose": 0.1}) == (0.33, 0.1)


def test_resolved_says_where_each_value_was_set(write: Write) -> None:
    file = write(f"on: transformation\nparameters: {{{WEIGHT}: 0.31}}\n")
    tree = yaml.safe_load(yaml.safe_dump(resolved(load_scenario(file, {f"{TEAMS}.dose": 0.5}))))
    assert tree["parameters"][WEIGHT]["value"] == 0.31
    assert tree["parameters"][WEIGHT]["set_in"] == "scenario mine"
    assert {row["set_in"] for row in tree["parameters"].values()} == {"scenario mine", "default"}
    first = next(use for use in tree["levers"] if use["lever"] == TEAMS)
    assert first["start"] == {"value": "2026-01", "set_in": "scenario transformation"}
    assert first["dose"] == {"value": 0.5, "set_in": "--set"}
    assert {row["set_in"] for row in first["parameters"].values()} == {"default"}
    assert tree["on"] == "transformation"


def test_every_number_is_resolved() -> None:
    tree = resolved(load_scenario("current"))
    names = {row.name for p in load_scenario("current").processes.values() for row in p.rows()}
    assert names <= set(tree["parameters"])


def test_half_a_dose_can_be_borrowed(write: Write) -> None:
    half = load_scenario(write("on: current\nlines_of: {scenario: pilot_only, dose: 0.5}\n"))
    assert [use.parameters.dose for use in half.levers if use.name in (TEAMS, PLACES)] == [0.5, 0.5]


def test_history_is_uses_of_levers_with_a_note(write: Write) -> None:
    file = write(
        f"history:\n  - {{lever: {TEAMS}, start: 2024-01, note: x}}\n  - {{lever: budget_cut}}\n"
    )
    scenario = load_scenario(file)
    assert [use.name for use in scenario.levers] == [TEAMS, "budget_cut"]
    unknown = write("history:\n  - {lever: budget_kut, start: 2024-01}\n", "unknown")
    with pytest.raises(ScenarioError, match=r"no lever 'budget_kut'.*budget_cut"):
        load_scenario(unknown)


@pytest.mark.parametrize("name", ["current", "transformation"])
def test_a_record_of_an_older_folder_can_be_read(name: str) -> None:
    """Folders of before named the levers that did not exist yet, none, and three more numbers."""
    scenario = load_scenario(name)
    record = {**resolved(scenario), "not_yet": []}
    record["parameters"] |= {
        name: {"value": 3.0, "unit": "De Jong Gierveld", "set_in": "default"} for name in RETIRED
    }
    again = from_record(record)
    assert resolved(again) == resolved(scenario)
    assert first_difference(again, scenario) == NEVER


def test_a_record_of_a_lever_that_is_not_there_is_refused() -> None:
    gone = {"name": "tea_house", "start": "2026-01", "end": "2050-12", "note": ""}
    with pytest.raises(ScenarioError, match=r"tea_house.*which the model does not have"):
        from_record({**resolved(load_scenario("current")), "not_yet": [gone]})


def test_on_is_a_word_and_months_are_text(write: Write) -> None:
    file = write("on: current\ndescription: yes\n")
    assert load_scenario(file).description == "yes"
    assert load_scenario(file).parent == "current"


def test_areas_of_another_town_are_refused() -> None:
    data = replace(load_municipality(), areas=("a", "b", "c", "d", "e"))
    with pytest.raises(ScenarioError, match=r"transformation.*strong_local_teams.*oude_stad"):
        check_places(load_scenario("transformation"), data)


def test_several_scenarios_must_differ_in_name() -> None:
    assert [s.name for s in load_scenarios(("current", "null"))] == ["current", "null"]
    with pytest.raises(ScenarioError, match="2 times"):
        load_scenarios(("current", "current"))


def test_a_scenario_travels_to_another_process() -> None:
    plan = load_scenario("transformation", {WEIGHT: 0.31})
    copy = pickle.loads(pickle.dumps(plan))
    assert first_difference(plan, copy) == NEVER
    assert resolved(plan) == resolved(copy)
