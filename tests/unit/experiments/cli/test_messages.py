"""A message that names a command of `social-base`, or one of its lists, names one that is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.cli.catalogue import LISTS
from experiments.cli.main import app

COMMAND = re.compile(r"['`]social-base ([a-z]+)")
LIST = re.compile(r"['`](?:social-base )?list ([a-z]+)")


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield file and text of every string in the code, and of every file of phrases."""
    for room in ("agents", "model", "experiments"):
        for file in sorted((root / room).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):  # an f-string, its fields left out
                    parts = [n.value for n in node.values if isinstance(n, ast.Constant)]
                    yield name, "".join(map(str, parts))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield name, node.value
    for file in sorted((root / "experiments").rglob("*.yaml")):
        yield file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")


def strange(text: str) -> list[str]:
    """Return the commands and lists that a text names and that are not there."""
    commands = {str(one.name) for one in app.registered_commands}
    wrong = [f"social-base {name}" for name in COMMAND.findall(text) if name not in commands]
    return wrong + [f"list {name}" for name in LIST.findall(text) if name not in LISTS]


def test_every_command_that_a_message_names_is_there(root: Path) -> None:
    messages = list(texts(root))
    assert [(file, wrong) for file, text in messages for wrong in strange(text)] == []
    assert sum(bool(COMMAND.search(text) or LIST.search(text)) for _, text in messages) > 5


@pytest.mark.parametrize("text", ["'social-base gather GM0'", "see 'list doubts'"])
def test_a_command_that_is_not_there_is_seen(text: str) -> None:
    assert strange(text)
