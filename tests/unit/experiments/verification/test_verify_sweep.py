"""The folder of a sweep holds when nothing was touched; a sample finds a row that was."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from rocrate.rocrate import ROCrate

from experiments.results.digests import sha256_of
from experiments.results.manifest import MANIFEST, write_manifest
from experiments.results.records import write_record
from experiments.sweep import packing, sweep, tree
from experiments.sweep.file import Sweep, one_point
from experiments.verification.verification import Verification
from experiments.verification.verify import verify
from model.errors import InputError, ResultError
from model.scenario.scenario import load_scenario
from tests.unit.experiments.forged import manifest_edited
from tests.unit.experiments.verification.test_verify import edited, other_default, set_in_record

__all__ = ["other_default"]
pytestmark = pytest.mark.usefixtures("nothing_to_free")
SHAME = "seeking.shame_weight"


def _simulated(job: tree.Job) -> tree.JobResult:
    """Stand in for a job: rows that depend on point, scenario and replication."""
    months = pd.date_range("2021-01-01", periods=12, freq="MS")
    rows = [
        pd.DataFrame({"point": point, "scenario": name, "replication": job.replication,
                      "month": months, "area": "a",
                      "needs_unmet": world.changes[SHAME] * 100 + job.replication + job.seed})
        for world in job.worlds
        for point, name in world.runs
    ]  # fmt: skip
    return tree.JobResult({"monthly": pd.concat(rows, ignore_index=True)})


def requested() -> Sweep:
    points = pd.DataFrame({SHAME: [0.2, 0.4, 0.6]}, index=pd.RangeIndex(3, name="point"))
    names = ("current", "transformation")
    return Sweep(
        "small", tuple(load_scenario(n) for n in names), points, 2, residents=500, months=12,
        outcomes=("needs_unmet",), given={n: n for n in names},
    )  # fmt: skip


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the sweep, which no test touches."""
    out = tmp_path_factory.mktemp("sweep") / "swept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "run_job", _simulated)
        sweep.sweep(requested(), out=out, workers=1, quiet=True)
    return out


