"""A results folder holds when nothing was touched, and fails on each single thing that was."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from experiments.results.folder import write_table
from experiments.results.manifest import MANIFEST, read_manifest, write_manifest
from experiments.results.scenario_record import SCENARIO
from experiments.runs import run
from experiments.verification import verify
from experiments.verification.checks import first_difference
from experiments.verification.record import as_scenario_file, differences, flat
from model import parameter_owners
from model.errors import ResultError
from model.measures.outcomes import HEADLINES_OF_ONE_WORLD
from model.parameters import par
from model.scenario.record import resolved
from model.scenario.scenario import load_scenario, shipped_scenarios
from tests.unit.experiments.forged import sealed_again

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SHAME = "seeking.shame_weight"
OWN = """
name: mine
title: A plan of one's own
on: current
parameters: {seeking.shame_weight: 0.55}
levers:
  - {lever: strong_local_teams, start: 2026-01, areas: [oude_stad, noord], dose: 0.5}
"""


def _simulated(scenario: Any, options: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Stand in for a run: a table that depends on a parameter, the seed and the replication."""
    months = pd.date_range("2021-01-01", periods=12, freq="MS")
    shame = scenario.processes["seeking"].shame_weight
    monthly = pd.DataFrame({"scenario": scenario.name, "month": months, "area": "a"})
    values = dict.fromkeys(HEADLINES_OF_ONE_WORLD, shame * 100 + options["seed"])
    return {"monthly": monthly.assign(**values, replication=options["replication"])}


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(run, "_one", _simulated)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run, which no test touches."""
    out = tmp_path_factory.mktemp("made") / "result"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_one", _simulated)
        run.run("current", residents=500, months=12, workers=1, quiet=True, out=out,
                changes={"seeking.insecure": 0.5}, replications=2)  # fmt: skip
    return out


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the folder for one test alone."""
    return Path(shutil.copytree(made, tmp_path / "result"))


def checked(folder: Path) -> Any:
    return verify.verify(folder, workers=1, quiet=True)


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def set_in_record(folder: Path, name: str, value: float) -> None:
    record = yaml.safe_load((folder / SCENARIO).read_text(encoding="utf-8"))
    record["current"]["parameters"][name]["value"] = value
    (folder / SCENARIO).write_text(yaml.safe_dump(record), encoding="utf-8")


@pytest.fixture
def other_default() -> Iterator[float]:
    """Let the code say another default of one parameter."""
    process = parameter_owners.known_processes()["seeking"]
    before = process.Parameters

    class Parameters(before):  # type: ignore[name-defined,misc]
        shame_weight: float = par(0.123, unit="-", evidence="assumed: a test", low=0, high=1)

    process.Parameters = Parameters
    for register in (parameter_owners.owners, parameter_owners.all_rows):
        register.cache_clear()
    yield 0.123
    process.Parameters = before
    for register in (parameter_owners.owners, parameter_owners.all_rows):
        register.cache_clear()


def test_what_was_not_touched_holds(folder: Path) -> None:
    verification = checked(folder)
    assert verification.holds
    assert [check.said for check in verification.checks] == [(), (), (), ()]
    assert verification.text().startswith(f"{folder} holds")
    assert sorted(p.name for p in folder.parent.iterdir()) == ["result"]


def test_a_parameter_changed_in_the_record_is_named(folder: Path) -> None:
    set_in_record(folder, SHAME, 0.77)
    now = load_scenario("current").processes["seeking"].shame_weight
    verification = checked(folder)
    assert not verification.holds
    assert f"current: {SHAME} is 0.77 in the record and {now} now" in verification.text()
    assert "scenario.yaml was changed after it was written" in verification.text()
    assert "scenario.yaml does not say what manifest.json has the digest of" in verification.text()
    assert verification.checks[3].holds


def test_a_date_changed_in_the_record_is_named(folder: Path) -> None:
    edited(folder / SCENARIO, "value: 2021-06\n", "value: 2021-07\n")
    text = checked(folder).text()
    assert "current: lever covid, use 2: end is 2021-07 in the record and 2021-06 now" in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('insecure": 0.5', 'insecure": 0.6', "seeking.insecure is 0.5 in the"),
        ('"seed": 1', '"seed": 2', "monthly.parquet: row 0"),
        ('"journeys": 200', '"journeys": 100', "a digest of other arguments"),
        ('"replications": 2', '"replications": "x"', "does not run any more"),
        ('"months": 12', '"moons": 12', "takes no argument moons"),
        ('"scenario": "current",', "", "lacks the argument scenario"),
        ('"scenario": "current"', '"scenario": "curent"', "no scenario 'curent'"),
    ],
)
def test_an_argument_changed_in_the_manifest_is_named(
    folder: Path, old: str, new: str, message: str
) -> None:
    edited(folder / MANIFEST, old, new)
    with pytest.raises(ResultError, match="not as it was written"):
        checked(folder)
    sealed_again(folder / MANIFEST)
    verification = checked(folder)
    assert not verification.holds
    assert message in verification.text()
    assert (
        not verification.checks[1].holds or not verification.checks[3].holds
    )  # not the crate's word alone


