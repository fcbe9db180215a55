"""How a process declares the arrays it remembers or lays for others."""

from collections.abc import Iterator
from dataclasses import Field, dataclass, fields
from enum import IntEnum
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from agents.records import records

Axis = str | int | type[IntEnum]
AREAS, PLACES, POSTCODES, PROGRAMMES = "areas", "places", "postcodes", "programmes"
QUEUES, RESIDENTS, CELLS = "desks and teams", "residents", "cells of area and age"
"""Axes of arrays; the last two have the length that their owner gives them."""


def _array(
    axes: tuple[Axis, ...], dtype: Any, unit: str, meaning: str, **kind: bool
) -> dict[str, Any]:
    return {"axes": axes, "dtype": np.dtype(dtype), "unit": unit, "meaning": meaning, **kind}


def remembered(*axes: Axis, unit: str, meaning: str, dtype: Any = np.float64) -> dict[str, Any]:
    """Describe an array that next month depends on: saved, branched and digested.

    Parameters
    ----------
    *axes : str, int or IntEnum class
        What each axis runs over: a name, a length, or the members of an enumeration. Rows of
        `PLACES` get the numbers that the places have in a branched world.
    unit, meaning : str
    dtype : dtype
    """
    return _array(axes, dtype, unit, meaning, remembered=True)


def laid(
    *axes: Axis, unit: str, meaning: str, dtype: Any = np.float64, read_next_month: bool = False
) -> dict[str, Any]:
    """Describe an array that its owner lays anew each month, for others to read.

    Parameters
    ----------
    *axes, unit, meaning, dtype
        As in `remembered`.
    read_next_month : bool
        Whether a process reads it before it is laid again: then it is saved and branched, and only
        what a new world adds to it (more places) stays as the owner lays it.
    """
    return _array(axes, dtype, unit, meaning, read_next_month=read_next_month)


@dataclass
class ProcessState:
    """The arrays of one process."""

    Count: ClassVar[type[IntEnum] | None] = None

    @classmethod
    def zeros(cls, sizes: dict[str, int]) -> Self:
        """Return the arrays filled with zeros; an axis without a size is empty."""

        def length(axis: Axis) -> int:
            if isinstance(axis, str):
                return sizes.get(axis, 0)
            return axis if isinstance(axis, int) else len(axis)

        return cls(**{
            one.name: records(tuple(map(length, one.metadata["axes"])), one.metadata["dtype"])
            if one.metadata["dtype"].names
            else np.zeros(tuple(map(length, one.metadata["axes"])), one.metadata["dtype"])
            for one in fields(cls)
        })  # fmt: skip

    @classmethod
    def fields_that_are(cls, kind: str) -> Iterator[Field[Any]]:
        """Go through the fields of a kind: `remembered` or `read_next_month`."""
        return (one for one in fields(cls) if one.metadata.get(kind))

    def copied(self, kind: str) -> dict[str, NDArray[Any]]:
        """Return copies of the arrays of a kind by name."""
        return {one.name: getattr(self, one.name).copy() for one in self.fields_that_are(kind)}


def by_place(one: Field[Any]) -> bool:
    """Say whether an array has a row per facility."""
    return bool(one.metadata["axes"][0] == PLACES)
