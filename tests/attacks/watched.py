"""Commands and readers under watch: what they say, how they end, and whether they hang."""

import faulthandler
import io
import re
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from experiments.cli.main import main
from model.errors import LONGEST, InputError

SECONDS = 20
"""What takes longer hangs: a machine at work on other things takes a few."""
BEFORE = len("social-base: ")
FAULT = "a fault of the program"


class Said(NamedTuple):
    """The end of a command: its exit status, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def is_refused(self) -> bool:
        return self.status == 2


@contextmanager
def in_time(what: str) -> Iterator[None]:
    """End with an error what takes too long; the process, where it cannot be ended so."""

    def too_long(*_: Any) -> None:
        raise AssertionError(f"{what} hangs: it took more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    faulthandler.dump_traceback_later(4 * SECONDS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def command(*words: object) -> Said:
    """Run a command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    line = " ".join(str(word) for word in words)
    with in_time(line), redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(word) for word in words])
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
    return Said(status, out.getvalue(), err.getvalue())


def called(function: Callable[[], Any]) -> Said:
    """Call a function that a notebook calls; its result is what it prints."""
    with in_time(str(function)):
        try:
            return Said(0, str(function()), "")
        except InputError as error:
            return Said(2, "", f"social-base: {error}\n")


def complaint_of(said: Said, names: Sequence[str]) -> str:
    """Say what is wrong with a refusal, '' where nothing is: one short sentence that names a file.

    Parameters
    ----------
    said : Said
    names : sequence of str
        Of which it must hold one.
    """
    if said.status != 2:
        return f"it ends with {said.status}"
    if len(said.err.strip()) > BEFORE + LONGEST:
        return f"the message has {len(said.err)} characters"
    if FAULT in said.err or "Traceback" in said.err:
        return "it is told as a fault of the program"
    if not any(name in said.err for name in names):
        return f"the message names none of {', '.join(names)}"
    return ""


def without_places(text: str, place: Path) -> str:
    """Return what was printed without the place, and without times."""
    return re.sub(r"\d+(\.\d+)? s\b|\d+\.\d MB", "#", text.replace(str(place), "PLACE"))


@pytest.fixture
def no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Watch the folder of temporary files: what is put there is taken away again."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert [path.name for path in place.iterdir()] == []
