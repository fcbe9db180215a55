"""What can be done to a file of a folder: each kind of damage, as small functions of one path."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

Damage = Callable[[Path, int, Sequence[Path]], None]
"""Of a path, with a number that says where, and the other files of the folder."""

OTHER_SHAPES = (
    "null", "[]", "{}", '"text"', "17", "[[1, 2]]", '{"digest": 1}', '{"command": []}',
    '{"digest": "abc", "command": {"command": "sweep"}, "tables": {}}', "[{}]", "NaN",
    '{"points": null, "scenarios": 3, "blocks": [{}]}', '{"job": "a"}', "- 1\n- {a: 2}\n",
    "current: 7\n", "current: {parameters: []}\n", "a: &a [*a]\n", "!!python/object:os.system x",
)  # fmt: skip


def deleted(path: Path, _: int, __: Sequence[Path]) -> None:
    path.unlink()


def emptied(path: Path, _: int, __: Sequence[Path]) -> None:
    path.write_bytes(b"")


def cut(path: Path, at: int, _: Sequence[Path]) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: at % max(1, len(content))])


def flipped(path: Path, at: int, _: Sequence[Path]) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[at % len(content)] ^= 1 << at % 8
    path.write_bytes(bytes(content))


def prolonged(path: Path, at: int, _: Sequence[Path]) -> None:
    content = path.read_bytes()
    path.write_bytes(content + content[at % max(1, len(content)) :])


def random_bytes(path: Path, seed: int, _: Sequence[Path]) -> None:
    path.write_bytes(bytes((seed * (k + 1) * 7919 >> 5) % 256 for k in range(512)))


def of_another_shape(path: Path, number: int, _: Sequence[Path]) -> None:
    path.write_text(OTHER_SHAPES[number % len(OTHER_SHAPES)], encoding="utf-8")


def swapped(path: Path, number: int, others: Sequence[Path]) -> None:
    other = others[number % len(others)]
    ours, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(ours)


def copied_over(path: Path, number: int, others: Sequence[Path]) -> None:
    path.write_bytes(others[number % len(others)].read_bytes())


def a_folder(path: Path, number: int, others: Sequence[Path]) -> None:
    path.unlink()
    path.mkdir()
    if number % 2:
        shutil.copy(others[0], path / "inside")


def a_pipe(path: Path, _: int, __: Sequence[Path]) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link(path: Path, number: int, _: Sequence[Path]) -> None:
    """Put a link to a file outside in its place, which holds the same, or to nothing, or itself."""
    target = path.parent.parent / f"outside-{path.name}"
    if number % 3 == 0:
        shutil.copy(path, target)
    path.unlink()
    path.symlink_to(path if number % 3 == 2 else target)


def unreadable_text(path: Path, _: int, __: Sequence[Path]) -> None:
    path.write_bytes(b"\xff\xfe\x00{" + path.read_bytes())


def a_line_twice(path: Path, number: int, _: Sequence[Path]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    if lines:
        lines.insert(number % len(lines), lines[number // 7 % len(lines)])
    path.write_bytes(b"".join(lines))


def lines_reordered(path: Path, number: int, _: Sequence[Path]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    at = number % max(1, len(lines))
    path.write_bytes(b"".join([*lines[at:], *lines[:at]]))


def a_line_gone(path: Path, number: int, _: Sequence[Path]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    if lines:
        del lines[number % len(lines)]
    path.write_bytes(b"".join(lines))


def a_number_changed(path: Path, number: int, _: Sequence[Path]) -> None:
    """Change one value in JSON or YAML, and leave the rest; other files get one more byte."""
    if path.suffix not in {".json", ".yaml"}:
        path.write_bytes(path.read_bytes() + b"\n")
        return
    is_json = path.suffix == ".json"
    text = path.read_text(encoding="utf-8")
    tree = json.loads(text) if is_json else yaml.load(text, yaml.CSafeLoader)
    holders = list(_leaves(tree))
    holder, key = holders[number % len(holders)]
    holder[key] = -17 if isinstance(holder[key], str | list | dict) else "seventeen"
    text = json.dumps(tree, indent=2) if is_json else yaml.safe_dump(tree, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def _leaves(tree: Any) -> Any:
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        yield tree, key
        if isinstance(value, dict | list):
            yield from _leaves(value)


ALL: tuple[Damage, ...] = (
    deleted, emptied, cut, flipped, prolonged, random_bytes, of_another_shape, swapped, copied_over,
    a_folder, a_pipe, a_link, unreadable_text, a_line_twice, lines_reordered, a_line_gone,
    a_number_changed,
)  # fmt: skip
