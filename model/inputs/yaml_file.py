"""Reading YAML that somebody handed in: plain values with their line numbers, nothing else.

Read as YAML 1.2 does: `on` and `no` are words, `010`, `1:30` and `1_000` are no numbers, `1e3` is.
Refused, by name and line, are tags, anchors, directives, repeated keys, characters that do not
show, and what is too large, too deep, too long or no finite number. The parser only hands out
events: no value of another kind can be built, and reading stops at the first excess.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from model.errors import DataError, InputError, nearest
from model.inputs.plain_text import code_of, read_plain, refuse_unseen, unseen

LONGEST_KEY = 200
LONGEST_TITLE = 200
LONGEST_NUMBER = 40
LARGEST_NUMBER = 1e19
"""Above every number of the model (a seed has 19 digits), and no product of some overflows."""
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C, where that is installed: a hundred times quicker."""

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_REAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}


@dataclass(frozen=True)
class Bounds:
    """How much a file may hold.

    Attributes
    ----------
    size : int
        Bytes.
    values : int
        Values and keys in all.
    depth : int
        Mappings and lists within each other.
    text : int
        Characters of one text.
    """

    size: int = 1_000_000
    values: int = 50_000
    depth: int = 12
    text: int = 10_000


PAGE = Bounds()
"""Of a file that people write."""
RECORD = Bounds(size=50_000_000, values=2_000_000)
"""Of a record that the program writes."""


class Fields(dict[str, Any]):
    """A mapping of a file that knows on which line each of its keys stands.

    Parameters
    ----------
    file : str
    line : int
    error : type of InputError
        What its methods raise.
    """

    def __init__(self, file: str, line: int, error: type[InputError] = DataError) -> None:
        super().__init__()
        self.file, self.line, self.error = file, line, error
        self.lines: dict[str, int] = {}

    def where(self, key: str = "") -> str:
        """Return `<file>, line <n>` of a key, or of the mapping's first line."""
        return f"{self.file}, line {self.lines.get(key, self.line)}"

    def plain(self) -> dict[str, Any]:
        """Return the same as dicts and lists, without line numbers."""
        return {key: _plain(value) for key, value in self.items()}

    def only(self, known: tuple[str, ...], what: str) -> None:
        """Refuse keys that are not known.

        Raises
        ------
        InputError
            Naming the first unknown key, the nearest known one, and all known ones.
        """
        for key in self:
            if key not in known:
                raise self.error(
                    f"{self.where(key)}: {what} has no field '{key}'.{nearest(key, known)} "
                    f"It knows: {', '.join(known)}."
                )

    def needed(self, key: str) -> Any:
        """Return the value of a key that must be there."""
        if key not in self:
            raise self.error(f"{self.where()}: field '{key}' is missing: add '{key}: ...'.")
        return self[key]

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, '' where it is absent and not required."""
        if key not in self and not required:
            return ""
        value = self.needed(key)
        if not isinstance(value, str) or not value.strip():
            quoted = (
                f" (in quotes if it is {value!r} you mean)"
                if value is not None
                else " or leave it out"
            )
            raise self.error(f"{self.where(key)}: {key} is {value!r}: give a text{quoted}.")
        return value.strip()

    def title(self, key: str, *, required: bool = False) -> str:
        """Return a text of one line, '' where it is absent and not required."""
        value = self.text(key, required=required)
        if len(value) > LONGEST_TITLE or "\n" in value or "\t" in value:
            raise self.error(
                f"{self.where(key)}: {key} is {value!r}: give one line of at most "
                f"{LONGEST_TITLE} characters."
            )
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false where it is absent."""
        value = self.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{self.where(key)}: {key} is {value!r}: give true or false.")
        return value

    def day(self, key: str) -> date:
        """Return a date, which must be there."""
        value = self.needed(key)
        if isinstance(value, str) and _DAY.fullmatch(value):
            with suppress(ValueError):  # no such day
                return date.fromisoformat(value)
        raise self.error(f"{self.where(key)}: {key} is {value!r}: give YYYY-MM-DD.")

    def texts(self, key: str) -> list[str]:
        """Return a list of different texts, empty where the key is absent."""
        if key not in self:
            return []
        values = self[key]
        if not isinstance(values, list) or not values:
            raise self.error(
                f"{self.where(key)}: {key} is {values!r}: give a list, such as [a, b]."
            )
        for value in values:
            if not isinstance(value, str):
                raise self.error(f"{self.where(key)}: {key} holds {value!r}: give names only.")
        name, times = Counter(values).most_common(1)[0]
        if times > 1:
            raise self.error(f"{self.where(key)}: {key} holds '{name}' twice: give it once.")
        return list(values)

    def entries(self, key: str) -> list["Fields"]:
        """Return a list of mappings, empty where the key is absent."""
        values = self.get(key, [])
        if not isinstance(values, list):
            raise self.error(
                f"{self.where(key)}: {key} is {values!r}: give a list of '- lever: ...'."
            )
        for value in values:
            if not isinstance(value, Fields):
                raise self.error(
                    f"{self.where(key)}: {key} holds {value!r}: write each as '- lever: <name>'."
                )
        return list(values)

    def mapping(self, key: str) -> "Fields":
        """Return a mapping, an empty one where the key is absent."""
        value = self.get(key, Fields(self.file, self.line, self.error))
        if not isinstance(value, Fields):
            raise self.error(f"{self.where(key)}: {key} is {value!r}: give lines 'name: value'.")
        return value


