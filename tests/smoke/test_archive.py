"""The folder for an archive: whole, of one commit, the same bytes each time."""

import json
import re
import subprocess
import tarfile
import tomllib
from pathlib import Path

import pytest
import yaml

from docs import archive
from docs.archive import FILES
from experiments.results.digests import sha256_of
from model.errors import InputError

STAND_IN = """cff-version: 1.2.0
title: Town
version: 0.1.0
abstract: About a town.
keywords: [town]
authors: [{name: They}]
"""


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=they", "-c", "user.email=they@example.org")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture(name="clone")
def _clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository that has the files which an archive holds."""
    root = tmp_path / "clone"
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(STAND_IN if name == "CITATION.cff" else name, encoding="utf-8")
    git(tmp_path, "init", "-q", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-qm", "All")
    monkeypatch.setattr(archive, "ROOT", root)
    return root


def test_it_holds_the_source_and_what_the_answer_rests_on(clone: Path, tmp_path: Path) -> None:
    out = archive.archive(tmp_path / "out")
    crate = json.loads((out / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    files = {one["@id"]: one for one in crate["@graph"] if one["@type"] == "File"}
    assert set(files) == {"social-base-0.1.0.tar.gz", *FILES}
    for name, about in files.items():
        assert about["sha256"] == sha256_of(out / name)
    with tarfile.open(out / "social-base-0.1.0.tar.gz") as source:
        assert {f"social-base-0.1.0/{name}" for name in FILES} <= set(source.getnames())


def test_the_same_commit_gives_the_same_bytes(clone: Path, tmp_path: Path) -> None:
    one, two = (archive.archive(tmp_path / name) for name in ("one", "two"))
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) == len(FILES) + 2
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in files)


def test_what_is_not_committed_is_refused(clone: Path, tmp_path: Path) -> None:
    (clone / "README.md").write_text("changed", encoding="utf-8")
    with pytest.raises(InputError, match="commit or undo"):
        archive.archive(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_refused(clone: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent or empty"):
        archive.archive(tmp_path)


def test_every_file_of_the_list_is_in_the_project(root: Path) -> None:
    assert [name for name in FILES if not (root / name).is_file()] == []


def test_a_release_has_one_version_and_one_day() -> None:
    """Of the package, of how it is cited, and of the newest section of the changelog."""
    root = Path(__file__).resolve().parents[2]
    with (root / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    cite = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    sections = re.findall(
        r"^## \[(.+)\] - (.+)$", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sections[0] == (cite["version"], str(cite["date-released"]))
    assert version == cite["version"]
