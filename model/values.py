"""Named values: what processes publish for levers to move, per area, rebuilt every month.

A process reads its values as one record per area (`here.outreach`). Levers hand in changes; they
are put together in one order whatever the order of the levers: set, then all factors, then all
additions, then caps. So two levers compose, and a lever at dose 0 leaves every bit as it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.records import records
from model.errors import ScenarioError


@dataclass(frozen=True)
class NamedValue:
    """A number per area that levers may move.

    Attributes
    ----------
    name : str
        `<process>.<field>`.
    base : str or float or tuple of float
        Field of the process's parameters, or the number itself (a tuple: one per domain).
    unit, meaning : str
        For tables.
    low, high : float
        Bounds to which the finished value is cut.
    """

    name: str
    base: str | float | tuple[float, ...]
    unit: str
    meaning: str
    low: float = 0.0
    high: float = np.inf

    @property
    def process(self) -> str:
        """The process that owns the value."""
        return self.name.split(".")[0]

    @property
    def field(self) -> str:
        """The name within the process."""
        return self.name.split(".")[1]


@dataclass(frozen=True)
class _Change:
    kind: str
    amount: float
    areas: tuple[int, ...]
    domain: int | None


def average(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over areas of a named value, shape [areas, ...], weighed by `weights`.

    Like `numpy.average`, which takes three times as long to look at so few numbers.
    """
    weight = weights.reshape(-1, *(1,) * (values.ndim - 1))
    return np.asarray((values * weight).sum(axis=0) / weight.sum(axis=0))


class Values:
    """All named values of a town.

    Parameters
    ----------
    published : sequence of NamedValue
        What the processes publish.
    parameters : dict of str to Parameters
        Parameters by process, the source of the bases.
    n_areas : int
        Number of areas.
    """

    def __init__(
        self, published: Sequence[NamedValue], parameters: dict[str, Any], n_areas: int
    ) -> None:
        self.published = {value.name: value for value in published}
        self.n_areas = n_areas
        self._base: dict[str, NDArray[Any]] = {}
        by_process: dict[str, list[NamedValue]] = {}
        for value in published:
            by_process.setdefault(value.process, []).append(value)
        for process, values in by_process.items():
            bases = [
                getattr(parameters[process], v.base) if isinstance(v.base, str) else v.base
                for v in values
            ]
            dtype = np.dtype(
                [(v.field, "f8", (len(b),) if isinstance(b, tuple) else ())
                 for v, b in zip(values, bases, strict=True)]
            )  # fmt: skip
            table = records(n_areas, dtype)
            for v, b in zip(values, bases, strict=True):
                table[v.field] = b
            self._base[process] = table
        self._changes: dict[str, list[_Change]] = {}
        self._finished: dict[str, list[_Change]] = {}
        self.tables = {process: table.copy() for process, table in self._base.items()}

    def __getitem__(self, process: str) -> NDArray[Any]:
        """Return the finished values of a process: one record per area."""
        return self.tables[process]

    def change(
        self,
        value: NamedValue,
        kind: str,
        amount: float,
        areas: Iterable[int] | None,
        domain: int | None,
    ) -> None:
        """Hand in one change for this month; `kind` is set, multiply, add or cap."""
        where = tuple(range(self.n_areas)) if areas is None else tuple(areas)
        self._changes.setdefault(value.name, []).append(_Change(kind, float(amount), where, domain))

    def base_of(self, value: NamedValue, area: int, domain: int | None) -> float:
        """Return the value before any change."""
        base = self._base[value.process][value.field][area]
        return float(base if domain is None or np.ndim(base) == 0 else base[domain])

    def rebuild(self) -> None:
        """Finish this month's values from bases and changes, and forget the changes.

        Most months bring the changes of the month before: then the values stand.
        """
        changes, self._changes = self._changes, {}
        if changes == self._finished:
            return
        for process, base in self._base.items():
            self.tables[process][:] = base
        for name in sorted(changes):
            value = self.published[name]
            column = self.tables[value.process][value.field]
            flat = column.reshape(self.n_areas, -1)
            for area in range(self.n_areas):
                for domain in range(flat.shape[1]):
                    mine = [
                        c for c in changes[name]
                        if area in c.areas and c.domain in (None, domain)
                    ]  # fmt: skip
                    if mine:
                        flat[area, domain] = self._composed(value, flat[area, domain], mine)
            self.tables[value.process][value.field] = flat.reshape(column.shape)
        self._finished = changes

    @staticmethod
    def _composed(value: NamedValue, start: float, changes: list[_Change]) -> float:
        by_kind: dict[str, list[float]] = {"set": [], "multiply": [], "add": [], "cap": []}
        for change in changes:
            by_kind[change.kind].append(change.amount)
        if len(set(by_kind["set"])) > 1:
            raise ScenarioError(
                f"two levers set {value.name} to different values {sorted(set(by_kind['set']))}: "
                f"leave one of them out or give them different areas or months."
            )
        result = by_kind["set"][0] if by_kind["set"] else start
        for factor in sorted(by_kind["multiply"]):
            result *= factor
        for amount in sorted(by_kind["add"]):
            result += amount
        for cap in by_kind["cap"]:
            result = min(result, cap)
        return min(max(result, value.low), value.high)


