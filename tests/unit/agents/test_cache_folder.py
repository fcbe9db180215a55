"""Compiled code is loaded from a folder that nobody else can write in, or from a fresh one."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from agents import cache_folder
from agents.cache_folder import VARIABLE

ANOTHER = 12345


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "fresh").mkdir()
    monkeypatch.setattr(cache_folder.tempfile, "tempdir", str(tmp_path / "fresh"))
    monkeypatch.setattr(cache_folder.atexit, "register", lambda _: None)


def ours(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "social-base" / "compiled" / "digest"


def is_fresh(folder: Path, tmp_path: Path) -> bool:
    """Say whether a folder is a new one of this user's own, elsewhere."""
    status = folder.lstat()
    apart = folder.parent == tmp_path / "fresh"
    return apart and stat.S_IMODE(status.st_mode) == 0o700 and not any(folder.iterdir())


def test_the_cache_of_the_user_is_made_for_this_user_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = os.umask(0)
    try:
        folder = cache_folder.cache_folder("digest")
    finally:
        os.umask(before)
    assert folder == ours(tmp_path)
    made = [folder, *folder.parents][:4]
    assert [stat.S_IMODE(one.stat().st_mode) for one in made] == [0o700] * 4
    assert cache_folder.cache_folder("digest") == folder  # and found again
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("level", range(4))
@pytest.mark.parametrize("wrong", ["writable", "group", "link", "file", "owner"])
def test_a_folder_that_is_not_to_be_trusted_is_not_used(
    level: int, wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = [tmp_path / "cache", *reversed(ours(tmp_path).parents[:2]), ours(tmp_path)][level]
    place.parent.mkdir(parents=True, exist_ok=True)
    if wrong == "file":
        place.write_text("no folder")
    elif wrong == "link":
        theirs = tmp_path / "theirs"
        theirs.mkdir()
        theirs.chmod(0o777)
        place.symlink_to(theirs)
    else:
        place.mkdir()
        if wrong == "owner":
            if os.getuid():
                pytest.skip("only root can give a folder to another user")
            os.chown(place, ANOTHER, ANOTHER)
        else:
            os.chown(place, -1, -1 if os.getuid() else ANOTHER)
            place.chmod(0o777 if wrong == "writable" else 0o770)
    folder = cache_folder.cache_folder("digest")
    assert is_fresh(folder, tmp_path)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "set XDG_CACHE_HOME" in said
    assert place.name in said or "theirs" in said


def test_what_the_user_names_is_used_and_looked_at_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, open_to_all, link = tmp_path / "mine", tmp_path / "open", tmp_path / "link"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    link.symlink_to(mine)
    for named, good in ((mine, True), (open_to_all, False), (link, False)):
        monkeypatch.setenv(VARIABLE, str(named))
        folder = cache_folder.cache_folder("digest")
        assert (folder == named) == good
        assert bool(capsys.readouterr().err) != good
        assert good or is_fresh(folder, tmp_path)


def test_a_folder_that_others_may_rename_is_not_used(tmp_path: Path) -> None:
    """Whoever can write in a folder can put another one in the place of ours; /tmp is sticky."""
    (tmp_path / "all").mkdir()
    for mode, good in ((0o777, False), (0o1777, True)):
        (tmp_path / "all").chmod(mode)
        if good:
            assert cache_folder.private(tmp_path / "all" / "cache", "a").is_dir()
        else:
            with pytest.raises(PermissionError, match="other users"):
                cache_folder.private(tmp_path / "all" / "cache", "a")


@pytest.mark.parametrize("text", ["/proc/none", "/dev/null/x", "x" * 5_000])
def test_a_cache_that_cannot_be_made_is_a_fresh_one(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, text)
    folder = cache_folder.cache_folder("digest")
    assert is_fresh(folder, tmp_path)
    assert len(capsys.readouterr().err) < 400


def test_a_fresh_folder_is_shared_with_workers_and_removed_at_the_end(
    tmp_path: Path, root: Path
) -> None:
    program = (
        "import os, subprocess, sys\nimport agents.compiled\n"
        "from agents.cache_folder import cache_folder\n"
        "made = os.environ['NUMBA_CACHE_DIR']\n"
        "code = 'import os; from agents.cache_folder import *; print(cache_folder(\"x\"))'\n"
        "theirs = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)\n"
        "print(made, os.path.isdir(made), theirs.stdout.strip() == made, theirs.stderr == '')\n"
    )
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache").chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    made, *good = done.stdout.split()
    assert good == ["True"] * 3
    assert not Path(made).exists()
    assert done.stderr.count("compiled code is not kept") == 1
