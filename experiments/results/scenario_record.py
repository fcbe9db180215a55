"""The record of scenarios in a results folder: `scenario.yaml`, everything resolved, by name."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from experiments.results.records import Name, Record, Text, shaped
from experiments.results.whole import write_text
from model.errors import ResultError, printable
from model.inputs.reading import read_text
from model.scenario.record import resolved
from model.scenario.scenario import Scenario

SCENARIO = "scenario.yaml"
# A record has thousands of lines: in C, where that is installed, much quicker and the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
MOST_BYTES = 64_000_000
_DEEPEST = 40
"""Levels of a record: far more than any has, far fewer than a reader stands."""


class ScenarioRecord(Record):
    """The form of one scenario in the record."""

    name: Name
    title: Text
    description: Text
    on: Name | None
    levers: list[dict[str, Any]]
    parameters: dict[str, dict[str, Any]]


def records_of(scenarios: Iterable[Scenario]) -> dict[str, dict[str, Any]]:
    """Return every scenario, resolved, by name."""
    return {scenario.name: resolved(scenario) for scenario in scenarios}


def write_records(folder: Path, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the record of a results folder."""
    text = yaml.dump(dict(records), Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100)
    write_text(folder / SCENARIO, text)


def read_records(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the scenarios that a results folder records, by name.

    Raises
    ------
    ResultError
        If the file is not there or is no record.
    """
    path = folder / SCENARIO
    text = read_text(path, MOST_BYTES, follow=False, error=ResultError)
    try:
        _refuse_bombs(text, path)
        records = yaml.load(text, _LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ResultError(f"{path} is damaged: it is no YAML any more.") from None
    if not isinstance(records, dict) or not all(isinstance(r, dict) for r in records.values()):
        raise ResultError(f"{path} is no record of scenarios: it was written over.")
    for name, record in records.items():
        shaped(record, ScenarioRecord, path)
        if record["name"] != name:
            raise ResultError(f"{path} is damaged: it calls scenario {record['name']} '{name}'.")
        for key in ("title", "description"):
            if printable(record[key]) != record[key]:
                raise ResultError(f"{path} is damaged: {key} of {name} holds control characters.")
    return records


def _refuse_bombs(text: str, path: Path) -> None:
    """Refuse what would become large or deep when it is built: no record of ours does."""
    depth = 0
    for event in yaml.parse(text, _LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise ResultError(f"{path} is no record of scenarios: it holds an alias.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ResultError(f"{path} is no record of scenarios: it is nested too deeply.")