@pytest.fixture
def folder(swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the folder for one test alone."""
    monkeypatch.setattr(packing, "run_job", _simulated)
    return Path(shutil.copytree(swept, tmp_path / "swept"))


def checked(folder: Path, sample: int | None = None) -> Verification:
    return verify(folder, workers=1, quiet=True, sample=sample)


@pytest.mark.parametrize("sample", [None, 5, 100])
def test_what_was_not_touched_holds(folder: Path, sample: int | None) -> None:
    verification = checked(folder, sample)
    assert verification.holds, verification.text()
    assert [check.said for check in verification.checks] == [(), (), (), (), ()]
    verdict = "gives the same 1 parts" if sample is None else f"{min(12, sample)} of 12 runs"
    assert verdict in verification.text()


def test_a_row_that_was_changed_is_found(folder: Path) -> None:
    (part,) = (folder / "monthly").glob("*.parquet")
    table = pd.read_parquet(part)
    table.loc[30, "needs_unmet"] += 1
    table.to_parquet(part, index=False)
    for sample in (12, None):
        verification = checked(folder, sample)
        assert not verification.holds
        assert "monthly/part-00000.parquet was changed after it was written" in verification.text()
    all_runs = checked(folder, 12).text()
    assert "needs_unmet is" in all_runs
    assert "11 of 12" not in all_runs


def test_a_model_that_answers_otherwise_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drifted(job: tree.Job) -> tree.JobResult:
        result = _simulated(job)
        hit = result.tables["monthly"]["point"] == 2
        result.tables["monthly"].loc[hit, "needs_unmet"] += 0.5
        return result

    monkeypatch.setattr(packing, "run_job", drifted)
    whole, sample = checked(folder), checked(folder, 12)
    assert [check.holds for check in whole.checks] == [True, True, True, True, False]
    assert [check.holds for check in sample.checks] == [True, True, True, True, False]
    assert len(sample.checks[4].said) == 4
    assert "point 2, current, replication 0: monthly: row 0" in sample.checks[4].said[0]
    assert "part-00000.parquet: row" in whole.text()


def test_a_run_that_fails_now_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(job: tree.Job) -> tree.JobResult:
        error = tree.Broken("ZeroDivisionError: injected", "Traceback")
        return tree.JobResult({}, [(world, error) for world in job.worlds])

    monkeypatch.setattr(packing, "run_job", broken)
    assert "transformation, replication 1 fails: ZeroDivisionError" in checked(folder, 3).text()


def test_a_parameter_changed_in_the_record_is_named(folder: Path) -> None:
    set_in_record(folder, "seeking.insecure", 0.77)
    text = checked(folder, 1).text()
    assert "current: seeking.insecure is 0.77 in the record and 0.35 now" in text
    assert "does not say what manifest.json has the digest of" in text


def test_a_default_changed_in_the_code_is_named(folder: Path, other_default: float) -> None:
    verification = checked(folder, 1)
    assert not verification.holds
    assert f"current: {SHAME} is" in verification.text()
    assert f"and {other_default} now" in verification.text()


def test_a_setting_changed_in_the_manifest_is_named(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["command"]["seed"] = 2
    write_manifest(folder, manifest)
    verification = checked(folder, 1)
    assert not verification.checks[2].holds
    assert "seed is 1 in sweep.json and 2 in manifest.json" in verification.text()


def test_points_that_were_changed_are_found(folder: Path) -> None:
    points = pd.read_parquet(folder / "points.parquet")
    points.loc[1, SHAME] = 0.41
    points.to_parquet(folder / "points.parquet", index=False)
    verification = checked(folder, 12)
    assert "points.parquet was changed after it was written" in verification.text()
    assert not verification.checks[4].holds


def dropped(folder: Path, rows: "pd.Series[bool]") -> None:
    """Leave out rows of the part, and write records that fit what is left."""
    part = folder / "monthly" / "part-00000.parquet"
    table = pd.read_parquet(part)
    table[~rows].to_parquet(part, index=False)
    digest = {"monthly/part-00000.parquet": sha256_of(part)}
    manifest_edited(folder, tables=digest)


@pytest.mark.parametrize("sample", [None, 2])
def test_rows_that_are_missing_fail_whole_and_by_sample(folder: Path, sample: int | None) -> None:
    table = pd.read_parquet(folder / "monthly" / "part-00000.parquet")
    dropped(folder, (table["point"] == 1) & (table["replication"] == 1))
    verification = checked(folder, sample)
    assert not verification.holds
    assert "monthly: 2 of 12 runs have no row, the first is point 1" in verification.text()


@pytest.mark.parametrize("sample", [None, 2])
def test_some_rows_of_a_run_that_are_missing_fail(folder: Path, sample: int | None) -> None:
    table = pd.read_parquet(folder / "monthly" / "part-00000.parquet")
    dropped(folder, table.index == 7)
    verification = checked(folder, sample)
    assert not verification.holds
    assert "monthly: 1 runs have fewer rows than the others" in verification.text()


def test_a_part_that_is_missing_fails(folder: Path) -> None:
    (folder / "monthly" / "part-00000.parquet").unlink()
    assert "part-00000.parquet is missing" in checked(folder).text()
    with pytest.raises(ResultError, match="nothing to verify"):
        checked(folder, 2)


def test_a_changed_source_file_is_named(folder: Path) -> None:
    edited_origin = json.loads((folder / "origin.json").read_text(encoding="utf-8"))
    edited_origin["code"]["model/town.py"] = "0"
    write_record(folder / "origin.json", edited_origin)
    files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    manifest_edited(folder, files=files | {"origin.json": sha256_of(folder / "origin.json")})
    verification = checked(folder, 1)
    assert verification.holds
    assert "code changed since: model/town.py" in verification.text()


def test_scenario_file_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(packing, "run_job", _simulated)
    scenario_file = tmp_path / "mine.yaml"
    scenario_file.write_text("name: mine\ntitle: Mine\non: current\n", encoding="utf-8")
    file = tmp_path / "s.yaml"
    text = f"name: s\nscenarios: [mine.yaml]\nparameters: {{{SHAME}: {{values: [0.2]}}}}\n"
    file.write_text(
        f"{text}residents: 500\nmonths: 12\noutcomes: [needs_unmet]\n", encoding="utf-8"
    )
    sweep.sweep(file, out=tmp_path / "out", workers=1, quiet=True)
    assert checked(tmp_path / "out", 1).holds
    edited(scenario_file, "on: current", "on: current\nparameters: {seeking.insecure: 0.5}")
    changed = checked(tmp_path / "out", 1)
    assert changed.holds
    assert "has changed since (seeking.insecure is 0.35" in changed.text()
    scenario_file.unlink()
    gone = checked(tmp_path / "out", 1)
    assert gone.holds
    assert "mine.yaml' is not there" in gone.text()


def test_a_sweep_without_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(job: tree.Job) -> tree.JobResult:
        worlds = [replace(world, changes={SHAME: 0.5}) for world in job.worlds]
        return _simulated(replace(job, worlds=tuple(worlds)))

    monkeypatch.setattr(packing, "run_job", plain)
    out = tmp_path / "out"
    sweep.sweep(replace(requested(), points=one_point()), out=out, workers=1, quiet=True)
    assert checked(out, 2).holds


@pytest.mark.parametrize("sample", [0, -1])
def test_a_sample_of_nothing_is_refused(folder: Path, sample: int) -> None:
    with pytest.raises(InputError, match="--sample"):
        checked(folder, sample)


def test_an_unfinished_sweep_is_no_result(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    with pytest.raises(ResultError, match="no results folder"):
        checked(folder, 1)


def test_analyses_of_the_runs_are_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.analyses.discovery.discover import discover

    def opposed(job: tree.Job) -> tree.JobResult:
        """Let the plan do good where the parameter is high."""
        table = _simulated(job).tables["monthly"]
        gain = (table["needs_unmet"] - 30) * (table["scenario"] == "transformation")
        return tree.JobResult(
            {"monthly": table.assign(needs_unmet=table["needs_unmet"] - 2 * gain)}
        )

    monkeypatch.setattr(packing, "run_job", opposed)
    points = pd.DataFrame({SHAME: [k / 60 for k in range(60)]}, pd.RangeIndex(60, name="point"))
    out = tmp_path / "swept"
    sweep.sweep(replace(requested(), points=points, replications=1), out=out, workers=1, quiet=True)
    discovery = discover(out, claim="fewer needs unmet")
    assert {box.kind for box in discovery.boxes} == {"fails", "holds"}
    place = out / "discovery" / "fewer_needs_unmet"
    checked_again = checked(out, 1)
    assert checked_again.holds, checked_again.text()
    assert "discovery of 'fewer needs unmet' comes out the same" in checked_again.text()
    crate = ROCrate(out)
    assert "discovery/fewer_needs_unmet/boxes.parquet" in {e.id for e in crate.data_entities}
    table = pd.read_parquet(place / "claim.parquet")
    table.loc[3, "value"] += 1
    table.to_parquet(place / "claim.parquet", index=False)
    text = checked(out, 1).text()
    assert "claim.parquet was changed after it was written" in text
    assert "NO   discovery of 'fewer needs unmet' comes out the same of these runs" in text
    assert "claim.parquet: row 3 (point 3" in text
