"""How far a run is."""

import sys
import time
from typing import Any

from model.errors import printable

FEW, SECONDS = 30, 10.0
"""Up to so many steps each gets a line; of more, one in so many seconds."""


def say(text: str) -> None:
    """Print lines on the error stream, at once; none of it is more than text."""
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


class Progress:
    """A bar on a terminal, plain lines elsewhere (of many, one each few seconds), or nothing.

    Parameters
    ----------
    label : str or None
        What is being done; None is silent.
    total : int
        Steps to come.
    """

    def __init__(self, label: str | None, total: int) -> None:
        self.label, self.total, self.done, self.failed = label, total, 0, 0
        self._began = self._last_line = time.monotonic()
        self._bar: Any = None
        if label and sys.stderr.isatty():
            from rich.console import Console
            from rich.markup import escape
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(escape(printable(label)), total=total)
            self._bar.start()
        elif label:
            say(f"{label}: {total:,} to run")

    def advance(self, count: int = 1, failed: int = 0) -> None:
        """Say that so many more are done, and how many of them have failed."""
        self.done += count
        self.failed += failed
        now = time.monotonic()
        if self._bar:
            self._bar.advance(self._task, count)
        elif self.label and (
            self.total <= FEW or self.done == self.total or now - self._last_line >= SECONDS
        ):
            self._last_line = now
            of_these = f" ({self.failed} failed)" if self.failed else ""
            done = f"{self.done:,} of {self.total:,} done{of_these}"
            say(f"{self.label}: {done} after {now - self._began:.0f} s")

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
