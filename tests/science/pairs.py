"""Paired worlds: small towns with one past and common random numbers, apart from January 2023."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from experiments.effects.intervals import Interval, paired
from model.lever import LeverParameters
from model.measures.outcomes import OUTCOMES
from model.parameter_owners import known_levers
from model.process_counts import ProvisionCount
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import Scenario, load_scenario
from model.state.state import TownState, capture, restore
from model.town import SocialBaseModel

SIZE, REPLICATIONS, START = 4000, 5, 24
Change = tuple[str, float]
Levers = tuple[tuple[str, tuple[Change, ...]], ...]
TEAMS, PLACES = "strong_local_teams", "free_access_day_activities"


@dataclass(frozen=True)
class World:
    """What differs from the past: parameters, levers from January 2023, a change of the state."""

    changes: tuple[Change, ...] = ()
    levers: Levers = ()
    tweak: Callable[[SocialBaseModel], None] | None = None

    @property
    def scenario(self) -> Scenario:
        """Return the current policy without history, so changed."""
        uses = tuple(_use(name, fields) for name, fields in self.levers)
        return replace(load_scenario("current", dict(self.changes)), levers=uses)


def _use(name: str, fields: tuple[Change, ...]) -> LeverUse:
    parameters = known_levers()[name].Parameters(start="2023-01")
    assert isinstance(parameters, LeverParameters)
    return LeverUse(name, parameters.changed(dict(fields)))


def world(*levers: str, tweak: Callable[[SocialBaseModel], None] | None = None,
          **changes: float) -> World:  # fmt: skip
    """Return a world; `owner__field__part=value` changes a parameter, of its levers too."""
    named = {key.replace("__", "."): value for key, value in changes.items()}
    uses = tuple(
        (
            lever,
            tuple((k.split(".", 1)[1], v) for k, v in named.items() if k.startswith(f"{lever}.")),
        )
        for lever in levers
    )
    rest = tuple((k, v) for k, v in named.items() if k.split(".")[0] not in levers)
    return World(rest, uses, tweak)


@cache
def past(replication: int) -> TownState:
    """Return the town on 1 January 2023 under the current policy."""
    town = SocialBaseModel(
        World().scenario, residents=SIZE, replication=replication, observers=("monthly",)
    )
    town.run_until(START)
    return capture(town)


def begin(of: World, replication: int = 0) -> SocialBaseModel:
    """Return a town in January 2023 that continues in a world."""
    town = SocialBaseModel(
        of.scenario, residents=SIZE, replication=replication, observers=("monthly",), empty=True
    )
    restore(town, past(replication))
    if of.tweak:
        of.tweak(town)
    return town


@cache
def figures(of: World, months: int, replications: int) -> pd.DataFrame:
    """Return flows summed and stocks averaged over the months, a row per replication."""
    rows = []
    for replication in range(replications):
        town = begin(of, replication)
        town.run_until(START + months)
        table = town.observers[0].frame(town)
        table = table[table["month"] >= table["month"].unique()[START]]
        by_month = table.drop(columns="area").groupby("month").sum()
        row = {
            o.name: by_month[o.name].sum() / (1 if o.kind == "flow" else months) for o in OUTCOMES
        }
        rows.append(row | {"queue": float(town.state.access.wait_months.mean())})
    return pd.DataFrame(rows)


def gap(outcome: str, policy: World, base: World = World(), months: int = 12,
        replications: int = REPLICATIONS) -> Interval:  # fmt: skip
    """Return the paired difference of an outcome, policy minus base, with its interval."""
    here = figures(policy, months, replications)[outcome].to_numpy()
    there = figures(base, months, replications)[outcome].to_numpy()
    return paired(here - there)


def level(outcome: str, of: World = World(), months: int = 12) -> float:
    """Return the mean of an outcome over replications."""
    return float(figures(of, months, REPLICATIONS)[outcome].mean())


def halved_desks(town: SocialBaseModel) -> None:
    """Take half of the caseworkers away, from the month's start to the end."""
    town.state.access.desk_hours *= 0.5


def counted(town: SocialBaseModel, what: IntEnum) -> int:
    """Return what a process counted in the last month."""
    return int(town.state.counted(what).sum())


def domain_flow(town: SocialBaseModel, column: ProvisionCount) -> np.ndarray[Any, Any]:
    """Return provisions of the last month by domain."""
    flow: np.ndarray[Any, Any] = town.state.care.by_domain[:, :, column].sum(axis=0)
    return flow
