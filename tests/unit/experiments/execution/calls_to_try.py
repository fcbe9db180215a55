"""Stand-ins for a run: cheap calls that a worker process finds by name, some of them deadly."""

import os
import signal
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from experiments.execution.stream import stream
from model.errors import InputError


def square(number: int, seconds: float = 0.0) -> int:
    time.sleep(seconds)
    return number * number


def divide(a: int, b: int) -> float:
    return a / b


def mistaken(number: int) -> int:
    if number == 3:
        raise InputError("three is no number")
    return number


def lock(_: int) -> Any:
    return threading.Lock()


def threads(_: int) -> tuple[int, str | None]:
    import numba

    return numba.get_num_threads(), os.environ.get("NUMBA_NUM_THREADS")


def die_once(number: int, folder: str) -> int:
    """Kill the process that makes call 3, the first time; the others take their time."""
    mark = Path(folder) / f"died-{number}"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    (Path(folder) / f"made-{number}-{os.getpid()}-{time.monotonic_ns()}").touch()
    return square(number, 0.05)


def end_job_once(number: int, folder: str) -> int:
    """Kill all processes of the job that makes call 3, the first time, as its walltime would."""
    mark = Path(folder) / f"ended-{number}"
    if number == 3 and not mark.exists():
        mark.touch()
        os.killpg(0, signal.SIGKILL)
    return square(number, 0.02)


def die_always(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return square(number, 0.02)


def tell(number: int, folder: str, seconds: float) -> int:
    """Leave the id of this process in a folder, then take long."""
    (Path(folder) / f"{os.getpid()}").touch()
    return square(number, seconds)


def main() -> None:
    """Run long calls on two processes, for a test that ends this one: FOLDER [SCHEDULER]."""
    folder, scheduler = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    calls = ((number, folder, 60.0) for number in range(10))
    with closing(stream(tell, calls, workers=2, scheduler=scheduler, quiet=True)) as results:
        for _ in results:
            pass


if __name__ == "__main__":
    # a shell that starts the tests in the background has SIGINT ignored
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
