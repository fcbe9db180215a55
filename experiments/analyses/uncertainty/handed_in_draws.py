"""Draws of the parameters that somebody else made: a table in a file, each value checked."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analyses.uncertainty.parameter_draws import doubtful, parameters_of
from experiments.results.parquet import handed_in_numbers
from model.errors import InputError
from model.inputs.number_text import number_in
from model.inputs.tables import read_csv
from model.parameter_owners import all_rows, checked

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario


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
