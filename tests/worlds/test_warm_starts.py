"""A warm-up that was kept on disk stands in for one that was lived, and only for the same one."""

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.sweep.file import Sweep, one_point
from experiments.sweep.jobs import jobs_of
from experiments.sweep.tree import run_job
from experiments.worlds import warm_starts
from experiments.worlds.warm_start_switch import OFF, ON, SWITCH, keep_warm_starts, lived_anew
from experiments.worlds.warm_starts import warmed_up
from model.months import WARM_UP_MONTHS
from model.scenario.scenario import (
    Scenario,
    first_difference,
    load_scenario,
    shipped_scenarios,
    with_changes,
)
from model.state.digests import digests
from model.town import SocialBaseModel

TOWN = "bergen_op_zoom"
SIZE, END = 500, 66
LIVED_ON = ("current", "transformation", "all_on")
"""Lived on to `END` as well: nothing that later months read may be missing from what is kept."""
SHAME = "seeking.shame_weight"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which warm-ups are kept, for this test alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv(SWITCH, ON)
    return tmp_path / "social-base" / "warm-ups"


def founded(
    scenario: Scenario, seed: int, replication: int, residents: int, municipality: str
) -> SocialBaseModel:
    """Return a town whose past is behind it only where it is on disk."""
    return warmed_up(
        scenario, seed, replication, residents, municipality, again=False, live=lambda town: None
    )


def same_past(a: Scenario, b: Scenario) -> bool:
    """Say whether two scenarios part in the report at the earliest: their key must say so too."""
    same = first_difference(a, b) >= 0
    assert same == (warm_starts._past(a) == warm_starts._past(b))
    return same