def test_a_default_changed_in_the_code_is_named(folder: Path, other_default: float) -> None:
    verification = checked(folder)
    assert not verification.holds
    assert f"{SHAME} is" in verification.text()
    assert f"in the record and {other_default} now" in verification.text()
    assert "monthly.parquet: row 0 (scenario current, month 2021-01-01" in verification.text()


def test_changed_missing_and_extra_tables_are_named(folder: Path) -> None:
    table = pd.read_parquet(folder / "monthly.parquet")
    table.loc[5, "needs_unmet"] += 1
    write_table(folder / "monthly.parquet", table)
    write_table(folder / "more.parquet", table)
    (folder / "report.html").write_text("a", encoding="utf-8")
    (folder / "summary.md").unlink()
    verification = checked(folder)
    files = "\n".join(verification.checks[0].said)
    assert not verification.checks[0].holds
    assert "monthly.parquet was changed after it was written: row 5" in files
    assert "more.parquet is no table of this result" in files
    assert "report.html was added later" in files
    assert "summary.md is missing" in files
    assert all(check.holds for check in verification.checks[1:])


def test_an_added_report_alone_does_no_harm(folder: Path) -> None:
    (folder / "report.html").write_text("a", encoding="utf-8")
    assert checked(folder).holds


@pytest.mark.parametrize("text", [None, "", "{", "- 1"])
def test_a_damaged_record_is_a_finding(folder: Path, text: str | None) -> None:
    (folder / SCENARIO).unlink()
    if text is not None:
        (folder / SCENARIO).write_text(text, encoding="utf-8")
    verification = checked(folder)
    assert not verification.checks[1].holds
    assert SCENARIO in "".join(verification.checks[1].said)
    assert verification.checks[3].holds


def test_tables_that_come_out_otherwise_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drifted(scenario: Any, options: dict[str, Any]) -> dict[str, pd.DataFrame]:
        table = _simulated(scenario, options)["monthly"]
        if options["replication"] == 1:
            table.loc[3, "needs_unmet"] += 0.25
        return {"monthly": table}

    monkeypatch.setattr(run, "_one", drifted)
    other = verify.digests_of_sources("bergen_op_zoom") | {"code": "other"}
    monkeypatch.setattr(verify, "digests_of_sources", lambda _: other)
    verification = checked(folder)
    assert not verification.holds
    assert [check.holds for check in verification.checks] == [True, True, True, False]
    text = verification.text()
    assert "tables that differ are to be expected" in text
    assert "monthly.parquet: row 15 (scenario current, month 2021-04-01 00:00:00" in text
    assert "1 of 24 rows and 0 other columns differ" in text


def test_other_code_with_the_same_tables_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = verify.digests_of_sources("bergen_op_zoom") | {"code": "other"}
    monkeypatch.setattr(verify, "digests_of_sources", lambda _: other)
    verification = checked(folder)
    assert verification.holds
    assert "code changed since" in verification.text()


class TestScenarioFile:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(OWN, encoding="utf-8")
        return path

    @pytest.fixture
    def plan_folder(self, tmp_path: Path, file: Path) -> Path:
        out = tmp_path / "plan_folder"
        run.run(file, residents=500, months=12, workers=1, quiet=True, out=out,
                changes={"seeking.insecure": 0.5})  # fmt: skip
        return out

    def test_as_it_was(self, plan_folder: Path) -> None:
        verification = checked(plan_folder)
        assert verification.holds
        assert verification.checks[1].said == ()

    def test_gone(self, plan_folder: Path, file: Path) -> None:
        file.unlink()
        verification = checked(plan_folder)
        assert verification.holds, verification.text()
        assert f"'{file.name}' is not there: rebuilt from scenario.yaml" in verification.text()

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("0.55", "0.66", f"{SHAME} is 0.55 in the record and 0.66 now"),
            ("dose: 0.5", "dose: 0.25", "strong_local_teams, use 1: dose is 0.5"),
            ("on: current", "on: nowhere", "cannot be read any more"),
        ],
    )
    def test_changed(self, plan_folder: Path, file: Path, old: str, new: str, message: str) -> None:
        edited(file, old, new)
        verification = checked(plan_folder)
        assert verification.holds, verification.text()
        assert message in verification.text()

    def test_gone_is_rebuilt_in_full(
        self, plan_folder: Path, file: Path, other_default: float
    ) -> None:
        file.unlink()
        verification = checked(plan_folder)
        assert verification.holds  # this one is set by the file, not by the code
        edited(plan_folder / MANIFEST, '"seed": 1', '"seed": 2')
        sealed_again(plan_folder / MANIFEST)
        assert "monthly.parquet: row 0" in checked(plan_folder).text()

    def test_gone_does_not_hide_the_arguments(self, plan_folder: Path, file: Path) -> None:
        file.unlink()
        edited(plan_folder / MANIFEST, 'insecure": 0.5', 'insecure": 0.6')
        sealed_again(plan_folder / MANIFEST)
        assert "insecure is 0.5 in the record and 0.6 now" in checked(plan_folder).text()


