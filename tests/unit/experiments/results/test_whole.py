"""Files and folders are there whole or not at all."""

import errno
import json
from pathlib import Path

import pytest

from experiments.results import whole
from experiments.results.whole import (
    append_text,
    restore,
    whole_folder,
    write_json,
    write_text,
)
from model.errors import ResultError


def test_what_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"a": 1})

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(whole.os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_json(path, {"a": 2})
    assert json.loads(path.read_text()) == {"a": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_kill_left_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    (tmp_path / ".a.txt.tmp").write_text("half")
    write_text(path, "whole")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text() == "whole"


def test_a_folder_takes_the_place_of_another_or_leaves_it(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("one", "two"):
        with whole_folder(target) as partial:
            (partial / "a.txt").write_text(text)
            assert not target.exists() or (target / "a.txt").read_text() == "one"
    assert (target / "a.txt").read_text() == "two"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="cannot be written"), whole_folder(tmp_path / "file/a"):
        pass


def test_a_link_is_refused_by_name_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "a.txt").symlink_to(tmp_path / "mine")
    for write in (write_text, append_text):
        with pytest.raises(ResultError, match=r"a\.txt' is a symbolic link"):
            write(tmp_path / "a.txt", "theirs")
    assert (tmp_path / "mine").read_text() == "mine"


def test_what_belongs_to_no_result_stays(tmp_path: Path) -> None:
    target = tmp_path / "out"
    (target / "notes").mkdir(parents=True)
    (target / "notes" / "mine.txt").write_text("mine")
    (target / "to_mine").symlink_to("notes/mine.txt")
    (target / "old.txt").write_text("old")
    with whole_folder(target, lambda name: name == "old.txt") as partial:
        write_text(partial / "new.txt", "new")
    names = sorted(p.relative_to(target).as_posix() for p in target.rglob("*"))
    assert names == ["new.txt", "notes", "notes/mine.txt", "to_mine"]
    assert (target / "to_mine").read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]


def test_a_replacement_that_was_killed_half_way_is_undone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    (tmp_path / ".out.old").mkdir()
    (tmp_path / ".out.old" / "a.txt").write_text("before")
    (tmp_path / ".out.new").mkdir()
    restore(target)
    assert (target / "a.txt").read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole.os, "write", full)
    with pytest.raises(ResultError, match="make room"):
        write_text(tmp_path / "a.txt", "text")
    assert list(tmp_path.iterdir()) == []
