"""The records of a results folder: JSON with a form, a version and a seal, written and read here.

The seal is a digest of all the rest, so that a record that was cut, edited or mixed up is known for
what it is. Whoever makes a record with a seal of its own can still lie: `verify` finds that out.
Names in a record are validated as names: none of them becomes a path that leaves the folder.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from experiments.results.whole import write_json
from model.errors import ResultError
from model.inputs.reading import read_text

FORMAT = 2
"""Of the folders that this version writes and reads."""
MOST_BYTES = 64_000_000
AGAIN = "run the command again into another folder, or replace this one with --force"

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""Of a scenario, a sweep, a municipality, a table."""
FileName = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_][\w.-]*(?:/[A-Za-z0-9_][\w.-]*)*$", max_length=250),
]
"""Of a file in a results folder, with `/`."""
Folder = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_][a-z0-9_.]*$", max_length=200)]
"""Of a folder in it."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}$")]
Text = Annotated[str, StringConstraints(max_length=20_000)]


class Record(BaseModel):
    """A record, or a part of one: what it must hold; more may be there."""

    model_config = ConfigDict(extra="allow", frozen=True)


Schema = TypeVar("Schema", bound=BaseModel)


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with its format and its seal, as plain values of JSON."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(content), default=str))
    plain = {"format": FORMAT} | {k: v for k, v in plain.items() if k not in ("format", "seal")}
    return plain | {"seal": _seal_of(plain)}


def _seal_of(content: Mapping[str, Any]) -> str:
    plain = {key: value for key, value in content.items() if key != "seal"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def is_sealed(content: Any) -> bool:
    """Say whether a record is as it was written."""
    return isinstance(content, dict) and content.get("seal") == _seal_of(content)


def write_record(path: Path, content: Mapping[str, Any]) -> None:
    """Write a record."""
    write_json(path, sealed(content))


def read_record(path: Path, schema: type[BaseModel], absent: str) -> dict[str, Any]:
    """Return what a record holds.

    Parameters
    ----------
    path : Path
    schema : type of pydantic model
    absent : str
        What to say where there is no such file.

    Raises
    ------
    ResultError
        If it is not there, is no file, is damaged, of another kind or of another version.
    """
    if not os.path.lexists(path):
        raise ResultError(absent)
    content = _plain(path)
    if not isinstance(content, dict):
        raise ResultError(f"{path} is of something else, it holds no fields: {AGAIN}.")
    version = content.get("format", 1)
    if "format" not in content and "seal" not in content and not _is_early(path.name, content):
        raise ResultError(f"{path} is of something else: give a folder that social-base wrote.")
    if version != FORMAT:
        age = "a later" if isinstance(version, int) and version > FORMAT else "an earlier"
        raise ResultError(f"{path} was written by {age} version of social-base: {AGAIN}.")
    if not is_sealed(content):
        raise ResultError(f"{path} is damaged, it is not as it was written: {AGAIN}.")
    return shaped(content, schema, path)


_EARLY = {
    "manifest.json": {"digest", "command"},
    "sweep.json": {"blocks", "scenarios"},
    "origin.json": {"code", "data"},
}
"""What records held before they had a format."""


def _is_early(name: str, content: Mapping[str, Any]) -> bool:
    return _EARLY.get(name, {""}) <= set(content)


def _plain(path: Path) -> Any:
    text = read_text(path, MOST_BYTES, follow=False, error=ResultError)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ResultError(f"{path} is damaged, it is no JSON any more: {AGAIN}.") from None


def shaped(content: Mapping[str, Any], schema: type[BaseModel], path: Path) -> dict[str, Any]:
    """Return plain values that have the form of a schema.

    Raises
    ------
    ResultError
        Naming file, field and what is wrong.
    """
    try:
        schema.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])[:80]
        raise ResultError(
            f"{path} is damaged, {field or 'it'}: {first['msg'].lower()}: {AGAIN}."
        ) from None
    return dict(content)