class DosedValues:
    """What a lever's `apply` writes to: every change is scaled by the lever's dose on the way."""

    def __init__(self, values: Values, dose: float, areas: tuple[int, ...], owner: str,
                 allowed: tuple[NamedValue, ...]) -> None:  # fmt: skip
        self._values, self._dose, self._areas = values, dose, areas
        self._owner, self._allowed = owner, {value.name for value in allowed}

    def _hand_in(self, value: NamedValue, kind: str, amount: float, where: Iterable[int] | None,
                 domain: int | None) -> None:  # fmt: skip
        if value.name not in self._allowed:
            raise ScenarioError(
                f"lever {self._owner} moves {value.name}, which it does not declare."
            )
        areas = self._areas if where is None else tuple(where)
        self._values.change(value, kind, amount, areas, domain)

    def multiply(self, value: NamedValue, factor: float, where: Iterable[int] | None = None,
                 domain: int | None = None) -> None:  # fmt: skip
        """Multiply by 1 + (factor - 1) dose."""
        self._hand_in(value, "multiply", 1 + (factor - 1) * self._dose, where, domain)

    def add(self, value: NamedValue, amount: float, where: Iterable[int] | None = None,
            domain: int | None = None) -> None:  # fmt: skip
        """Add amount times dose."""
        self._hand_in(value, "add", amount * self._dose, where, domain)

    def serve(self, value: NamedValue, amount: float, where: Iterable[int] | None = None,
              domain: int | None = None) -> None:  # fmt: skip
        """Set to amount at any dose but 0: how those are served whom the lever reaches.

        Nobody else may read such a value. How many are reached is what the dose says.
        """
        if self._dose > 0:
            self._hand_in(value, "set", amount, where, domain)

    def set(self, value: NamedValue, amount: float, where: Iterable[int] | None = None,
            domain: int | None = None) -> None:  # fmt: skip
        """Move from the base towards amount by the dose."""
        for area in self._areas if where is None else where:
            base = self._values.base_of(value, area, domain)
            self._hand_in(value, "set", base + (amount - base) * self._dose, (area,), domain)

    def cap(self, value: NamedValue, amount: float, where: Iterable[int] | None = None,
            domain: int | None = None) -> None:  # fmt: skip
        """Keep at or below amount; a partial dose lets the rest of the base through."""
        for area in self._areas if where is None else where:
            base = self._values.base_of(value, area, domain)
            bound = amount + max(0.0, base - amount) * (1 - self._dose)
            self._hand_in(value, "cap", bound, (area,), domain)
