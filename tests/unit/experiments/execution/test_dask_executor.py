"""A Dask cluster of other processes: same results, and nothing lost when some of them are killed.

One scheduler and two workers on 127.0.0.1 serve all tests here; each worker has a nanny, which
starts it again when it is killed.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest
from distributed import Client

from experiments.execution import dask_cluster, dask_executor, slurm
from experiments.execution.compiling import mark_in
from experiments.execution.dask_cluster import ClusterError
from experiments.execution.execution import Execution
from experiments.execution.stream import Fault, stream
from experiments.sweep.sweep import sweep
from experiments.worlds.lockstep import Task, run_together
from model.errors import InputError
from tests.unit.experiments.execution import calls_to_try as calls
from tests.unit.experiments.execution.certificates_to_try import SETTING, authority_in

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[4]
PATIENCE = 180.0
"""Seconds that a process may take to start where many others compute."""
SQUARES = {number: number * number for number in range(12)}
SWEEP = """
name: small
scenarios: [current]
parameters:
  seeking.shame_weight: {values: [0.2, 0.5, 0.8]}
residents: 500
months: 3
"""
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


class Machines:
    """A scheduler at one address and its workers, ended and started at will."""

    def __init__(self, folder: Path, environment: dict[str, str], protocol: str = "tcp") -> None:
        self.folder, self.environment, self.protocol = folder, environment, protocol
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"{protocol}://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self, *options: str) -> "subprocess.Popen[bytes]":
        self.scheduler = started(
            self.environment, "scheduler", "--port", str(self.port), "--no-dashboard",
            "--dashboard-address", "127.0.0.1:0", "--protocol", self.protocol, *options,
        )  # fmt: skip
        self.processes.append(self.scheduler)
        return self.scheduler

    def start_workers(self, number: int = 2) -> None:
        self.workers = [
            started(
                self.environment, "worker", self.address, "--nthreads", "1", "--no-dashboard",
                "--no-nanny", "--local-directory", str(self.folder), "--protocol", self.protocol,
            )
            for _ in range(number)
        ]  # fmt: skip
        self.processes += self.workers

    def listens(self) -> None:
        """Wait until the scheduler can be reached: some tests give Dask little time."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise TimeoutError(f"no scheduler listens at {self.address}")

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()


@pytest.fixture
def machines(environment: dict[str, str], tmp_path: Path) -> Iterator[Machines]:
    """Return a scheduler with two workers of its own."""
    folder = tmp_path / "workers"
    folder.mkdir()
    machines = Machines(folder, environment)
    machines.start_scheduler()
    machines.start_workers()
    yield machines
    machines.close()


def test_all_workers_killed_and_new_ones_started_lose_nothing(machines: Machines) -> None:
    arguments = [(number, 0.2) for number in range(30)]
    results = stream(calls.square, arguments, scheduler=machines.address, quiet=True)
    done = [next(results) for _ in range(4)]
    for worker in machines.workers:
        worker.kill()
    machines.start_workers()
    done += results
    assert sorted(done) == [(number, number * number) for number in range(30)]


def test_a_scheduler_that_comes_back_ends_the_work_and_serves_the_next(machines: Machines) -> None:
    """Dask drops whatever it had in hand; the same command then goes on from what is done."""
    arguments = [(number, 0.2) for number in range(30)]
    results = stream(calls.square, arguments, scheduler=machines.address, quiet=True)
    done = dict([next(results) for _ in range(4)])
    machines.scheduler.kill()
    machines.scheduler.wait()
    machines.start_scheduler()
    began = time.monotonic()
    with pytest.raises(ClusterError, match=r"was lost .*start it again; the same command then"):
        done |= dict(results)
    assert time.monotonic() - began < 30
    machines.start_workers()
    left = [one for number, one in enumerate(arguments) if number not in done]
    rest = [result for _, result in stream(calls.square, left, scheduler=machines.address)]
    assert sorted([*done.values(), *rest]) == [number * number for number in range(30)]


