"""Scenarios: dated levers and changed parameters, each extends another scenario.

A scenario is a YAML file. It takes over its parent's levers and parameters (`on`), leaves some out
(`without`), adds its own (`levers`), borrows those of another scenario at a dose (`lines_of`) and
sets parameters (`parameters`). `history` is for what happened: levers too, each with a `note` that
says how that is known.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from model.errors import ScenarioError
from model.inputs.municipality import MunicipalityData
from model.inputs.places import places_of
from model.months import LAST_MONTH, WARM_UP_MONTHS
from model.parameter_owners import checked, known_facility_types, known_processes
from model.parameters import Parameters
from model.scenario.build import built, path_of
from model.scenario.lever_use import LeverUse

FOLDER = Path(__file__).resolve().parents[2] / "experiments" / "scenarios"
NEVER = LAST_MONTH + 1
"""What `first_difference` returns where there is none."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """What a town is run under: everything resolved.

    Attributes
    ----------
    name, title, description : str
    parent : str or None
        The scenario it extends.
    levers : tuple of LeverUse
        The parent's first.
    processes, facility_types : dict of str to Parameters
        By name of the process or type.
    set_in : mapping of str to str
        For each parameter of a process or facility type that was set: where.
    """

    name: str
    title: str
    description: str
    parent: str | None
    levers: tuple[LeverUse, ...]
    processes: Mapping[str, Parameters]
    facility_types: Mapping[str, Parameters]
    set_in: Mapping[str, str] = field(default_factory=dict)


def shipped_scenarios(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of the shipped scenarios."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def load_scenario(
    name_or_path: str | Path, changes: Mapping[str, float] | None = None, folder: Path = FOLDER
) -> Scenario:
    """Read, check and resolve a scenario.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped name, or a path that ends in `.yaml` or `.yml`.
    changes : mapping of str to float, optional
        Parameters set by hand (`--set`), by name: `<process, lever or facility type>.<field>`, with
        `.<part>` for one of several values. Those of a lever hold for all its uses and are accepted
        where it is not used.
    folder : Path
        Where the shipped scenarios are.

    Raises
    ------
    ScenarioError, ParameterError
        Naming file and line, field, value and remedy.
    """
    build = built(path_of(name_or_path, folder), folder)
    build.refuse_overlaps()
    scenario = Scenario(
        name=build.name,
        title=build.title,
        description=build.description,
        parent=build.parent,
        levers=tuple(build.uses),
        processes={name: build.parameters_of(name) for name in known_processes()},
        facility_types={name: build.parameters_of(name) for name in known_facility_types()},
        set_in={name: origin for name, (_, origin) in build.numbers.items()},
    )
    return with_changes(scenario, changes or {})


def with_changes(
    scenario: Scenario, changes: Mapping[str, float], origin: str = "--set"
) -> Scenario:
    """Return a scenario with parameters set by name, each checked.

    Parameters
    ----------
    scenario : Scenario
    changes : mapping of str to float
        Those of a lever hold for all its uses, and change nothing where it is not used; choices
        not for uses that began before 2021.
    origin : str
        Where they were set, for messages and `scenario.yaml`.

    Raises
    ------
    ParameterError
        Naming the parameter, its value, bounds and remedy.
    """
    if not changes:
        return scenario
    by_owner: dict[str, dict[str, float]] = {}
    for name, value in changes.items():
        owner, _, field_ = name.partition(".")
        by_owner.setdefault(owner, {})[field_] = checked(name, value, origin)

    def owned(parameters: Mapping[str, Parameters]) -> dict[str, Parameters]:
        return {
            owner: one.changed(by_owner[owner]) if owner in by_owner else one
            for owner, one in parameters.items()
        }

    def of_lever(use: LeverUse) -> LeverUse:
        for field_, number in by_owner.get(use.name, {}).items():
            name = f"{use.name}.{field_}"
            use = use.with_value(name, number, origin) if use.open_to(name) else use
        return use

    set_in = {**scenario.set_in, **dict.fromkeys(changes, origin)}
    return replace(
        scenario, levers=tuple(map(of_lever, scenario.levers)), processes=owned(scenario.processes),
        facility_types=owned(scenario.facility_types), set_in=set_in,
    )  # fmt: skip


def load_scenarios(
    names: Sequence[str | Path],
    changes: Mapping[str, float] | None = None,
    data: MunicipalityData | None = None,
    folder: Path = FOLDER,
) -> tuple[Scenario, ...]:
    """Load scenarios, which must have different names, and check their places in a municipality."""
    loaded = tuple(load_scenario(name, changes, folder) for name in names)
    for name, count in Counter(scenario.name for scenario in loaded).items():
        if count > 1:
            raise ScenarioError(
                f"scenario '{name}' is given {count} times: name different scenarios."
            )
    if data is not None:
        for scenario in loaded:
            check_places(scenario, data)
    return loaded


def check_places(scenario: Scenario, data: MunicipalityData) -> None:
    """Check that every lever's areas and postcodes are those of the municipality.

    Raises
    ------
    ScenarioError
        Naming scenario, lever, place and the places there are.
    """
    for use in scenario.levers:
        try:
            places_of(data, use.parameters.areas, use.parameters.postcodes)
        except ScenarioError as error:
            raise ScenarioError(
                f"scenario {scenario.name}: {use.name}: {error} Name places of {data.name}, or "
                f"give a scenario that names none, such as no_cases."
            ) from None


def first_difference(a: Scenario, b: Scenario) -> int:
    """Return the first month in which two scenarios may differ.

    Returns
    -------
    int
        The start of the warm-up (-120) where a parameter of a process or facility type differs,
        else the first month of a lever that is not used alike in both, else 360: never.
    """
    if a.processes != b.processes or a.facility_types != b.facility_types:
        return -WARM_UP_MONTHS
    uses_a, uses_b = Counter(a.levers), Counter(b.levers)
    apart = (uses_a - uses_b) + (uses_b - uses_a)
    return min((use.months.start for use in apart), default=NEVER)
