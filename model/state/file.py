"""Saving a town to one `.npz` file and loading it, under the same or another scenario.

The file holds plain arrays and one JSON text; nothing in it is executed when it is read. Records
are kept as bytes beside the form of their dtype, so that a file of another version is refused
rather than misread.
"""

import hashlib
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.cases import case_dtype
from agents.columns import Columns
from agents.compiled import PLAIN_PYTHON
from agents.facilities import facility_dtype
from agents.households import household_dtype
from agents.indications import indication_dtype
from agents.needs import Needs, need_dtype
from agents.residents import published_dtype, resident_dtype
from agents.vocabulary import Law, Layer, Payer
from model.errors import ResultError
from model.ledger import item, items
from model.scenario.record import resolved
from model.scenario.scenario import Scenario
from model.state.state import TownState, capture, restore
from model.town import SocialBaseModel
from model.version import version_of

FORM = "social-base town, form 1"
_DTYPES = {
    dtype.descr.__repr__(): dtype
    for dtype in (
        resident_dtype, published_dtype, need_dtype, household_dtype, case_dtype,
        indication_dtype, facility_dtype,
    )
}  # fmt: skip
_TABLES: dict[str, Any] = {"needs": Needs, "columns": Columns}
_SIZES = {"records", "needs", "tie_other", "tie_strength", "tie_kind", "published", "spent"}


def scenario_digest(scenario: Scenario) -> str:
    """Return a digest of everything a scenario sets, 16 hex digits."""
    text = json.dumps(resolved(scenario), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save(town: SocialBaseModel, path: str | Path) -> Path:
    """Write a town to one file; an existing file is replaced only when the new one is complete.

    Raises
    ------
    ResultError
        If the folder does not exist or cannot be written.
    """
    target = Path(path)
    if target.suffix != ".npz" or not target.parent.is_dir():
        raise ResultError(f"{target}: give a file name that ends in .npz, in a folder that exists.")
    state = capture(town)
    arrays: dict[str, NDArray[Any]] = {}
    tree = _packed({
        "month": state.month, "arrays": state.arrays, "processes": state.processes,
        "kept": state.kept, "history": state.history, "observers": state.observers,
        "levers": state.levers, "facilities": state.facilities,
        "programmes": state.programmes,
    }, arrays)  # fmt: skip
    header = {
        "form": FORM, "version": version_of("social-base") or "source",
        "scenario": town.scenario.name, "scenario_digest": scenario_digest(town.scenario),
        "seed": town.seed_given,
        "replication": town.replication, "size": town.size, "municipality": town.data.key,
        "journeys_sample": town.journeys_sample,
        "observers": [o.name for o in town.observers],
        "items": [(i.name, i.law.name, i.layer.name, i.payer.name) for i in items()],
        "state": tree,
    }  # fmt: skip
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    partial = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with partial.open("wb") as stream:
            np.savez(stream, **arrays)  # type: ignore[arg-type]
        partial.replace(target)
    except OSError as error:
        raise ResultError(f"{target} cannot be written ({error.strerror}).") from None
    finally:
        partial.unlink(missing_ok=True)
    return target


def load(path: str | Path, scenario: Scenario) -> SocialBaseModel:
    """Return the town of a file, to be run on under a scenario.

    Raises
    ------
    ResultError
        If the file is absent, foreign, damaged or of another version of the model.
    ScenarioError
        If the scenario lacks a place or lever of the saved town.
    """
    header, state = _read(Path(path))
    return _town_of(header, state, scenario, tuple(header["observers"]))


def load_anew(
    path: str | Path, scenario: Scenario, observers: tuple[str, ...] | None
) -> SocialBaseModel:
    """Return the town of a file with observers that have seen nothing yet.

    Parameters
    ----------
    path : path
    scenario : Scenario
    observers : tuple of str, optional
        As for a new town.

    Raises
    ------
    ResultError, ScenarioError
        As `load`.
    """
    header, state = _read(Path(path))
    state.observers = {}
    return _town_of(header, state, scenario, observers)


def _town_of(
    header: dict[str, Any],
    state: TownState,
    scenario: Scenario,
    observers: tuple[str, ...] | None,
) -> SocialBaseModel:
    town = SocialBaseModel(
        scenario, seed=header["seed"], replication=header["replication"], residents=header["size"],
        municipality=header["municipality"], observers=observers, empty=True,
    )  # fmt: skip
    town.journeys_sample = header["journeys_sample"]
    lines = [
        item(n, Law[law], Layer[layer], Payer[payer]) for n, law, layer, payer in header["items"]
    ]
    renumbered = np.array([*lines, 0], np.int64)
    for _, where, _ in state.history:
        where[:, 0] = renumbered[where[:, 0]]
    restore(town, state)
    return town


def _read(path: Path) -> tuple[dict[str, Any], TownState]:
    wrong = f"{path} is no saved town, or a damaged one"
    if not path.is_file():
        raise ResultError(f"{path} is not there: give a file that 'save' wrote.")
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = json.loads(arrays.pop("header").tobytes())
        if header.get("form") != FORM:
            raise ResultError(f"{wrong}: its form is {header.get('form')!r}, not {FORM!r}.")
        state = TownState(**_unpacked(header["state"], arrays))
        _check(state)
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError,
            zipfile.BadZipFile) as error:  # fmt: skip
        raise ResultError(f"{wrong} ({type(error).__name__}: {error}): save it again.") from None
    return header, state


