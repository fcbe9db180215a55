"""Jobs of a sweep: worlds of a replication that share a past."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from experiments.sweep.file import Sweep
from experiments.sweep.size import Size
from model.months import WARM_UP_MONTHS
from model.parameter_owners import known_levers
from model.scenario.scenario import NEVER, Scenario, first_difference

RUN = ("point", "scenario", "replication")
JOBS_WANTED = 32
FEWEST_WORLDS, MOST_WORLDS = 8, 64
"""A family is cut so that there is work for several processes, but into no smaller jobs than this.

What counts is the sweep, never the number of workers: the same jobs everywhere.
"""


@dataclass(frozen=True)
class World:
    """What is run once in a replication.

    Attributes
    ----------
    scenario : Scenario
    changes : mapping of str to float
        The point's parameters that matter to it.
    runs : tuple of (int, str)
        Point and scenario name of all runs that it is.
    """

    scenario: Scenario
    changes: Mapping[str, float]
    runs: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Job:
    """Worlds of one family in one replication: what one worker runs.

    Attributes
    ----------
    number : int
        Place in the sweep.
    block : int
        0 for the sweep as first requested, one more for each time it was expanded.
    """

    number: int
    replication: int
    worlds: tuple[World, ...]
    seed: int
    residents: int | None
    months: int
    municipality: str
    tables: tuple[str, ...]
    outcomes: tuple[str, ...] = ()
    block: int = 0

    @property
    def runs(self) -> tuple[tuple[int, str], ...]:
        """Point and scenario of every run of the job."""
        return tuple(run for world in self.worlds for run in world.runs)

    @property
    def months_straight(self) -> int:
        """Months that its runs would take one by one, each from its own warm-up."""
        return len(self.runs) * (WARM_UP_MONTHS + self.months)


def worlds_of(sweep: Sweep, points: Sequence[int]) -> list[list[World]]:
    """Return the different worlds of some points, family by family."""
    same = _same_scenario(sweep.scenarios)
    used = {s.name: {use.name for use in same[s.name].levers} for s in sweep.scenarios}
    kin = {s.name: _family_of(same[s.name], sweep.scenarios) for s in sweep.scenarios}
    families: dict[Hashable, dict[Hashable, tuple[World, list[tuple[int, str]]]]] = {}
    for point, values in zip(points, sweep.changes_at_each(points), strict=True):
        for scenario in sweep.scenarios:
            original = same[scenario.name]
            town, levers = _split(values, used[scenario.name])
            family = families.setdefault((kin[scenario.name], town), {})
            world = World(original, dict((*town, *levers)), ())
            _, runs = family.setdefault((original.name, levers), (world, []))
            runs.append((int(point), scenario.name))
    return [
        [replace(world, runs=tuple(runs)) for world, runs in family.values()]
        for family in families.values()
    ]


def jobs_of(
    sweep: Sweep, points: Sequence[int], replications: range, first: int = 0, block: int = 0
) -> list[Job]:
    """Cut the runs of some points and replications into jobs, numbered from `first`."""
    whole = Size(len(points), len(sweep.points.columns), len(sweep.scenarios), len(replications),
                 sweep.months)  # fmt: skip
    whole.refuse_too_large(f"sweep {sweep.name}")
    families = worlds_of(sweep, points)
    total = len(replications) * sum(len(family) for family in families)
    size = min(MOST_WORLDS, max(FEWEST_WORLDS, -(-total // JOBS_WANTED)))
    parts = [
        tuple(family[k : k + size]) for family in families for k in range(0, len(family), size)
    ]
    return [
        Job(
            first + number, replication, worlds, sweep.seed, sweep.residents, sweep.months,
            sweep.municipality, sweep.tables, sweep.outcomes, block,
        )
        for number, (replication, worlds) in enumerate(
            (replication, worlds) for replication in replications for worlds in parts
        )
    ]  # fmt: skip


def job_of_run(sweep: Sweep, point: int, scenario: str, replication: int) -> Job:
    """Return the job that is one run of a sweep alone, without the past that others share."""
    chosen = next(s for s in sweep.scenarios if s.name == scenario)
    world = World(chosen, sweep.changes_at(point), ((point, scenario),))
    return Job(
        0, replication, (world,), sweep.seed, sweep.residents, sweep.months, sweep.municipality,
        sweep.tables, sweep.outcomes,
    )  # fmt: skip


def _same_scenario(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """Return for each scenario the first one that is never different from it."""
    firsts: dict[str, Scenario] = {}
    for scenario in scenarios:
        equal = (s for s in firsts.values() if first_difference(s, scenario) == NEVER)
        firsts[scenario.name] = next(equal, scenario)
    return firsts


def _family_of(scenario: Scenario, scenarios: Sequence[Scenario]) -> str:
    """Return the name of the first scenario with the same processes and facility types."""
    return next(
        s.name for s in scenarios
        if s.processes == scenario.processes and s.facility_types == scenario.facility_types
    )  # fmt: skip


def _split(
    values: Mapping[str, float], used: set[str]
) -> tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]:
    """Part a point's parameters: of processes and types; of levers in use. The rest is inert."""
    town, levers = [], []
    for name, value in values.items():
        owner = name.partition(".")[0]
        if owner in used:
            levers.append((name, value))
        elif owner not in known_levers():
            town.append((name, value))
    return tuple(town), tuple(levers)
