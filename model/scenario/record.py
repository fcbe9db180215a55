"""A scenario from its record: what `model.scenario.record.resolved` wrote, read back.

A results folder is a record of its own: it can be run again when the scenario's file, or a
default of the model, has changed since.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from model.errors import InputError, ScenarioError
from model.lever import DATED, LeverParameters
from model.parameter_owners import (
    changed,
    checked,
    known_facility_types,
    known_processes,
    owners,
    parameter_rows,
)
from model.parameters import ParameterRow, Parameters
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import Scenario

P = TypeVar("P", bound=Parameters)
RETIRED = frozenset(f"wellbeing.score_{what}" for what in ("lonely", "severe", "most"))
"""Parameters that records of before hold and that no rule read."""


def from_record(record: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a record.

    Parameters
    ----------
    record : mapping
        As `model.scenario.record.resolved` returns it.

    Raises
    ------
    ScenarioError, ParameterError
        If it names a lever or parameter that is not there, or a value out of bounds.
    """
    name = record.get("name")
    try:
        return _from_record(record)
    except InputError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ScenarioError(
            f"the record of scenario {name} is damaged ({type(error).__name__}: {error}): run the "
            f"command again into another folder."
        ) from None


def _from_record(record: Mapping[str, Any]) -> Scenario:
    for gone in record.get("not_yet", ()):  # folders of before named levers of later, too
        raise ScenarioError(
            f"the record names lever '{gone['name']}', which the model does not have."
        )
    numbers = record["parameters"]
    set_in = {
        name: entry["set_in"] for name, entry in numbers.items() if entry["set_in"] != "default"
    }
    return Scenario(
        name=record["name"], title=record["title"], description=record["description"],
        parent=record["on"], levers=tuple(_use(entry) for entry in record["levers"]),
        processes={name: _parameters(name, numbers) for name in known_processes()},
        facility_types={name: _parameters(name, numbers) for name in known_facility_types()},
        set_in=set_in,
    )  # fmt: skip


def _parameters(owner: str, numbers: Mapping[str, Any]) -> Parameters:
    return _with_numbers(owner, owners()[owner](), numbers)


def _with_numbers(owner: str, parameters: P, numbers: Mapping[str, Any]) -> P:
    changes = {
        name.partition(".")[2]: checked(name, entry["value"], "the record")
        for name, entry in numbers.items()
        if name.startswith(f"{owner}.") and name not in RETIRED
    }
    return changed(parameters, changes)


def _use(entry: Mapping[str, Any]) -> LeverUse:
    name = entry["lever"]
    if name not in owners():
        raise ScenarioError(f"the record names lever '{name}', which the model does not have.")
    dated = {key: entry[key]["value"] for key in DATED if key in entry}
    for key in ("areas", "postcodes"):
        dated[key] = () if dated.get(key, "all") == "all" else tuple(dated[key])
    base = owners()[name]().model_copy(update=dated)
    parameters = _with_numbers(name, base, entry["parameters"])
    assert isinstance(parameters, LeverParameters)
    set_in = {key: entry[key]["set_in"] for key in DATED if key in entry}
    set_in |= {full.partition(".")[2]: one["set_in"] for full, one in entry["parameters"].items()}
    return LeverUse(name, parameters, {k: v for k, v in set_in.items() if v != "default"})


def resolved(scenario: Scenario) -> dict[str, Any]:
    """Return everything a scenario sets, as plain values for `scenario.yaml`.

    Each parameter carries its value, unit and where it was set: `default`, `scenario <name>` or
    `--set`.
    """
    numbers: dict[str, Any] = {}
    for owned in (scenario.processes, scenario.facility_types):
        for owner in sorted(owned):
            for row in parameter_rows(owner, owned[owner]):
                numbers[row.name] = _with_origin(row, scenario.set_in.get(row.name, "default"))
    return {
        "name": scenario.name,
        "title": scenario.title,
        "description": scenario.description,
        "on": scenario.parent,
        "levers": [_resolved_use(use) for use in scenario.levers],
        "parameters": numbers,
    }


def _resolved_use(use: LeverUse) -> dict[str, Any]:
    p = use.parameters
    dated = {"start": p.start, "end": p.end, "areas": list(p.areas) or "all", "dose": p.dose}
    if p.postcodes:
        dated["postcodes"] = list(p.postcodes)
    rows = parameter_rows(use.name, p)
    return {
        "lever": use.name,
        **{
            key: {"value": value, "set_in": use.set_in.get(key, "default")}
            for key, value in dated.items()
        },
        "parameters": {
            row.name: _with_origin(row, use.set_in.get(row.name.partition(".")[2], "default"))
            for row in rows
            if row.name != f"{use.name}.dose"
        },
    }


def _with_origin(row: ParameterRow, origin: str) -> dict[str, Any]:
    return {"value": row.value, "unit": row.unit, "set_in": origin}
