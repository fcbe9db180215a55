"""Every option and argument of every command, with values that nobody should give.

Options are found in the command line itself, so that a new one is attacked as soon as it is there.
A value is refused (2, one short sentence) or the work begins; nothing is written before it does.
"""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import requests
import typer

from experiments.benchmarks import bench
from experiments.cli.app import app
from experiments.cli.main import main
from experiments.execution import compiling, stream
from experiments.published.report import source as reporting
from experiments.sweep import sweep as sweeping
from model.errors import LONGEST
from model.town import SocialBaseModel
from tests.attacks import stand_ins
from tests.attacks.folders import compared, swept

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
LONG = 5_000
HOSTILE = (
    "", " ", "1_0h", "1e3", "nan", "inf", "-1", "0", "0x10", "10000000000000000000000", "１２",
    "٣", "²", "\x1b[31mred", "\x07", "a\nb", "a\rb", "\u202eback", "\x85", "=1+1", "-", "--",
    "../../etc/passwd", "/dev/zero", "/dev/null", "~", "*", "a" * LONG, "/" * LONG, "ü" * 300,
    "\udcff", "x=1", "x=nan", "seeking.shame_weight=", "seeking.shame_weight=1_0",
    "seeking.shame_weight=٣", "tcp://", "tcp://:1", "tcp://127.0.0.1:99999", "tls://a b:1",
    "!!python/object:os.system x", "[" * LONG, "${HOME}", "%s%n", "null", "true",
)  # fmt: skip
NOT_PRINTED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
USUAL = {
    ("list", "what"): "scenarios", ("show", "name"): "current", ("journey", "uid"): "1",
    ("replay", "point"): "0", ("replay", "replication"): "0",
    ("expand", "replications"): "3", ("fetch", "code"): "GM0748",
}  # fmt: skip
"""What else a command needs; scenarios, files and folders come by their names."""


class Began(BaseException):
    """The work began: the value was taken."""


def begin(*_: Any, **__: Any) -> None:
    raise Began


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place with the folders of a comparison and a sweep."""
    place = tmp_path_factory.mktemp("made")
    with stand_ins.in_place():
        compared(place / "comparison")
        swept(place / "sweep")
    return place


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to be in, where no work is ever done."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(SocialBaseModel, "__init__", begin)
    monkeypatch.setattr(requests.Session, "send", begin)
    for module in (stream, sweeping):
        monkeypatch.setattr(module, "chosen_workers", lambda *_: 1)
    monkeypatch.setattr(bench, "compile_seconds", begin)
    monkeypatch.setattr(compiling, "warm", lambda *_: None)
    monkeypatch.setattr(reporting, "read_comparison", begin)
    monkeypatch.setattr("experiments.dashboard.server._serve", begin)
    monkeypatch.setattr(os, "environ", os.environ.copy())  # Solara's settings end with the test
    return tmp_path


def usual(command: str, one: Any, made: Path) -> list[str]:
    """Return a value that an option or argument takes."""
    if one.name in ("scenario", "base"):
        return ["current"]
    if one.name == "policies":
        return ["null"]
    if one.name == "file":
        return ["two_thousand_runs"]
    if one.name == "folder":
        ours = command in ("twins", "journey", "survey", "report")
        return [str(made / ("comparison" if ours else "sweep"))]
    return [USUAL[command, one.name]]


def given(command: str, attacked: Any, value: str, made: Path) -> list[str]:
    """Return a command line in which one option or argument has a value."""
    options, arguments = [], []
    for one in COMMANDS[command].params:
        if one is attacked:
            values = [value]
        elif one.required or (command, one.name) in USUAL:
            values = usual(command, one, made)
        else:
            continue
        if one.param_type_name == "argument":
            arguments += values
        else:
            options += [f"{one.opts[0]}={values[0]}"]
    return [command, *options, "--", *arguments]


def said(line: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int | None, str, str]:
    """Return the status of a command, None where its work began, and what it printed."""
    capsys.readouterr()
    try:
        main(line)
        status: int | None = 0
    except Began:
        status = None
    except SystemExit as end:
        status = int(end.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


ATTACKED = [
    (name, one.name)
    for name, command in COMMANDS.items()
    for one in command.params
    if one.name != "help" and not getattr(one, "is_flag", False)
]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "name"), ATTACKED)
def test_what_nobody_should_give_is_refused_or_taken_and_never_breaks(
    command: str, name: str, made: Path, scratch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (attacked,) = (one for one in COMMANDS[command].params if one.name == name)
    refused = 0
    for value in HOSTILE:
        status, out, err = said(given(command, attacked, value, made), capsys)
        shown = f"{value[:30]!r}: {status}\n{out[-300:]}\n{err[-600:]}"
        assert status in (None, 0, 2), shown
        assert not NOT_PRINTED.search(out + err), shown
        if status == 2:
            refused += 1
            sentence = err.strip().rpartition("social-base: ")[2]
            assert 0 < len(sentence) <= LONGEST, shown
            assert list(scratch.iterdir()) == [], shown
        if status is None:
            break_down(scratch)
    assert refused > 5, f"only {refused} of {len(HOSTILE)} values are refused"


def break_down(scratch: Path) -> None:
    """Take away what a command that began had written, after a look at where it wrote."""
    for path in scratch.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
