"""The lines of a plan: which levers it adds to its base, and a scenario file of other doses, dates.

What the page lets a reader change is written as a scenario file like any other: `compare` reads it,
and whoever wants to can take it away and run it on the command line.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from model.months import month_of
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import Scenario, load_scenario, shipped_scenarios

BASE, PLAN = "current", "transformation"
OWN = "own_plan"
"""Name of the scenario with a reader's own doses and dates."""
DOSE, START, END = "dose", "start", "end"


@dataclass(frozen=True)
class Line:
    """One lever of a plan, at one time and place.

    Attributes
    ----------
    key : str
        Name of the lever and which use of it: `strong_local_teams.2`.
    lever : str
    areas : tuple of str
        Empty for the whole town.
    start, end : str
        First month, and the month after the last, as YYYY-MM.
    dose : float
        0 to 1.
    """

    key: str
    lever: str
    areas: tuple[str, ...]
    start: str
    end: str
    dose: float


@cache
def policies() -> tuple[str, ...]:
    """Return the shipped scenarios that add a line to current policy, the plan first."""
    names = (name for name in shipped_scenarios() if lines_of(name))
    return tuple(sorted(names, key=lambda name: (name != PLAN, name)))


@cache
def scenario(name: str) -> Scenario:
    """Return a shipped scenario."""
    return load_scenario(name)


@cache
def lines_of(policy: str) -> tuple[Line, ...]:
    """Return the lines that a shipped policy adds to its base, in the order of its file."""
    return tuple(
        Line(key, use.name, use.parameters.areas, use.parameters.start, use.parameters.end,
             use.parameters.dose)
        for key, use in _uses(policy).items()
    )  # fmt: skip


def _uses(policy: str) -> dict[str, LeverUse]:
    """Return the uses that a policy adds, by key."""
    rest = Counter(scenario(policy).levers) - Counter(scenario(BASE).levers)
    seen: Counter[str] = Counter()
    keyed = {}
    for use in scenario(policy).levers:
        if rest[use] > 0 and use.months.start >= 0:
            rest[use] -= 1
            seen[use.name] += 1
            keyed[f"{use.name}.{seen[use.name]}"] = use
    return keyed


def own_plan(policy: str, changes: Mapping[tuple[str, str], float | str]) -> str:
    """Return a scenario file: a shipped policy with other doses or dates of its lines.

    Parameters
    ----------
    policy : str
    changes : mapping of (str, str) to float or str
        (field, key of the line) -> value; the field is `dose`, `start` or `end`.

    Returns
    -------
    str
        YAML that `load_scenario` reads.
    """
    keyed = _uses(policy)
    changed = {keyed[key].name for _, key in changes}
    keys = {id(use): key for key, use in keyed.items()}
    entries: dict[str, list[dict[str, Any]]] = {"levers": [], "history": []}
    for use in scenario(policy).levers:
        if use.name in changed:
            own = {
                field: changes[field, keys[id(use)]]
                for field in (START, END, DOSE)
                if (field, keys.get(id(use), "")) in changes
            }
            lived = use.months.start < 0
            note = {"note": f"as in {policy}"} if lived else {}
            entries["history" if lived else "levers"].append(_entry(use) | own | note)
    kept = {name: uses for name, uses in entries.items() if uses}
    title = f"{policy}, with other doses or dates"
    tree = {"name": OWN, "title": title, "on": policy, "without": sorted(changed), **kept}
    return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=100)


def _entry(use: LeverUse) -> dict[str, Any]:
    """Return a use as a scenario file writes it: what is not at its default."""
    p = use.parameters
    entry: dict[str, Any] = {"lever": use.name, START: p.start, END: p.end, DOSE: p.dose}
    for field in ("areas", "postcodes"):
        if getattr(p, field):
            entry[field] = list(getattr(p, field))
    for name in use.set_in:
        if name.partition(".")[0] not in (*entry, "areas", "postcodes"):
            entry[name] = _value(p, name)
    return entry


def _value(parameters: Any, name: str) -> Any:
    field, _, part = name.partition(".")
    value = getattr(parameters, field)
    return value[part] if part else value


def ends_too_soon(start: str, end: str) -> bool:
    """Say whether a line would end before it has begun."""
    return month_of(end) <= month_of(start)
