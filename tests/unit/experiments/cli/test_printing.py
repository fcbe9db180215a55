"""What is printed is text: nothing of it is obeyed by a terminal, split by a table or computed."""

import ast
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import app as command_line
from experiments.cli.main import main
from experiments.execution.progress import Progress
from experiments.report.rendering import marked, rich, row_of
from experiments.report.sections import Section, Table
from experiments.report.tables import as_text

HOSTILE = "a\x1b]0;x\x07b\u202ec\x85d|e\nf\rg"
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e]|\x1b(?!\[[0-9;]*m)")
SCENARIO = """
name: hostile
title: "a\\e]0;x\\a \\u202e | b"
description: x
extends: current
"""


def test_an_answer_is_printed_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    command_line.put(HOSTILE)
    said = capsys.readouterr().out
    assert not OBEYED.search(said)
    assert r"a\x1b]0;x\x07b" in said


def test_a_terminal_gets_colours_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    command_line.put(f"\x1b[1mbold\x1b[0m {HOSTILE} \x1b[2Jcleared")
    said = capsys.readouterr().out
    assert "\x1b[1mbold\x1b[0m" in said
    assert not OBEYED.search(said)


def test_progress_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    bar = Progress(HOSTILE, 2)
    bar.advance()
    bar.close()
    assert not OBEYED.search(capsys.readouterr().err)


def test_json_stays_json_and_shows_no_control() -> None:
    table = pd.DataFrame({"name": [HOSTILE, "café"], HOSTILE: [1.0, 2.0]})
    text = as_text(table, "json")
    assert not OBEYED.search(text)
    assert "café" in text
    assert json.loads(text) == [{"name": HOSTILE, HOSTILE: 1.0}, {"name": "café", HOSTILE: 2.0}]


def test_a_row_of_markdown_keeps_its_cells() -> None:
    line = row_of([HOSTILE, "plain", r"a\|b"])
    assert len(re.findall(r"(?<!\\)\|", line)) == 4
    assert "\n" not in line
    assert "\r" not in line
    assert marked(Table((HOSTILE,), ((HOSTILE,),)))[0] == row_of([HOSTILE])


def test_a_table_on_a_terminal_is_text() -> None:
    said = rich([Section(HOSTILE, (HOSTILE, Table((HOSTILE,), ((HOSTILE,),))))])
    assert not OBEYED.search(said)


def test_no_other_file_lays_out_a_row_of_markdown(root: Path) -> None:
    """One function does, so that a name in a cell cannot make more cells of it."""
    written = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in (root / "experiments").rglob("*.py")
        if path.name != "rendering.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        and isinstance(first := next(ast.iter_child_nodes(node)), ast.Constant)
        and str(first.value).startswith("| ")
        and not str(first.value).startswith("| ---")
    ]
    assert written == []


def test_a_title_is_shown_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hostile.yaml").write_text(SCENARIO, encoding="utf-8")
    for shape in ("table", "json", "csv"):
        with pytest.raises(SystemExit):
            main(["show", "hostile.yaml", "--format", shape])
        out, err = capsys.readouterr()
        assert not OBEYED.search(out + err)


def test_nothing_is_said_to_be_compiled_where_nothing_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("agents.compiled.PLAIN_PYTHON", True)
    with pytest.raises(SystemExit):
        main(["warm"])
    assert capsys.readouterr().out == "nothing is compiled: NUMBA_DISABLE_JIT is set\n"
