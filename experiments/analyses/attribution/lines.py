"""The lines of a scenario, and the scenarios in which some of them are drawn and the others not.

A line is a lever by name, with all its uses: where a scenario and the one it extends use a lever
differently (new uses, other dates or doses, left out), that lever is one line. With the line a
world has the scenario's uses, without it the parent's.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.analyses.attribution.shapley import (
    Order,
    all_coalitions,
    every_order,
    needed,
    sampled_orders,
)
from experiments.sweep.file import Sweep, one_point
from model.errors import InputError, ScenarioError
from model.inputs.municipality import load_municipality
from model.inputs.yaml_file import read_fields
from model.measures.outcomes import outcome
from model.scenario.build import path_of
from model.scenario.scenario import FOLDER, Scenario, check_places, load_scenario

EXACT_UP_TO = 6
DEFAULT_ORDERS = 16
MOST_ORDERS = 1000


@dataclass(frozen=True, eq=False)
class Lines:
    """What is divided, and over which worlds.

    Attributes
    ----------
    scenario, parent : Scenario
    names : tuple of str
        Levers, in the order in which the scenario names them; line k is bit k of a coalition.
    orders : tuple of tuple of int, or None
        Orders of arrival that were drawn; None where every subset is simulated.
    """

    scenario: Scenario
    parent: Scenario
    names: tuple[str, ...]
    orders: tuple[Order, ...] | None

    @property
    def coalitions(self) -> list[int]:
        """Coalitions that are simulated, nobody first and everybody last."""
        return needed(len(self.names), self.orders)

    def world(self, coalition: int) -> str:
        """Return the name of a coalition's world: those of scenario and parent at the ends."""
        if coalition == 0:
            return self.parent.name
        if coalition == all_coalitions(len(self.names))[-1]:
            return self.scenario.name
        return f"lines_{coalition:0{len(self.names)}b}"

    def members(self, coalition: int) -> tuple[str, ...]:
        """Return the lines of a coalition."""
        return tuple(name for k, name in enumerate(self.names) if coalition >> k & 1)


def lines_of(
    scenario: str | Path,
    changes: Mapping[str, float] | None,
    municipality: str,
    samples: int | None,
    seed: int,
) -> Lines:
    """Load a scenario and the one it extends, and find the lines between them.

    Raises
    ------
    InputError
        If it extends none, no lever differs, parameters of the model differ as well, or a number
        of orders is given that cannot be drawn.
    """
    ours = load_scenario(scenario, changes)
    parent = load_scenario(parent_file(scenario, ours), changes)
    for each in (ours, parent):
        check_places(each, load_municipality(municipality))
    names = differing(ours, parent)
    return Lines(ours, parent, names, _orders(len(names), samples, seed))


def parent_file(scenario: str | Path, loaded: Scenario) -> Path:
    """Return the file of the scenario that another extends."""
    if loaded.parent is None:
        raise InputError(
            f"scenario '{loaded.name}' extends no other, so there is no effect to divide: give "
            f"one whose file says 'on: <scenario>', such as transformation."
        )
    file = path_of(scenario, FOLDER)
    return path_of(read_fields(file, error=ScenarioError).title("on"), FOLDER, file.parent)


def differing(ours: Scenario, parent: Scenario) -> tuple[str, ...]:
    """Return the levers that two scenarios use differently.

    Raises
    ------
    InputError
        If there are none, or if parameters of processes or facility types differ as well.
    """
    for kind in ("processes", "facility_types"):
        one, two = getattr(ours, kind), getattr(parent, kind)
        changed = [name for name in one if one[name] != two[name]]
        if changed:
            raise InputError(
                f"scenario '{ours.name}' also sets parameters of {', '.join(changed)}, so that it "
                f"differs from '{parent.name}' in more than its lines: give those with --set, "
                f"which holds in every world, or leave them out."
            )
    with_all, without = Counter(ours.levers), Counter(parent.levers)
    apart = (with_all - without) + (without - with_all)
    names = dict.fromkeys(use.name for use in (*ours.levers, *parent.levers) if use in apart)
    if not names:
        raise InputError(
            f"scenario '{ours.name}' uses the same levers as '{parent.name}', which it extends: "
            f"there is no line to divide an effect over."
        )
    return tuple(names)


def coalition(lines: Lines, members: int) -> Scenario:
    """Return the scenario in which the lines of a coalition are drawn, and no others."""
    if lines.world(members) == lines.scenario.name:
        return lines.scenario
    chosen = lines.members(members)
    theirs = [u for u in lines.parent.levers if u.name not in lines.names]
    kept = [u for u in lines.parent.levers if u.name in lines.names and u.name not in chosen]
    drawn = [u for u in lines.scenario.levers if u.name in chosen]
    return replace(
        lines.parent, name=lines.world(members), title=f"with {', '.join(chosen) or 'no line'}",
        description="", levers=(*theirs, *kept, *drawn),
    )  # fmt: skip


def sweep_of(
    lines: Lines,
    outcomes: Sequence[str],
    tables: Sequence[str],
    **size: Any,
) -> Sweep:
    """Return the sweep that simulates every coalition that is needed in every replication."""
    weights = [outcome(name).weight for name in outcomes]
    kept = dict.fromkeys([*outcomes, *filter(None, weights)])
    worlds = tuple(coalition(lines, members) for members in lines.coalitions)
    return Sweep(
        "lines_of_" + lines.scenario.name[:50], worlds, one_point(), outcomes=tuple(kept),
        tables=tuple(tables), **size,
    )  # fmt: skip


def _orders(players: int, samples: int | None, seed: int) -> tuple[Order, ...] | None:
    """Return the orders to draw; None where all subsets are simulated."""
    if samples is None:
        if players <= EXACT_UP_TO:
            return None
        samples = DEFAULT_ORDERS
    even = not isinstance(samples, bool) and isinstance(samples, int) and samples % 2 == 0
    if not even or not 2 <= samples <= MOST_ORDERS:
        raise InputError(
            f"samples is {samples!r}: give an even number of orders from 2 to {MOST_ORDERS} (each "
            f"is drawn with its reverse)."
        )
    if players == 1 or (players <= EXACT_UP_TO and samples >= len(every_order(players))):
        return None
    return tuple(sampled_orders(players, samples, seed))
