"""Where Python may write no bytecode beside the sources, it is kept in the cache of the user."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli.bytecode import FORBIDDEN, PREFIX
from experiments.results.digests import ROOT

CODE = """
import os, sys
from experiments.cli.bytecode import keep_bytecode
keep_bytecode()
import experiments.report.width
print(sys.pycache_prefix, sys.dont_write_bytecode, os.environ.get("PYTHONDONTWRITEBYTECODE"),
      os.environ.get("PYTHONPYCACHEPREFIX"))
"""


def said(cache: Path, **variables: str) -> list[str]:
    """Return what a process says whose cache is this folder."""
    clean = {k: v for k, v in os.environ.items() if k not in (FORBIDDEN, PREFIX)}
    env = clean | {"XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)} | variables
    done = subprocess.run([sys.executable, "-c", CODE], env=env, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return done.stdout.split()


def kept(folder: Path) -> list[str]:
    """Return the modules of which bytecode is kept in a folder."""
    return [path.name.partition(".")[0] for path in folder.rglob("*.pyc")]


def test_bytecode_is_kept_where_it_may_not_be_beside_the_sources(tmp_path: Path) -> None:
    folder = tmp_path / "social-base" / "bytecode"
    assert said(tmp_path, **{FORBIDDEN: "1"}) == [str(folder), "False", "None", str(folder)]
    assert "width" in kept(folder)
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("variables", [{}, {PREFIX: "named"}, {PREFIX: "named", FORBIDDEN: "1"}])
def test_what_the_user_has_settled_stays(variables: dict[str, str], tmp_path: Path) -> None:
    named = {name: str(tmp_path / value) for name, value in variables.items() if name == PREFIX}
    prefix, silent, *_ = said(tmp_path, **variables | named)
    assert (prefix, silent) == (named.get(PREFIX, "None"), str(FORBIDDEN in variables))
    assert not (tmp_path / "social-base").exists()


def test_a_cache_that_others_can_write_in_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "social-base" / "bytecode"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert said(tmp_path, **{FORBIDDEN: "1"})[:2] == ["None", "True"]
    assert kept(folder) == []
