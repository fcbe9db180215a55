"""The state of a town between two months: copied, restored, branched, digested.

Everything that the next month depends on is copied: residents, households, cases, indications, what
processes remember (`model.process_state`), the books, and what observers saw. Scenario, values,
agents and parameters are built anew from the scenario. Saving to a file: `model.state.file`.
"""

import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.households import Households
from agents.residents import Residents
from model.errors import ScenarioError
from model.scenario.scenario import Scenario, first_difference
from model.state.renumbering import move_people, moved_bits, moved_rows, new_numbers
from model.state_arrays import ProcessState, by_place
from model.town import SocialBaseModel
from model.world import World

RESIDENT_ARRAYS = (
    "records", "needs", "tie_other", "tie_strength", "tie_kind", "published", "spent",
)  # fmt: skip


@dataclass
class TownState:
    """Everything of a town that changes.

    Attributes
    ----------
    month : int
        The month that comes next.
    arrays : dict of str to array
        Records of residents, households, cases and indications, and free lists.
    processes : dict of str to dict
        What each process remembers.
    kept : dict of str to dict
        What each process lays and others read next month, such as the table of places as it stood
        at the end of the month.
    history : list
        The ledger's closed months.
    observers : dict of str to (rows, memory)
    levers : list of str
        The ledger's columns.
    facilities : list of str
        `<type>/<name>/<area>` in the order of their bits.
    programmes : list of str
        Names in the order of their rows.
    """

    month: int
    arrays: dict[str, NDArray[Any]]
    processes: dict[str, dict[str, Any]]
    kept: dict[str, dict[str, NDArray[Any]]]
    history: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]]
    observers: dict[str, tuple[list[Any], dict[str, NDArray[Any]]]]
    levers: list[str]
    facilities: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)


def facility_keys(town: World) -> list[str]:
    """Return what names each facility in every world, in the order of their bits."""
    return [f"{f.plan.type}/{f.name}/{town.areas[f.area]}" for f in town.facilities]


def capture(town: SocialBaseModel) -> TownState:
    """Copy the state of a town between two months."""
    arrays = {name: getattr(town.residents, name).copy() for name in RESIDENT_ARRAYS}
    arrays["free"] = np.array(town.residents.free, np.int64)
    households: Any = town.households
    arrays["households"] = households.records.copy()
    arrays["households_free"] = np.array(households.free, np.int64)
    arrays["cases"] = town.cases.records.copy()
    arrays["indications"] = town.indications.records.copy()
    return TownState(
        month=town.month,
        arrays=arrays,
        processes=_copies(town, "remembered"),
        kept=_copies(town, "read_next_month"),
        history=list(town.ledger.history),
        observers={o.name: (copy.copy(o.rows), copy.deepcopy(o.memory)) for o in town.observers},
        levers=list(town.ledger.levers),
        facilities=facility_keys(town),
        programmes=[programme.name for programme in town.programmes],
    )


def restore(town: SocialBaseModel, state: TownState) -> None:
    """Put a state into a town, which may have other levers, facilities and programmes.

    Raises
    ------
    ScenarioError
        If a facility, programme or lever that left traces in the state is not there in the town.
    """
    places = new_numbers(state.facilities, facility_keys(town))
    programmes = new_numbers(state.programmes, [programme.name for programme in town.programmes])
    columns = _columns(town, state)
    residents = Residents(0)
    for name in RESIDENT_ARRAYS:
        setattr(residents, name, state.arrays[name].copy())
    residents.free = state.arrays["free"].tolist()
    residents.records["exposed"] = moved_bits(residents.records["exposed"], columns)
    move_people(
        residents.records,
        residents.published,
        places,
        programmes,
        state.facilities,
        state.programmes,
    )
    households = Households(0)
    households.records = state.arrays["households"].copy()
    households.free = state.arrays["households_free"].tolist()
    town.residents, town.households = residents, households
    town.cases.records = state.arrays["cases"].copy()
    town.indications.records = state.arrays["indications"].copy()
    town.month = state.month
    _restore_processes(town, state, columns, places)
    town.ledger.history = [_moved_cells(closed, columns, state.levers) for closed in state.history]
    for observer in town.observers:
        if observer.name in state.observers:
            rows, memory = state.observers[observer.name]
            observer.rows = copy.copy(rows)
            observer.memory = copy.deepcopy(memory)
            observer.renumber(places)


def _copies(town: World, kind: str) -> dict[str, dict[str, NDArray[Any]]]:
    return {name: state.copied(kind) for name, state in town.state.by_process().items()}


def _restore_processes(
    town: SocialBaseModel,
    state: TownState,
    columns: NDArray[np.int64],
    places: NDArray[np.int64],
) -> None:
    for process in town.processes:
        mine = town.state.by_process().get(process.name)
        if mine is not None:
            _restore_memory(mine, state.processes.get(process.name, {}), places)
        # What it lays each month is laid as it was last month, for the places that are new as well.
        town.month -= 1
        process.resume(town)
        town.month += 1
        for name, array in state.kept.get(process.name, {}).items():
            old = array.copy()
            if "lever" in (old.dtype.names or ()):
                old["lever"] = np.where(old["lever"] > 0, columns[old["lever"]], old["lever"])
            setattr(mine, name, moved_rows(getattr(mine, name), old, places))


def _restore_memory(
    mine: ProcessState, kept: dict[str, NDArray[Any]], places: NDArray[np.int64]
) -> None:
    """Restore what a process remembers; what it counts by place starts at zero at a new place."""
    for one in mine.fields_that_are("remembered"):
        if one.name not in kept:  # saved before its first month
            continue
        array = kept[one.name]
        if by_place(one):
            array = moved_rows(np.zeros_like(getattr(mine, one.name)), array, places)
        setattr(mine, one.name, array.copy())


def branch(town: SocialBaseModel, scenario: Scenario) -> SocialBaseModel:
    """Return a new town under another scenario from the present state of this one.

    It is bit-equal to a straight run of that scenario where the two scenarios agree until now
    (`model.scenario.scenario.first_difference`).

    Raises
    ------
    ScenarioError
        If the scenarios differ before the present month, or facilities have other numbers.
    """
    since = first_difference(town.scenario, scenario)
    if since < town.month:
        raise ScenarioError(
            f"scenario {scenario.name} differs from {town.scenario.name} since month {since}, "
            f"before the present month {town.month}: branch earlier, or run it from the start."
        )
    other = type(town)(
        scenario, seed=town.seed_given, replication=town.replication, residents=town.size,
        municipality=town.data, observers=tuple(o.name for o in town.observers), empty=True,
    )  # fmt: skip
    other.journeys_sample = town.journeys_sample
    restore(other, capture(town))
    return other


def _columns(town: World, state: TownState) -> NDArray[np.int64]:
    """Return for each ledger column of the state its column in the town, -1 where it is missing."""
    here = town.ledger.levers
    return np.array([here.index(name) if name in here else -1 for name in state.levers], np.int64)


def _moved_cells(
    closed: tuple[int, NDArray[np.int64], NDArray[np.int64]],
    columns: NDArray[np.int64],
    levers: list[str],
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    month, where, amounts = closed
    used = columns[where[:, 1]]
    if (used < 0).any():
        name = levers[int(where[np.argmax(used < 0), 1])]
        raise ScenarioError(
            f"the books of month {month} hold costs of lever {name}, which the scenario does not "
            f"have: add it, or branch before it started."
        )
    moved = where.copy()
    moved[:, 1] = used
    order = np.lexsort(moved.T[::-1])
    return month, moved[order], amounts[order]
