"""Commands killed as they work, as a machine ends them: SIGKILL to all their processes."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.results.digests import sha256_of

pytestmark = pytest.mark.slow
SWEEP = """
name: screened
scenarios: [current, "null"]
parameters:
  seeking.shame_weight: {low: 0.0, high: 1.0}
  money.index_after: {low: 0.0, high: 0.05}
design: {method: morris, trajectories: 2}
residents: 500
months: 12
outcomes: [needs_unmet]
"""
OF_A_TOWN = ["--residents", "500", "--months", "72", "--replications", "2"]
COMMANDS = {
    "sensitivity": (["sensitivity", "screened.yaml"], "out"),
    "attribute": (
        ["attribute", "pilot_only", *OF_A_TOWN],
        "out-worlds",
    ),
}
"""Each command, and the folder of the sweep that it makes."""


class Shell:
    """Starts the program in a folder, in a process group of its own."""

    def __init__(self, place: Path, root: Path, *command: str) -> None:
        self.place = place
        self._line = [sys.executable, "-m", "experiments.cli.main", *command, "--out", "out"]
        self._line += ["--workers", "1"]
        self._environment = {**os.environ, "PYTHONPATH": str(root)}
        place.mkdir()
        (place / "screened.yaml").write_text(SWEEP, encoding="utf-8")

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._line, cwd=self.place, env=self._environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip

    def finish(self) -> dict[str, str]:
        """Run to the end; return the digest of every file that holds figures."""
        process = self.start()
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors.decode()
        return {
            str(path.relative_to(self.place)): sha256_of(path)
            for path in sorted(self.place.glob("out*/**/*"))
            if path.suffix in {".parquet", ".png", ".svg", ".yaml"}
        }


def jobs_in(journal: Path) -> list[str]:
    """Return the jobs that a journal says are done, in order."""
    return re.findall(r'"job": (\d+)', journal.read_text()) if journal.exists() else []


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_after_some_runs_an_analysis_goes_on(name: str, root: Path, tmp_path: Path) -> None:
    command, folder = COMMANDS[name]
    whole = Shell(tmp_path / "whole", root, *command)
    right = whole.finish()
    shell = Shell(tmp_path / "killed", root, *command)
    journal = shell.place / folder / "journal.jsonl"
    at_work = shell.start()
    while not jobs_in(journal) and at_work.poll() is None:
        time.sleep(0.02)
    os.killpg(at_work.pid, signal.SIGKILL)
    _, errors = at_work.communicate()
    assert at_work.returncode == -signal.SIGKILL, f"it came to its end: {errors.decode()}"
    kept = jobs_in(journal)
    assert shell.finish() == right
    jobs = jobs_in(journal)
    assert jobs[: len(kept)] == kept, "what was done is on record no more"
    assert len(set(jobs)) == len(jobs), "what was done is done again"
    assert len(jobs) == len(jobs_in(whole.place / folder / "journal.jsonl")) > len(kept)


def test_killed_while_it_compiles_the_next_start_is_right(root: Path, tmp_path: Path) -> None:
    """At each operation on the cache of compiled code; then it compiles, or loads what is whole."""
    program = [sys.executable, str(root / "tests/attacks/killed_compiling.py"), str(tmp_path)]
    done = subprocess.run(
        program, env={**os.environ, "PYTHONPATH": str(root)}, cwd=root,
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    deaths = [line.split() for line in done.stdout.splitlines()]
    assert len(deaths) > 6, "what Numba writes does not go through what is watched"
    for at, next_start, one_more in deaths:
        assert next_start in "01", at
        assert one_more == "1", f"{at}: what was compiled is not kept"
