"""Draws of the parameters: those of the shipped posterior, or a table that somebody hands in.

The shipped posterior (`social-base calibrate`, folder `posterior` beside this) holds the parameters
that base years can see. What none can see, and what levers of later bring, is drawn at will from
its range, keyed by the draw and the parameter's name: draw 17 is the same set in every comparison.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from experiments.analyses.uncertainty.parameter_space import box_of, doubtful, parameters_of
from experiments.results.parquet import handed_in_numbers
from model.errors import InputError
from model.inputs.number_text import number_in
from model.inputs.reading import read_text
from model.inputs.tables import read_csv
from model.parameter_owners import all_rows, checked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.scenario.scenario import Scenario

POSTERIOR = "posterior"
HOME = Path(__file__).with_name("posterior")
DRAWS, FIGURES = HOME / "draws.parquet", HOME / "figures.parquet"
LEARNED, ABOUT, SUMMARY = HOME / "learned.csv", HOME / "about.yaml", HOME / "summary.md"
AT_WILL = "at_will"
MOST_BYTES = 100_000
POOR = 0.2
"""Draws are worth too little below this share of their number."""


@cache
def posterior() -> pd.DataFrame:
    """Return the shipped posterior: a row per draw, a column per parameter."""
    return handed_in_numbers(DRAWS)


@cache
def about_posterior() -> dict[str, Any]:
    """Return how the shipped posterior was made, and with which code and register."""
    return dict(yaml.safe_load(read_text(ABOUT, MOST_BYTES)))


def coarse(worth: float, lived: int) -> bool:
    """Say whether too few of the draws that were lived carry the weight."""
    return worth < POOR * lived


@cache
def left_of_spread() -> dict[str, float]:
    """Return by parameter which share of its spread the base years leave: 1 where they say nothing.

    Parameters that no base year sees are not in it.
    """
    table = pd.read_csv(LEARNED)
    return dict(zip(table["parameter"], table["spread"], strict=True))


def sets_of(numbers: Sequence[int]) -> "NDArray[np.int64]":
    """Return a number for each draw that is equal for draws of one set of the posterior.

    Draws are taken again by their weights, so some are copies of each other in all that the base
    years see; what is drawn at will differs.
    """
    sets = posterior().groupby(list(posterior().columns), sort=False).ngroup()
    return np.asarray(sets.loc[list(numbers)], np.int64)


def draws_for(k: int, scenarios: "Sequence[Scenario]", source: str | Path) -> pd.DataFrame:
    """Return the first draws for a comparison: a row per draw, a column per parameter.

    Parameters
    ----------
    k : int
        None for 0.
    scenarios : sequence of Scenario
        The base first. What one of them sets by hand stays.
    source : str or path
        'posterior' for the shipped one, else a file: see `read_draws`.

    Raises
    ------
    InputError
        If there are too few, or the file cannot be used.
    """
    if not k:
        return pd.DataFrame()
    if str(source) != POSTERIOR:
        return read_draws(source, k, scenarios)
    return of_posterior(range(k), scenarios)


def of_posterior(numbers: Sequence[int], scenarios: "Sequence[Scenario]") -> pd.DataFrame:
    """Return draws of the shipped posterior by number, for some scenarios.

    Returns
    -------
    DataFrame
        Index `draw`; `at_will`, how many parameters were drawn at will, then one column per
        parameter, named as in `--set`.

    Raises
    ------
    InputError
        If there is no such draw.
    """
    shipped, wrong = posterior(), [n for n in numbers if not 0 <= n < len(posterior())]
    if wrong:
        raise InputError(
            f"there is no draw {wrong[-1]} of the posterior: it has {len(shipped)}, from 0 to "
            f"{len(shipped) - 1}, so ask for one of these, or for at most {len(shipped)} of them."
        )
    rows = doubtful(scenarios)
    free = box_of([row for row in rows if row.name not in shipped])
    seed = int(about_posterior()["seed"])
    at_will = [free.drawn_at_will(seed, n) for n in numbers]
    table = pd.concat(
        [
            shipped.loc[list(numbers), [row.name for row in rows if row.name in shipped]],
            pd.DataFrame(at_will, index=list(numbers), columns=list(free.names)),
        ],
        axis=1,
    )
    table = table[[row.name for row in rows]]
    table.insert(0, AT_WILL, len(free.names))
    return table.rename_axis("draw")


def drawn(scenarios: "Sequence[Scenario]", number: int | None) -> "list[Scenario]":
    """Return scenarios with the parameters of one draw of the posterior, equal in all.

    Parameters
    ----------
    scenarios : sequence of Scenario
    number : int or None
        None leaves them as they are.

    Raises
    ------
    InputError
        If there is no such draw.
    """
    from model.scenario.scenario import with_changes

    if number is None:
        return list(scenarios)
    row = parameters_of(of_posterior([number], scenarios)).iloc[0]
    values = {str(name): float(value) for name, value in row.items()}
    return [with_changes(one, values, f"draw {number}") for one in scenarios]


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