def test_default_of_the_code_is_seen_behind_a_file_that_is_gone(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "plain.yaml"
    file.write_text("name: plain\ntitle: Plain\n", encoding="utf-8")
    out = tmp_path / "out"
    run.run(file, residents=500, months=12, workers=1, quiet=True, out=out)
    file.unlink()
    request.getfixturevalue("other_default")
    verification = checked(out)
    assert not verification.holds
    assert f"plain: {SHAME} is" in verification.text()


NAMES = ("current", "all_on", "pilot_only")
OTHERS = [pytest.param(n, marks=pytest.mark.slow) for n in shipped_scenarios() if n not in NAMES]


@pytest.mark.parametrize("name", [*NAMES, *OTHERS])
def test_a_record_can_be_read_as_a_scenario_again(name: str, tmp_path: Path) -> None:
    world = resolved(load_scenario(name, {SHAME: 0.61}))
    file = tmp_path / "again.yaml"
    file.write_text(as_scenario_file(world), encoding="utf-8")
    again = resolved(load_scenario(file, {SHAME: 0.61}))
    assert flat(again) == flat(world)
    assert len(flat(world)) > 100


def test_differences_name_levers_that_are_not_used_alike() -> None:
    plan, now = (resolved(load_scenario(n)) for n in ("transformation", "current"))
    complaints = differences({"a": plan, "b": now}, {"a": now, "c": now})
    assert "scenario b is in the record, but not now" in complaints
    assert "scenario c is there now, but not in the record" in complaints
    assert "a: lever strong_local_teams, use 2 is in the record (used), but not now" in complaints
    assert not any("strong_local_teams, use 2:" in text for text in complaints)


def test_first_difference() -> None:
    table = pd.DataFrame({"month": [1, 2], "x": [1.0, None], "y": ["a", "b"]})
    assert first_difference(table, table.copy()) == ""
    assert first_difference(table, table.assign(x=[1.0, 2.0])).startswith("row 1 (month 2, y b): x")
    assert first_difference(table, table.drop(columns="y")) == "other columns (-y)"
    assert first_difference(table, table.assign(z=1)) == "other columns (+z)"
    assert first_difference(table, table.head(1)) == "2 rows, now 1"


def test_what_cannot_be_run_again_is_said(folder: Path) -> None:
    manifest = read_manifest(folder)
    for command, message in (
        ({"command": "survey"}, "is of 'survey', which cannot be run again"),
        ({"name": "run"}, "command.command: field required"),
        ({"command": "run"}, "an earlier version wrote it"),
    ):
        write_manifest(folder, manifest | {"command": command})
        with pytest.raises(ResultError, match=message):
            checked(folder)


def test_a_sample_is_for_sweeps(folder: Path) -> None:
    with pytest.raises(ResultError, match="not of a sweep"):
        verify.verify(folder, sample=3)


def test_draws_that_are_gone_are_taken_from_the_result(tmp_path: Path) -> None:
    gone = {"draws": str(tmp_path / "gone.parquet"), "seed": 1}
    assert verify._with_draws(tmp_path, gone) == (gone, [])
    (tmp_path / "draws.parquet").write_bytes(b"")
    arguments, notes = verify._with_draws(tmp_path, gone)
    assert arguments == {"draws": str(tmp_path / "draws.parquet"), "seed": 1}
    assert "gone.parquet' is not there: taken from draws.parquet" in notes[0]
    assert verify._with_draws(tmp_path, {"seed": 1}) == ({"seed": 1}, [])


@pytest.mark.slow
def test_a_comparison_of_simulated_worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    from experiments.runs.compare import compare

    out = tmp_path / "pair"
    compare("current", ["transformation"], replications=2, residents=500, months=66, workers=1,
            quiet=True, out=out, changes={"seeking.insecure": 0.5})  # fmt: skip
    verification = checked(out)
    assert verification.holds, verification.text()
    edited(out / SCENARIO, "current:\n  name: current\n", "current:\n  name: curent\n")
    assert not checked(out).holds
    edited(out / SCENARIO, "current:\n  name: curent\n", "current:\n  name: current\n")
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    manifest["command"]["arguments"]["changes"] = {"seeking.insecure": 0.6}
    write_manifest(out, manifest)
    text = checked(out).text()
    assert "transformation: seeking.insecure is 0.5 in the record and 0.6 now" in text
    assert "NO   the re-run gives the same" in text
