"""Run a sweep that is killed again and again; a program of its own, started by its test.

Everything is imported once; each attempt is a fork of this process that loads what is compiled,
says so, and begins. Its time runs from then on, so that a kill hits the sweep and not its start.
"""

import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from experiments.execution.compiling import run_small_town
from experiments.sweep.file import read_sweep
from experiments.sweep.sweep import sweep
from model.draws import decision, uniforms

MOMENT = decision("test.moment_of_kill")
LONGEST = 3.0
"""Seconds that an attempt has at most: a few jobs."""


def attempt(file: str, folder: Path, seconds: float | None) -> bool:
    """Run the sweep in a fork, killed after some seconds; say whether it came to its end."""
    ready, says = os.pipe()
    child = os.fork()
    if child == 0:
        run_small_town()
        os.write(says, b"1")
        sweep(read_sweep(file), out=folder, workers=1, quiet=True)
        os._exit(0)
    os.read(ready, 1)
    os.close(ready)
    os.close(says)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return status == 0


def main(file: str, place: str, kills: int) -> None:
    """Kill so many attempts at work; a sweep that came to its end makes room for a new one.

    The folders are 0, 1, ... below the given one; prints the kills, the folders, and the jobs that
    were done in the last one before the attempt that ends it.
    """
    moments = LONGEST * uniforms(7, np.arange(10 * kills, dtype=np.int64), MOMENT)
    killed = number = 0
    for seconds in moments:
        if attempt(file, Path(place) / str(number), float(seconds)):
            number += 1
        else:
            killed += 1
        if killed == kills:
            break
    folder = Path(place) / str(number)
    journal = folder / "journal.jsonl"
    lines = journal.read_text().count('"job"') if journal.exists() else 0
    print(f"killed {killed}, folders {number + 1}, done before the last attempt {lines}")
    if not attempt(file, folder, None):
        sys.exit("the last attempt failed")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
