"""Files and folders are there whole or not at all."""

import json
from pathlib import Path

import pytest

from experiments.results.whole import (
    remove_partial,
    whole_file,
    whole_folder,
    write_json,
    write_text,
)
from model.errors import ResultError


def test_what_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"a": 1})

    def fail() -> None:
        with whole_file(path) as partial:
            partial.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
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


def test_partial_files_and_folders_are_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".a.9.tmp").mkdir()
    (tmp_path / ".a.9.tmp" / "half").write_text("")
    (tmp_path / ".b.tmp").write_text("")
    (tmp_path / "c.tmp").write_text("")
    remove_partial(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["c.tmp"]