def read_fields(
    path: Path, bounds: Bounds = PAGE, *, error: type[InputError] = DataError
) -> Fields:
    """Read one file into fields.

    Parameters
    ----------
    path : Path
    bounds : Bounds
    error : type of InputError
        What is raised, here and by the fields.

    Raises
    ------
    InputError
        If it cannot be read or is no mapping; the message says which file, line and remedy.
    """
    return fields_of(read_plain(path, bounds.size, error=error), str(path), bounds, error=error)


def fields_of(
    text: str, file: str, bounds: Bounds = PAGE, *, error: type[InputError] = DataError
) -> Fields:
    """Return the fields of a text; `file` is what messages call it. As `read_fields`."""
    refuse_unseen(text, file, error)
    try:
        value = _Reader(text, file, bounds, error).document()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(fault, "problem", None) or str(fault).splitlines()[0]
        raise error(f"{file}{line} is no valid YAML ({problem}): mend the line.") from None
    if not isinstance(value, Fields):
        raise error(f"{file} holds {type(value).__name__}: write lines 'field: value'.")
    return value


class _Reader:
    """Builds plain values from the events of a parser, and refuses what is not to be there."""

    def __init__(self, text: str, file: str, bounds: Bounds, error: type[InputError]) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=_PARSER)
        self.file, self.bounds, self.error = file, bounds, error
        self.values = self.depth = 0

    def document(self) -> Any:
        """Return the value of the one document, None where there is none."""
        next(self.events)  # the stream begins
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            return None
        if start.version or start.tags:
            raise self.wrong(start, "directives (%) are not read: leave the line out")
        value = self.value(next(self.events))
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.wrong(after, "another document begins: keep one")
        return value

    def value(self, event: Any) -> Any:
        """Return the value that begins with an event."""
        self.refuse_excess(event)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        self.depth += 1
        if self.depth > self.bounds.depth:
            raise self.wrong(event, f"nested deeper than {self.bounds.depth}: flatten it")
        built: Any = (
            self.mapping(event) if isinstance(event, yaml.MappingStartEvent) else self.sequence()
        )
        self.depth -= 1
        return built

    def refuse_excess(self, event: Any) -> None:
        """Refuse anchors, tags and too many values."""
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self.wrong(event, "anchors and aliases (& and *) are not read: write it out")
        if event.tag is not None:
            name = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self.wrong(event, f"the tag {name} is not read: write the value alone")
        self.values += 1
        if self.values > self.bounds.values:
            raise self.wrong(event, f"more than {self.bounds.values:,} values: give fewer")

    def sequence(self) -> list[Any]:
        """Return a list, its beginning having been read."""
        values = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self.value(event))
        return values

    def mapping(self, start: Any) -> Fields:
        """Return a mapping, its beginning having been read."""
        fields = Fields(self.file, start.start_mark.line + 1, self.error)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event)
            if key in fields:
                first = fields.lines[key]
                raise self.wrong(
                    event,
                    f"'{key}' stands here for the second time (first on line {first}): keep one",
                )
            fields.lines[key] = event.start_mark.line + 1
            fields[key] = self.value(next(self.events))
        return fields

    def key(self, event: Any) -> str:
        """Return a key: a text that is not too long."""
        if not isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            raise self.wrong(event, "the key is no name: give a text")
        key = self.value(event)
        if not isinstance(key, str):
            raise self.wrong(event, f"key {key!r} is no name: give a text")
        if len(key) > LONGEST_KEY or "\n" in key:
            raise self.wrong(
                event, f"key {key!r}: give one line of at most {LONGEST_KEY} characters"
            )
        return key

    def scalar(self, event: Any) -> Any:
        """Return a text, or what a plain word stands for: a number, true, false or nothing."""
        text = event.value
        if len(text) > self.bounds.text:
            raise self.wrong(
                event, f"a text of {len(text):,} characters: give at most {self.bounds.text:,}"
            )
        if odd := unseen(text, but="\t\n"):
            raise self.wrong(event, f"a text holds {code_of(odd)}, which does not show")
        if not event.implicit[0]:  # in quotes, or a block
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _ENDLESS.fullmatch(text):
            raise self.wrong(event, f"'{text}' is no number of the model: give a number")
        return self.number(event, text) if _REAL.fullmatch(text) else text

    def number(self, event: Any, text: str) -> int | float:
        """Return a number, or refuse one that is too long or too large."""
        if len(text) > LONGEST_NUMBER:
            raise self.wrong(
                event,
                f"a number of {len(text):,} characters: give a number of at most {LONGEST_NUMBER}",
            )
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
        if abs(number) > LARGEST_NUMBER:
            raise self.wrong(
                event, f"{text} is beyond {LARGEST_NUMBER:g}: give a number of the model"
            )
        return number

    def wrong(self, event: Any, what: str) -> InputError:
        """Return the error that names file, line and remedy."""
        return self.error(f"{self.file}, line {event.start_mark.line + 1}: {what}.")


def _plain(value: Any) -> Any:
    if isinstance(value, Fields):
        return value.plain()
    return [_plain(one) for one in value] if isinstance(value, list) else value
