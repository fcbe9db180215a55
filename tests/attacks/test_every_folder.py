"""Every command that reads a folder, on folders made up to harm whoever reads them."""

import os
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.main import main
from experiments.execution import stream
from experiments.sweep import sweep as sweeping
from model.errors import LONGEST
from tests.attacks import stand_ins
from tests.attacks.folders import compared, swept
from tests.attacks.test_every_option import COMMANDS, NOT_PRINTED, given

pytestmark = pytest.mark.slow
FOLDERS = {"twins": compared, "journey": compared, "survey": compared, "report": compared}
"""What else than a sweep a command reads."""
READING = [
    (name, "folder") for name, command in COMMANDS.items()
    if any(one.name == "folder" for one in command.params)
] + [(name, "out") for name in ("compare", "sweep")]  # fmt: skip
Harm = Callable[[Path], None]


def endless(path: Path) -> None:
    path.unlink()
    with path.open("wb") as file:
        file.truncate(1_000_000_000)


def deep(path: Path) -> None:
    path.write_text('{"a":' * 200_000, encoding="utf-8")


def pickled(path: Path) -> None:
    """A pickle that makes a file where it is loaded."""
    path.write_bytes(b"cos\nsystem\n(S'touch pwned'\ntR.")


def footer(path: Path) -> None:
    path.write_bytes(b"PAR1" + b"\x00" * 64 + struct.pack("<I", 2**31 - 1) + b"PAR1")


def other_columns(path: Path) -> None:
    pd.DataFrame({"../x": ["=cmd()", "\x1b[2J"]}).to_parquet(path)


def linked(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[2] / "outside")


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


HARMS: tuple[Harm, ...] = (endless, deep, pickled, footer, other_columns, linked, piped)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made")
    with stand_ins.in_place():
        compared(place / "comparison")
        swept(place / "sweep")
    return place


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize(("command", "at"), READING)
def test_a_hostile_folder_is_data(
    command: str, at: str, harm: Harm, made: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A file is harmful: a sentence and 2, or the right answer; nothing gets out.

    Every command meets every harm, and every file some of them.
    """
    for module in (stream, sweeping):
        monkeypatch.setattr(module, "chosen_workers", lambda *_: 1)
    of_comparison = command in FOLDERS or command == "compare"
    origin = made / ("comparison" if of_comparison else "sweep")
    files = [path.relative_to(origin) for path in sorted(origin.rglob("*")) if path.is_file()]
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    outside = tmp_path / "outside"
    outside.write_text("mine")
    first = HARMS.index(harm) + len(command)
    for file in {files[first % len(files)], files[(first + len(files) // 2) % len(files)]}:
        folder = tmp_path / "work" / "folder"
        shutil.copytree(origin, folder)
        harm(folder / file)
        (attacked,) = (one for one in COMMANDS[command].params if one.name == at)
        line = given(command, attacked, str(folder), made)
        if at == "out":
            line[1:1] = ["--residents=500", "--months=72"] if command == "compare" else []
        capsys.readouterr()
        with stand_ins.in_place(), pytest.raises(SystemExit) as end:
            main(line)
        out, err = capsys.readouterr()
        shown = f"{command} with {file} {harm.__name__}: {end.value.code}\n{err[-500:]}"
        assert int(end.value.code or 0) in (0, 1, 2), shown
        assert end.value.code != 1 or (command == "verify" and "does not hold" in err), shown
        assert not NOT_PRINTED.search(out + err), shown
        _, told, message = err.strip().rpartition("social-base: ")
        assert not told or len(message) <= LONGEST, shown
        assert outside.read_text() == "mine", shown
        assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "outside", "work"], (
            shown
        )
        assert list(here.iterdir()) == [], shown
        shutil.rmtree(tmp_path / "work")
