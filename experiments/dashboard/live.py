"""A small town that runs while the reader waits: one at a time, in a process of its own.

The process is the command `social-base compare`, the same as in a terminal; its progress is read
from its error stream. So the server goes on answering, and a run that is cancelled is a process
that is ended.
"""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from experiments.dashboard.plan import BASE
from experiments.execution.compiling import is_compiled
from experiments.results.digests import ROOT
from experiments.results.whole import write_text

PROGRESS = re.compile(r": ([0-9,]+) of ([0-9,]+)(?: \([0-9,]+ failed\))?(?:, ([0-9]+)%)? after")
"""How `experiments.execution.progress` tells how far a run is."""
COMPILING, RUNNING, WRITING = "compiling", "running", "writing"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
REFUSED, KILLED, BROKE = "refused", "killed", "broke"
"""Why a run failed: it was asked what it cannot do, ended from outside, or the program broke."""
WRONG_INPUT = 2
"""Status with which a command refuses what it was handed."""
PATIENCE = 5.0
"""Seconds in which a run that is cancelled may end by itself."""
_LAST_LINES = 50


@dataclass(frozen=True)
class Wish:
    """What is to be run.

    Attributes
    ----------
    policy : str
        Name of a shipped scenario.
    own : str
        Text of a scenario file in its place; empty for the shipped one.
    residents, months, replications, seed : int
    lang : {'en', 'nl'}
    """

    policy: str
    own: str
    residents: int
    months: int
    replications: int
    seed: int
    lang: str

    @property
    def key(self) -> str:
        """Name of its folder; the language of its words does not count."""
        parts = (self.policy, self.own, self.residents, self.months, self.replications, self.seed)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def command(self, policy: str, out: str) -> tuple[str, ...]:
        """Return the command that carries it out.

        Parameters
        ----------
        policy : str
            A shipped name or the path of the file.
        out : str
            Where the result goes.
        """
        numbers = ("residents", "months", "replications", "seed")
        options = [part for name in numbers for part in (f"--{name}", str(getattr(self, name)))]
        return ("compare", BASE, policy, *options, "--lang", self.lang, "--out", out)


class Run:
    """A run that was begun.

    Parameters
    ----------
    wish : Wish
    command : sequence of str
    out : Path
        Where its result will be.

    Attributes
    ----------
    done, total : int
        Pairs of worlds.
    percent : int
        How far all of them are, those under way counted in.
    message : str
        Why it failed, in the words of the command, which are English.
    """

    def __init__(self, wish: Wish, command: Sequence[str], out: Path) -> None:
        self.wish, self.out = wish, out
        self.done, self.total, self.percent, self.message = 0, wish.replications, 0, ""
        self.compiled = is_compiled()
        self._began, self._ended, self._cancelled = time.monotonic(), 0.0, False
        self._lines: list[str] = []
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="replace", cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        self._reader = Thread(target=self._listen, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Process and process group of the run."""
        return self._process.pid

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return (self._ended or time.monotonic()) - self._began

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return not self._ended

    @property
    def state(self) -> str:
        """How far it is: one of the names above."""
        if self.busy:
            if self.total and self.done >= self.total:
                return WRITING
            return RUNNING if self.compiled or self.percent else COMPILING
        if self._cancelled:
            return CANCELLED
        return DONE if (self.out / "manifest.json").is_file() else FAILED

    @property
    def why(self) -> str:
        """Why it failed: one of the names above."""
        status = self._process.returncode or 0
        return REFUSED if status == WRONG_INPUT else KILLED if status < 0 else BROKE

    def cancel(self) -> None:
        """End it, and all processes that it has started."""
        self._cancelled = self.busy
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE)
                break
        # Workers that were left behind, where the first process had no time to end them.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._reader.join(PATIENCE)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                self._lines = [*self._lines[-_LAST_LINES:], line.rstrip()]
                if found := PROGRESS.search(line):
                    done, total, percent = (one or "0" for one in found.groups())
                    self.done, self.total = int(done.replace(",", "")), int(total.replace(",", ""))
                    self.percent = int(percent)
        self._process.wait()
        told = [line.partition(": ")[2] for line in self._lines if line.startswith("social-base:")]
        self.message = " ".join(told) or (self._lines[-1] if self._lines else "")
        self._ended = time.monotonic()


class Live:
    """The live runs of a server: at most one is under way.

    Parameters
    ----------
    folder : Path
        Where results go; whoever makes it removes it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.latest: Run | None = None
        self._lock = Lock()

    def result(self, wish: Wish) -> Path | None:
        """Return the folder of a finished result."""
        out = self._out(wish)
        return out if (out / "manifest.json").is_file() else None

    def start(self, wish: Wish) -> Run:
        """Begin a run; where one is under way, return that one and begin nothing."""
        with self._lock:
            if self.latest is not None and self.latest.busy:
                return self.latest
            policy = wish.policy
            if wish.own:
                file = self.folder / f"{wish.key}.yaml"
                write_text(file, wish.own)
                policy = str(file)
            own = (sys.executable, "-m", "experiments.cli")
            out = self._out(wish)
            self.latest = Run(wish, (*own, *wish.command(policy, str(out))), out)
            return self.latest

    def close(self) -> None:
        """End what is under way."""
        with self._lock:
            if self.latest is not None and self.latest.busy:
                self.latest.cancel()

    def _out(self, wish: Wish) -> Path:
        return self.folder / wish.key
