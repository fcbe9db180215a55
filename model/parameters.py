"""Parameters: declared once beside the code that uses them, checked, listed, sampled from there.

A process or a lever owns one frozen class. Each field says its default, unit, the range that the
evidence leaves open (`low`, `high`: for sampling), the bounds beyond which the rule stops making
sense (`hard`: for validation), its role and the row of the evidence register behind it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from agents.vocabulary import Domain
from model.errors import ParameterError, nearest

Role = Literal["uncertain", "lever", "fixed"]


def par(
    default: float | tuple[float, ...],
    unit: str,
    low: float | tuple[float, ...] | None = None,
    high: float | tuple[float, ...] | None = None,
    *,
    role: Role = "uncertain",
    evidence: str,
    hard: tuple[float, float] = (0.0, math.inf),
    over: type[IntEnum] | tuple[str, ...] | None = None,
    note: str = "",
) -> Any:
    """Declare a parameter.

    Parameters
    ----------
    default : float or tuple of float
        The value; a tuple for one value per member of `over`.
    unit : str
        Unit as printed in tables, `-` for a pure number.
    low, high : float or tuple of float, optional
        The range the evidence leaves open, used to sample; absent for role `fixed`.
    role : {'uncertain', 'lever', 'fixed'}
        What kind of number it is: unknown about the world, chosen by policy, or a definition.
    evidence : str
        `= <id>` where the number is the quantity of a row of the register (`= <id> * 12` states a
        conversion), `<id>` for a row that bears on it, `assumed: <reason>`; joined by `; `.
    hard : tuple of float
        Bounds within which the rule makes sense, used to validate.
    over : IntEnum class or tuple of str, optional
        What a tuple runs over; `Domain` where seven values are given.
    note : str
        What a reader must know beside the unit.
    """
    if isinstance(default, tuple) and over is None and len(default) == len(Domain):
        over = Domain
    names = over if isinstance(over, tuple) else tuple(m.name.lower() for m in over or ())
    extra: dict[str, Any] = {
        "unit": unit, "low": low, "high": high, "role": role, "evidence": evidence,
        "hard": hard, "over": names, "note": note,
    }  # fmt: skip
    several = isinstance(default, tuple)
    number: Any = default
    value = tuple(float(v) for v in number) if several else float(number)
    return Field(default=value, json_schema_extra=extra)


@dataclass(frozen=True)
class ParameterRow:
    """One number of the model as `list parameters` prints it."""

    name: str
    value: float
    unit: str
    low: float | None
    high: float | None
    hard_low: float
    hard_high: float
    role: str
    evidence: str
    note: str


def _declared(info: FieldInfo) -> dict[str, Any]:
    """Return what `par` said of a field; nothing for a lever's dates, areas and dose."""
    extra: Any = info.json_schema_extra
    return extra or {}


def _part(value: Any, k: int) -> float | None:
    part = value[k] if isinstance(value, tuple) else value
    return None if part is None else float(part)


def _rows(owner: str, field: str, info: FieldInfo, value: Any) -> Iterator[ParameterRow]:
    extra = _declared(info)
    hard = extra["hard"]
    names = [f"{owner}.{field}.{part}" for part in extra["over"]] or [f"{owner}.{field}"]
    for k, name in enumerate(names):
        yield ParameterRow(
            name, float(_part(value, k)), extra["unit"],  # type: ignore[arg-type]
            _part(extra["low"], k), _part(extra["high"], k), hard[0], hard[1],
            extra["role"], extra["evidence"], extra["note"],
        )  # fmt: skip


class Parameters(BaseModel):
    """The numbers of one process or lever; frozen, and no field may be unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)
    owner: ClassVar[str] = ""

    def rows(self) -> list[ParameterRow]:
        """Return one row per number, tuples taken apart."""
        return [
            row
            for field, info in type(self).model_fields.items()
            if "unit" in _declared(info)
            for row in _rows(self.owner, field, info, getattr(self, field))
        ]

    def changed(self, changes: dict[str, float]) -> Self:
        """Return a copy with changed values, by the name behind the owner: `field` or `field.part`.

        Raises
        ------
        ParameterError
            If a name is unknown or a value lies outside its hard bounds or is no number.
        """
        rows = _by_name(type(self))
        update: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in rows:
                raise ParameterError(
                    f"no parameter '{self.owner}.{name}'.{nearest(name, rows)} "
                    f"See 'social-base list parameters'."
                )
            _check(rows[name], value)
            field, _, part = name.partition(".")
            if part:
                over = _declared(type(self).model_fields[field])["over"]
                values = list(update.get(field, getattr(self, field)))
                values[over.index(part)] = float(value)
                update[field] = tuple(values)
            else:
                update[field] = float(value)
        try:
            return self.model_validate(self.model_dump() | update)
        except ValidationError as error:  # a lever's own fields: dates, areas
            first = error.errors()[0]
            where = ".".join([self.owner, *(str(part) for part in first["loc"])])
            raise ParameterError(f"{where}: {first['msg']}, not {first['input']!r}.") from None

    def as_record(self) -> "np.recarray[Any, Any]":
        """Return the numbers as an array of one record, vectors as fields of several numbers.

        Compiled rules take the record by reference. A tuple of numbers would be copied into every
        rule that is called, and numba takes no record, only its array, into a parallel loop.
        """
        values = {
            field: getattr(self, field)
            for field, info in type(self).model_fields.items()
            if "unit" in _declared(info)
        }
        dtype = np.dtype([(name, "f8", np.shape(value)) for name, value in values.items()])
        table = np.zeros(1, dtype).view(np.recarray)
        for name, value in values.items():
            table[name][0] = value
        return table


@cache
def _by_name(kind: type[Parameters]) -> dict[str, ParameterRow]:
    """Return the numbers of a class at their defaults, by the name behind the owner."""
    return {
        row.name.removeprefix(f"{kind.owner}."): row
        for field, info in kind.model_fields.items()
        if "unit" in _declared(info)
        for row in _rows(kind.owner, field, info, info.default)
    }


def _check(row: ParameterRow, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ParameterError(f"{row.name} is {value!r}: give a number ({row.unit}).")
    if not row.hard_low <= value <= row.hard_high:
        raise ParameterError(
            f"{row.name} is {value:g} {row.unit}: give a value from {row.hard_low:g} to "
            f"{row.hard_high:g} (the evidence allows {row.low} to {row.high})."
        )
