"""Sweeps of real towns: the same bytes for any number of workers, after kills, expanded."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.main import main
from experiments.sweep.expand import expand
from experiments.sweep.file import read_sweep
from experiments.sweep.status import status
from experiments.sweep.sweep import read_result, sweep

FILE = """
name: small
scenarios: [current, transformation]
parameters:
  seeking.shame_weight: {low: 0.2, high: 0.8}
  free_access_day_activities.seats_per_daypart: {values: [6, 12]}
design: {method: sobol, points: 4}
replications: 2
residents: 500
months: 62
outcomes: [indicated_users, needs_unmet, cost_municipality_eur]
"""
KILLS = 20
HEARING = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from experiments.cli.main import main
from experiments.sweep.store import Store
add = Store.add
Store.add = lambda *of: (add(*of), time.sleep(0.5))
main(sys.argv[1:])
"""
"""The command line, which hears Ctrl-C also where a shell started the tests in the background.

It rests after each job, so that the signal finds it at work on a busy machine too.
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sweep") / "small.yaml"
    path.write_text(FILE)
    return path


@pytest.fixture(scope="module")
def whole(file: Path) -> Path:
    """Return the folder of the sweep as one process runs it in one go."""
    return sweep(file, out=file.parent / "whole", workers=1, quiet=True).folder


def parts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "monthly").glob("*"))
    }


def code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return int(end.value.code or 0)


def test_a_sweep_holds_every_run_and_its_parameters(whole: Path) -> None:
    result = read_result(whole)
    table = result.table()
    assert len(table) == 4 * 2 * 2 * 62 * 5
    runs = table.groupby(["point", "scenario", "replication"]).ngroups
    assert runs == result.sweep.runs == 16
    swept = table.drop_duplicates("point").set_index("point")[list(result.points.columns)]
    pd.testing.assert_frame_equal(swept.sort_index(), result.points, check_names=False)
    assert result.failed == ()
    assert 0.3 < 1 - result.months_lived / result.months_straight < 0.9
    assert "16 runs of 500 residents" in result.summary
    assert not (whole / "pieces").exists()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 4])
def test_the_same_bytes_for_any_number_of_workers(
    file: Path, whole: Path, tmp_path: Path, workers: int
) -> None:
    again = sweep(file, out=tmp_path / "again", workers=workers, quiet=True)
    assert parts(again.folder) == parts(whole)


def test_the_same_bytes_in_shuffled_order(
    file: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.sweep import sweep as module

    def backwards(function, arguments, **options):  # type: ignore[no-untyped-def]
        calls = list(arguments)
        return ((k, function(*calls[k])) for k in reversed(range(len(calls))))

    monkeypatch.setattr(module, "stream", backwards)
    again = sweep(file, out=tmp_path / "again", workers=1, quiet=True)
    assert parts(again.folder) == parts(whole)


@pytest.mark.slow
def test_twenty_kills_lose_nothing(file: Path, whole: Path, tmp_path: Path, root: Path) -> None:
    program = [sys.executable, str(root / "tests" / "smoke" / "killed_sweep.py"), str(file)]
    done = subprocess.run(
        [*program, str(tmp_path / "killed"), str(KILLS)],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    killed, folders, lines = map(int, re.findall(r"\d+", done.stdout))
    assert killed == KILLS
    assert folders > 2 or lines > 0, "nothing was done between the kills: they proved nothing"
    for number in range(folders):
        assert parts(tmp_path / "killed" / str(number)) == parts(whole)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_sweep_in_order_and_the_same_command_goes_on(
    number: signal.Signals, file: Path, whole: Path, tmp_path: Path, root: Path
) -> None:
    folder = tmp_path / "stopped"
    arguments = ["sweep", str(file), "--out", str(folder), "--workers", "2"]
    at_work = subprocess.Popen(
        [sys.executable, "-c", HEARING, *arguments], cwd=root, stderr=subprocess.PIPE, text=True
    )
    journal = folder / "journal.jsonl"
    until = time.monotonic() + 300
    while at_work.poll() is None and time.monotonic() < until:
        if journal.exists() and '"job"' in journal.read_text():
            break
        time.sleep(0.05)
    at_work.send_signal(number)
    _, errors = at_work.communicate(timeout=120)
    assert at_work.returncode == 128 + number, errors
    assert "Traceback" not in errors
    assert status(folder)["state"].item() == "stopped"
    assert 0 < status(folder)["done"].item() < 16
    assert code("sweep", str(file), "--out", str(folder), "--workers", "1", "--quiet") == 0
    assert parts(folder) == parts(whole)


def test_a_finished_sweep_is_read_again(file: Path, whole: Path) -> None:
    before = (whole / "manifest.json").stat().st_mtime_ns
    assert sweep(file, out=whole, quiet=True).sweep.runs == 16
    assert (whole / "manifest.json").stat().st_mtime_ns == before


@pytest.mark.slow
def test_expanding_keeps_what_is_there_and_adds_the_rest(
    file: Path, whole: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    shutil.copytree(whole, folder)
    more = expand(folder, replications=3, points=8, workers=1, quiet=True)
    assert more.sweep.runs == 8 * 2 * 3
    old = parts(whole)
    assert {name: parts(folder)[name] for name in old} == old
    longer = file.with_name("longer.yaml")
    text = FILE.replace("points: 4", "points: 8").replace("replications: 2", "replications: 3")
    longer.write_text(text)
    one_go = sweep(longer, out=tmp_path / "one_go", workers=1, quiet=True)
    keys = ["point", "scenario", "replication", "month", "area"]
    both = [r.table().sort_values(keys, ignore_index=True) for r in (more, one_go)]
    pd.testing.assert_frame_equal(*both, check_exact=True)
    assert sweep(read_sweep(file), out=folder, quiet=True).sweep.runs == 48
