"""What the policy's effect rests on: each number with its status, and the effect along its range.

Where the shipped posterior speaks of the pair, or the comparison has draws of its own in number,
the effect is told for draws in which a number lies in its lower third and in its upper third. All
else varies with it: this is no effect of the number, but what is known when only it is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.credible import ENOUGH, Credible, credible
from experiments.analyses.uncertainty.measure import DECIDES, draws_of_plan
from experiments.analyses.uncertainty.parameter_space import parameters_of
from experiments.analyses.uncertainty.surface import Surface
from experiments.analyses.uncertainty.told import once_each, speaks_of, surface_of_plan
from experiments.published.report.source import Source
from experiments.published.trust import marks_of
from experiments.report.tables import records
from model.inputs.evidence import ids_of, status_of
from model.inputs.tables import read_table
from model.measures.outcomes import COST
from model.parameter_owners import all_rows
from model.parameters import ParameterRow

THIRDS = (1 / 3, 2 / 3)


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of the parameters with what each brought.

    Attributes
    ----------
    drawn : DataFrame, shape [draws, parameters]
    rows : DataFrame
        One per draw, as the table `doubt`.
    factor : float
        From the simulated town to the whole one.
    """

    drawn: pd.DataFrame
    rows: pd.DataFrame
    factor: float

    def where(self, name: str, upper: bool) -> Credible:
        """Return what draws say whose number lies in the lower or upper third of its draws."""
        values = self.drawn[name].to_numpy(float)
        low, high = pd.Series(values).quantile(list(THIRDS))
        chosen = values >= high if upper else values <= low
        return credible(self.rows[chosen], self.factor)


@dataclass(frozen=True, eq=False)
class Assumption:
    """One number that the effect rests on.

    Attributes
    ----------
    row : ParameterRow
        Name, unit, range and evidence.
    value : float
        In the policy's world.
    mark, status : str
        Trust mark, and status of the register.
    share : float or None
        Of the variance in cost between draws that it brings, where that was measured.
    worth_eur : float or None
        What it is worth at most to know it before deciding.
    lower, upper : Credible or None
        The effect where it lies in the lower and the upper third of its draws.
    surface : Surface or None
        What the policy saves over this and other numbers, where it is one of those that decide.
    """

    row: ParameterRow
    value: float
    mark: str
    status: str
    share: float | None = None
    worth_eur: float | None = None
    lower: Credible | None = None
    upper: Credible | None = None
    surface: Surface | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Rows of the register that bear on it."""
        return tuple(dict.fromkeys(ids_of(self.row.evidence)))


def assumptions_of(source: Source) -> list[Assumption]:
    """Return the numbers that a policy brings or that decide its cost, the weightiest first."""
    scenarios = source.shown.scenarios
    base, policy = scenarios[source.shown.base], scenarios[source.policy]
    plan = tells_of_plan(source)
    deciding = _deciding() if plan else {}
    draws, surface = draws_at_hand(source), surface_of_plan() if plan else None
    on_surface = set() if surface is None else set(surface.drawn)
    found = []
    for name, mark in marks_of(base, policy, tuple(deciding)).items():
        row, told = all_rows()[name], deciding.get(name, {})
        drawn = draws if draws is not None and name in draws.drawn else None
        found.append(
            Assumption(
                row, _value_in(policy, row), mark, status_of(row), told.get("share"),
                told.get("worth_eur"), drawn.where(name, upper=False) if drawn else None,
                drawn.where(name, upper=True) if drawn else None,
                surface if name in on_surface else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-(one.share or 0.0), one.row.name))


def tells_of_plan(source: Source) -> bool:
    """Say whether what was measured of the plan under the shipped posterior holds here."""
    c = source.comparison
    return not c.own_parameters and speaks_of(c.base, source.policy, c.size_full)


def draws_at_hand(source: Source) -> Draws | None:
    """Return the draws to tell of: the shipped ones of the plan, or the folder's own if enough."""
    if tells_of_plan(source):
        once = once_each()
        about = records(once.head(1))[0]
        values = parameters_of(draws_of_plan(once["draw"].tolist())).reset_index(drop=True)
        return Draws(values, once.reset_index(drop=True), about["full"] / about["residents"])
    tables = source.comparison.tables
    if "doubt" not in tables:
        return None
    rows = tables["doubt"]
    rows = rows[rows["policy"] == source.policy]
    if len(rows) < ENOUGH:
        return None
    values = parameters_of(tables["draws"].set_index("draw").loc[rows["draw"]])
    return Draws(values.reset_index(drop=True), rows.reset_index(drop=True),
                 source.comparison.factor)  # fmt: skip


def _deciding() -> dict[str, dict[str, float]]:
    """Return share and worth of the numbers that were measured to decide the plan's cost."""
    rows = read_table(DECIDES, ("outcome", "parameter", "share", "worth_eur"))
    rows = rows[rows["outcome"] == COST].set_index("parameter")
    return {
        str(name): {"share": float(share), "worth_eur": float(worth)}
        for name, share, worth in zip(rows.index, rows["share"], rows["worth_eur"], strict=True)
    }


def _value_in(record: Mapping[str, Any], row: ParameterRow) -> float:
    parts = [record["parameters"], *(use["parameters"] for use in record["levers"])]
    found = [part[row.name]["value"] for part in parts if row.name in part]
    return float(found[-1]) if found else row.value


def ids_cited(found: Sequence[Assumption]) -> tuple[str, ...]:
    """Return the register's rows that some numbers cite, each once."""
    return tuple(dict.fromkeys(one for each in found for one in each.ids))
