"""A town that was copied, saved or branched runs on exactly as if nothing had happened."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from model.errors import ResultError, ScenarioError
from model.scenario.scenario import first_difference, load_scenario
from model.state.digests import digest, digests
from model.state.file import load, save
from model.state.state import branch, capture, restore
from model.town import SocialBaseModel

SIZE, END = 800, 70


def _differs(a: SocialBaseModel, b: SocialBaseModel) -> set[str]:
    here, there = digests(a), digests(b)
    return {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)}


def _tables(town: SocialBaseModel) -> dict[str, pd.DataFrame]:
    return {o.name: o.frame(town) for o in town.observers}


def _equal_tables(a: SocialBaseModel, b: SocialBaseModel) -> None:
    there = _tables(b)
    for name, table in _tables(a).items():
        pd.testing.assert_frame_equal(table, there[name], check_exact=True)
    pd.testing.assert_frame_equal(a.ledger.frame(), b.ledger.frame(), check_exact=True)


def _run(scenario: str, months: int) -> SocialBaseModel:
    town = SocialBaseModel(load_scenario(scenario), residents=SIZE)
    town.run_until(months)
    return town


@pytest.fixture(scope="module")
def parting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the base world as it stands two months after the plan could have begun."""
    return save(_run("current", 58), tmp_path_factory.mktemp("towns") / "current.npz")


@pytest.fixture(scope="module")
def straight() -> SocialBaseModel:
    """Return the policy's world, run in one go."""
    return _run("transformation", END)


def test_the_plan_is_apart_late_enough_to_share_months() -> None:
    assert first_difference(load_scenario("current"), load_scenario("transformation")) >= 58


def test_branch_equals_a_straight_run(parting: Path, straight: SocialBaseModel) -> None:
    parent = load(parting, load_scenario("current"))
    before = digest(parent, private=True)
    child = branch(parent, load_scenario("transformation"))
    child.run_until(END)
    assert not _differs(child, straight)
    assert digest(parent, private=True) == before
    _equal_tables(child, straight)


def test_saved_town_goes_on_as_it_was(parting: Path) -> None:
    one, other = (load(parting, load_scenario("current")) for _ in range(2))
    assert not _differs(one, other)
    copied = capture(one)
    one.run_until(61)
    restore(other, copied)
    other.run_until(61)
    assert not _differs(one, other)
    _equal_tables(one, other)


def test_digest_sees_one_changed_bit(parting: Path) -> None:
    one, other = (load(parting, load_scenario("current")) for _ in range(2))
    slot = int(other.residents.living[5])
    other.residents.records["loneliness"][slot] = np.nextafter(
        other.residents.records["loneliness"][slot], np.float32(9)
    )
    assert _differs(one, other) == {"residents:loneliness"}
    assert digest(one) != digest(other)


def test_digest_does_not_see_the_order_of_ties(parting: Path) -> None:
    one, other = (load(parting, load_scenario("current")) for _ in range(2))
    for name in ("tie_other", "tie_strength", "tie_kind"):
        array = getattr(other.residents, name)
        array[:] = array[:, ::-1].copy()
    assert digest(one) == digest(other)


def test_branching_after_the_difference_is_refused(straight: SocialBaseModel) -> None:
    with pytest.raises(ScenarioError, match="differs"):
        branch(straight, load_scenario("current"))


def test_a_place_in_use_that_is_not_there_is_refused(straight: SocialBaseModel) -> None:
    state = capture(straight)
    state.arrays["records"]["visits"][int(straight.residents.living[0])] = 0
    state.facilities[0] = "another/place/nowhere"
    town = SocialBaseModel(load_scenario("transformation"), residents=SIZE, empty=True)
    with pytest.raises(ScenarioError, match="another/place/nowhere"):
        restore(town, state)


def test_a_place_not_yet_open_may_be_missing_in_the_branch() -> None:
    town = _run("transformation", 58)
    child = branch(town, load_scenario("current"))
    child.run_until(END)
    assert digest(child) == digest(_run("current", END))


def test_a_lever_that_left_costs_must_be_there(straight: SocialBaseModel) -> None:
    state = replace(capture(straight), facilities=[])
    town = SocialBaseModel(load_scenario("current"), residents=SIZE, empty=True)
    with pytest.raises(ScenarioError, match="costs of lever"):
        restore(town, state)


@pytest.mark.parametrize("damage", ["absent", "text", "cut", "foreign"])
def test_other_files_are_refused(parting: Path, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "town.npz"
    if damage == "text":
        path.write_text("not a town", encoding="utf-8")
    elif damage == "cut":
        path.write_bytes(parting.read_bytes()[:-5000])
    elif damage == "foreign":
        np.savez(path, a=np.arange(3))
    with pytest.raises(ResultError, match=r"town\.npz"):
        load(path, load_scenario("current"))


def test_nothing_is_left_where_saving_failed(tmp_path: Path) -> None:
    town = SocialBaseModel(load_scenario("current"), residents=500)
    with pytest.raises(ResultError, match="folder that exists"):
        save(town, tmp_path / "absent" / "town.npz")
    assert list(tmp_path.iterdir()) == []
