"""The engine: every call is made, in any order, whatever process dies on the way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import dask
import pytest
import yaml

from experiments.execution import process_pool, slurm
from experiments.execution.compiling import mark_in
from experiments.execution.stream import Fault, stream
from model.errors import InputError
from tests.unit.experiments.execution import calls_to_try as calls

ROOT = Path(__file__).resolve().parents[4]
CALLS = "tests.unit.experiments.execution.calls_to_try"
SQUARES = {number: number * number for number in range(12)}


@pytest.fixture(autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take everything for compiled: nothing here runs a town."""
    folder = tmp_path_factory.mktemp("cache")
    mark_in(folder).touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(folder))


def numbered(taken: list[int], number: int = 12) -> Iterator[tuple[int]]:
    """Yield arguments, and note which have been taken."""
    for one in range(number):
        taken.append(one)
        yield (one,)


@pytest.mark.parametrize("workers", [1, 2])
def test_every_call_is_made_once_with_its_number(workers: int) -> None:
    results = list(stream(calls.square, numbered([]), workers=workers))
    assert len(results) == 12
    assert dict(results) == SQUARES


@pytest.mark.parametrize("workers", [1, 2])
def test_arguments_are_taken_as_there_is_room(workers: int) -> None:
    taken: list[int] = []
    with closing(stream(calls.square, numbered(taken, 100), workers=workers)) as results:
        for done, _ in enumerate(results, start=1):
            assert len(taken) <= done + 2 * workers
            if done == 20:
                break
    assert len(taken) < 25


def test_one_call_needs_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.execution.stream.pooled", None)
    assert list(stream(calls.square, [(7,)], workers=8)) == [(0, 49)]
    assert list(stream(calls.square, [], workers=8)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_call_that_fails_becomes_a_fault(workers: int) -> None:
    results = dict(stream(calls.divide, [(1, 1), (1, 0), (6, 2)], workers=workers))
    assert (results[0], results[2]) == (1.0, 3.0)
    assert isinstance(results[1], Fault)
    assert results[1].error == "ZeroDivisionError: division by zero"
    assert "in divide" in results[1].traceback


@pytest.mark.parametrize("workers", [1, 2])
def test_the_users_mistake_is_raised(workers: int) -> None:
    with pytest.raises(InputError, match="three is no number"):
        list(stream(calls.mistaken, numbered([]), workers=workers))


def test_what_cannot_travel_is_a_fault() -> None:
    there = dict(stream(calls.square, [(lambda: 0,), (2,)], workers=2))
    assert isinstance(there[0], Fault)
    assert "lambda" in there[0].error
    assert there[1] == 4
    back = dict(stream(calls.lock, numbered([], 2), workers=2))
    assert all("lock" in one.error for one in back.values())


def test_each_process_computes_on_the_threads_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    results = dict(stream(calls.threads, numbered([], 2), workers=2, threads=2))
    assert set(results.values()) == {(2, "2")}
    assert os.environ["NUMBA_NUM_THREADS"] == "1"


def test_more_threads_than_the_machine_has_are_refused_at_once() -> None:
    with pytest.raises(InputError, match="--threads is 9999"):
        stream(calls.square, [(1,)], threads=9999)


def test_no_process_is_left(tmp_path: Path) -> None:
    with closing(stream(calls.tell, [(n, str(tmp_path), 0.1) for n in range(9)], workers=2)) as it:
        next(it)
    assert ids(tmp_path)
    assert gone(ids(tmp_path), within=0.0)


def test_workers_that_cannot_start_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_pool, "serve", os._exit)
    with pytest.raises(process_pool.WorkerError, match=r"before they have begun.*workers=1"):
        list(stream(calls.square, numbered([]), workers=2))


@pytest.mark.parametrize(
    "text",
    ["", "dask", "LOCAL", "127.0.0.1:8786", "tcp://", "tcp://host", "tcp://host:0", "tcp://h:99999",
     "http://host:80", "tcp://a b:1", "tls://host", "tcp://host:８７８６"],
)  # fmt: skip
def test_a_scheduler_of_no_known_form_is_refused_at_once(text: str) -> None:
    with pytest.raises(
        InputError, match=r"'local', 'slurm', 'tcp://HOST:PORT' or 'tls://HOST:PORT'"
    ):
        stream(calls.square, [(1,)], scheduler=text)


def test_a_cluster_computes_on_one_thread() -> None:
    with pytest.raises(InputError, match="--threads is 2"):
        stream(calls.square, [(1,)], scheduler="local", threads=2)


# Slurm: what would be submitted, without a Slurm.


