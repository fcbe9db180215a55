"""The folder of a sweep: what is killed at any step is done again, and the bytes are the same."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.execution.execution import Execution
from experiments.results.alone import alone_at
from experiments.results.records import sealed
from experiments.sweep import store
from experiments.sweep import sweep as sweep_module
from experiments.sweep.file import Sweep
from experiments.sweep.folder import jobs_in
from experiments.sweep.jobs import Job
from experiments.sweep.journal import append, journal
from experiments.sweep.packing import Packed
from experiments.sweep.request import read_request
from experiments.sweep.status import status
from experiments.sweep.store import Store, as_parquet
from experiments.sweep.sweep import carry_on, read_result, sweep
from experiments.sweep.tree import Effort
from model.errors import ResultError
from model.scenario.scenario import load_scenario

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SHAME = "seeking.shame_weight"


def request_of(**other: Any) -> Sweep:
    points = pd.DataFrame({SHAME: [0.2, 0.4, 0.6]}).rename_axis("point")
    fields = {"name": "by_hand", "scenarios": (load_scenario("current"), load_scenario("null")),
             "points": points, "replications": 2, "residents": 500, "months": 3,
             "outcomes": ("indicated_users", "cost_municipality_eur")}  # fmt: skip
    return Sweep(**{**fields, **other})


FAILING: set[tuple[int, int]] = set()
"""Point and replication of the runs that fail."""


def by_hand(job: Job, points: pd.DataFrame) -> Packed:
    """Stand in for a job: figures that say which run they are of."""
    rows, failed = [], []
    for point, scenario in job.runs:
        if (point, job.replication) in FAILING:
            failed.append({"point": point, "scenario": scenario, "replication": job.replication,
                           "seed": 1, "error": "E: injected", "traceback": "here"})  # fmt: skip
            continue
        month = pd.date_range("2021-01-01", periods=job.months, freq="MS")
        rows.append(pd.DataFrame({
            "point": point, "scenario": scenario, "replication": job.replication, "month": month,
            "area": "oost", "indicated_users": float(point), "cost_municipality_eur": 1.0,
        }))  # fmt: skip
    tables = {"monthly": as_parquet(pd.concat(rows, ignore_index=True), points)} if rows else {}
    return Packed(tables, failed, Effort(1, 10, 3), 50.0)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    FAILING.clear()
    monkeypatch.setattr(sweep_module, "packed", by_hand)


def run(folder: Path, what: Sweep | None = None) -> Any:
    return sweep(what or request_of(), out=folder, workers=1, quiet=True)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((folder / "monthly").glob("*"))}


SMALL_PARTS = 24
"""Cells of a part of which the sweep by hand has several."""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sweep in one part, and in small parts, each run in one go."""
    home = tmp_path_factory.mktemp("sweeps")
    FAILING.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_module, "packed", by_hand)
        run(home / "whole")
        patch.setattr(store, "MOST_CELLS", SMALL_PARTS)
        run(home / "small_parts")
    return home


