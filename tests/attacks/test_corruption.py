"""Whatever is done to a file of a folder: the right bytes, or exit status 2 and a sentence.

Never exit status 0 with other bytes, never a fault of the program, never a hang, and nothing
outside the folder is touched.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.results.folder import read_tables
from experiments.runs.compare import read_comparison
from experiments.sweep import store
from experiments.sweep.sweep import read_result
from tests.attacks import damage, folders, stand_ins
from tests.attacks.dying import Disk, dies
from tests.attacks.folders import SMALL_PARTS
from tests.attacks.states import State, differing, put_back, state_of
from tests.attacks.watched import Said, called, command, complaint_of, without_places

Do = Callable[[Path], Said]
WORKERS = ("--workers", "1", "--quiet")


class Target(NamedTuple):
    """A kind of folder, how it comes about, and what is done with it when it is damaged.

    Attributes
    ----------
    writing : tuple of str
        Names of commands that write there; the others must leave it as it is.
    """

    name: str
    make: Callable[[Path], Any]
    doing: dict[str, Do]
    writing: tuple[str, ...]


def cli(*words: str) -> Do:
    """Return a command line on a folder, which stands where OUT is said."""
    return lambda out: command(*(str(out) if word == "OUT" else word for word in words), *WORKERS)


def asked(*words: str) -> Do:
    """Return a command line that takes no number of workers."""
    return lambda out: command(*(str(out) if word == "OUT" else word for word in words))


def read(reader: Callable[[Path], Any]) -> Do:
    return lambda out: called(lambda: reader(out))


def again(act: Callable[[Path], Any]) -> Do:
    """Return the same command again, as a notebook calls it."""

    def do(out: Path) -> Said:
        said = called(lambda: act(out))
        return said if said.is_refused else Said(0, "", "")

    return do


OF_EVERY = {
    "status": asked("status", "OUT"),
    "verify": cli("verify", "OUT"),
    "twins": asked("twins", "OUT", "--format", "csv"),
    "journey": asked("journey", "OUT", "--uid", "17"),
    "survey": asked("survey", "OUT", "--format", "csv"),
}
OF_SWEEP = {
    **OF_EVERY,
    "verify a sample": cli("verify", "OUT", "--sample", "2"),
    "replay": asked("replay", "OUT", "--point", "1", "--scenario", "current", "--replication", "0"),
    "expand": again(folders.expanded),
    "table": read(lambda out: read_result(out).table().to_csv()),
    "summary": read(lambda out: read_result(out).summary),
    "discover": asked("discover", "OUT", "--claim", folders.CLAIM),
}
TABLES = read(lambda out: {name: t.to_csv() for name, t in sorted(read_tables(out).items())})


def unfinished(out: Path) -> None:
    """Begin a sweep that is killed when half of its jobs are done."""
    counted = Disk()
    dies(lambda: folders.swept(out), counted)
    from tests.attacks.states import put_back

    put_back({}, out.parent)
    dies(lambda: folders.swept(out), Disk(at=counted.done * 6 // 10))


TARGETS = (
    Target("sweep", folders.swept, {"again": again(folders.swept), **OF_SWEEP},
           ("again", "expand", "discover")),
    Target("unfinished sweep", unfinished, {"again": again(folders.swept), **OF_SWEEP},
           ("again", "expand", "discover")),
    Target("compare", folders.compared, {
        "again": again(folders.compared), **OF_EVERY,
        "comparison": read(lambda out: read_comparison(out).summary), "tables": TABLES,
    }, ("again",)),
    Target("run", folders.ran, {"again": again(folders.ran), **OF_EVERY, "tables": TABLES},
           ("again",)),
    Target("cases", folders.cased, {"again": again(folders.cased), **OF_EVERY, "tables": TABLES},
           ("again",)),
)  # fmt: skip
ANALYSED = (
    Target("sensitivity", folders.analysed, {
        "again": again(folders.analysed), "verify a sample": cli("verify", "OUT", "--sample", "1"),
    }, ("again",)),
    Target("discovery", folders.swept_and_discovered, {
        "again": again(folders.swept_and_discovered),
        "verify a sample": cli("verify", "OUT", "--sample", "1"),
    }, ("again",)),
)  # fmt: skip


class Whole(NamedTuple):
    """A folder as it was made, and what each command says of it and leaves there."""

    state: State
    said: dict[str, Said]
    left: dict[str, State]


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(store, "MOST_CELLS", SMALL_PARTS)
    with stand_ins.in_place():
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the place of all folders: the same one, since a command may tell its path."""
    return tmp_path_factory.mktemp("corrupted") / "place"


_WHOLE: dict[str, Whole] = {}


def whole_of(target: Target, home: Path) -> Whole:
    """Return a folder and what is said of it while nothing is wrong, made once."""
    if target.name not in _WHOLE:
        put_back({}, home)
        target.make(home / "out")
        _WHOLE[target.name] = Whole(state_of(home), {}, {})
    return _WHOLE[target.name]


