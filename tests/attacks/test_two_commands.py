"""Commands as a shell starts them: on a disk that is full in the middle, and two in one folder."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
SWEEP = """
name: small
scenarios: [current, "null"]
parameters:
  seeking.shame_weight: {values: [0.2, 0.5, 0.8]}
replications: 2
residents: 500
months: 3
outcomes: [needs_unmet]
"""
PROGRAM = [sys.executable, "-m", "experiments.cli.main"]
OF_A_TOWN = ["--residents", "500", "--months", "3", "--replications", "3", "--workers", "1"]
COMMANDS = {
    "sweep": ["sweep", "small.yaml", "--workers", "1"],
    "compare": ["compare", "current", "null", *OF_A_TOWN],
}
FULL = """
mount -t tmpfs -o size={least}k none disk || exit 99
{command} --out disk/out 2>said-1; echo $? >status-1
mount -o remount,size=40m none disk || exit 99
{command} --out disk/out 2>said-2; echo $? >status-2
cp -r disk/out out
"""
"""In a mount namespace of its own: the small disk goes with the shell."""
SIZES = {"sweep": 24, "compare": 60}
"""Kilobytes of the small disk: full in the middle."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SWEEP, encoding="utf-8")
    (tmp_path / "disk").mkdir()
    return tmp_path


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(root)}


def bytes_of(folder: Path) -> dict[str, str]:
    """Return digests of what holds figures; manifest, crate and journal tell of the run."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".parquet", ".png", ".svg", ".yaml")
    }


_WHOLE: dict[str, dict[str, str]] = {}


def whole(name: str, root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the bytes of a command that nothing disturbs, made once."""
    if name not in _WHOLE:
        place = tmp_path_factory.mktemp("whole")
        (place / "small.yaml").write_text(SWEEP, encoding="utf-8")
        subprocess.run(
            [*PROGRAM, *COMMANDS[name], "--out", "out"], cwd=place, env=environment(root),
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        _WHOLE[name] = bytes_of(place / "out")
        assert _WHOLE[name]
    return _WHOLE[name]


@pytest.mark.skipif(shutil.which("unshare") is None, reason="a small disk needs `unshare`")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_leaves_a_folder_from_which_the_same_command_goes_on(
    name: str, root: Path, place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    script = FULL.format(least=SIZES[name], command=" ".join([*PROGRAM, *COMMANDS[name]]))
    done = subprocess.run(
        ["unshare", "--user", "--mount", "--map-root-user", "sh", "-c", script],
        cwd=place, env=environment(root), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if done.returncode in (1, 99):
        pytest.skip(f"no disk can be mounted here: {done.stderr[:200]}")
    said = (place / "said-1").read_text(encoding="utf-8")
    assert (place / "status-1").read_text().strip() == "2", said
    assert "make room" in said.splitlines()[-1], said
    assert "Traceback" not in said
    assert (place / "status-2").read_text().strip() == "0", (place / "said-2").read_text()
    assert bytes_of(place / "out") == whole(name, root, tmp_path_factory)


@pytest.mark.parametrize("name", ["sweep", "compare"])
def test_of_two_commands_in_one_folder_one_works_and_the_other_says_so(
    name: str, root: Path, place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    both = [
        subprocess.Popen(
            [*PROGRAM, *COMMANDS[name], "--out", "out"], cwd=place, env=environment(root),
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [one.communicate(timeout=300) for one in both]
    ends = sorted(one.returncode for one in both)
    assert ends in ([0, 0], [0, 2]), said
    if ends == [0, 2]:  # else the second came when the first was done, and read the result
        (refusal,) = [error for one, (_, error) in zip(both, said, strict=True) if one.returncode]
        assert "another command is at work in" in refusal.splitlines()[-1]
    assert bytes_of(place / "out") == whole(name, root, tmp_path_factory)
