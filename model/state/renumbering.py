"""Numbers of places and programmes differ between worlds: those of a saved state are translated."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.columns import Columns
from model.errors import ScenarioError


def new_numbers(old: list[str], here: list[str]) -> NDArray[np.int64]:
    """Return for each name of the state its number in the town, -1 where it is missing."""
    return np.array([here.index(name) if name in here else -1 for name in old], np.int64)


def move_people(
    people: Columns,
    published: NDArray[Any],
    places: NDArray[np.int64],
    programmes: NDArray[np.int64],
    facilities: list[str],
    names: list[str],
) -> None:
    """Give residents the numbers that their places and programmes have in this town."""
    pointers: list[tuple[Any, str]] = [
        (people, name) for name in ("visits", "meets", "waits_at", "invited")
    ]
    for table, name in (*pointers, (published, "visits"), (published, "meets")):
        table[name] = _moved(table[name], places, facilities, "facility")
    anybody_knows = np.bitwise_or.reduce(people["knows"]) if len(people) else np.int64(0)
    _refuse_missing(
        [k for k in np.flatnonzero(places < 0) if anybody_knows >> k & 1], facilities, "facility"
    )
    people["knows"] = moved_bits(people["knows"], places)
    at = people["programme"].astype(np.int64) - 1
    people["programme"] = 1 + _moved(at, programmes, names, "programme")


def _moved(
    numbers: NDArray[Any], new: NDArray[np.int64], names: list[str], what: str
) -> NDArray[np.int64]:
    """Return the new numbers of places or programmes, NOBODY where there was none."""
    old = np.asarray(numbers, np.int64)
    _refuse_missing([k for k in np.flatnonzero(new < 0) if (old == k).any()], names, what)
    if not len(new):
        return old
    return np.where(old >= 0, new[np.maximum(old, 0)], old)


def _refuse_missing(missing: list[Any], names: list[str], what: str) -> None:
    if missing:
        raise ScenarioError(
            f"{what} {names[int(missing[0])]} is in use in the saved town and not there under the "
            f"scenario: add the lever that brings it, or branch before it started."
        )


def moved_bits(bits: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move bit `k` to bit `columns[k]`; bits of missing levers go: they are of last month."""
    if np.array_equal(columns, np.arange(len(columns))):
        return bits.copy()
    moved = np.zeros(len(bits), np.int64)
    for old, new in enumerate(columns):
        if new >= 0:
            moved |= (bits >> old & 1) << new
    return moved


def moved_rows(fresh: NDArray[Any], kept: NDArray[Any], places: NDArray[np.int64]) -> NDArray[Any]:
    """Return what was kept by place under the numbers of this town, the rest as it is laid anew."""
    there = np.flatnonzero(places >= 0)
    moved = fresh.copy()
    moved[places[there]] = kept[there]
    return moved