def _check(state: TownState) -> None:
    sizes = {len(state.arrays[name]) for name in _SIZES}
    if len(sizes) != 1 or not isinstance(state.month, int):
        raise ValueError(f"its tables have {sorted(sizes)} rows")


def _packed(value: Any, arrays: dict[str, NDArray[Any]]) -> Any:
    """Return a tree that JSON can hold; arrays go to `arrays` under a number."""
    for kind, table in _TABLES.items():
        if isinstance(value, table):
            return {kind: _packed(value.parts(), arrays)}
    if isinstance(value, np.ndarray):
        key = f"a{len(arrays)}"
        if value.dtype.names:
            plain = np.ascontiguousarray(np.asarray(value))
            arrays[key] = np.frombuffer(plain.tobytes(), np.uint8)
            return {"records": key, "dtype": repr(value.dtype.descr), "shape": list(value.shape)}
        arrays[key] = np.asarray(value)
        return {"array": key}
    if isinstance(value, dict):
        return {"dict": [[_packed(k, arrays), _packed(v, arrays)] for k, v in value.items()]}
    if isinstance(value, list | tuple):
        parts = [_packed(part, arrays) for part in value]
        return {"tuple" if isinstance(value, tuple) else "list": parts}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ResultError(f"a town's state holds a {type(value).__name__}, which cannot be saved.")


def _unpacked(tree: Any, arrays: dict[str, NDArray[Any]]) -> Any:
    if not isinstance(tree, dict):
        return tree
    if "array" in tree:
        return arrays[tree["array"]]
    for kind, table in _TABLES.items():
        if kind in tree:
            return table.of(*_unpacked(tree[kind], arrays))
    if "records" in tree:
        if tree["dtype"] not in _DTYPES:
            raise ValueError("its records are of another version of the model")
        dtype = _DTYPES[tree["dtype"]]
        raw = np.frombuffer(arrays[tree["records"]].tobytes(), dtype).reshape(tree["shape"]).copy()
        return raw.view(np.recarray) if PLAIN_PYTHON else raw
    if "dict" in tree:
        return {_unpacked(k, arrays): _unpacked(v, arrays) for k, v in tree["dict"]}
    kind = "tuple" if "tuple" in tree else "list"
    parts = [_unpacked(part, arrays) for part in tree[kind]]
    return tuple(parts) if kind == "tuple" else parts
