"""Commands that take long and do nothing, for tests that end them; a program of its own."""

import os
import signal
import sys
from contextlib import closing, suppress
from pathlib import Path

from experiments.cli import signals
from experiments.cli.app import app, command
from experiments.execution.progress import Progress
from experiments.execution.stream import stream
from tests.unit.experiments.execution.calls_to_try import tell


def work(folder: Path, seconds: float = 0.1, calls: int = 40) -> None:
    """Make calls on two processes; each that is done is a line of a file."""
    bar = Progress("calls", calls)
    arguments = [(number, str(folder / "ids"), seconds) for number in range(calls)]
    with closing(stream(tell, arguments, workers=2, quiet=True)) as results:
        for number, _ in results:
            with (folder / "done").open("a") as file:
                file.write(f"{number}\n")
            bar.advance()
    bar.close()


def stuck(folder: Path, longest: float = signals.LONGEST_END) -> None:
    """Never end in order."""
    signals.LONGEST_END = longest
    while True:
        with suppress(KeyboardInterrupt):
            (folder / "began").touch()
            while True:
                signal.pause()


for _function in (work, stuck):
    command(_function)


if __name__ == "__main__":
    # a shell that starts the tests in the background has SIGINT ignored
    if os.environ.get("HEARS", "1") == "1":
        signal.signal(signal.SIGINT, signal.default_int_handler)
    app(sys.argv[1:])
