"""How far a run is, and how long it will take yet.

Whoever waits hears something at least every ten seconds, on a terminal and elsewhere: a thread says
it, so that a single long replication is no silence.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from experiments.report.duration import duration
from model.errors import printable

FEW = 30
"""Up to so many steps each gets a line."""
SECONDS = 8.0
"""Between lines where nothing finishes: a line is due within ten seconds, on a busy machine too."""
REFRESH = 0.5
"""Seconds between two looks of the bar of a terminal."""
SURE = 0.002
"""Below this share of the work its speed says nothing of the time left."""

under_way: dict[int, float] = {}
"""By worker, which share of its call is done: whoever hears it from a worker notes it here."""


@dataclass
class _Said:
    """What this process has said of its work.

    Attributes
    ----------
    last : float
        When something was said last.
    begun : bool
        Whether the present command has come to the work that says itself how far it is.
    waited : float
        Seconds that such work has waited for something else: its own speed does not count them.
    instead : list of callable
        What the work waits for, and how far that is: the last one is said.
    at_work : list of Progress
        Work that says how far it is.
    """

    last: float = 0.0
    begun: bool = False
    waited: float = 0.0
    instead: list[Callable[[], str]] = field(default_factory=list)
    at_work: "list[Progress]" = field(default_factory=list)

    @property
    def due(self) -> bool:
        """Whether so long nothing was said that a line is due."""
        return time.monotonic() - self.last >= SECONDS


_said = _Said()


def say(text: str) -> None:
    """Print lines on the error stream, at once; none of it is more than text."""
    _said.last = time.monotonic()
    sys.stderr.write(f"{printable(text)}\n")
    sys.stderr.flush()


@contextmanager
def meanwhile(told: Callable[[], str]) -> Iterator[None]:
    """Say this in place of how far the work is, for as long as the work waits for it.

    Parameters
    ----------
    told : callable
        Returns what is done and how far it is, in one line.
    """
    _said.instead.append(told)
    began = time.monotonic()
    try:
        yield
    finally:
        _said.waited += time.monotonic() - began
        _said.instead.remove(told)


@contextmanager
def at_work(command: str) -> Iterator[None]:
    """Say of a command that it is still at work, where it starts and where it comes to its end.

    In between its simulations say themselves how far they are. A start that takes a moment, and an
    end that does, are no news.
    """
    began, over = time.monotonic(), Event()
    _said.last, _said.begun = began, False

    def tick() -> None:
        while not over.wait(REFRESH):
            if _said.due and not _said.at_work:
                doing = "working out and writing the findings" if _said.begun else "at work"
                told = _said.instead[-1]() if _said.instead else f"{command}: {doing}"
                say(f"{told} ({duration(time.monotonic() - began)} so far)")

    ticker = Thread(target=tick, daemon=True)
    ticker.start()
    try:
        yield
    finally:
        over.set()
        ticker.join()


class Progress:
    """A bar on a terminal, plain lines elsewhere, or nothing.

    A line comes with each step where these are few, and every few seconds where nothing finishes.

    Parameters
    ----------
    label : str or None
        What is being done; None is silent.
    total : int
        Steps to come.
    at_most : bool
        It may end earlier.
    """

    def __init__(self, label: str | None, total: int, at_most: bool = False) -> None:
        self.label, self.total, self.done, self.failed = label, total, 0, 0
        self._most = "up to " if at_most else ""
        self._began = time.monotonic()
        self._waited = _said.waited
        self._known = False
        self._bar: Any = None
        self._over = Event()
        if not label:
            return
        _said.at_work.append(self)
        _said.begun = True
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.markup import escape
            from rich.progress import Progress as Bar

            self._bar = Bar(console=Console(stderr=True), transient=True)
            named = f"{printable(label)}, {self._most}{total:,}"
            self._task = self._bar.add_task(escape(named), total=total)
            self._bar.start()
        else:
            say(f"{label}: {self._most}{total:,} to run; the time left follows")
        self._ticker = Thread(target=self._tick, daemon=True)
        self._ticker.start()

    def advance(self, count: int = 1, failed: int = 0) -> None:
        """Say that so many more are done, and how many of them have failed."""
        self.done += count
        self.failed += failed
        self._known = True
        if self._bar:
            self._bar.update(self._task, completed=self.done)
        elif self.label and (self._each or _said.due):
            say(self.line())

    def close(self) -> None:
        """Take the bar away, and say no more."""
        self._over.set()
        if self.label:
            self._ticker.join()
            _said.at_work.remove(self)
        if self._bar:
            self._bar.stop()

    def line(self) -> str:
        """Return how far the work is, how long that took, and how long it will take yet."""
        if _said.instead:
            return _said.instead[-1]()
        seconds, share = time.monotonic() - self._began, self._share()
        failed = f" ({self.failed} failed)" if self.failed else ""
        part = f", {share:.0%}" if self.total <= FEW else ""  # of many the number says it
        of = f"{self.done:,} of {self._most}{self.total:,}{failed}{part}"
        text = f"{self.label}: {of} after {duration(seconds)}"
        if share >= 1.0:
            return text
        worked = seconds - (_said.waited - self._waited)
        left = duration(worked * (1.0 - share) / share) if share > SURE else ""
        most = self._most.strip() or "about"
        return f"{text}, {most} {left} left" if left else f"{text}, time left not known yet"

    def _share(self) -> float:
        """Return which share of the work is done, that of calls under way counted in."""
        parts = sum(tuple(under_way.values()))
        return min(1.0, (self.done + parts) / max(1, self.total))

    @property
    def _each(self) -> bool:
        """Whether the step that was just done gets a line, however soon it came."""
        return self.total <= FEW or self.done == self.total

    @property
    def _news(self) -> bool:
        """Whether the time left is known for the first time."""
        known = not _said.instead and self._share() > SURE
        first, self._known = known and not self._known, known or self._known
        return first

    def _tick(self) -> None:
        while not self._over.wait(REFRESH):
            if self._bar:
                self._bar.update(self._task, completed=self._share() * self.total)
            elif _said.due or self._news:
                say(self.line())
