"""What could tell an unknown number: outside studies, the base years, or nothing at hand.

A number whose value the register takes from a source is identified by outside studies. One that is
assumed, but changes what the town does before the plan, can be told by the base years, once they
are calibrated on. What remains is identified by nothing: only what the plan brings depends on it,
and no figure says how large it is. Share of the variance by these kinds says where knowledge has to
come from; that nearly all is 'assumed' says nothing.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import yaml

from experiments.sweep.swept import owner_of, status
from model.inputs.reading import read_text

BASE_YEARS, STUDIES, NOTHING = "base years", "outside studies", "nothing"
KINDS = (BASE_YEARS, STUDIES, NOTHING)
FILE = Path(__file__).with_name("unseen_by_base_years.yaml")
MOST_BYTES = 100_000
_ASSUMED = "assumed"


def kind_of(name: str) -> str:
    """Return by what a parameter is identified: one of `KINDS`."""
    if status(name) != _ASSUMED:
        return STUDIES
    return NOTHING if unseen_by_base_years(name) else BASE_YEARS


def kinds_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the kind of each parameter; nothing where all are of one kind."""
    kinds = tuple(kind_of(name) for name in names)
    return kinds if len(set(kinds)) > 1 else ()


def unseen_by_base_years(name: str) -> bool:
    """Say whether a parameter is declared to change no figure of the years before the plan.

    Levers that the history does not have are such by themselves, the others by the list in the
    file beside this. A test holds the list against the model, to the last digit.
    """
    return owner_of(name) in _levers_of_later() or any(
        fnmatchcase(name, pattern) for pattern in declared()
    )


@cache
def declared() -> tuple[str, ...]:
    """Return the names, and patterns of names, that are declared unseen."""
    return tuple(yaml.safe_load(read_text(FILE, MOST_BYTES)))


@cache
def _levers_of_later() -> frozenset[str]:
    from model.parameter_owners import known_levers
    from model.scenario.scenario import load_scenario

    history = {use.name for use in load_scenario("current").levers}
    return frozenset(set(known_levers()) - history)
