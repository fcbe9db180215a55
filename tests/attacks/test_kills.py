"""Killed at any operation on the disk, a command loses nothing and never says that it is done.

A killed process leaves what was on the disk before the operation that it did not do, or half of
what it wrote. Each such state is taken down while the command runs once; from each the same command
goes on, to the bytes of one that nothing happened to.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from experiments.sweep import store
from model.errors import SocialBaseError
from tests.attacks import stand_ins
from tests.attacks.deeds import (
    ATTRIBUTE,
    CASES,
    COMPARE,
    DISCOVER,
    EXPAND,
    FAILED,
    FORCED,
    RUN,
    SENSITIVITY,
    SWEEP,
    Deed,
    own_in,
    seen,
)
from tests.attacks.dying import Disk, Killed, dies, on
from tests.attacks.folders import SMALL_PARTS
from tests.attacks.states import State, differing, put_back, state_of

DEEDS = (SWEEP, FAILED, EXPAND, COMPARE, RUN, CASES, ATTRIBUTE, SENSITIVITY, DISCOVER, *FORCED)
OTHERS = (EXPAND, RUN, CASES, ATTRIBUTE, SENSITIVITY, DISCOVER, FORCED[0])
"""Killed in CI at one operation of each kind; a sweep at every third, a comparison at a few."""
EXHAUSTIVE = pytest.mark.exhaustive


class Death(NamedTuple):
    """What is on the disk when a process is killed, and how much was simulated by then."""

    operation: str
    state: State
    lived: int


class Life(NamedTuple):
    """A deed that nothing happens to: what was there before it, and what it comes to."""

    before: State
    deaths: list[Death]
    log: list[str]
    after: State
    told: tuple[Any, Any]
    lived: int


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(store, "MOST_CELLS", SMALL_PARTS)
    with stand_ins.in_place(), stand_ins.quick_records():
        yield


_LIVES: dict[str, Life] = {}


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Return the place of all deeds: the same one each time, since a command may know its path."""
    home = tmp_path_factory.getbasetemp() / "kills"
    put_back({}, home)
    return home


def life_of(deed: Deed, place: Path) -> Life:
    """Return the life of a deed, lived once."""
    if deed.name not in _LIVES:
        _LIVES[deed.name] = _lived(deed, place)
    return _LIVES[deed.name]


def _lived(deed: Deed, place: Path) -> Life:
    found: dict[tuple[Any, ...], Death] = {}
    out = place / "out"

    def note(operation: str) -> None:
        state = state_of(place)
        key = (len(stand_ins.LIVED), *sorted(state.items()))
        found.setdefault(key, Death(operation, state, len(stand_ins.LIVED)))

    def witness(name: str, arguments: tuple[Any, ...]) -> None:
        note(f"before {name} {arguments[0]}")
        if name == "write":
            with half_written(*arguments):
                note(f"within {name} {arguments[0]}")

    deed.prepare(out)
    before, told = state_of(place), seen(deed, out)
    with on(Disk(witness=witness)) as disk:
        deed.act(out)
    return Life(before, list(found.values()), disk.log, state_of(place),
                (told, seen(deed, out)), len(stand_ins.LIVED))  # fmt: skip


