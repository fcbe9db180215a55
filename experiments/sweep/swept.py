"""What is swept: one parameter with a range or the values it takes, checked on the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import ParameterError, nearest

_ROUNDING = 1e-9
"""A place that is a third of the way in the unit cube belongs to the slice that begins there."""


@dataclass(frozen=True)
class Swept:
    """One parameter that is swept: a range, or the values it takes.

    Attributes
    ----------
    name : str
        As in `--set`.
    low, high : float or None
        Ends of the range; None where values are listed.
    values : tuple of float
        Equally likely choices; empty where there is a range.
    """

    name: str
    low: float | None
    high: float | None
    values: tuple[float, ...] = ()

    @property
    def choices(self) -> tuple[float, ...]:
        """The values that are listed; none where there is a range."""
        return self.values

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high of the range, or the smallest and largest of the values."""
        if self.low is None or self.high is None:
            return min(self.choices), max(self.choices)
        return self.low, self.high

    def laid_on(self, unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values at places 0 .. 1: stretched over the range, or the slice's choice."""
        if self.choices:
            k = len(self.choices)
            return np.array(self.choices)[np.minimum((unit * k + _ROUNDING).astype(int), k - 1)]
        low, high = self.ends
        return np.clip(low + unit * (high - low), low, high)

    def steps(self, levels: int | None) -> tuple[float, ...]:
        """Return the values of a grid: those listed, or `levels` equally spaced ones."""
        return self.choices or tuple(float(x) for x in np.linspace(*self.ends, levels or 0))


def swept_parameter(name: str, entry: Mapping[str, Any] | None, where: str) -> Swept:
    """Check what a file says of one swept parameter.

    Parameters
    ----------
    name : str
        As in `--set`.
    entry : mapping or None
        `{values: [...]}` or `{low: .., high: ..}`; an end that is left out is the register's.
    where : str
        File and line, for the message.

    Raises
    ------
    ParameterError
        If the parameter, a value or the range cannot be used.
    """
    from model.parameter_owners import all_rows, checked

    place, fields = f"{where}: {name}", {} if entry is None else entry
    if not isinstance(fields, Mapping):
        raise ParameterError(f"{place} is {entry!r}: give {{values: [...]}} or {{low:, high:}}.")
    for key in fields:
        if key not in (allowed := ("values", "low", "high")):
            hint = nearest(str(key), allowed)
            raise ParameterError(
                f"{place}: no field '{key}'.{hint} There are: {', '.join(allowed)}."
            )
    if name not in all_rows():
        checked(name, 0.0, where)  # raises, with the nearest name
    if "values" in fields:
        if len(fields) > 1:
            raise ParameterError(f"{place}: give values, or low and high, not both.")
        return Swept(name, None, None, _listed(name, fields["values"], where))
    row = all_rows()[name]
    ends = {"low": row.low, "high": row.high, **fields}
    missing = [key for key, value in ends.items() if value is None]
    if missing:
        lack = " and ".join(missing)
        raise ParameterError(
            f"{place}: {lack} missing, and the register gives no range: write low and high, or "
            f"values."
        )
    low, high = (checked(name, ends[key], f"{where}: {key}") for key in ("low", "high"))
    if low >= high:
        raise ParameterError(f"{place}: low {low:g} is not below high {high:g}: give a range.")
    return Swept(name, low, high)


def _listed(name: str, entry: object, where: str) -> tuple[float, ...]:
    from model.parameter_owners import checked

    if not isinstance(entry, Sequence) or isinstance(entry, str) or not entry:
        raise ParameterError(f"{where}: {name}: values is {entry!r}: give a list of numbers.")
    return tuple(checked(name, value, where) for value in entry)


def all_uncertain(scenarios: Sequence[Any]) -> list[str]:
    """Return the parameters that are uncertain, have a range and can matter to these scenarios.

    Those of processes and facility types, and of levers that one of the scenarios uses.

    Parameters
    ----------
    scenarios : sequence of Scenario

    Returns
    -------
    list of str
        In order of name.
    """
    from model.parameter_owners import all_rows, known_levers

    used = {use.name for scenario in scenarios for use in scenario.levers}
    idle = set(known_levers()) - used
    return sorted(
        name
        for name, row in all_rows().items()
        if row.role == "uncertain"
        and owner_of(name) not in idle
        and row.low is not None
        and row.high is not None
        and row.low < row.high
    )


def owner_of(name: str) -> str:
    """Return the process, facility type or lever that a parameter belongs to."""
    return name.partition(".")[0]


def status(name: str) -> str:
    """Return how sure the register is of a parameter: `seed, verified, recalled` or `assumed`."""
    from model.inputs.evidence import status_of
    from model.parameter_owners import all_rows

    row = all_rows()[name]
    return status_of(row)
