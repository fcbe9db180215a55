"""The parameters that nobody knows for sure, with the ranges that the evidence leaves open."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.sweep.ignorance import levers_of_later, unseen_by_base_years
from experiments.sweep.swept import owner_of
from model.draws import decision, uniforms
from model.parameter_owners import all_rows, known_levers
from model.parameters import ParameterRow

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario

AT_WILL = decision("doubt.free")

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Box:
    """Parameters with their ranges, and their values as set.

    Attributes
    ----------
    names : tuple of str
    start, low, high : array, shape [parameters]
    """

    names: tuple[str, ...]
    start: Numbers
    low: Numbers
    high: Numbers

    def at(self, shares: Numbers) -> Numbers:
        """Return the points that lie so far along their ranges, 0 to 1; shape as handed in."""
        return self.low + (self.high - self.low) * shares

    def drawn_at_will(self, seed: int, draw: int) -> Numbers:
        """Return a value per parameter, uniform over its range, shape [parameters].

        Keyed by the parameter's name: one more leaves the others' draws as they are.
        """
        keys = (hashlib.sha256(name.encode()).digest() for name in self.names)
        uids = np.array([int.from_bytes(key[:8]) >> 2 for key in keys], np.int64)
        return self.at(uniforms(seed, uids, AT_WILL, 0, draw)) if len(uids) else self.low


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


def seen_by_base_years(rows: Sequence[ParameterRow]) -> list[ParameterRow]:
    """Return those of which some figure before the plan could tell something."""
    later = levers_of_later()
    return [
        row
        for row in rows
        if owner_of(row.name) not in later and not unseen_by_base_years(row.name)
    ]


def box_of(rows: Sequence[ParameterRow]) -> Box:
    """Return the ranges of parameters, with their values as set."""
    columns = (np.array([getattr(row, name) for row in rows], float)
               for name in ("value", "low", "high"))  # fmt: skip
    return Box(tuple(row.name for row in rows), *columns)


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
