"""The README tells the truth: its commands, example, files and folders are there and work."""

import re

import pytest

from tests.smoke.pages import ROOT, blocks, page, section

TEXT = page("README.md")
(TOWN,) = blocks(TEXT, "python")
SHELL = "\n".join(blocks(TEXT, "bash"))


def test_both_commands_are_named_exactly() -> None:
    lines = SHELL.splitlines()
    assert "pip install uv && uv run social-base compare current transformation" in lines
    assert "pip install uv && uv run pytest" in lines


def test_a_newcomer_reads_it_in_three_minutes() -> None:
    assert len(TEXT.splitlines()) <= 150


def test_named_folders_and_files_exist() -> None:
    named = re.findall(r"^\| `([^`]+)`", section(TEXT, "Folders"), re.MULTILINE)
    assert len(named) == 7
    assert all((ROOT / name).exists() for name in [*named, "LICENSE", "CITATION.cff"])


def test_town_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert len([line for line in TOWN.splitlines() if line.strip()]) == 10
    names: dict[str, object] = {}
    exec(compile(TOWN, "README.md", "exec"), names)
    output = capsys.readouterr().out
    assert "Bergen op Zoom" in output
    assert "severity" in output
    assert "Graph with" in output
