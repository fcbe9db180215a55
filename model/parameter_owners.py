"""Everything that owns parameters: processes, facility types and levers, by name."""

import importlib
import math
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from model.errors import DataError, ParameterError, nearest
from model.facility_type import FacilityType
from model.inputs.evidence import outside_cited, wrongly_taken
from model.lever import Lever, LeverParameters
from model.parameters import ParameterRow, Parameters
from model.process import Process
from model.registry import scan

P = TypeVar("P", bound=Parameters)


@cache
def known_processes() -> dict[str, type[Process]]:
    """Return the class of each process by name; files with rules only are passed over."""
    home = importlib.import_module("model.processes")
    classes: dict[str, type[Process]] = {}
    for info in pkgutil.walk_packages(home.__path__, "model.processes."):
        module = importlib.import_module(info.name)
        for member in vars(module).values():
            is_declared = isinstance(member, type) and member.__module__ == module.__name__
            if is_declared and issubclass(member, Process):
                if member.name in classes:
                    raise ImportError(
                        f"{module.__file__}: process '{member.name}' is there already"
                    )
                classes[member.name] = member
    return dict(sorted(classes.items()))


def known_facility_types() -> dict[str, type[FacilityType]]:
    """Return the facility types by name."""
    return scan("model.facilities", FacilityType)


def known_levers() -> dict[str, type[Lever]]:
    """Return the levers by name."""
    return scan("model.levers", Lever)


def add_lever(lever: type[Lever]) -> None:
    """Add a lever that stands in no file, for this process: one that a notebook tries out.

    Worker processes do not know it: simulate with `workers=1`. Once it is good it gets a file.

    Raises
    ------
    ParameterError
        If the model has a process, type of place or lever of that name; none is replaced but one
        that was added before.
    """
    shipped = owners().get(lever.name)
    levers = known_levers()
    home = levers[lever.name].__module__ if lever.name in levers else "model"
    if shipped is not None and home.split(".")[0] == "model":
        raise ParameterError(
            f"{lever.__name__}.name is '{lever.name}': the model has that already; choose another."
        )
    levers[lever.name] = lever
    owners.cache_clear()
    all_rows.cache_clear()


@cache
def owners() -> dict[str, type[Parameters]]:
    """Return the Parameters class of each process, facility type and lever by the owner's name.

    Raises
    ------
    ImportError
        If two of them have the same name.
    """
    classes: dict[str, type[Parameters]] = {}
    kinds: tuple[dict[str, Any], ...] = (known_processes(), known_facility_types(), known_levers())
    for kind in kinds:
        for name, owner in kind.items():
            if name in classes:
                raise ImportError(f"{owner.__module__}: the name '{name}' is taken: choose another")
            classes[name] = owner.Parameters
    return classes


def parameter_rows(owner: str, parameters: Parameters | None = None) -> list[ParameterRow]:
    """Return the numbers of one owner as `<owner>.<field>[.<part>]`; of a lever, its dose too.

    Parameters
    ----------
    owner : str
        Name of a process, facility type or lever.
    parameters : Parameters, optional
        Its defaults where absent.
    """
    mine = owners()[owner]() if parameters is None else parameters
    rows = [
        ParameterRow(**vars(row) | {"name": f"{owner}.{row.name.removeprefix(f'{mine.owner}.')}"})
        for row in mine.rows()
    ]
    if isinstance(mine, LeverParameters):
        evidence, note = "assumed: a choice of the municipality", "0 nothing .. 1 in full"
        dose = (
            f"{owner}.dose",
            float(mine.dose),
            "share",
            0.0,
            1.0,
            0.0,
            1.0,
            "lever",
            evidence,
            note,
        )
        rows.append(ParameterRow(*dose))
    return rows


@cache
def all_rows() -> dict[str, ParameterRow]:
    """Return every number of the model by name, at its default.

    Raises
    ------
    DataError
        If a number is not the quantity of the register that it declares to take, or lies outside
        the range of a row that it cites in the same unit.
    """
    rows = {owner: parameter_rows(owner) for owner in owners()}
    wrong = [
        message
        for mine in rows.values()
        for message in [*wrongly_taken(mine), *outside_cited(mine)]
    ]
    if wrong:
        raise DataError("\n".join(wrong))
    return {row.name: row for mine in rows.values() for row in mine}


def checked(name: str, value: object, where: str) -> float:
    """Return the value of a parameter as a float, when name and value are good.

    Parameters
    ----------
    name : str
        `<owner>.<field>[.<part>]`.
    value : object
        As read from a file or the command line.
    where : str
        File and line, or `--set`, for the message.

    Raises
    ------
    ParameterError
        Naming place, parameter, value, bounds and the nearest known name.
    """
    rows = all_rows()
    if name not in rows:
        parts = [part for part in rows if part.startswith(f"{name}.")]
        hint = f" Name one of its parts: {', '.join(parts)}." if parts else nearest(name, rows)
        raise ParameterError(
            f"{where}: no parameter '{name}'.{hint} All of them: 'social-base list parameters'."
        )
    row = rows[name]
    bounds = f"from {row.hard_low:g} to {row.hard_high:g} ({row.unit})"
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
        raise ParameterError(f"{where}: {name} is {value!r}: give a number {bounds}.")
    if not row.hard_low <= value <= row.hard_high:
        evidence = "" if row.low is None else f"; the evidence allows {row.low:g} to {row.high:g}"
        raise ParameterError(f"{where}: {name} is {value:g}: give a number {bounds}{evidence}.")
    return float(value)


def changed(parameters: P, changes: Mapping[str, float]) -> P:
    """Return parameters of one owner with checked numbers changed, by the name behind the owner."""
    numbers = dict(changes)
    dose = numbers.pop("dose", None) if isinstance(parameters, LeverParameters) else None
    if dose is not None:
        parameters = parameters.model_copy(update={"dose": dose})
    return parameters.changed(numbers) if numbers else parameters


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond what a float holds
        return False
