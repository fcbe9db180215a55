"""Reading a scenario file: YAML with its line numbers, and nothing that YAML should not do here.

Read as YAML 1.2 does: `on` and `no` are words, `010` is no octal number, `1e3` is a number.
Repeated keys, anchors (a bomb needs them), odd tags and files above a megabyte are refused.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from model.errors import ScenarioError, nearest

MOST_BYTES = 1_000_000
DEEPEST = 12


class Fields(dict[str, Any]):
    """A mapping of a file that knows on which line each of its keys stands."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file, self.line = file, line
        self.lines: dict[str, int] = {}

    def where(self, key: str = "") -> str:
        """Return `<file>, line <n>` of a key, or of the mapping's first line."""
        return f"{self.file}, line {self.lines.get(key, self.line)}"

    def only(self, known: tuple[str, ...], what: str) -> None:
        """Refuse keys that are not known.

        Raises
        ------
        ScenarioError
            Naming the first unknown key, the nearest known one, and all known ones.
        """
        for key in self:
            if key not in known:
                raise ScenarioError(
                    f"{self.where(key)}: {what} has no field '{key}'.{nearest(key, known)} "
                    f"It knows: {', '.join(known)}."
                )

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, '' where it is absent and not required."""
        value = self.get(key)
        if key not in self:
            if required:
                raise ScenarioError(f"{self.where()}: field '{key}' is missing: add '{key}: ...'.")
            return ""
        if not isinstance(value, str) or not value.strip():
            quoted = (
                f" (in quotes if it is {value!r} you mean)"
                if value is not None
                else " or leave it out"
            )
            raise ScenarioError(f"{self.where(key)}: {key} is {value!r}: give a text{quoted}.")
        return value.strip()

    def texts(self, key: str) -> list[str]:
        """Return a list of different texts, empty where the key is absent."""
        if key not in self:
            return []
        values = self[key]
        if not isinstance(values, list) or not values:
            raise ScenarioError(
                f"{self.where(key)}: {key} is {values!r}: give a list, such as [a, b]."
            )
        for value in values:
            if not isinstance(value, str):
                raise ScenarioError(f"{self.where(key)}: {key} holds {value!r}: give names only.")
            if values.count(value) > 1:
                raise ScenarioError(
                    f"{self.where(key)}: {key} holds '{value}' twice: give it once."
                )
        return list(values)

    def entries(self, key: str) -> list["Fields"]:
        """Return a list of mappings, empty where the key is absent."""
        values = self.get(key, [])
        if not isinstance(values, list):
            raise ScenarioError(
                f"{self.where(key)}: {key} is {values!r}: give a list of '- lever: ...'."
            )
        for value in values:
            if not isinstance(value, Fields):
                raise ScenarioError(
                    f"{self.where(key)}: {key} holds {value!r}: write each as '- lever: <name>'."
                )
        return list(values)

    def mapping(self, key: str) -> "Fields":
        """Return a mapping, an empty one where the key is absent."""
        value = self.get(key, Fields(self.file, self.line))
        if not isinstance(value, Fields):
            raise ScenarioError(f"{self.where(key)}: {key} is {value!r}: give lines 'name: value'.")
        return value


class _Reader(yaml.SafeLoader):
    """The safe loader, stricter."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own form

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self.file, self.depth = file, 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse anchors, aliases and deep nests before anything is built."""
        event = self.peek_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ScenarioError(
                f"{self.file}, line {line}: anchors and aliases (& and *) are not read: "
                f"write it out."
            )
        self.depth += 1
        if self.depth > DEEPEST:
            raise ScenarioError(
                f"{self.file}, line {line}: nested deeper than {DEEPEST}: flatten it."
            )
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _fields(reader: _Reader, node: yaml.MappingNode) -> Fields:
    fields = Fields(reader.file, node.start_mark.line + 1)
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = reader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise ScenarioError(f"{reader.file}, line {line}: key {key!r} is no name: give a text.")
        if key in fields:
            raise ScenarioError(
                f"{reader.file}, line {line}: '{key}' stands here for the second time (first on "
                f"line {fields.lines[key]}): keep one."
            )
        fields.lines[key] = line
        fields[key] = reader.construct_object(value_node, deep=True)
    return fields


_WHOLE = r"[-+]?(?:0|[1-9][0-9]*)"
_REAL = (
    r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)"
)
for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", _WHOLE, "-+0123456789"),
    ("float", rf"{_REAL}|\.(?:nan|NaN|NAN)", "-+.0123456789"),
):
    _Reader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_form})$"), list(_first)
    )
_Reader.add_constructor("tag:yaml.org,2002:map", _fields)


def read_fields(path: Path) -> Fields:
    """Read one file into fields.

    Raises
    ------
    ScenarioError
        If it cannot be read or is no mapping; the message says which file, line and remedy.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ScenarioError(
                f"{path} has more than {MOST_BYTES} bytes: a scenario is a page of text."
            )
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(f"{path} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{path} is no text in UTF-8: save it as such.") from None
    try:
        reader = _Reader(text, str(path))
        fields = reader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ScenarioError(f"{path}{line} is no valid YAML ({problem}): mend the line.") from None
    except (
        ValueError,
        RecursionError,
    ) as error:  # a number of thousands of digits, a bad tag's value
        raise ScenarioError(f"{path} holds a value that cannot be read ({error}).") from None
    if not isinstance(fields, Fields):
        raise ScenarioError(f"{path} holds {type(fields).__name__}: write lines 'field: value'.")
    return fields
