"""The README tells the truth: its commands, examples, files and folders are there and work."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from experiments.sweep.file import read_sweep

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
TOWN, COMPARE, SWEEP, LEVER = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
SWEEP_FILE, SCENARIO = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
SHELL = "\n".join(re.findall(r"```bash\n(.*?)```", TEXT, re.DOTALL))

PULL = """
import sys
from model.ledger import items
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel

town = SocialBaseModel(load_scenario(sys.argv[1]), empty=True)
town.month = 72
town._pull_levers()
print(town.values["community"]["volunteer_uptake"].tolist())
line = next(one for one in items() if one.name == "volunteer market")
print(town.ledger.cells[line.index].sum(axis=0).tolist())
print(town.by_name["money"].price_index(72))
"""


def run(*arguments: str, cwd: Path = ROOT) -> str:
    env = os.environ | {"PYTHONPATH": str(cwd), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_both_commands_are_named_exactly() -> None:
    lines = SHELL.splitlines()
    assert "pip install uv && uv run social-base compare current transformation" in lines
    assert "pip install uv && uv run pytest" in lines


def section(heading: str) -> str:
    return TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_commands_are_those_of_the_program() -> None:
    from experiments.cli.main import app

    rows = re.findall(r"^\| (`.*?) \| ", section("Commands"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z]+)", row)}
    kinds = {"levers", "parameters", "outcomes", "experiments"}  # what `list` lists
    assert named - kinds == {command.name for command in app.registered_commands}


def test_scenarios_are_those_that_are_shipped() -> None:
    from model.scenario.scenario import shipped_scenarios

    rows = re.findall(r"^\| (`.*?) \| ", section("Scenarios"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z_*]+)`", row)}
    shipped = shipped_scenarios()
    assert all(any(fnmatch(name, pattern) for pattern in named) for name in shipped)
    assert all(any(fnmatch(name, pattern) for name in shipped) for pattern in named)


def test_experiments_are_all_named() -> None:
    named = re.findall(r"^\| `(e\d\d_[a-z0-9_]+)`", section("Experiments"), re.MULTILINE)
    assert named == sorted(path.stem for path in (ROOT / "experiments").glob("e[0-9]*.py"))


def test_named_functions_are_there() -> None:
    named = re.findall(r"`(experiments(?:\.\w+)+)\.(\w+)\(", section("Reading a comparison"))
    assert len(named) == 6
    for module, name in named:
        assert callable(getattr(importlib.import_module(module), name))


def test_named_folders_and_files_exist() -> None:
    named = re.findall(r"^\| `([^`]+)`", section("Folders"), re.MULTILINE)
    assert len(named) == 6
    assert all((ROOT / name).exists() for name in [*named, "LICENSE", "CITATION.cff"])


def test_town_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert len([line for line in TOWN.splitlines() if line.strip()]) == 10
    names: dict[str, object] = {}
    exec(compile(TOWN, "README.md", "exec"), names)
    told = capsys.readouterr().out
    assert "Bergen op Zoom" in told
    assert "severity" in told
    assert "Graph with" in told


@pytest.mark.slow
def test_compare_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(COMPARE, "README.md", "exec"), names)
    (folder,) = (tmp_path / "results").iterdir()
    rows = [
        row for row in section("A results folder").splitlines()
        if not re.search(r"`(run|cases|compare --doubt)` only", row)
    ]  # fmt: skip
    files = re.findall(r"`([a-z-]+\.(?:md|parquet|yaml|json))`", "\n".join(rows))
    assert {path.name for path in folder.iterdir() if path.suffix != ".png"} == set(files)
    assert len([*folder.glob("*.png")]) == 3
    read_as_told(names["found"], folder)


@pytest.mark.slow
def test_sweep_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SWEEP_FILE, encoding="utf-8")
    named, shipped = read_sweep(path), read_sweep("seats_and_shame")
    assert named.points.equals(shipped.points)
    assert (named.runs, named.months) == (shipped.runs, shipped.months) == (160, 120)
    small = SWEEP_FILE.replace("points: 20", "points: 2").replace("5000", "500")
    path.write_text(small.replace("months: 120", "months: 84"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    program = SWEEP.replace('"seats_and_shame", workers=2', f"{str(path)!r}, workers=1")
    exec(compile(program.replace("\ngaps(", "\ntold = gaps("), "README.md", "exec"), names)
    assert names["told"].shape == (2 * 4, 1)


def read_as_told(found: Any, folder: Path) -> None:
    """Call each function of the README's table with the arguments that stand there."""
    known = {"found": found, "folder": folder, "policy": "transformation"}
    calls = re.findall(r"`(experiments\.\w+)\.(\w+\(.*?\))` \|", section("Reading a comparison"))
    assert len(calls) == 6
    for module, call in calls:
        names = vars(importlib.import_module(module)) | known
        told = eval(call, names)
        assert "investment" in call or len(told), call  # the claimed year lies after the example


def test_lever_example_works_as_one_new_file(tmp_path: Path) -> None:
    """The lever is put into a copy of the house; nothing else in it is touched."""
    for room in ("agents", "model", "experiments"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    lever = tmp_path / "model" / "levers" / "volunteer_market.py"
    assert not lever.exists()
    lever.write_text(LEVER, encoding="utf-8")
    scenario = tmp_path / "market.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    listed = json.loads(
        run("-m", "experiments.cli", "list", "levers", "--format", "json", cwd=tmp_path)
    )
    assert "volunteer_market" in {row["name"] for row in listed}
    uptake, cents, prices = map(
        json.loads, run("-c", PULL, str(scenario), cwd=tmp_path).splitlines()
    )
    assert uptake == [1.0, 1.3, 1.3, 1.0, 1.0]  # noord and oost are the second and third area
    assert sum(cents) == pytest.approx(150_000 * prices, abs=2)
    assert [amount > 0 for amount in cents] == [False, True, True, False, False]
