"""Paired small towns for single levers: one past until March 2021, then with and without."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from agents.vocabulary import Domain
from model.lever import DosedLedger
from model.measures.outcomes import OUTCOMES
from model.process_counts import ProvisionCount
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import load_scenario
from model.state.state import TownState, capture
from model.values import DosedValues, Values
from tests.worlds.small_towns import again, run_town, use_of, with_levers

SIZE, START = 4000, 2
Tweak = Callable[[Any], None]


def use(lever: str, **fields: Any) -> LeverUse:
    """Return a lever that begins in March 2021."""
    return use_of(lever, **({"start": "2021-03"} | fields))


@cache
def _past() -> tuple[Any, TownState]:
    town = run_town(with_levers(), START, SIZE, observers=("monthly",))
    return town, capture(town)


def begin(*uses: LeverUse, tweak: Tweak | None = None, **changes: float) -> Any:
    """Return the town of March 2021 with levers; `owner__field=value` changes a parameter."""
    town, state = _past()
    named = {name.replace("__", "."): value for name, value in changes.items()}
    scenario = replace(load_scenario("current", named), name="test", levers=uses)
    other = again(town, state, scenario, observers=("monthly",))
    if tweak:
        tweak(other)
    return other


def after(*uses: LeverUse, months: int = 12, **how: Any) -> Any:
    """Return the town after some months."""
    town = begin(*uses, **how)
    town.run_until(START + months)
    return town


@cache
def _sums(uses: tuple[LeverUse, ...], months: int, tweak: Tweak | None) -> dict[str, float]:
    town = begin(*uses, tweak=tweak)
    starts: dict[str, float] = {f"started_{d.name.lower()}": 0.0 for d in Domain}
    waited = 0.0
    while town.month < START + months:
        town.step()
        for domain in Domain:
            started = town.state.care.by_domain[:, domain, ProvisionCount.NEW].sum()
            starts[f"started_{domain.name.lower()}"] += float(started)
        waited += float(town.state.access.wait_months.mean())
    table = town.observers[0].frame(town)
    by_month = table.drop(columns="area").groupby("month").sum(numeric_only=True).iloc[START:]
    shares = {o.name: (1 if o.kind == "flow" else months) for o in OUTCOMES}
    sums = {name: float(by_month[name].sum()) / n for name, n in shares.items() if name in by_month}
    return sums | starts | {"waits": waited / months}


def summed(outcome: str, *uses: LeverUse, months: int = 12, tweak: Tweak | None = None) -> float:
    """Return a flow summed, or a stock averaged, over the months."""
    return _sums(uses, months, tweak)[outcome]


def gain(outcome: str, *uses: LeverUse, months: int = 12, tweak: Tweak | None = None) -> float:
    """Return an outcome with levers over that without, less 1."""
    there = summed(outcome, months=months, tweak=tweak)
    return summed(outcome, *uses, months=months, tweak=tweak) / there - 1.0


def moved(town: Any, month: int) -> Values:
    """Return the values of a month as the town's levers leave them."""
    values = town.values
    for lever in town.levers:
        if lever.active(month):
            dosed = DosedValues(values, lever.p.dose, lever.areas, lever.name, lever.modifies)
            lever.apply(month, dosed, DosedLedger(town, lever))
    values.rebuild()
    return values  # type: ignore[no-any-return]
