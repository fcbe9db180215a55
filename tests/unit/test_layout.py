"""The layout of the house: no circle of imports, and every room on its floor.

An import counts wherever it stands: at the top of a file, inside a function, or under
`if TYPE_CHECKING:`. A room is a package, or a file at the root of `model`. A room imports from the
floors below it and from itself, never from beside or above. The tests at the end hand both checks
a house that breaks the rule: neither can pass by being blind.
"""

import networkx as nx
import pytest

from tests.unit.test_house import ROOMS, Source, sources

QUESTIONS = "experiments/eNN_*.py"
FLOORS: tuple[tuple[str, ...], ...] = (
    ("agents", "model.errors", "model.registry", "model.version"),
    ("model.draws", "model.months", "model.parameters", "model.process_counts", "model.rounding",
     "model.state_arrays", "model.town_size", "model.values"),
    ("model.process_state",),
    ("model.facility_type", "model.inputs"),
    ("model.ledger",),
    ("model.facilities", "model.population", "model.world"),
    ("model.lever", "model.observer", "model.process", "model.twins"),
    ("model.parameter_owners", "model.place_lever", "model.posts", "model.processes"),
    ("model.levers", "model.measures", "model.scenario"),
    ("model.observers", "model.odd", "model.town", "experiments.report", "experiments.results"),
    ("model.state",),
    ("experiments.municipalities", "experiments.plain_mesa", "experiments.worlds"),
    ("experiments.effects", "experiments.execution"),
    ("experiments.analyses.cases", "experiments.analyses.patterns",
     "experiments.analyses.town_size", "experiments.sweep"),
    ("experiments.analyses.attribution", "experiments.analyses.discovery",
     "experiments.analyses.doses", "experiments.analyses.mechanisms",
     "experiments.analyses.sensitivity", "experiments.analyses.uncertainty",
     "experiments.benchmarks"),
    ("experiments.analyses.analogues", "experiments.analyses.stories",
     "experiments.analyses.studies", "experiments.analyses.transfer"),
    ("experiments.analyses.calibration", "experiments.analyses.rollouts", "experiments.runs",
     "experiments.verification"),
    ("experiments.published",),
    ("experiments.dashboard", "experiments.static_page"),
    ("experiments.cli", QUESTIONS),
)  # fmt: skip
"""Rooms from the ground up. A new room gets a place here; a new file in a room does not."""

Imports = dict[str, set[str]]


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports_of(house: list[Source]) -> Imports:
    """Return by module the modules of the house that it imports."""
    modules = {module_of(source.path) for source in house}
    graph: Imports = {}
    for source in house:
        me = module_of(source.path)
        named = (name for _, name in source.imports())
        targets = {name if name in modules else name.rpartition(".")[0] for name in named}
        graph[me] = (targets & modules) - {me}
    return graph


def room_of(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "agents":
        return "agents"
    if parts[0] == "experiments" and len(parts) == 2 and parts[1][:3].removeprefix("e").isdigit():
        return QUESTIONS
    return ".".join(parts[: 3 if parts[:2] == ["experiments", "analyses"] else 2])


def circles(graph: Imports) -> list[str]:
    """Find groups of files that import each other, directly or around corners."""
    whole: nx.DiGraph[str] = nx.DiGraph([(a, b) for a, others in graph.items() for b in others])
    return [
        " -> ".join(sorted(group))
        for group in nx.strongly_connected_components(whole)
        if len(group) > 1
    ]


def arrows_not_down(graph: Imports) -> list[str]:
    """Find imports of a room beside or above one's own, and rooms without a floor."""
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    roots = {"model", "experiments", "experiments.analyses"}  # packages that hold rooms only
    room_by_module = {module: room_of(module) for module in graph if module not in roots}
    homeless = [
        f"{m}: room '{room}' has no floor"
        for m, room in room_by_module.items()
        if room not in floor
    ]
    return homeless + [
        f"{module} (floor {floor[room]}) imports {other} (floor {floor[room_by_module[other]]})"
        for module, room in room_by_module.items()
        for other in graph[module]
        if room in floor and room_by_module.get(other) in floor
        if room_by_module[other] != room and floor[room_by_module[other]] >= floor[room]
    ]


def test_no_circle() -> None:
    assert circles(imports_of(sources(*ROOMS))) == []


def test_every_room_imports_from_the_floors_below() -> None:
    assert arrows_not_down(imports_of(sources(*ROOMS))) == []


def test_every_room_of_the_plan_is_there() -> None:
    rooms = {room_of(module) for module in imports_of(sources(*ROOMS))}
    assert {room for floor in FLOORS for room in floor} <= rooms


CIRCLE = (
    "from model.b import x",
    "def f():\n    from model.b import x",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from model.b import x",
    "def f():\n    import model.b",
    "from model import b",
)
"""Ways to import `model.b`: each closes a circle with a `model.b` that imports `model.a`."""


@pytest.mark.parametrize("text", CIRCLE)
def test_a_circle_is_seen(text: str) -> None:
    house = [
        Source("model/a.py", text),
        Source("model/b.py", "from model.c import y"),
        Source("model/c.py", "from model.a import z"),
    ]
    assert circles(imports_of(house)) == ["model.a -> model.b -> model.c"]
    assert circles(imports_of(house[1:])) == []


UPWARD = (
    ("model/world.py", "from model.town import SocialBaseModel", "model/town.py"),
    ("model/inputs/x.py", "from model.ledger import Ledger", "model/ledger.py"),
    ("experiments/effects/x.py", "from experiments.runs.y import z", "experiments/runs/y.py"),
    ("experiments/runs/x.py", "from experiments.verification.y import z",
     "experiments/verification/y.py"),
    ("experiments/sweep/x.py", "from experiments.e01_y import z", "experiments/e01_y.py"),
    ("agents/x.py", "from model.draws import y", "model/draws.py"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "text", "other"), UPWARD)
def test_an_arrow_up_or_sideways_is_seen(path: str, text: str, other: str) -> None:
    house = [Source(path, text), Source(other, "")]
    complaints = arrows_not_down(imports_of(house))
    assert len(complaints) == 1, complaints


def test_a_room_without_a_floor_is_seen() -> None:
    assert arrows_not_down(imports_of([Source("model/cellar/x.py", "")]))
    assert arrows_not_down(imports_of([Source("experiments/attic/x.py", "")]))
    assert not arrows_not_down(imports_of([Source("model/processes/new/x.py", "")]))
