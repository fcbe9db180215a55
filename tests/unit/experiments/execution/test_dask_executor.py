"""A Dask cluster of other processes: same results, and nothing lost when some of them are killed.

One scheduler and two workers on 127.0.0.1 serve all tests here; each worker has a nanny, which
starts it again when it is killed.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from distributed import Client

from experiments.execution import dask_cluster, dask_executor, slurm
from experiments.execution.compiling import mark_in
from experiments.execution.dask_cluster import ClusterError
from experiments.execution.stream import Fault, stream
from experiments.worlds.lockstep import Task, run_together
from model.errors import InputError
from tests.unit.experiments.execution import calls_to_try as calls

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[4]
PATIENCE = 180.0
"""Seconds that a process may take to start where many others compute."""
SQUARES = {number: number * number for number in range(12)}
NUMBERS = [(number,) for number in range(12)]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which everything counts as compiled, and a worker has threads."""
    folder = tmp_path_factory.mktemp("cache")
    mark_in(folder).touch()
    return {
        **os.environ, "NUMBA_CACHE_DIR": str(folder), "NUMBA_NUM_THREADS": "2",
        "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    }  # fmt: skip


def started(environment: dict[str, str], kind: str, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, "--host", "127.0.0.1"],
        env=environment, cwd=ROOT, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def scheduler_in(folder: Path, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], str]:
    """Start a scheduler; return its process and its address."""
    scheduler_file = folder / "scheduler.json"
    process = started(
        environment, "scheduler", "--port", "0", "--no-dashboard", "--dashboard-address",
        "127.0.0.1:0", "--scheduler-file", str(scheduler_file),
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while not scheduler_file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(0.1)
    return process, json.loads(scheduler_file.read_text(encoding="utf-8"))["address"]


@pytest.fixture(scope="module")
def cluster(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a scheduler with two workers."""
    scheduler, address = scheduler_in(tmp_path_factory.mktemp("cluster"), environment)
    options = ["--nthreads", "1", "--no-dashboard", "--local-directory"]
    workers = [
        started(environment, "worker", address, *options, str(tmp_path_factory.mktemp("worker")))
        for _ in range(2)
    ]
    try:
        with Client(address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
        yield address
    finally:
        for process in [*workers, scheduler]:
            ended(process)


def test_same_results_as_in_this_process(cluster: str) -> None:
    results = list(stream(calls.square, NUMBERS, scheduler=cluster))
    assert len(results) == 12
    assert dict(results) == dict(stream(calls.square, NUMBERS, workers=1)) == SQUARES


def test_arguments_are_taken_as_there_is_room(cluster: str) -> None:
    taken: list[int] = []

    def numbers() -> Iterator[tuple[int, float]]:
        for number in range(30):
            taken.append(number)
            yield (number, 0.01)

    for done, _ in enumerate(stream(calls.square, numbers(), scheduler=cluster), start=1):
        assert len(taken) <= done + 4
    assert len(taken) == 30


def test_a_worker_computes_on_one_thread_whatever_it_was_started_with(cluster: str) -> None:
    results = dict(stream(calls.threads, NUMBERS[:4], scheduler=cluster))
    assert set(results.values()) == {(1, "2")}


def test_faults_and_mistakes_travel(cluster: str) -> None:
    results = dict(stream(calls.divide, [(1, 1), (1, 0), (6, 2)], scheduler=cluster))
    assert (results[0], results[2]) == (1.0, 3.0)
    assert results[1].error == "ZeroDivisionError: division by zero"
    assert "in divide" in results[1].traceback
    back = dict(stream(calls.lock, NUMBERS[:2], scheduler=cluster))
    assert all("lock" in one.error for one in back.values())
    with pytest.raises(InputError, match="three is no number"):
        list(stream(calls.mistaken, NUMBERS, scheduler=cluster))


def test_a_worker_that_is_killed_loses_nothing(cluster: str, tmp_path: Path) -> None:
    results = list(
        stream(calls.die_once, [(n, str(tmp_path)) for n in range(12)], scheduler=cluster)
    )
    assert (tmp_path / "died-3").exists()
    assert len(results) == 12
    assert dict(results) == SQUARES


def test_a_call_that_always_kills_is_a_fault_and_the_others_go_on(cluster: str) -> None:
    results = dict(stream(calls.die_always, NUMBERS, scheduler=cluster))
    fault = results.pop(2)
    assert results == {n: s for n, s in SQUARES.items() if n != 2}
    assert isinstance(fault, Fault)
    assert "killed" in fault.error
    assert "4 times" in fault.error
    assert "out of memory?" in fault.error


def test_workers_that_run_other_code_are_refused(
    cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = dask_executor.identity()
    monkeypatch.setattr(dask_executor, "identity", lambda: here | {"model": "edited"})
    with pytest.raises(InputError, match=r"runs other code: model \(.* there, edited here\)"):
        list(stream(calls.square, NUMBERS, scheduler=cluster))


def test_one_that_joins_later_is_refused_as_well(
    cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = dask_executor.identity()
    monkeypatch.setattr(dask_executor, "identity", lambda: here | {"numba": "0"})
    monkeypatch.setattr(dask_executor, "make_ready", lambda *_: None)
    with pytest.raises(InputError, match=r"runs other code: numba \(.* there, 0 here\)"):
        list(stream(calls.square, NUMBERS, scheduler=cluster))


def test_no_scheduler_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1.0)
    with pytest.raises(InputError, match="no Dask scheduler answers within 1 seconds"):
        list(stream(calls.square, NUMBERS, scheduler="tcp://127.0.0.1:1"))


def test_no_worker_there(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "WORKER_SECONDS", 1.0)
    scheduler, address = scheduler_in(tmp_path, environment)
    try:
        with pytest.raises(InputError, match=r"no worker for 1 seconds: start .*dask worker tcp:"):
            list(stream(calls.square, NUMBERS, scheduler=address))
    finally:
        ended(scheduler)


@pytest.mark.parametrize(("victim", "message"), [(1, "no worker for 2 seconds"), (0, "was lost")])
def test_a_cluster_that_is_lost_is_told(
    victim: int, message: str, environment: dict[str, str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(dask_cluster, "WORKER_SECONDS", PATIENCE)
    scheduler, address = scheduler_in(tmp_path, environment)
    options = [
        "--nthreads",
        "1",
        "--no-dashboard",
        "--no-nanny",
        "--local-directory",
        str(tmp_path),
    ]
    worker = started(environment, "worker", address, *options)
    try:
        results = stream(calls.square, [(1, 0.0), (2, 600.0)], scheduler=address)
        assert next(results) == (0, 1)
        monkeypatch.setattr(dask_executor, "WORKER_SECONDS", 2.0)
        monkeypatch.setattr(dask_executor, "LOOK_SECONDS", 0.5)
        os.kill([scheduler, worker][victim].pid, signal.SIGKILL)
        with pytest.raises(ClusterError, match=message):
            next(results)
    finally:
        ended(worker)
        ended(scheduler)


# A Slurm of this machine: `sbatch` starts a job in the background, `scancel` ends it.

SBATCH = """#!/bin/sh
cp "$1" {folder}/job-$$.sh
setsid sh {folder}/job-$$.sh >{folder}/job-$$.log 2>&1 &
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
for id in "$@"; do echo $id >>{folder}/cancelled; kill -TERM -- -$id; done
"""


@pytest.fixture
def a_slurm(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Return the folder with the logs of a Slurm whose jobs have two processes each."""
    import dask
    import dask_jobqueue  # noqa: F401 - brings its defaults

    folder = tmp_path / "slurm"
    folder.mkdir()
    for name, script in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (folder / name).write_text(script.format(folder=folder), encoding="utf-8")
        (folder / name).chmod(0o755)
    for name in ("NUMBA_CACHE_DIR", "PYTHONPATH"):
        monkeypatch.setenv(name, environment[name])
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.chdir(ROOT)
    settings = {"cores": 2, "memory": "2GB", "interface": "lo", "local-directory": str(tmp_path)}
    with dask.config.set({f"jobqueue.slurm.{key}": value for key, value in settings.items()}):
        yield folder


def test_jobs_of_slurm_are_submitted_again_when_they_end_early_and_cancelled_at_the_end(
    a_slurm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_executor, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(slurm, "GONE_SECONDS", 1.0)
    marks = tmp_path / "marks"
    marks.mkdir()
    arguments = [(number, str(marks)) for number in range(12)]
    results = list(stream(calls.end_job_once, arguments, workers=2, scheduler="slurm", quiet=True))
    assert (marks / "ended-3").exists()
    assert len(results) == 12
    assert dict(results) == SQUARES
    assert len(list(a_slurm.glob("job-*.sh"))) == 2
    # The second one is still there to be cancelled; the first is cancelled in case it is.
    assert len((a_slurm / "cancelled").read_text(encoding="utf-8").split()) == 2


def test_what_slurm_refuses_is_told(a_slurm: Path) -> None:
    import dask

    (a_slurm / "sbatch").write_text("#!/bin/sh\necho no such partition >&2\nexit 1\n")
    with pytest.raises(InputError, match=r"slurm.yaml says cannot be used.*\(no such partition\)"):
        list(stream(calls.square, NUMBERS, scheduler="slurm", quiet=True))
    with (
        dask.config.set({"jobqueue.slurm.interface": "<ib0>"}),
        pytest.raises(InputError, match=r"slurm.yaml says cannot be used.*<ib0>"),
    ):
        list(stream(calls.square, NUMBERS, scheduler="slurm", quiet=True))


def test_a_town_is_the_same_whoever_computes_it() -> None:
    from model.scenario.scenario import load_scenario

    base, plan = load_scenario("current"), load_scenario("transformation")
    tasks = [(Task(base, (plan,), 1, r, 500, 66, "bergen_op_zoom"),) for r in range(2)]
    here = dict(stream(run_together, tasks, workers=1))
    assert all(len(pair.tables["monthly"]) for pair in here.values())
    for engine in ({}, {"scheduler": "local"}):
        there = dict(stream(run_together, tasks, workers=2, quiet=True, **engine))
        assert there.keys() == here.keys()
        for number, pair in here.items():
            assert pair.tables.keys() == there[number].tables.keys()
            for name, table in pair.tables.items():
                pd.testing.assert_frame_equal(table, there[number].tables[name], obj=name)
