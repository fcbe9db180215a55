"""A lever on its own, in no town: what it moves and books in a month, of five areas."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from model.inputs.places import Places
from model.ledger import Ledger
from model.lever import DosedLedger, Lever
from model.parameter_owners import known_levers, known_processes
from model.values import DosedValues, NamedValue, Values

AREAS = ("a", "b", "c", "d", "e")
MONTHS = (60, 61, 72, 120)
LEVERS = sorted(known_levers())


def all_published() -> list[NamedValue]:
    """Return every named value of the month."""
    return [value for cls in known_processes().values() for value in cls.publishes]


def fresh_values() -> Values:
    """Return all named values at their defaults, in five areas."""
    defaults = {name: cls.Parameters() for name, cls in known_processes().items()}
    return Values(all_published(), defaults, len(AREAS))


def made(name: str, dose: float, where: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Lever:
    """Return a lever that began in January 2026."""
    cls = known_levers()[name]
    parameters = cls.Parameters().model_copy(update={"dose": dose, "start": "2026-01"})
    return cls(parameters, Places(where, tuple(range(14))), 1, 1.0)


def applied(lever: Lever, month: int, dose: float) -> tuple[Values, Ledger]:
    """Return values and books after the lever's `apply`, whatever its dose."""
    values, ledger = fresh_values(), Ledger([lever.name], AREAS)
    town: Any = SimpleNamespace(
        ledger=ledger, area_weights=np.array([9e3, 2e4, 1.5e4, 1.2e4, 1e4]), month=month,
        values=values, areas=AREAS, size=66_000, scale=1.0,
        price_index=lambda month: 1.0,
    )  # fmt: skip
    moved = DosedValues(values, dose, lever.areas, lever.name, lever.modifies)
    lever.apply(month, moved, DosedLedger(town, lever))
    values.rebuild()
    return values, ledger