def well(target: Target, name: str, home: Path) -> Said:
    """Return what a command says of the folder while nothing is wrong."""
    whole = whole_of(target, home)
    if name not in whole.said:
        put_back(whole.state, home)
        whole.said[name] = target.doing[name](home / "out")
        whole.left[name] = state_of(home)
        assert whole.said[name].status in {0, 2}, whole.said[name]
    return whole.said[name]


def files_in(state: State) -> list[str]:
    """Return the files of the folder itself."""
    return sorted(n for n, (kind, _) in state.items() if kind == "file" and n.startswith("out/"))


def attack(
    target: Target, file: int, harm: damage.Damage, number: int, name: str, home: Path
) -> None:
    """Damage one file, do one thing with the folder, and judge what comes of it."""
    right = well(target, name, home)
    whole = whole_of(target, home)
    put_back(whole.state, home)
    files = files_in(whole.state)
    hurt = files[file % len(files)]
    others = [home / one for one in files if one != hurt]
    harm(home / hurt, number, others)
    damaged = state_of(home)
    if damaged == whole.state:
        return
    case = f"{target.name}: {hurt} {harm.__name__} ({number}), then {name}"
    said = target.doing[name](home / "out")
    left = state_of(home)
    shown = f"{case}: {said}"
    outside = {n: v for n, v in damaged.items() if not n.startswith("out/")}
    assert {n: left.get(n) for n in outside} == outside, f"{case}: something outside was changed"
    changed = [n for n in files if damaged.get(n) != whole.state[n]]
    if said.status == 2:
        names = ["out", *(Path(one).name for one in changed)]
        assert not complaint_of(said, names), f"{shown}\n{complaint_of(said, names)}"
        assert name in target.writing or left == damaged, f"{case}: refused, and yet changed"
    elif name.startswith("verify"):
        judge_verdict(said, changed, shown)
    elif name == "status" and " done" not in said.out.partition(",")[0]:
        assert said.status == 0, shown
        assert "stopped" in said.out or "damaged" in said.out, shown
    else:
        assert said.status == right.status, shown
        assert without_places(said.out, home) == without_places(right.out, home), shown
    if said.status == 0 and name in target.writing:
        assert differing(left, whole.left[name]) == [], f"{case}: other bytes"
    elif name not in target.writing:
        assert left == damaged, f"{case}: a reader changed the folder"


UNSEALED = ("journal.jsonl", "ro-crate-metadata.json")
"""What a sweep works with and what repeats the manifest: no figure hangs on them."""


def judge_verdict(said: Said, changed: list[str], shown: str) -> None:
    """Check that a folder with damage holds only if no figure hangs on what is damaged."""
    assert said.status in {0, 1}, shown
    if said.status == 1:
        assert "DOES NOT HOLD" in said.out, shown
        assert "Traceback" not in said.err, shown
    else:
        assert all(one.endswith(UNSEALED) for one in changed), shown


numbers = st.integers(min_value=0, max_value=2**20)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_is_done_to_a_file(target: Target, home: Path) -> None:
    names = sorted(set(target.doing) - {"verify", "discover"})

    @settings(max_examples=12)
    @given(numbers, st.sampled_from(damage.ALL), numbers, st.sampled_from(names))
    def attacked(file: int, harm: damage.Damage, number: int, name: str) -> None:
        attack(target, file, harm, number, name, home)

    attacked()


@pytest.mark.exhaustive
@pytest.mark.parametrize("harm", damage.ALL, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_is_done_to_any_file_and_whatever_is_asked(
    target: Target, harm: damage.Damage, home: Path
) -> None:
    for file in range(len(files_in(whole_of(target, home).state))):
        for number, name in enumerate(target.doing):
            attack(target, file, harm, 7919 * (file + 1) + 104729 * number, name, home)


@pytest.mark.exhaustive
@pytest.mark.parametrize("target", ANALYSED, ids=lambda target: target.name)
def test_whatever_is_done_to_a_file_that_an_analysis_wrote(target: Target, home: Path) -> None:
    @settings(max_examples=60)
    @given(numbers, st.sampled_from(damage.ALL), numbers, st.sampled_from(sorted(target.doing)))
    def attacked(file: int, harm: damage.Damage, number: int, name: str) -> None:
        attack(target, file, harm, number, name, home)

    attacked()


def test_the_attack_can_fail(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that reads whatever is there is found out."""

    def trusting(out: Path) -> Said:
        return Said(0, (out / "summary.md").read_text(encoding="utf-8"), "")

    naive = Target("naive", folders.ran, {"summary": trusting}, ())
    files = files_in(whole_of(naive, home).state)
    with pytest.raises(AssertionError, match="flipped"):
        attack(naive, files.index("out/summary.md"), damage.flipped, 9, "summary", home)
