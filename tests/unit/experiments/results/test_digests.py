"""Which edit makes a result, a sweep or a worker another: of what makes numbers, of no chart."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import agents.compiled
from experiments.execution import dask_worker
from experiments.results import digests
from experiments.sweep import origin
from experiments.sweep.file import Sweep, one_point
from model.scenario.scenario import load_scenario

CACHED = (digests.code_digest, digests.experiments_digest, dask_worker.identity)
CHARTS_AND_WORDS = (
    "experiments/report/charts/attribution.py", "experiments/report/charts/a_new_one.py",
    "experiments/report/phrases/en.yaml", "experiments/report/tables.py",
    "experiments/runs/findings.py", "experiments/runs/summary.py", "experiments/cli/main.py",
    "experiments/verification/checks.py", "experiments/e03_which_assumptions_move_the_answer.py",
    "experiments/scenarios/current.yaml",
)  # fmt: skip
"""The last is read and resolved: what it says, and no byte of it, enters a result's digest."""


@pytest.fixture
def copy(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the code that every digest is taken of."""
    for room in ("agents", "model", "experiments"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / room, tmp_path / room, ignore=unwanted)
    monkeypatch.setattr(agents.compiled, "_ROOT", tmp_path)
    monkeypatch.setattr(digests, "ROOT", tmp_path)
    monkeypatch.setattr(origin, "ROOT", tmp_path)
    yield tmp_path
    forget()


def forget() -> None:
    for function in CACHED:
        function.cache_clear()


def decided() -> dict[str, Any]:
    """Return all that decides whether a result is stale and a worker is refused."""
    forget()
    sweep = Sweep("by_hand", (load_scenario("current"),), one_point())
    return {
        "compiled": agents.compiled.source_digest(), "result": digests.digest_of({"seed": 1}),
        "sweep": origin.origin_of(sweep), "worker": dask_worker.identity(),
    }  # fmt: skip


def changed_by(edit: Callable[[], object]) -> set[str]:
    before = decided()
    edit()
    after = decided()
    return {name for name in before if before[name] != after[name]}


def add_a_line(file: Path) -> Callable[[], object]:
    def edit() -> None:
        with file.open("a", encoding="utf-8") as opened:
            opened.write("\n# edited\n")

    return edit


def test_editing_charts_and_words_makes_nothing_stale(copy: Path) -> None:
    before = decided()
    for name in CHARTS_AND_WORDS:
        add_a_line(copy / name)()
    assert decided() == before


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("experiments/effects/intervals.py", {"result", "worker"}),
        ("experiments/worlds/lockstep.py", {"result", "worker"}),
        ("experiments/analyses/cases/business_cases.yaml", {"result", "worker"}),
        ("experiments/sweep/tree.py", {"result", "sweep", "worker"}),
        ("experiments/sweep/swept.py", {"result", "sweep", "worker"}),
        ("model/processes/seeking.py", {"compiled", "result", "sweep", "worker"}),
        ("model/data/price_index.csv", {"result", "sweep", "worker"}),
    ],
)
def test_editing_what_makes_numbers_makes_them_stale(
    name: str, changed: set[str], copy: Path
) -> None:
    assert changed_by(add_a_line(copy / name)) == changed


OURS, OTHERS = "bergen_op_zoom", "delft"


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        (f"model/data/municipalities/{OURS}/residents.csv", {OURS}),
        (f"model/data/municipalities/{OTHERS}/residents.csv", {OTHERS}),
        ("model/data/municipalities/a_new_town/residents.csv", set()),
        ("model/data/evidence.csv", {OURS, OTHERS}),
        ("model/data/price_index.csv", {OURS, OTHERS}),
    ],
)
def test_a_towns_digest_is_of_its_own_tables_and_of_those_that_are_no_towns(
    name: str, moved: set[str], copy: Path
) -> None:
    before = {town: digests.data_digest(town) for town in (OURS, OTHERS)}
    whole = digests.data_digest()
    (copy / name).parent.mkdir(exist_ok=True)
    add_a_line(copy / name)()
    after = {town: digests.data_digest(town) for town in (OURS, OTHERS)}
    assert {town for town in before if before[town] != after[town]} == moved
    assert digests.data_digest() != whole


def test_another_towns_folder_leaves_results_sweeps_and_the_posterior_as_they_are(
    copy: Path,
) -> None:
    def of_ours() -> tuple[str, Any]:
        forget()
        sweep = Sweep("by_hand", (load_scenario("current"),), one_point())
        return digests.digest_of({"seed": 1}, OURS), origin.origin_of(sweep)["data"]

    before = of_ours()
    add_a_line(copy / f"model/data/municipalities/{OTHERS}/health.csv")()
    assert of_ours() == before
    add_a_line(copy / f"model/data/municipalities/{OURS}/health.csv")()
    assert of_ours() != before


@pytest.mark.parametrize("name", ["..", "../..", "", "bergen_op_zoom/.."])
def test_a_name_of_no_town_never_becomes_a_path(name: str, copy: Path) -> None:
    assert digests.tables_for(name) == [
        path for path in digests.tables_for() if digests.TOWNS not in path.parts
    ]


def test_every_name_of_words_and_engine_is_there(root: Path) -> None:
    home = root / "experiments"
    assert all((home / room).is_dir() for room in digests.WITHOUT_NUMBERS)
    assert all(list(home.glob(f"*/**/{pattern}")) for pattern in digests.WORDS_AND_CHARTS)
    assert all((home / "sweep" / name).is_file() for name in origin.ENGINE)