@pytest.fixture
def whole(finished: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished folder for one test alone."""
    return Path(shutil.copytree(finished / "whole", tmp_path / "whole"))


@pytest.mark.parametrize("step", ["append", "write_bytes", "pieces", "journal torn"])
@pytest.mark.parametrize("at", [1, 3])
def test_stopped_at_any_step_it_goes_on_to_the_same_bytes(
    step: str, at: int, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, calls = tmp_path / "stopped", {"n": 0}
    monkeypatch.setattr(store, "MOST_CELLS", SMALL_PARTS)
    name = {"append": "append", "write_bytes": "write_bytes"}.get(step, "append")
    real = getattr(store, name)

    def stopped(*arguments: Any) -> None:
        calls["n"] += 1
        if calls["n"] <= at:
            real(*arguments)
        if calls["n"] == at and step == "pieces":
            raise KeyboardInterrupt
        if calls["n"] == at + 1:
            if step == "journal torn":
                with (folder / "journal.jsonl").open("a") as file:
                    file.write('{"job": 3, "fail')
            raise KeyboardInterrupt

    monkeypatch.setattr(store, name, stopped)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    monkeypatch.setattr(store, name, real)
    assert status(folder)["state"].item() == "stopped"
    run(folder)
    assert len(bytes_of(folder)) > 1
    assert bytes_of(folder) == bytes_of(finished / "small_parts")
    assert not (folder / "pieces").exists()
    assert read_result(folder).table().equals(read_result(finished / "whole").table())


def test_a_failed_run_is_a_record_and_the_same_command_tries_it_again(
    whole: Path, tmp_path: Path
) -> None:
    FAILING.add((1, 0))
    result = run(tmp_path / "failed")
    assert len(result.failed) == 2
    first = result.failed[0]
    assert (first.scenario, first.replication, first.error) == (
        "current, point 1",
        0,
        "E: injected",
    )
    assert first.replay.startswith(f"social-base replay {result.folder} --point 1 --scenario")
    assert len(result.table()) == (12 - 2) * 3
    assert "2 runs failed" in result.summary
    assert "no interval of chance + parameters" in result.summary
    records = json.loads((result.folder / "manifest.json").read_text())["failed"]
    assert [one["traceback"] for one in records] == ["here", "here"]
    assert status(result.folder)["failed"].item() == 2
    FAILING.clear()
    again = run(tmp_path / "failed")
    assert again.failed == ()
    assert bytes_of(again.folder) == bytes_of(whole)


def test_all_runs_failing_is_told_and_nothing_is_made_up(tmp_path: Path) -> None:
    FAILING.update((p, r) for p in range(3) for r in range(2))
    result = run(tmp_path / "failed")
    assert len(result.failed) == 12
    with pytest.raises(ResultError, match="no run yet"):
        result.table()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"months": 4}, "months 3 -> 4"),
        ({"residents": 600}, "residents 500 -> 600"),
        ({"seed": 2}, "seed 1 -> 2"),
        ({"outcomes": ("indicated_users",)}, "outcomes"),
        ({"replications": 3}, "x 2 replications, now 3 x 3"),
        ({"scenarios": (load_scenario("current", {"care.step_down": 0.3}),
                        load_scenario("null"))}, "care.step_down"),
    ],
)  # fmt: skip
def test_another_configuration_is_refused_by_name(
    change: dict[str, Any], message: str, whole: Path
) -> None:
    before = {p: p.read_bytes() for p in whole.rglob("*") if p.is_file()}
    with pytest.raises(ResultError) as refused:
        run(whole, request_of(**change))
    assert message in str(refused.value)
    assert {p: p.read_bytes() for p in whole.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("kind", "name"),
    [("code", "model/processes/care/care.py"), ("data", "model/data/evidence.csv"),
     ("versions", "numba")],
)  # fmt: skip
def test_other_code_data_or_versions_are_refused_by_name(kind: str, name: str, whole: Path) -> None:
    origin = json.loads((whole / "origin.json").read_text())
    origin[kind][name] = "0" * 16
    (whole / "origin.json").write_text(json.dumps(sealed(origin)))
    with pytest.raises(ResultError, match=rf"{kind}: {name}"):
        run(whole)


def test_a_folder_with_other_files_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ResultError, match="no sweep"):
        run(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_two_sweeps_in_one_folder_are_refused(whole: Path) -> None:
    with alone_at(whole), pytest.raises(ResultError, match="at work"):
        run(whole)


def test_parts_stay_small_and_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_CELLS", 10**9)
    assert len(bytes_of(run(tmp_path / "one").folder)) == 1
    jobs: Sequence[Job] = jobs_in(request_of(), [{"points": [0, 3], "replications": [0, 2]}])
    monkeypatch.setattr(store, "MOST_CELLS", 1)
    assert len(Store(tmp_path / "one", jobs, request_of().points).parts) == len(jobs)


def test_the_journal_leaves_out_what_is_torn(tmp_path: Path) -> None:
    for part in (1, 2):
        append(tmp_path, {"part": part, "jobs": {}, "tables": {}})
    text = (tmp_path / "journal.jsonl").read_text()
    (tmp_path / "journal.jsonl").write_text(text[:-9])
    assert [line["part"] for line in journal(tmp_path)] == [1]
    (tmp_path / "journal.jsonl").write_text(text.replace('"part": 2', '"part": 3'))
    assert [line["part"] for line in journal(tmp_path)] == [1]


def test_carry_on_with_a_folder_that_is_finished_reads_it(whole: Path) -> None:
    before = (whole / "manifest.json").stat().st_mtime_ns
    blocks = [{"points": [0, 3], "replications": [0, 2]}]
    assert carry_on(whole, read_request(whole), blocks, Execution(1, quiet=True)).sweep.runs == 12
    assert (whole / "manifest.json").stat().st_mtime_ns == before


def _swapped(path: Path) -> None:
    other = path.with_name("part-00001.parquet")
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)


LOSSES = {
    "gone": Path.unlink,
    "empty": lambda p: p.write_bytes(b""),
    "cut": lambda p: p.write_bytes(p.read_bytes()[:-9]),
    "of other bytes": lambda p: p.write_bytes(p.read_bytes()[::-1]),
    "swapped": _swapped,
}


@pytest.mark.parametrize("loss", LOSSES)
def test_rows_that_are_not_there_as_written_are_simulated_again(
    loss: str, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_CELLS", SMALL_PARTS)
    folder = Path(shutil.copytree(finished / "small_parts", tmp_path / "lost"))
    LOSSES[loss](folder / "monthly" / "part-00000.parquet")
    assert status(folder)["state"].item() == "stopped"
    with pytest.raises(ResultError, match="not as it was written"):
        read_result(folder).table()
    run(folder)
    assert status(folder)["state"].item() == "done"
    assert bytes_of(folder) == bytes_of(finished / "small_parts")


@pytest.mark.parametrize("loss", [name for name in LOSSES if name != "swapped"])
def test_a_piece_that_is_not_as_written_is_simulated_again(
    loss: str, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FAILING.add((2, 1))  # its part cannot be closed: pieces stay
    run(tmp_path / "pieces")
    pieces = sorted((tmp_path / "pieces" / "pieces").iterdir())
    assert pieces
    FAILING.clear()
    LOSSES[loss](pieces[0])
    run(tmp_path / "pieces")
    assert bytes_of(tmp_path / "pieces") == bytes_of(finished / "whole")
    assert not (tmp_path / "pieces" / "pieces").exists()


@pytest.mark.parametrize("name", ["sweep.json", "origin.json", "scenario.yaml", "points.parquet"])
@pytest.mark.parametrize("loss", [name for name in LOSSES if name != "swapped"])
def test_what_a_sweep_began_with_is_not_made_up(name: str, loss: str, whole: Path) -> None:
    LOSSES[loss](whole / name)
    with pytest.raises(ResultError, match=rf"{name}|no sweep"):
        run(whole)


def test_a_finished_sweep_without_its_journal_is_made_again(whole: Path, finished: Path) -> None:
    (whole / "journal.jsonl").unlink()
    run(whole)
    assert bytes_of(whole) == bytes_of(finished / "whole")


def test_a_summary_that_is_not_as_written_is_not_shown(whole: Path) -> None:
    assert "12 runs" in read_result(whole).summary
    (whole / "summary.md").write_text("All is well.")
    with pytest.raises(ResultError, match=r"summary\.md is damaged"):
        _ = read_result(whole).summary


def test_force_begins_anew_and_leaves_what_is_not_its_own(whole: Path, finished: Path) -> None:
    (whole / "notes.txt").write_text("mine")
    sweep(request_of(seed=2), out=whole, workers=1, quiet=True, force=True)
    assert (whole / "notes.txt").read_text() == "mine"
    assert read_result(whole).sweep.seed == 2


@pytest.mark.parametrize("name", ["journal.jsonl", "summary.md", "manifest.json", "sweep.json"])
def test_a_link_in_the_folder_is_refused_and_its_target_stays(
    name: str, whole: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (whole / "manifest.json").unlink()
    (whole / name).unlink(missing_ok=True)
    (whole / name).symlink_to(victim)
    with pytest.raises(ResultError, match=rf"{name}.* is a symbolic link"):
        run(whole)
    assert victim.read_text() == "mine"
