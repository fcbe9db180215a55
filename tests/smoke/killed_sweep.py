"""Run a sweep that is killed again and again; a program of its own, started by its test.

Everything is imported and what is compiled is loaded once; each attempt is a fork of this process
(on one thread, so that a fork finds no threads of its parent), so that a kill hits the sweep and
not its start. The first attempt runs to its end and says how long that takes on this machine; the
others live a share of it, so that a slow machine too does some jobs between two kills.
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
LONGEST = 0.4
"""The share of a whole sweep's time that an attempt has at most: a few jobs."""


def attempt(file: str, folder: Path, seconds: float | None) -> bool:
    """Run the sweep in a fork, killed after some seconds; say whether it came to its end."""
    child = os.fork()
    if child == 0:
        sweep(read_sweep(file), out=folder, workers=1, quiet=True)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return status == 0


def main(file: str, place: str, kills: int) -> None:
    """Kill so many attempts at work; a sweep that came to its end makes room for a new one.

    The folders are 0, 1, ... below the given one, and 0 holds the sweep that nobody kills; prints
    the kills, the folders, and the jobs that were done in the last one before the attempt that
    ends it.
    """
    run_small_town()
    began = time.monotonic()
    if not attempt(file, Path(place) / "0", None):
        sys.exit("the first attempt failed")
    longest = LONGEST * (time.monotonic() - began)
    moments = longest * uniforms(7, np.arange(10 * kills, dtype=np.int64), MOMENT)
    killed, number = 0, 1
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
