"""The record of scenarios in a results folder: `scenario.yaml`, everything resolved, by name."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from model.errors import ResultError
from model.scenario.record import resolved
from model.scenario.scenario import Scenario

SCENARIO = "scenario.yaml"
# A record has thousands of lines: in C, where that is installed, much quicker and the same.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def records_of(scenarios: Iterable[Scenario]) -> dict[str, dict[str, Any]]:
    """Return every scenario, resolved, by name."""
    return {scenario.name: resolved(scenario) for scenario in scenarios}


def write_records(folder: Path, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the record of a results folder."""
    text = yaml.dump(dict(records), Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=100)
    (folder / SCENARIO).write_text(text, encoding="utf-8")


def read_records(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the scenarios that a results folder records, by name.

    Raises
    ------
    ResultError
        If the file is not there or is no record.
    """
    path = folder / SCENARIO
    try:
        records = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    except OSError as error:
        raise ResultError(f"{path} cannot be read ({error.strerror}).") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ResultError(f"{path} is damaged: it is no YAML any more.") from None
    if not isinstance(records, dict) or not all(isinstance(r, dict) for r in records.values()):
        raise ResultError(f"{path} is no record of scenarios: it was written over.")
    return records
