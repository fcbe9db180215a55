"""Draws of the parameters from the register's ranges that still meet the base years.

Drawn are the parameters that are uncertain in the register, of processes, of facility types and of
the levers that are compared. What is a choice of policy stays, and so does what a scenario or
`--set` has set. What no base year can see (`unseen`) is drawn at will from its range and never
narrowed by what the base years say about other numbers. The rest must meet the rows of `patterns`
that were calibrated on (FIT) and that the point as set meets itself, in the same simulated town:
same size, seed and replication. Rows that it misses cannot be demanded; `missed` names them. Each
draw is the end of a walk of its own (`constrained_walk`); whether the walks agree is told by R-hat
(`convergence`).

The draws are ranges cut by bounds, no posterior. They are a table, so that better ones can be
handed in instead.
"""

import itertools
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analyses.patterns.patterns import END, TABLE, _bounds, measured
from experiments.analyses.uncertainty.constrained_walk import (
    FELT_BLOCK,
    LADDER,
    UNFELT_PARTS,
    Box,
    Numbers,
    Walk,
    felt,
    half_of,
    walk,
)
from experiments.analyses.uncertainty.convergence import convergence, r_hat
from experiments.analyses.uncertainty.unseen import unseen
from experiments.execution.calls import Fault, settled, tried
from experiments.execution.replications import Batch, replicate
from experiments.results.kept import Kept
from experiments.sweep.swept import owner_of
from model.draws import decision
from model.errors import InputError
from model.inputs.evidence import load_evidence
from model.parameter_owners import all_rows, known_levers, parameter_rows
from model.parameters import ParameterRow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.scenario.scenario import Scenario

RESIDENTS = 20_000
"""Of the town in which the base years are simulated: in a smaller one chance breaks bounds."""
STEPS = 200
"""Of each walk, after it was sent away from the point as set."""
SCREEN_RESIDENTS = 2_000
"""Of the town in which is first asked what no base year can see."""
MOST = 10_000
FREE = decision("doubt.free")
ABOUT = (
    "seed", "residents", "steps", "accepted", "evaluations", "missed", "unseen", "r_hat_median",
    "r_hat_max", "converged",
)  # fmt: skip
SECONDS_AN_HOUR = 3_600
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

    def as_set(self, values: "NDArray[np.float64]", figures: Mapping[str, float]) -> bool:
        """Say whether every figure that bounds a draw is the same as another, digit by digit."""
        found = self.figures(values)
        return found is not None and all(
            found[m] == figures[m] or (math.isnan(found[m]) and math.isnan(figures[m]))
            for m in self.bounds
        )

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
        Of each walk; each looks at one town, and a walk at some more on the way to its start.
    workers, quiet
        As for `run`.
    kept : Kept, optional
        Where what is finished is kept.

    Returns
    -------
    DataFrame
        Index `draw`; `ABOUT`, then one column per parameter, named as in `--set`. `unseen` counts
        those drawn at will; `r_hat_median, r_hat_max` and `converged` (share below 1.1) are of
        the others, over all walks.

    Raises
    ------
    InputError
        If the number is out of bounds, or the point as set meets no row at all.
    """
    if not 1 <= k <= MOST:
        raise InputError(f"{k} draws of the parameters: give a number from 1 to {MOST}.")
    rows = doubtful(scenarios)
    later = _levers_of_later()
    early = [row for row in rows if owner_of(row.name) not in later]
    town, missed = base_years(scenarios[0], early, seed, residents, municipality)
    # A second time, since the first one compiles and reads the tables of the municipality.
    began = time.perf_counter()
    town.figures(box_of(early).start)
    seconds = time.perf_counter() - began
    blind = _unseen(town, early, Batch(workers, None if quiet else "what no base year sees"), kept)
    tied = [row for row, one in zip(early, blind, strict=True) if not one]
    box = box_of(tied)
    town = replace(town, names=box.names)
    label = None if quiet else "parameters that the base years feel"
    mask = felt(box, seed, partial(_met, town, itertools.count(), Batch(workers, label), kept))
    jobs = [(town, box, mask, draw, steps) for draw in range(k)]
    label = None if quiet else f"draws of the parameters, {_hours(k, steps, mask, seconds)}"
    shelf = kept.of("walk", Walk) if kept else None
    walks = replicate(_walked, jobs, Batch(workers, label, kept=shelf))
    free = box_of([row for row in rows if row.name not in box.names])
    table = pd.DataFrame([_row(w, box, free, seed, draw) for draw, w in enumerate(walks)])
    means, variances = (
        np.array([getattr(w, name) for w in walks]) for name in ("mean", "variance")
    )
    agree = convergence(r_hat(means, variances, half_of(steps)))
    about: dict[str, Any] = {
        "seed": seed, "residents": town.residents, "missed": "; ".join(missed),
        "unseen": len(free.names), "r_hat_median": agree.median, "r_hat_max": agree.largest,
        "converged": agree.share,
    }  # fmt: skip
    names = [*ABOUT, *(row.name for row in rows)]
    return table.assign(**about)[names].rename_axis("draw")


def _unseen(
    town: BaseYears, rows: Sequence[ParameterRow], batch: Batch, kept: Kept | None
) -> "NDArray[np.bool_]":
    """Say of each parameter whether no figure that bounds a draw changes with it."""
    box, rounds = box_of(rows), itertools.count()

    def same_in(place: BaseYears) -> Callable[[Sequence[Numbers]], list[bool]]:
        figures = place.figures(box.start)

        def same(points: Sequence[Numbers]) -> list[bool]:
            shelf = kept.of(f"unseen-{next(rounds)}", bool) if kept else None
            calls = [(point, figures) for point in points]
            return replicate(place.as_set, calls, replace(batch, kept=shelf)) if points else []

        return same if figures is not None else lambda points: [False] * len(points)

    small = replace(town, residents=min(town.residents, SCREEN_RESIDENTS))
    return unseen(box, same_in(small), same_in(town))


def _hours(walks: int, steps: int, mask: "NDArray[np.bool_]", seconds: float) -> str:
    """Say how long the walks take on one processor, from the time of one town of base years."""
    away = len(LADDER) * (UNFELT_PARTS + -(-int(mask.sum()) // FELT_BLOCK))
    hours = walks * (steps + away) * seconds / SECONDS_AN_HOUR
    return f"at most {hours:.1f} hours of one processor"


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
    """Return a draw: where the walk ended, and values at will for what no base year sees."""
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
