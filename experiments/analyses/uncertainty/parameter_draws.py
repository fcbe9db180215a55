"""Draws of the parameters from the register's ranges that still meet the base years.

Drawn are the parameters that are uncertain in the register, of processes, of facility types and of
the levers that are compared. What is a choice of policy stays, and so does what a scenario or
`--set` has set. A draw must meet the rows of `patterns` that were calibrated on (FIT) and that the
point as set meets itself, in the same simulated town: same size, seed and replication. Rows that
it misses cannot be demanded; `missed` names them.

The draws are rough (see `constrained_walk`): ranges cut by bounds, no posterior. They are a table,
so that better ones can be handed in instead.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analyses.patterns.patterns import END, TABLE, _bounds, measured
from experiments.analyses.uncertainty.constrained_walk import Box, Walk, felt, walk
from experiments.execution.calls import Fault, settled, tried
from experiments.execution.replications import Batch, replicate
from experiments.results.kept import Kept
from experiments.results.parquet import handed_in_numbers
from experiments.sweep.swept import owner_of
from model.draws import decision
from model.errors import InputError
from model.inputs.evidence import load_evidence
from model.inputs.number_text import number_in
from model.inputs.tables import read_csv
from model.parameter_owners import all_rows, checked, known_levers, parameter_rows
from model.parameters import ParameterRow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.scenario.scenario import Scenario

RESIDENTS = 20_000
"""Of the town in which the base years are simulated: in a smaller one chance breaks bounds."""
STEPS = 12
MOST = 10_000
FREE = decision("doubt.free")
ABOUT = ("seed", "residents", "steps", "accepted", "evaluations", "missed")
BY_HAND = "--set"


@dataclass(frozen=True, eq=False)
class BaseYears:
    """The base years of a town, and what a set of parameters must reproduce in them.

    Attributes
    ----------
    scenario : Scenario
    names : tuple of str
        Parameters that are drawn.
    seed : int
    residents : int
    municipality : str
    bounds : mapping of str to tuple of float
        Measure -> lowest and highest.
    """

    scenario: "Scenario"
    names: tuple[str, ...]
    seed: int
    residents: int
    municipality: str
    bounds: Mapping[str, tuple[float, float]]

    def figures(self, values: "NDArray[np.float64]") -> dict[str, float] | None:
        """Return every measure at a point, None where the model breaks down there."""
        from model.scenario.scenario import with_changes

        changed = with_changes(self.scenario, dict(zip(self.names, values.tolist(), strict=True)))
        task = (changed, self.seed, 0, self.residents, self.municipality)
        result = settled(tried(measured, task))
        return None if isinstance(result, Fault) else result

    def meets(self, values: "NDArray[np.float64]") -> bool:
        """Say whether a point meets every bound; one at which the model breaks down does not."""
        figures = self.figures(values)
        return figures is not None and all(
            low <= figures[measure] <= high for measure, (low, high) in self.bounds.items()
        )


def register_draws(
    k: int,
    scenarios: "Sequence[Scenario]",
    *,
    seed: int = 1,
    residents: int = RESIDENTS,
    municipality: str = "bergen_op_zoom",
    steps: int = STEPS,
    workers: int | None = None,
    quiet: bool = False,
    kept: Kept | None = None,
) -> pd.DataFrame:
    """Draw sets of parameters that meet the base years.

    Parameters
    ----------
    k : int
        Draws; those of a smaller number are the first of a larger.
    scenarios : sequence of Scenario
        The base first.
    seed : int
    residents : int
        Size of the town in which the base years are simulated, no more than the municipality has.
    municipality : str
    steps : int
        Of each walk; each looks at one to three towns.
    workers, quiet
        As for `run`.
    kept : Kept, optional
        Where what is finished is kept.

    Returns
    -------
    DataFrame
        Index `draw`; `ABOUT`, then one column per parameter, named as in `--set`.

    Raises
    ------
    InputError
        If the number is out of bounds, or the point as set meets no row at all.
    """
    if not 1 <= k <= MOST:
        raise InputError(f"{k} draws of the parameters: give a number from 1 to {MOST}.")
    rows = doubtful(scenarios)
    later = _levers_of_later()
    tied = [row for row in rows if owner_of(row.name) not in later]
    town, missed = base_years(scenarios[0], tied, seed, residents, municipality)
    box = box_of(tied)
    label = None if quiet else "parameters that the base years feel"
    mask = felt(box, seed, partial(_met, town, itertools.count(), Batch(workers, label), kept))
    jobs = [(town, box, mask, draw, steps) for draw in range(k)]
    label = None if quiet else "draws of the parameters"
    shelf = kept.of("walk", Walk) if kept else None
    walks = replicate(_walked, jobs, Batch(workers, label, kept=shelf))
    free = box_of([row for row in rows if owner_of(row.name) in later])
    table = pd.DataFrame([_row(w, box, free, seed, draw) for draw, w in enumerate(walks)])
    about: dict[str, Any] = {"seed": seed, "residents": town.residents, "missed": "; ".join(missed)}
    names = [*ABOUT, *(row.name for row in rows)]
    return table.assign(**about)[names].rename_axis("draw")


def _met(
    town: BaseYears,
    rounds: Iterator[int],
    batch: Batch,
    kept: Kept | None,
    points: "Sequence[NDArray[np.float64]]",
) -> list[bool]:
    """Say of each point of a round whether it meets the bounds."""
    shelf = kept.of(f"felt-{next(rounds)}", bool) if kept else None
    calls = [(point,) for point in points]
    return replicate(town.meets, calls, replace(batch, kept=shelf)) if points else []


def _walked(town: BaseYears, box: Box, mask: "NDArray[np.bool_]", draw: int, steps: int) -> Walk:
    return walk(box, mask, town.seed, draw, steps, town.meets)


def _row(path: Walk, box: Box, free: Box, seed: int, draw: int) -> dict[str, Any]:
    """Return a draw: where the walk ended, and values at will for what no base year constrains."""
    columns: dict[str, Any] = {
        "steps": path.steps, "accepted": path.accepted, "evaluations": path.evaluations,
    }  # fmt: skip
    columns |= dict(zip(box.names, path.point.tolist(), strict=True))
    values = free.drawn(seed, FREE, 0, draw) if free.names else np.zeros(0)
    return columns | dict(zip(free.names, values.tolist(), strict=True))


def doubtful(scenarios: "Sequence[Scenario]") -> list[ParameterRow]:
    """Return the parameters to draw: uncertain, with a range, in use, and set by nobody."""
    levers = {use.name for scenario in scenarios for use in scenario.levers}
    set_by_hand = {name for scenario in scenarios for name in scenario.set_in}
    set_by_hand |= {
        f"{use.name}.{field}" for scenario in scenarios for use in scenario.levers
        for field in use.set_in
    }  # fmt: skip
    return [
        row for row in all_rows().values()
        if row.role == "uncertain" and row.low is not None and row.high is not None
        and row.low < row.high and row.name not in set_by_hand
        and (owner_of(row.name) not in known_levers() or owner_of(row.name) in levers)
    ]  # fmt: skip


def _levers_of_later() -> set[str]:
    """Return the levers that do not work in the base years, which say nothing about them."""
    from model.scenario.scenario import load_scenario

    uses = load_scenario("current").levers
    return set(known_levers()) - {use.name for use in uses if use.months.start < END}


def box_of(rows: Sequence[ParameterRow]) -> Box:
    """Return the ranges of parameters, starting at their values as set."""
    columns = (np.array([getattr(row, name) for row in rows], float)
               for name in ("value", "low", "high"))  # fmt: skip
    return Box(tuple(row.name for row in rows), *columns)


def base_years(
    base: "Scenario", rows: Sequence[ParameterRow], seed: int, residents: int, municipality: str
) -> tuple[BaseYears, list[str]]:
    """Return the base years with the bounds that the point as set meets, and ids of those missed.

    Parameters
    ----------
    base : Scenario
        Its processes and facility types are those of the town; the policy is `current`.
    rows : sequence of ParameterRow
        What is drawn.
    seed, residents, municipality
        As for `register_draws`.
    """
    from model.inputs.municipality import load_municipality

    size = min(residents, load_municipality(municipality).residents)
    names = tuple(row.name for row in rows)
    town = BaseYears(_as_it_was(base), names, seed, size, municipality, {})
    figures = town.figures(np.array([row.value for row in rows]))
    if figures is None:
        raise InputError("the model breaks down in the base years at the parameters as set.")
    register, bounds, missed = load_evidence(), {}, []
    fit = pd.read_csv(TABLE).query("use == 'FIT'")
    for name, measure, kind, tolerance in fit[["id", "measure", "kind", "tolerance"]].to_numpy():
        low, high = _bounds(kind, tolerance, float(register.loc[name, "value"]))
        if low <= figures[measure] <= high:
            bounds[measure] = (low, high)
        else:
            missed.append(name)
    if not bounds:
        raise InputError("the parameters as set meet no row of 'patterns': nothing to hold on to.")
    return replace(town, bounds=bounds), missed


def _as_it_was(base: "Scenario") -> "Scenario":
    """Return the policy of the base years with the parameters of the base world."""
    from model.scenario.scenario import load_scenario, with_changes

    by_hand = {
        row.name: row.value
        for use in base.levers
        for row in parameter_rows(use.name, use.parameters)
        if use.set_in.get(row.name.partition(".")[2]) == BY_HAND
    }
    current = with_changes(load_scenario("current"), by_hand)
    return replace(current, processes=base.processes, facility_types=base.facility_types)


def parameters_of(draws: pd.DataFrame) -> pd.DataFrame:
    """Return the parameters of a table of draws: the columns whose names have a point."""
    return draws[[name for name in draws.columns if "." in str(name)]]


def read_draws(path: str | Path, k: int, scenarios: "Sequence[Scenario]") -> pd.DataFrame:
    """Return the first draws of a table in a file, each value checked.

    Parameters
    ----------
    path : path
        `.parquet` or `.csv`: one row per draw in order, one column per parameter; other columns
        (without a point in their name) are kept as they are.
    k : int
    scenarios : sequence of Scenario

    Raises
    ------
    InputError
        If it cannot be read, has too few rows, or a column that is no parameter in doubt here.
    """
    if str(path).endswith(".csv"):
        table = read_csv(Path(path), error=InputError).map(_number_where_it_is_one)
    else:
        table = handed_in_numbers(Path(path))
    if len(table) < k:
        raise InputError(f"--draws: '{path}' has {len(table)} draws, --doubt asks for {k}.")
    table = table.head(k).reset_index(drop=True)
    values = parameters_of(table)
    if values.empty:
        raise InputError(f"--draws: '{path}' has no column that names a parameter.")
    names = {row.name for row in doubtful(scenarios)}
    for name in values:
        for draw, value in enumerate(values[name].tolist()):
            checked(str(name), value, f"--draws '{path}', draw {draw}")
        if name not in names and all_rows()[str(name)].role != "uncertain":
            raise InputError(f"--draws: {name} is a choice of policy or fixed: leave it out.")
    conflicting = [
        str(name) for name in values if name not in names and _is_set(str(name), scenarios)
    ]
    if conflicting:
        raise InputError(
            f"--draws: {conflicting[0]} is set by a scenario or --set: take one of them out."
        )
    return table.drop(columns="draw", errors="ignore").rename_axis("draw")


def _number_where_it_is_one(text: str) -> float | str:
    number = number_in(text)
    return text if number is None else number


def _is_set(name: str, scenarios: "Sequence[Scenario]") -> bool:
    owner, _, field = name.partition(".")
    return any(
        name in scenario.set_in
        or any(use.name == owner and field in use.set_in for use in scenario.levers)
        for scenario in scenarios
    )


def how_far(draws: pd.DataFrame) -> tuple[float, float]:
    """Return how far parameters moved from the point as set, in shares of their range, on average.

    Returns
    -------
    float
        Mean over parameters and draws.
    float
        What draws at will from the whole ranges would give.
    """
    values = parameters_of(draws)
    rows = [all_rows()[str(name)] for name in values]
    box = box_of([row for row in rows if row.low is not None and row.low != row.high])
    values, width = values[list(box.names)], box.high - box.low
    moved = np.abs(values.to_numpy() - box.start) / width
    at_will = ((box.start - box.low) ** 2 + (box.high - box.start) ** 2) / (2 * width**2)
    return float(moved.mean()), float(at_will.mean())