def test_a_scheduler_that_hangs_is_told(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [(number, 0.2) for number in range(30)]
    results = stream(calls.square, arguments, scheduler=machines.address, quiet=True)
    next(results)
    monkeypatch.setattr(dask_cluster, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(dask_executor, "LOOK_SECONDS", 0.5)
    machines.scheduler.send_signal(signal.SIGSTOP)
    with pytest.raises(ClusterError, match="has not answered for 1 seconds: end it and start it"):
        list(results)


def test_a_worker_that_hangs_is_told(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    list(stream(calls.square, [(1,)], scheduler=machines.address, quiet=True))
    monkeypatch.setattr(dask_cluster, "ANSWER_SECONDS", 2.0)
    for worker in machines.workers:
        worker.send_signal(signal.SIGSTOP)
    with pytest.raises(InputError, match="it has not answered for 2 seconds"):
        list(stream(calls.square, [(1,)], scheduler=machines.address, quiet=True))


def test_a_port_that_answers_nothing_is_refused_in_bounded_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(InputError, match="no Dask scheduler answers within 1 seconds"):
            Execution(scheduler=address).check()
        assert time.monotonic() - began < 5


def test_a_scheduler_of_another_version_is_refused_by_name(
    cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = {"python": "3.8", "dask": "2020.1"}
    monkeypatch.setattr(dask_cluster, "transport", lambda: ours)
    with pytest.raises(InputError, match=r"python \(.* there, 3.8 here\), dask \(.*2020.1 here"):
        Execution(scheduler=cluster).check()


def at_work(folder: Path, scheduler: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a command whose calls take a minute each; return it once a worker makes one."""
    folder.mkdir()
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys, typer\n"
        "from experiments.cli.app import app, command\n"
        "from tests.unit.experiments.execution import calls_to_try\n"
        f"sys.argv = ['calls', {str(folder)!r}, {scheduler!r}]\n"
        "def calls() -> None:\n    calls_to_try.main()\n"
        "command(calls)\n"
        "typer.Typer.__call__(app, [])\n"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + PATIENCE
    while not list(folder.iterdir()) and command.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    return command


def ends_as_told(command: "subprocess.Popen[str]") -> None:
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=45)
    assert command.returncode == 130, said
    assert said.splitlines()[-1].endswith("the same command resumes from what is done.")


@pytest.mark.parametrize("stopped", ["workers", "scheduler", "none"])
def test_ctrl_c_is_heard_whatever_hangs(stopped: str, machines: Machines, tmp_path: Path) -> None:
    command = at_work(tmp_path / "ids", machines.address, machines.environment)
    halted = {"workers": machines.workers, "scheduler": [machines.scheduler], "none": []}[stopped]
    for process in halted:
        process.send_signal(signal.SIGSTOP)
    time.sleep(0.5)
    ends_as_told(command)


# Certificates.


def with_settings(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this process the settings, as if it had started with them."""
    import dask

    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    comm = dask.config.config["distributed"]["comm"]
    found = dask.config.collect()["distributed"]["comm"]["tls"]
    monkeypatch.setitem(comm, "tls", dask.config.merge(comm["tls"], found))


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Machines]:
    """Return a scheduler and two workers that only speak with those of their authority."""
    folder = tmp_path / "workers"
    folder.mkdir()
    settings = authority_in(tmp_path / "ours")
    machines = Machines(folder, {**os.environ, "PYTHONPATH": str(ROOT)} | settings, "tls")
    machines.start_scheduler()
    machines.start_workers()
    machines.listens()
    yield machines
    machines.close()


def test_calls_between_machines_are_encrypted(
    encrypted: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(
        {k: v for k, v in encrypted.environment.items() if k.startswith(SETTING)}, monkeypatch
    )
    results = stream(calls.square, NUMBERS, scheduler=encrypted.address, quiet=True)
    assert dict(results) == SQUARES
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 1.0)
    plain = encrypted.address.replace("tls:", "tcp:")
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        Execution(scheduler=plain).check()


def test_a_sweep_between_machines_has_the_bytes_of_one_machine(
    encrypted: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "small.yaml"
    file.write_text(SWEEP, encoding="utf-8")
    here = sweep(file, out=tmp_path / "here", workers=1, quiet=True)
    with_settings(
        {k: v for k, v in encrypted.environment.items() if k.startswith(SETTING)}, monkeypatch
    )
    there = sweep(file, out=tmp_path / "there", scheduler=encrypted.address, quiet=True)
    parts = [path.relative_to(here.folder) for path in here.folder.glob("monthly/*.parquet")]
    assert parts
    for part in parts:
        assert (there.folder / part).read_bytes() == (here.folder / part).read_bytes()


def test_who_has_no_certificate_or_one_of_another_authority_is_refused(
    encrypted: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="DASK_DISTRIBUTED__COMM__TLS__CA_FILE"):
        Execution(scheduler=encrypted.address).check()
    ours = {k: v for k, v in encrypted.environment.items() if k.startswith(SETTING)}
    theirs = authority_in(tmp_path / "theirs")
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 3.0)
    for settings in (theirs, theirs | {f"{SETTING}CA_FILE": ours[f"{SETTING}CA_FILE"]}):
        with_settings(settings, monkeypatch)
        began = time.monotonic()
        with pytest.raises(InputError, match="signed by the same authority"):
            Execution(scheduler=encrypted.address).check()
        assert time.monotonic() - began < 10


def test_a_refused_certificate_is_told_whatever_dask_said_last(
    encrypted: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask tells its last attempt, which the end of its time may have cut off."""

    def cut_off(where: str, **options: object) -> None:
        raise OSError(f"Timed out trying to connect to {where}") from TimeoutError()

    monkeypatch.setattr("distributed.Client", cut_off)
    ours = {k: v for k, v in encrypted.environment.items() if k.startswith(SETTING)}
    for settings, message in (
        (authority_in(tmp_path / "theirs"), "signed by the same authority"),
        (ours, "no Dask scheduler answers"),
    ):
        with_settings(settings, monkeypatch)
        with pytest.raises(InputError, match=message):
            Execution(scheduler=encrypted.address).check()


def test_certificates_that_cannot_be_used_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = authority_in(tmp_path / "ours"), authority_in(tmp_path / "theirs")
    key, cert = f"{SETTING}CLIENT__KEY", f"{SETTING}CLIENT__CERT"
    locked = tmp_path / "locked.pem"
    locked.write_text("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for setting, file, message in (
        (key, theirs[key], "a key must belong to its certificate"),
        (key, str(locked), "has a passphrase"),
        (key, str(tmp_path / "absent"), "cannot be read"),
        (cert, str(pipe), "is a pipe"),
        (cert, ours[key], "a key must belong to its certificate"),
    ):
        with_settings(ours | {setting: file}, monkeypatch)
        with pytest.raises(InputError, match=message):
            Execution(scheduler="tls://127.0.0.1:1").check()


def listeners() -> set[tuple[int, tuple[str, int]]]:
    """Return where this process and its children listen: process and address.

    The cluster that other tests of this file share is among them.
    """
    here = psutil.Process()
    return {
        (process.pid, (one.laddr.ip, one.laddr.port))
        for process in [here, *here.children(recursive=True)]
        for one in process.net_connections("inet")
        if one.status == psutil.CONN_LISTEN
    }


def test_a_cluster_of_this_machine_is_open_to_nobody_else(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the loopback is listened to, and without the certificate nobody gets in."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", environment["NUMBA_CACHE_DIR"])
    before = listeners()
    results = stream(
        calls.square, [(n, 0.2) for n in range(12)], workers=1, scheduler="local", quiet=True
    )
    next(results)
    listening = [place for _, place in listeners() - before]
    assert len(listening) >= 2
    assert {ip for ip, _ in listening} == {"127.0.0.1"}
    monkeypatch.setattr(dask_cluster, "CONNECT_SECONDS", 0.5)
    for _, port in listening:
        with pytest.raises(InputError, match="no Dask scheduler answers"):
            Execution(scheduler=f"tcp://127.0.0.1:{port}").check()
    assert len(list(results)) == 11


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
echo $! >>{folder}/begun
echo "Submitted batch job $!"
"""
SCANCEL = """#!/bin/sh
for id in "$@"; do echo $id >>{folder}/cancelled; kill -TERM -- -$id; done
"""


def jobs_of(folder: Path) -> dict[str, Any]:
    return {"cores": 2, "memory": "2GB", "interface": "lo", "local-directory": str(folder)}


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
    settings = {f"jobqueue.slurm.{key}": value for key, value in jobs_of(tmp_path).items()}
    with dask.config.set(settings):
        yield folder
    if (folder / "begun").exists():
        for job in (folder / "begun").read_text(encoding="utf-8").split():
            with suppress(ProcessLookupError):
                os.killpg(int(job), signal.SIGKILL)  # as Slurm does a while after `scancel`


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


@pytest.mark.parametrize(
    ("script", "message"),
    [("echo rubbish", "cannot be used.*job id"), ("sleep 60", "has not answered for 1 seconds")],
)
def test_an_sbatch_that_says_rubbish_or_hangs_is_told(
    script: str, message: str, a_slurm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slurm, "COMMAND_SECONDS", 1.0)
    (a_slurm / "sbatch").write_text(f"#!/bin/sh\nexec {script}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        list(stream(calls.square, NUMBERS, workers=2, scheduler="slurm", quiet=True))


def test_a_command_of_slurm_that_hangs_is_killed_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slurm, "COMMAND_SECONDS", 0.5)
    hanging = tmp_path / "hanging"
    hanging.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/number\nexec sleep 60\n", encoding="utf-8")
    hanging.chmod(0o755)
    with pytest.raises(RuntimeError, match="has not answered"):
        asyncio.run(slurm._answer_of([str(hanging)]))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "number").read_text(encoding="utf-8")), 0)


def test_jobs_that_end_as_they_start_end_the_command(
    a_slurm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(slurm, "GONE_SECONDS", 0.3)
    scripts = {"sbatch": f"echo x >>{a_slurm}/sent; echo Submitted batch job 7", "squeue": "true"}
    for name, script in scripts.items():
        (a_slurm / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (a_slurm / name).chmod(0o755)
    with pytest.raises(slurm.JobError, match="have ended 4 times since a run was last done"):
        list(stream(calls.square, NUMBERS, workers=2, scheduler="slurm", quiet=True))
    assert len((a_slurm / "sent").read_text(encoding="utf-8").split()) == 4


def test_ctrl_c_cancels_the_jobs_of_slurm(a_slurm: Path, tmp_path: Path) -> None:
    settings = {f"DASK_JOBQUEUE__SLURM__{key.replace('-', '_').upper()}": str(value)
                for key, value in jobs_of(tmp_path).items()}  # fmt: skip
    command = at_work(tmp_path / "ids", "slurm", os.environ | settings)
    ends_as_told(command)
    begun = (a_slurm / "begun").read_text(encoding="utf-8").split()
    assert (a_slurm / "cancelled").read_text(encoding="utf-8").split() == begun


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