def template() -> dict[str, Any]:
    return yaml.safe_load(slurm.TEMPLATE.read_text(encoding="utf-8"))["jobqueue"]["slurm"]


def test_a_job_of_slurm_is_as_many_processes_of_one_thread_as_it_has_cores(
    tmp_path: Path,
) -> None:
    from dask_jobqueue import SLURMCluster

    settings = template() | {"job-script-prologue": ["module load x"], "interface": "ib7"}
    settings |= {"log-directory": str(tmp_path), "queue": "thin"}
    with dask.config.set({f"jobqueue.slurm.{key}": value for key, value in settings.items()}):
        options = slurm.job_options(dask.config.get("jobqueue.slurm"))
        options.pop("scheduler_options")
        job = SLURMCluster.job_cls("tcp://10.0.0.1:1", name="worker", **options)
        script = job.job_script()
    assert "--nthreads 1 " in script
    assert "--nworkers 32 " in script
    assert "--cpus-per-task=32" in script
    assert "--interface ib7" in script
    assert "-p thin" in script
    lines = script.splitlines()
    assert lines.index("module load x") < lines.index("export NUMBA_NUM_THREADS=1")


def test_the_page_of_dask_is_not_opened_unless_asked_for() -> None:
    assert slurm.job_options(template())["scheduler_options"]["dashboard"] is False
    settings = template() | {"scheduler-options": {"dashboard": True}}
    assert slurm.job_options(settings)["scheduler_options"]["dashboard"] is True


@pytest.mark.parametrize("key", ["cores", "memory", "interface"])
def test_what_a_job_needs_is_asked_for(key: str) -> None:
    with pytest.raises(InputError, match=rf"jobqueue.slurm.{key} .*copy .*slurm.yaml"):
        slurm.job_options(template() | {key: None})


def test_no_slurm_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with dask.config.set({"jobqueue.slurm": template()}), pytest.raises(InputError, match="sbatch"):
        list(stream(calls.square, [(1,)], scheduler="slurm"))


# Processes that are killed.


def ids(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir()]


def gone(processes: list[int], within: float) -> bool:
    """Say whether no process of these is alive any more, or has none to wait for it."""
    until = time.monotonic() + within
    while alive := [one for one in processes if _is_alive(one)]:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return not alive


def _is_alive(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    results = list(stream(calls.die_once, [(n, str(tmp_path)) for n in range(12)], workers=2))
    assert len(results) == 12
    assert dict(results) == SQUARES
    assert (tmp_path / "died-3").exists()
    # What the other worker had in hand was not made twice.
    assert len([p for p in tmp_path.iterdir() if p.name.startswith("made")]) == 12


def test_a_call_that_always_kills_is_a_fault_and_the_others_continue() -> None:
    results = dict(stream(calls.die_always, numbered([]), workers=2))
    fault = results.pop(2)
    assert results == {n: s for n, s in SQUARES.items() if n != 2}
    assert isinstance(fault, Fault)
    assert "killed" in fault.error
    assert "3 times" in fault.error
    assert "(signal 9: Killed)" in fault.error
    assert "out of memory?" in fault.error


def test_one_that_is_killed_between_two_calls_loses_nothing(tmp_path: Path) -> None:
    arguments = [(n, str(tmp_path), 0.0) for n in range(12)]
    with closing(stream(calls.tell, arguments, workers=2)) as results:
        done = dict([next(results), next(results), next(results)])
        time.sleep(0.3)
        for process in ids(tmp_path):
            os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
        assert done | dict(results) == SQUARES
    assert len(ids(tmp_path)) > 2


@pytest.mark.slow
@pytest.mark.parametrize("scheduler", [[], ["local"]])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_parent(
    scheduler: list[str], number: signal.Signals, tmp_path: Path
) -> None:
    """Ctrl-C reaches the whole group, as in a terminal; a kill reaches the parent alone."""
    parent = subprocess.Popen(
        [sys.executable, "-m", CALLS, str(tmp_path), *scheduler],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 180
        while len(ids(tmp_path)) < 2 and parent.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        assert len(ids(tmp_path)) == 2
        began = time.monotonic()
        (os.killpg if number == signal.SIGINT else os.kill)(parent.pid, number)
        _, output = parent.communicate(timeout=30)
        assert gone(ids(tmp_path), within=10.0)
        assert time.monotonic() - began < 15
        assert parent.returncode == (130 if number == signal.SIGINT else -number)
        # A cluster that could not close says that semaphores were left: nothing else.
        assert output == "" or (scheduler and number != signal.SIGINT and "Traceback" not in output)
    finally:
        for process in [parent.pid, *ids(tmp_path)]:
            if _is_alive(process):
                os.kill(process, signal.SIGKILL)
        parent.wait()
