"""Digests of a town's state, part by part."""

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import CaseStage, Status
from model.ledger import items
from model.world import World


def digest(town: World, private: bool = False) -> str:
    """Return a sha256 of all state in order of uid: equal for equal worlds, whatever their slots.

    Parameters
    ----------
    private : bool
        Also what processes keep for themselves; two worlds that are equal but for other
        facilities or levers in waiting may differ there.
    """
    by_part = digests(town)
    parts = [f"{k}={v}" for k, v in sorted(by_part.items()) if private or "." not in k]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def digests(town: World) -> dict[str, str]:
    """Return a digest by part of the state, so that a test can say what differs.

    Keys are `residents:<field>`, `needs:<field>`, `ties`, `households:<field>`, `cases`,
    `indications`, `counts:<process>`, `ledger`, and `<process>.<key>` for private state.
    """
    records = town.residents.records
    slots = np.flatnonzero(records["status"] != Status.EMPTY)
    slots = slots[np.argsort(records["uid"][slots], kind="stable")]
    parts: dict[str, Any] = {"month": np.array([town.month])}
    parts |= _people(town, slots)
    parts["ties"] = _ties(town, slots)
    parts |= _homes(town)
    parts["cases"] = _table(town.cases.records)
    parts["indications"] = _table(town.indications.records)
    parts["ledger"] = _books(town)
    for process, state in town.state.by_process().items():
        for one in state.fields_that_are("remembered"):
            shared = one.name in {"counts", "by_domain"}
            name = f"{one.name}:{process}" if shared else f"{process}.{one.name}"
            parts[name] = getattr(state, one.name)
    return {name: hashlib.sha256(_bytes(part)).hexdigest()[:16] for name, part in parts.items()}


def _bytes(part: Any) -> bytes:
    """Return the bytes of values; a structured array field by field, without its padding."""
    if isinstance(part, np.ndarray) and part.dtype.names:
        return b"".join(_bytes(np.asarray(part[name])) for name in part.dtype.names)
    if isinstance(part, np.ndarray) and part.dtype != object:
        head = f"{part.dtype.str}{part.shape}"
        return head.encode() + np.ascontiguousarray(part).tobytes()
    return repr(part).encode()


def _pointed(pointers: NDArray[Any], uids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the uid behind each slot number, -1 for nobody."""
    return np.where(pointers >= 0, uids[np.maximum(pointers, 0)], -1)


def _households(town: World) -> NDArray[Any]:
    households: Any = town.households
    return np.asarray(households.records)


def _fields(table: NDArray[Any]) -> tuple[str, ...]:
    return table.dtype.names or ()


def _people(town: World, slots: NDArray[np.intp]) -> dict[str, Any]:
    residents = town.residents
    uids, homes = residents.records["uid"], _households(town)["uid"]
    people = residents.records[slots]
    parts: dict[str, Any] = {}
    for name in _fields(people):
        column = np.asarray(people[name])
        if name in {"partner", "helper_a", "helper_b"}:
            column = _pointed(column, uids)
        elif name == "household":
            column = _pointed(column, homes)
        elif name == "exposed":
            continue
        parts[f"residents:{name}"] = column
    for bit, lever in enumerate(town.ledger.levers):
        touched = people["exposed"] >> bit & 1
        if touched.any():
            parts[f"exposed:{lever}"] = touched
    needs, published = residents.needs, residents.published[slots]
    parts |= {f"needs:{name}": needs.column(name, slots) for name in _fields(needs.rows)}
    parts |= {f"published:{n}": np.asarray(published[n]) for n in _fields(published)}
    return parts | {"spent": residents.spent[slots]}


def _ties(town: World, slots: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return uid, strength (as bits) and kind of each tie, those of a resident in order of uid."""
    residents = town.residents
    others = _pointed(residents.tie_other[slots], residents.records["uid"])
    order = np.argsort(others, axis=1, kind="stable")
    strength = np.ascontiguousarray(residents.tie_strength[slots]).view(np.int32)
    columns = (others, strength, residents.tie_kind[slots])
    sorted_ = [np.take_along_axis(c.astype(np.int64), order, axis=1) for c in columns]
    return np.stack(sorted_)


def _homes(town: World) -> dict[str, Any]:
    homes = _households(town)
    homes = homes[homes["uid"] != 0]
    homes = homes[np.argsort(homes["uid"], kind="stable")]
    return {f"households:{name}": np.asarray(homes[name]) for name in _fields(homes)}


def _table(table: NDArray[Any]) -> NDArray[Any]:
    """Return rows in use without their slot pointers, sorted by everything they say."""
    used = table[table["stage"] != CaseStage.FREE]
    columns = [
        np.asarray(used[n], np.float64) for n in _fields(used) if n not in {"resident", "uid"}
    ]
    uid = np.asarray(used["uid"])
    order = np.lexsort((*columns[::-1], uid))
    return np.column_stack([uid[order].view(np.float64), *(c[order] for c in columns)])


def _books(town: World) -> list[Any]:
    """Return every closed cell by name: lever columns and item numbers differ between worlds."""
    lines = items()
    return [
        sorted(
            (month, lines[i].name, lines[i].payer.name, town.ledger.levers[v], int(a), int(amount))
            for (i, v, a), amount in zip(where.tolist(), amounts, strict=True)
        )
        for month, where, amounts in town.ledger.history
    ]
