"""The same world whatever the threads, slots, processes, hash seeds and runs before it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from model.draws import decisions
from model.scenario.scenario import load_scenario
from model.state.digests import digest, digests
from model.state.state import capture
from model.town import SocialBaseModel
from tests.worlds.elsewhere import ask, leave_state
from tests.worlds.small_towns import (
    again,
    differing,
    permuted,
    run_town,
    shrunken,
    use_of,
    with_levers,
)  # fmt: skip


@pytest.fixture
def threads() -> Iterator[None]:
    """Restore the number of threads."""
    before = numba.get_num_threads()
    yield
    numba.set_num_threads(before)


@pytest.fixture(scope="module")
def busy() -> Any:
    """Return a town in which both levers have been at work for a year, and its state."""
    plan = with_levers(
        use_of("strong_local_teams", start="2021-01"),
        use_of("free_access_day_activities", start="2021-01", seats_per_daypart=600.0),
    )
    town = run_town(plan, 14)
    return town, capture(town)


@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="numba was given one thread only")
def test_one_and_two_threads_give_the_same_town(threads: None, busy: Any) -> None:
    town, state = busy
    towns = []
    for n in (1, 2):
        numba.set_num_threads(n)
        towns.append(again(town, state))
        towns[-1].run_until(town.month + 4)
    assert not differing(*towns)


def test_threads_do_matter_to_no_part_of_a_whole_life(threads: None) -> None:
    if numba.config.NUMBA_NUM_THREADS < 2:
        pytest.skip("numba was given one thread only")
    towns = []
    for n in (1, 2):
        numba.set_num_threads(n)
        towns.append(run_town("current", 3, size=1500))
    assert not differing(*towns)


def test_permuted_slots_give_the_same_town(busy: Any) -> None:
    town, state = busy
    slots = len(town.residents)
    slot = np.arange(slots)
    for order in (slot[::-1], np.roll(slot, 101), np.argsort(slot * 7919 % 1009, kind="stable")):
        straight, other = again(town, state), permuted(again(town, state), order)
        assert differing(straight, other) <= {"ties.ring"}, "the digest does not see slots"
        _run_alike(straight, other, 5)


def _run_alike(town: Any, other: Any, months: int) -> None:
    # The ring of those who look for ties is held by slot: its uids say the same without them.
    for _ in range(months):
        town.step()
        other.step()
        assert not differing(town, other) - {"ties.ring"}, f"month {town.month - 1}"


def test_scenario_does_not_touch_the_draws_of_a_replication() -> None:
    one = SocialBaseModel(load_scenario("current"), replication=3, residents=500, observers=())
    plan = load_scenario("transformation")
    two = SocialBaseModel(plan, replication=3, residents=500, observers=())
    three = SocialBaseModel(load_scenario("current"), replication=4, residents=500, observers=())
    assert one.seed == two.seed != three.seed
    two.run_until(-110)
    one.run_until(-110)
    three.run_until(-110)
    assert not differing(one, two, private=False)
    assert differing(one, three)


def test_runs_before_it_do_not_matter() -> None:
    first = digest(run_town("transformation", 62, size=500), private=True)
    run_town("current", 2, size=700, seed=9)
    assert digest(run_town("transformation", 62, size=500), private=True) == first


def test_branches_of_one_town_do_not_touch_each_other(busy: Any) -> None:
    town, state = busy
    kept = digest(town, private=True)
    one, two = again(town, state), again(town, state)
    one.run_until(town.month + 2)
    two.run_until(town.month + 2)
    assert not differing(one, two)
    assert digest(town, private=True) == kept


# -- in another process ---------------------------------------------------------------------------


@pytest.mark.slow
def test_hash_seed_of_python_does_not_matter() -> None:
    one, two = (ask("digest", "transformation", 75, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one == two
    assert one == digests(run_town("transformation", 75))


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Path, Any]]:
    """Return what makes, once, a town of a municipality so many times smaller, in its folder."""

    @cache
    def left(divisor: int) -> tuple[Path, Any]:
        folder = tmp_path_factory.mktemp("home")
        data = shrunken(folder, divisor)
        town = SocialBaseModel(load_scenario("transformation"), municipality=data, observers=())
        town.run_until(73)
        leave_state(town, folder)
        return folder, town

    return left


@pytest.mark.parametrize(
    ("divisor", "months"), [(400, 2), pytest.param(100, 4, marks=pytest.mark.slow)]
)
def test_plain_python_gives_the_compiled_town(homes: Any, divisor: int, months: int) -> None:
    folder, start = homes(divisor)
    plain = ask("resume", folder, "transformation", months, NUMBA_DISABLE_JIT="1")
    town = again(start, capture(start))
    town.run_until(town.month + months)
    compiled = digests(town)
    assert {k for k in compiled.keys() | plain.keys() if compiled.get(k) != plain.get(k)} == set()


TWICE_ON_PURPOSE = {
    "residential.stay": "whose youth care would be with stay is fixed: asked of each indication",
    "referrers.list": "at which practice a household is listed is fixed: asked of each need",
    "town.rounding": "how a place's part of a seat counts is fixed for a month: asked each time",
    "served.team": "which households a team serves is fixed: asked wherever it matters",
    "demography.held": "which households stand still is fixed: asked of each member",
    "money.rides": "who rides by minibus is fixed: asked of each indication",
    "demography.birth_stream": "whose child somebody is stands in its uid: asked of each mother",
    "ties.origin": "whether two origins matter to a pair, whichever of both asks",
    "demography.accept_origin": "whether two origins matter to a pair, whichever of both asks",
}
"""Decisions whose key is read more than once a month, and why that is meant."""


@pytest.mark.parametrize("divisor", [400, pytest.param(100, marks=pytest.mark.slow)])
def test_no_key_is_drawn_twice_in_a_month(homes: Any, divisor: int) -> None:
    folder, _ = homes(divisor)
    keys = ask("keys", folder, "transformation", 2, NUMBA_DISABLE_JIT="1")
    assert keys["drawn"]
    assert "needs.course" in keys["drawn"], "those that are drawn together by index are seen too"
    assert set(keys["drawn"]) <= {*decisions().values(), "?"}
    twice = {k: n for k, n in keys["twice"].items() if k.split(":")[0] not in TWICE_ON_PURPOSE}
    assert not twice


def test_dose_is_part_of_the_scenario_not_of_the_seed() -> None:
    plan = load_scenario("transformation")
    half = replace(
        plan, levers=tuple(use.with_value(f"{use.name}.dose", 0.5, "test") for use in plan.levers)
    )
    a, b = (SocialBaseModel(s, residents=500, observers=(), empty=True) for s in (plan, half))
    assert a.seed == b.seed