@contextmanager
def half_written(descriptor: int, content: Any) -> Iterator[None]:
    """Write half of what is to be written, and take it back."""
    size, at = os.fstat(descriptor).st_size, os.lseek(descriptor, 0, os.SEEK_CUR)
    os.write(descriptor, bytes(content)[: len(content) // 2])
    yield
    os.ftruncate(descriptor, size)
    os.lseek(descriptor, at, os.SEEK_SET)


def begun_again(deed: Deed, state: State, place: Path) -> None:
    """Put a deed into a state on the disk, as at the start of a process."""
    put_back(state, place)
    stand_ins.LIVED.clear()
    stand_ins.FAILING.clear()
    stand_ins.FAILING.update(deed.failing)


def goes_on(deed: Deed, life: Life, place: Path, where: str) -> None:
    """Check that the same command goes on from what is on the disk to the same end."""
    out, state = place / "out", state_of(place)
    told = seen(deed, out)
    assert told is None or told in life.told, f"{where}: half a result is read as a whole one"
    if deed in FORCED:
        assert not own_in(state, "out"), f"{where}: a user's own file is lost"
    deed.act(out)
    assert differing(state_of(place), life.after) == [], where
    assert seen(deed, out) == life.told[1], where


def few_of(deed: Deed, all_of_them: list[Any]) -> list[Any]:
    """Return a few, spread over all, the last one among them."""
    return all_of_them[:: -max(1, -(-len(all_of_them) // deed.few))]


def a_third_of(_: Deed, all_of_them: list[Any]) -> list[Any]:
    return all_of_them[::-3]


def all_of(_: Deed, all_of_them: list[Any]) -> list[Any]:
    return all_of_them


SOME_AND_ALL = pytest.mark.parametrize(
    ("amount", "deed"),
    [pytest.param(few_of, deed, id=f"a few of {deed}") for deed in DEEDS if deed.few]
    + [pytest.param(a_third_of, SWEEP, id="a third of sweep", marks=pytest.mark.slow)]
    + [pytest.param(all_of, deed, id=f"all of {deed}", marks=EXHAUSTIVE) for deed in DEEDS],
)


@SOME_AND_ALL
def test_from_whatever_a_kill_leaves_the_same_command_goes_on(
    amount: Any, deed: Deed, place: Path
) -> None:
    life = life_of(deed, place)
    assert len(life.deaths) > 10, "what is written does not go through the one way to write"
    for death in amount(deed, life.deaths):
        begun_again(deed, death.state, place)
        goes_on(deed, life, place, f"killed {death.operation}")
        again = death.lived + len(stand_ins.LIVED) - life.lived
        assert deed in FORCED or again <= 1 + len(deed.failing), death.operation


def dies_and_goes_on(deed: Deed, at: int, how: str, place: Path) -> None:
    """Let a process die at an operation, and check that the same command goes on from there.

    So nothing is written around the one way to write, and no lock outlives its process.
    """
    life = life_of(deed, place)
    begun_again(deed, life.before, place)
    disk = Disk(at, how)
    end = dies(lambda: deed.act(place / "out"), disk)
    assert isinstance(end, Killed), (at, disk.log[-1], end)
    goes_on(deed, life, place, f"killed {how} {disk.log[at - 1]}")


@pytest.mark.slow
@pytest.mark.parametrize("deed", OTHERS, ids=str)
def test_killed_at_each_kind_of_operation_the_same_command_goes_on(deed: Deed, place: Path) -> None:
    kinds: dict[str, list[int]] = {}
    for at, operation in enumerate(life_of(deed, place).log, start=1):
        kinds.setdefault(operation.partition(" ")[0], []).append(at)
    assert {"open", "write", "fsync", "replace"} <= set(kinds)
    assert deed is not FORCED[0] or {"unlink", "rmdir", "mkdir"} <= set(kinds)
    for kind, numbers in kinds.items():
        how = "half" if kind == "write" else "after"
        dies_and_goes_on(deed, numbers[len(numbers) // 2], how, place)


@pytest.mark.exhaustive
@pytest.mark.parametrize("deed", DEEDS, ids=str)
@pytest.mark.parametrize("how", ["before", "half", "after"])
def test_killed_at_any_operation_the_same_command_goes_on(
    deed: Deed, how: str, place: Path
) -> None:
    operations = len(life_of(deed, place).log)
    for at in range(1, operations + 1, 1 if deed is SWEEP else 3):
        dies_and_goes_on(deed, at, how, place)


@pytest.mark.parametrize(("how", "says"), [("ENOSPC", "space"), ("EIO", "error")])
@pytest.mark.parametrize(
    ("amount", "deed"),
    [pytest.param(few_of, SWEEP, id="a few of sweep")]
    + [pytest.param(all_of, deed, id=f"all of {deed}", marks=EXHAUSTIVE) for deed in DEEDS],
)
def test_a_disk_that_is_full_or_fails_is_told_and_the_same_command_goes_on(
    amount: Any, deed: Deed, how: str, says: str, place: Path
) -> None:
    life = life_of(deed, place)
    every = 1 if deed is SWEEP else 3
    for at in amount(deed, list(range(1, len(life.log) + 1, every))):
        begun_again(deed, life.before, place)
        disk = Disk(at, how)
        end = dies(lambda: deed.act(place / "out"), disk)
        where = f"{how} at {disk.log[at - 1]}"
        if end is not None:
            assert isinstance(end, SocialBaseError), f"{where}: {end!r}"
            assert says in str(end), f"{where}: {end}"
            assert "out" in str(end), f"{where}: {end}"
        else:
            assert seen(deed, place / "out") == life.told[1], where
        goes_on(deed, life, place, where)


@pytest.mark.parametrize("deed", [SWEEP, RUN], ids=str)
def test_a_write_that_takes_half_of_it_is_gone_on_with(
    deed: Deed, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = life_of(deed, place)
    begun_again(deed, life.before, place)
    real = os.write
    disk = Disk()
    with on(disk), monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda to, what: real(to, bytes(what)[: -(-len(what) // 2)]))
        deed.act(place / "out")
    assert differing(state_of(place), life.after) == []
