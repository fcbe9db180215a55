"""The mechanisms of the model by name, and the values of their parameters at which they do nothing.

They stand in `mechanisms.yaml`, one entry each: a new mechanism is one entry more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from experiments.report.words import LANGUAGES
from model.errors import DataError
from model.parameter_owners import all_rows, checked
from model.scenario.scenario import NEVER, Scenario, first_difference, with_changes

FILE = Path(__file__).with_name("mechanisms.yaml")
_FIELDS = {"title", "does", "neutral"}
_AS_WELL = {"idle"}


@dataclass(frozen=True)
class Mechanism:
    """Something that the model can do without.

    Attributes
    ----------
    name : str
    title, does : mapping of str to str
        By language: what it is called, and what it does in a sentence.
    neutral : mapping of str to float
        Parameters by name, each at the value at which the mechanism does nothing.
    idle : str
        Why it does nothing in plan and base as they are set; '' where it does something.
    """

    name: str
    title: Mapping[str, str]
    does: Mapping[str, str]
    neutral: Mapping[str, float]
    idle: str = ""

    @property
    def single(self) -> bool:
        """Whether the mechanism is one number."""
        return len(self.neutral) == 1

    @property
    def as_set(self) -> str:
        """What neutral means: `access.integral = 0`."""
        return ", ".join(f"{name} = {value:g}" for name, value in self.neutral.items())


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """Return all mechanisms, in the order of the file.

    Raises
    ------
    DataError
        As `mechanism_of`.
    """
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(mechanism_of(name, entry) for name, entry in entries.items())


def mechanism_of(name: str, entry: Mapping[str, object]) -> Mechanism:
    """Return a mechanism from its entry.

    Raises
    ------
    DataError
        If a field is missing or unknown, a language is missing, or a parameter does not exist or
        cannot have its neutral value: the message names file, mechanism and parameter.
    """
    where = f"{FILE.name}: {name}"
    if not _FIELDS <= entry.keys() <= _FIELDS | _AS_WELL:
        raise DataError(f"{where}: give the fields {', '.join(sorted(_FIELDS))}; `idle` may follow")
    title, does, neutral = (dict(entry[field]) for field in ("title", "does", "neutral"))  # type: ignore[call-overload]
    for texts in (title, does):
        if sorted(texts) != sorted(LANGUAGES):
            raise DataError(f"{where}: give title and sentence in {' and '.join(LANGUAGES)}")
    values = {parameter: _value(parameter, value, where) for parameter, value in neutral.items()}
    return Mechanism(name, title, does, values, str(entry.get("idle", "")))


def _value(parameter: str, value: object, where: str) -> float:
    """Return a neutral value; that of another parameter where its name stands there."""
    if isinstance(value, str):
        rows = all_rows()
        if value not in rows:
            raise DataError(f"{where}: {parameter} is to be as '{value}', which does not exist")
        value = rows[value].value
    return checked(parameter, value, where)


def neutral_world(mechanism: Mechanism, scenario: Scenario) -> Scenario:
    """Return a scenario in which a mechanism does nothing, all else equal."""
    changed = with_changes(scenario, mechanism.neutral, f"{mechanism.name} neutral")
    return replace(changed, name=world_name(mechanism.name, scenario.name))


def world_name(mechanism: str, scenario: str) -> str:
    """Return the name of the world of a scenario in which a mechanism is neutral."""
    return f"{scenario}_without_{mechanism}"


def does_nothing(mechanism: Mechanism, scenarios: tuple[Scenario, ...]) -> bool:
    """Say whether the neutral values change none of some scenarios."""
    return all(
        first_difference(scenario, neutral_world(mechanism, scenario)) == NEVER
        for scenario in scenarios
    )