@pytest.fixture
def short_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a town live no past at all, where only files are looked at."""
    monkeypatch.setattr(warm_starts, "_lived", lambda town: setattr(town, "month", 0))


def from_disk(scenario: str, **which: int) -> SocialBaseModel:
    """Return a town whose warm-up is on disk; fail where it is not."""
    town = founded(load_scenario(scenario), which.get("seed", 1), 0, SIZE, TOWN)
    assert not town.warming_up
    return town


def lived(scenario: str) -> SocialBaseModel:
    town = SocialBaseModel(load_scenario(scenario), residents=SIZE)
    town.warm_up()
    return town


def assert_equal(a: SocialBaseModel, b: SocialBaseModel) -> None:
    here, there = digests(a), digests(b)
    assert [name for name in here.keys() | there.keys() if here.get(name) != there.get(name)] == []
    for mine, other in zip(a.observers, b.observers, strict=True):
        pd.testing.assert_frame_equal(mine.frame(a), other.frame(b), check_exact=True)
    pd.testing.assert_frame_equal(a.ledger.frame(), b.ledger.frame(), check_exact=True)


@pytest.mark.parametrize(
    ("keeper", "taker"),
    [("current", "current"), ("current", "transformation"), ("transformation", "current")],
)
def test_a_town_from_disk_lives_on_as_one_that_lived_its_past(
    keeper: str, taker: str, shelf: Path
) -> None:
    warmed_up(load_scenario(keeper), 1, 0, SIZE, TOWN)
    assert len(list(shelf.glob("*.npz"))) == 1
    ours, theirs = from_disk(taker), lived(taker)
    for town in (ours, theirs):
        town.run_until(END)
    assert_equal(ours, theirs)


@pytest.mark.slow
def test_every_scenario_with_the_past_of_today_takes_it_from_disk(shelf: Path) -> None:
    warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN)
    sharing = [
        name for name in shipped_scenarios()
        if same_past(load_scenario(name), load_scenario("current"))
    ]  # fmt: skip
    assert len(sharing) > len(shipped_scenarios()) / 2
    assert set(LIVED_ON) <= set(sharing)
    for name in sharing:
        ours, theirs = from_disk(name), lived(name)
        assert_equal(ours, theirs)
        if name in LIVED_ON:
            for town in (ours, theirs):
                town.run_until(END)
            assert_equal(ours, theirs)


def test_what_acts_before_the_report_has_a_past_of_its_own(short_past: None, shelf: Path) -> None:
    current = load_scenario("current")
    shame = with_changes(current, {SHAME: 0.3})
    early = current.levers[0]
    assert early.months.start < 0
    assert not same_past(current, shame)
    assert not same_past(current, replace(current, levers=current.levers[1:]))
    assert same_past(current, replace(current, name="other", title="Other"))
    assert same_past(current, load_scenario("transformation"))
    warmed_up(current, 1, 0, SIZE, TOWN)
    for scenario, seed, replication, size in (
        (shame, 1, 0, SIZE), (current, 2, 0, SIZE), (current, 1, 1, SIZE), (current, 1, 0, 501),
    ):  # fmt: skip
        assert founded(scenario, seed, replication, size, TOWN).warming_up


def test_other_sources_have_other_pasts(
    short_past: None, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN)
    for source in ("code_digest", "data_digest", "what_compiles"):
        warm_starts._sources.cache_clear()
        with monkeypatch.context() as patch:
            patch.setattr(warm_starts, source, lambda *_: "other")
            assert founded(load_scenario("current"), 1, 0, SIZE, TOWN).warming_up
    warm_starts._sources.cache_clear()
    from_disk("current")


@pytest.mark.parametrize("part", [0.0, 0.5, 0.999])
def test_a_damaged_file_is_lived_anew_and_replaced(
    part: float, short_past: None, shelf: Path
) -> None:
    warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN)
    (file,) = shelf.glob("*.npz")
    whole = file.read_bytes()
    file.write_bytes(whole[: int(part * len(whole))])
    assert founded(load_scenario("current"), 1, 0, SIZE, TOWN).warming_up
    assert warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN).month == 0
    from_disk("current")


def test_a_changed_byte_is_seen(short_past: None, shelf: Path) -> None:
    warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN)
    (file,) = shelf.glob("*.npz")
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    assert founded(load_scenario("current"), 1, 0, SIZE, TOWN).warming_up


def test_nothing_is_kept_unless_asked_for(
    short_past: None, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN, again=False)
    assert not shelf.exists() or not list(shelf.iterdir())
    for setting in ("", OFF):
        monkeypatch.setenv(SWITCH, setting)
        warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN)
        assert not shelf.exists() or not list(shelf.iterdir())


def test_checks_live_every_past(
    short_past: None, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN)
    with lived_anew():
        assert founded(load_scenario("current"), 1, 0, SIZE, TOWN).warming_up
    from_disk("current")
    monkeypatch.delenv(SWITCH)
    with lived_anew():
        pass
    assert SWITCH not in os.environ
    keep_warm_starts()
    assert os.environ[SWITCH] == ON
    monkeypatch.setenv(SWITCH, OFF)
    keep_warm_starts()
    assert os.environ[SWITCH] == OFF


def test_what_was_not_used_for_longest_makes_room(
    short_past: None, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[Path] = []
    for seed in (1, 2, 3):
        warmed_up(load_scenario("current"), seed, 0, SIZE, TOWN)
        (new,) = set(shelf.glob("*.npz")) - set(files)
        files.append(new)
        os.utime(new, (seed, seed))
    from_disk("current", seed=1)  # used now: the last to go
    left, at_work = shelf / ".a.npz.1.tmp", shelf / ".b.npz.2.tmp"
    for half in (left, at_work):
        half.write_bytes(b"half")
    os.utime(left, (1, 1))
    monkeypatch.setattr(warm_starts, "MOST_BYTES", int(3.5 * files[0].stat().st_size))
    warmed_up(load_scenario("current"), 4, 0, SIZE, TOWN)
    assert [file.exists() for file in files] == [True, False, True]
    assert (left.exists(), at_work.exists()) == (False, True)


def test_a_cache_that_others_can_write_in_keeps_nothing(
    short_past: None, shelf: Path, tmp_path: Path
) -> None:
    (tmp_path / "social-base").mkdir()
    shelf.mkdir(mode=0o777)
    shelf.chmod(0o777)
    assert warmed_up(load_scenario("current"), 1, 0, SIZE, TOWN).month == 0
    assert list(shelf.iterdir()) == []


def test_a_sweep_shares_one_past_between_its_jobs(shelf: Path) -> None:
    sweep = Sweep("small", (load_scenario("current"), load_scenario("transformation")),
                  one_point(), 1, residents=SIZE, months=END)  # fmt: skip
    (job,) = jobs_of(sweep, [0], range(1))
    first, second = run_job(job), run_job(job)
    assert (first.effort.warm_up_months, second.effort.warm_up_months) == (WARM_UP_MONTHS, 0)
    pd.testing.assert_frame_equal(
        first.tables["monthly"], second.tables["monthly"], check_exact=True
    )


def test_points_of_a_design_leave_nothing_behind(shelf: Path) -> None:
    points = pd.DataFrame({SHAME: [0.2, 0.3]}).rename_axis("point")
    sweep = Sweep("small", (load_scenario("current"),), points, 1, residents=SIZE, months=1)
    for job in jobs_of(sweep, [0, 1], range(1)):
        run_job(job)
    assert list(shelf.iterdir()) == []
