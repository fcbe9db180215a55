"""Memory is reckoned before anything is made: what is needed, what there is, what fits."""

from pathlib import Path

import pytest
import typer

from experiments.cli.app import app
from experiments.cli.main import main
from experiments.execution import memory
from experiments.execution.execution import Execution
from experiments.execution.memory import Towns, free_memory
from experiments.sweep.file import read_sweep
from experiments.sweep.tree import check_machine
from model.errors import InputError

GIGABYTE = 1_000_000_000
HUGE = "20000000"
WORLDS = {
    "run": ["current"],
    "compare": ["current", "transformation"],
    "attribute": ["transformation"],
}
TAKING_RESIDENTS = [
    name
    for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
    if any(option.name == "residents" for option in command.params)
]
SWEEP = """
name: large
scenarios: [current, transformation]
parameters:
  seeking.shame_weight: {low: 0.2, high: 0.8}
design: {method: sobol, points: 4}
residents: 20000000
"""


@pytest.fixture
def four_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 4 * GIGABYTE)


def refusal(towns: Towns, workers: int, tasks: int = 100) -> str:
    with pytest.raises(InputError) as refused:
        towns.refuse_too_large(workers, tasks)
    return str(refused.value)


@pytest.mark.usefixtures("four_gigabytes")
def test_what_the_pages_show_is_accepted_on_a_small_machine() -> None:
    Towns(67_510, 3).refuse_too_large(workers=2, tasks=10)
    Towns(67_510, 2).refuse_too_large(workers=4, tasks=10)


def test_a_large_city_is_accepted_on_the_machine_of_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 22 * GIGABYTE)
    Towns(1_700_000, 3).refuse_too_large(workers=2, tasks=10)


@pytest.mark.usefixtures("four_gigabytes")
def test_the_refusal_says_what_is_needed_what_there_is_and_what_fits() -> None:
    said = refusal(Towns(2_000_000, worlds=1), workers=2)
    assert said == (
        "2 processes with 1 town of 2,000,000 residents each take about 6.8 GB of memory, and "
        "4.0 GB are free: give --residents of at most 1,066,500 or --workers of at most 1."
    )
    Towns(1_066_500).refuse_too_large(workers=2, tasks=2)
    Towns(2_000_000).refuse_too_large(workers=1, tasks=2)
    Towns(2_000_000).refuse_too_large(workers=8, tasks=1)
    assert "1 process with 4 towns" in refusal(Towns(2_000_000, worlds=4), workers=1)


@pytest.mark.usefixtures("four_gigabytes")
def test_journeys_of_all_residents_count() -> None:
    Towns(300_000).refuse_too_large(workers=1, tasks=1)
    assert "of at most 255,000." in refusal(Towns(300_000, 1, journey_months=180), workers=1)


def test_nothing_fits_where_nothing_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 300_000_000)
    assert "free some or use a larger machine" in refusal(Towns(500), workers=1)


def test_a_system_that_does_not_say_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: None)
    Towns(20_000_000).refuse_too_large(workers=64, tasks=64)


@pytest.fixture
def a_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "meminfo").write_text("MemTotal: 9000000 kB\nMemAvailable: 8000000 kB\n")
    monkeypatch.setattr(memory, "MEMORY_OF_THE_MACHINE", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "GROUPS_OF_THIS_PROCESS", tmp_path / "cgroup")
    monkeypatch.setattr(memory, "GROUPS", tmp_path / "groups")
    return tmp_path


def test_what_the_machine_has_available_is_free(a_machine: Path) -> None:
    assert free_memory() == 8_000_000 * 1024
    (a_machine / "meminfo").unlink()
    assert free_memory() is None


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("0::/slurm/job_7/step_0", "slurm/job_7/memory.max"),
        ("0::/slurm/job_7/step_0", "memory.max"),
        ("4:cpu,memory:/slurm/job_7", "memory/slurm/memory.limit_in_bytes"),
    ],
)
def test_a_limit_of_any_group_around_the_process_holds(
    line: str, file: str, a_machine: Path
) -> None:
    (a_machine / "cgroup").write_text(f"3:cpuset:/\n{line}\n")
    limit = a_machine / "groups" / file
    limit.parent.mkdir(parents=True)
    limit.write_text("max\n")
    assert free_memory() == 8_000_000 * 1024
    limit.write_text("2000000000\n")
    assert free_memory() == 2_000_000_000


def test_a_sweep_counts_the_worlds_that_wait_where_others_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 22 * GIGABYTE)
    file = tmp_path / "large.yaml"
    file.write_text(SWEEP)
    with pytest.raises(InputError, match="with 2 towns of 20,000,000 residents"):
        check_machine(read_sweep(file), Execution(2))
    file.write_text(SWEEP.replace("20000000", "2000000"))
    check_machine(read_sweep(file), Execution(2))


@pytest.mark.usefixtures("four_gigabytes")
@pytest.mark.parametrize("command", TAKING_RESIDENTS)
def test_every_command_refuses_before_it_writes(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        main([command, *WORLDS.get(command, ()), "--residents", HUGE])
    assert end.value.code == 2
    assert "of memory, and 4.0 GB are free" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
