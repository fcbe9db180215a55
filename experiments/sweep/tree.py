"""The worlds of a sweep: which are equal, which share a past, and how they are run from it.

Two runs of a replication are one world when they set the same things; it is run once. Worlds with
the same parameters of processes and facility types are a family: they differ in levers only, so all
share the warm-up and every month before their first difference. A job runs worlds of one family in
one replication as a tree: on to the first month in which some part, then each part from a copy of
that state.
"""

import time
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from experiments.execution.execution import Execution
from experiments.execution.memory import Towns
from experiments.sweep.file import Sweep
from experiments.sweep.jobs import RUN, Job, World, jobs_of
from experiments.worlds.under_way import expect, run_until
from model.inputs.municipality import load_municipality
from model.months import WARM_UP_MONTHS
from model.scenario.scenario import Scenario, first_difference, with_changes

if TYPE_CHECKING:
    import pandas as pd

    from model.town import SocialBaseModel

Member = TypeVar("Member")
POINTS_LOOKED_AT = 64
"""Enough to see how deep the trees of a sweep grow: other points part where these do."""


@dataclass
class Broken:
    """A world that failed: the error stays here, as text."""

    error: str
    traceback: str


@dataclass
class Effort:
    """What running a job takes: worlds, months of the warm-up and of the report, and seconds.

    `seconds` are all of them, those of the two kinds of months included; the rest goes to setting
    up, branching and tables.
    """

    worlds: int = 0
    warm_up_months: int = 0
    report_months: int = 0
    seconds_warm_up: float = 0.0
    seconds_report: float = 0.0
    seconds: float = 0.0

    @property
    def months(self) -> int:
        """Months of both kinds."""
        return self.warm_up_months + self.report_months

    @property
    def seconds_rest(self) -> float:
        """Seconds that went to no month."""
        return self.seconds - self.seconds_warm_up - self.seconds_report

    def run(self, town: "SocialBaseModel", until: int) -> None:
        """Run a town until the beginning of a month, and note what it took."""
        for to in (min(0, until), until):
            before, began = town.month, time.perf_counter()
            try:
                run_until(town, to)
            finally:
                self._note(before < 0, town.month - before, time.perf_counter() - began)

    def _note(self, warming_up: bool, months: int, seconds: float) -> None:
        if warming_up:
            self.warm_up_months += months
            self.seconds_warm_up += seconds
        else:
            self.report_months += months
            self.seconds_report += seconds


@dataclass
class JobResult:
    """The result of a job.

    Attributes
    ----------
    tables : dict of str to DataFrame
        By name, with point, scenario and replication in front; rows of a run are repeated for each
        run that is the same world.
    broken : list of (World, Broken)
    effort : Effort
    """

    tables: "dict[str, pd.DataFrame]" = field(default_factory=dict)
    broken: list[tuple[World, Broken]] = field(default_factory=list)
    effort: Effort = field(default_factory=Effort)


def run_job(job: Job) -> JobResult:
    """Run the worlds of a job; one that fails becomes a record, the others continue."""
    began = time.perf_counter()
    result = JobResult()
    tree = Tree(job)
    frames: dict[str, dict[tuple[int, str], pd.DataFrame]] = {name: {} for name in job.tables}
    for members, outcome in tree.grow():
        for world in members:
            if isinstance(outcome, Broken):
                result.broken.append((world, outcome))
                continue
            for name in job.tables:
                frames[name] |= _rows(job, world, outcome, name)
    for name, rows in frames.items():
        if rows:
            result.tables[name] = _stacked([rows[run] for run in job.runs if run in rows])
    result.effort = tree.effort
    result.effort.worlds, result.effort.seconds = len(job.worlds), time.perf_counter() - began
    return result


def expected_effort(job: Job) -> Effort:
    """Return the worlds and months that a job will take, without running it."""
    scenarios = [with_changes(world.scenario, world.changes) for world in job.worlds]
    return Effort(len(job.worlds), WARM_UP_MONTHS, _grown(scenarios, 0, job.months)[0])


def _grown(scenarios: list[Scenario], since: int, months: int) -> tuple[int, int]:
    """Return the months that a tree of worlds takes, and how many towns are alive at most.

    A town waits where worlds part until all other parts have come to their end.
    """
    until = _parting(scenarios, months)
    if until == months:
        return until - since, 1
    parts = _parts([(None, scenario) for scenario in scenarios], until)
    (first, alive), *others = (
        _grown([scenario for _, scenario in part], until, months) for part in parts
    )
    total = until - since + first + sum(more for more, _ in others)
    return total, max([alive, *(1 + more for _, more in others)])


def check_machine(sweep: Sweep, how: Execution) -> None:
    """Check that the scheduler answers and that there is memory: before a folder is made.

    Memory is that of this machine, for the worlds that a process holds at once; the machines of a
    cluster are not looked at.

    Raises
    ------
    InputError
        If the scheduler cannot be used; with what memory is needed, what there is, and what fits.
    """
    how.check()
    if how.scheduler in (None, "local"):
        some = range(min(len(sweep.points), POINTS_LOOKED_AT))
        jobs = jobs_of(sweep, some, range(1))
        worlds = max(_grown([with_changes(w.scenario, w.changes) for w in job.worlds],
                            0, job.months)[1] for job in jobs)  # fmt: skip
        residents = sweep.residents or load_municipality(sweep.municipality).residents
        Towns(residents, worlds).refuse_too_large(how.workers, sweep.runs)


class Tree:
    """The worlds of a job, grown from their common past.

    Attributes
    ----------
    effort : Effort
        Months run so far, in all branches, and the seconds they took.
    """

    def __init__(self, job: Job) -> None:
        self.job, self.effort = job, Effort()

    def grow(self) -> "Iterator[tuple[list[World], SocialBaseModel | Broken]]":
        """Yield each town at its end, with all worlds that it is."""
        worlds = self.job.worlds
        members = [(world, with_changes(world.scenario, world.changes)) for world in worlds]
        to_live = _grown([scenario for _, scenario in members], 0, self.job.months)[0]
        expect(WARM_UP_MONTHS + to_live)
        try:
            town = self._founded(members)
        except Exception as error:
            yield [world for world, _ in members], _broken(error)
            return
        yield from self._run(town, members)

    def _founded(self, members: list[tuple[World, Scenario]]) -> "SocialBaseModel":
        """Return the town of the first member, its warm-up behind it where all share that."""
        from experiments.worlds.warm_starts import warmed_up
        from model.town import SocialBaseModel

        job, (world, scenario) = self.job, members[0]
        which = (
            scenario, job.seed, job.replication, job.residents, job.municipality, job.tables
        )  # fmt: skip
        if _parting([scenario for _, scenario in members], job.months) < 0:
            return SocialBaseModel(*which)
        point_of_a_design = first_difference(scenario, world.scenario) < 0
        return warmed_up(
            *which, again=not point_of_a_design, live=lambda town: self.effort.run(town, 0)
        )

    def _run(
        self, town: "SocialBaseModel", members: list[tuple[World, Scenario]]
    ) -> "Iterator[tuple[list[World], SocialBaseModel | Broken]]":
        """Run a town to where its worlds part, then each part; it is of the first member."""
        from model.state.state import branch

        until = _parting([scenario for _, scenario in members], self.job.months)
        try:
            self.effort.run(town, until)
        except Exception as error:
            yield [world for world, _ in members], _broken(error)
            return
        if until == self.job.months:
            yield [world for world, _ in members], town
            return
        first_part, *others = _parts(members, until)
        for part in others:
            try:
                other = branch(town, part[0][1])
            except Exception as error:
                yield [world for world, _ in part], _broken(error)
                continue
            yield from self._run(other, part)
        yield from self._run(town, first_part)


def _parting(scenarios: Sequence[Scenario], months: int) -> int:
    """Return the first month in which one of the scenarios differs, or the horizon."""
    return min(months, *(first_difference(scenarios[0], scenario) for scenario in scenarios))


def _parts(
    members: list[tuple[Member, Scenario]], month: int
) -> list[list[tuple[Member, Scenario]]]:
    """Part worlds by what they do up to and with a month; the first world's part comes first."""
    parts: dict[Hashable, list[tuple[Member, Scenario]]] = {}
    for world, scenario in members:
        begun = Counter(use for use in scenario.levers if use.months.start <= month)
        parts.setdefault(frozenset(begun.items()), []).append((world, scenario))
    return list(parts.values())


def _broken(error: Exception) -> Broken:
    import traceback

    return Broken(f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))


def _rows(
    job: Job, world: World, town: "SocialBaseModel", name: str
) -> "dict[tuple[int, str], pd.DataFrame]":
    """Return one table of a world, once for each of its runs."""
    observer = next(o for o in town.observers if o.name == name)
    frame: Any = observer.frame(town)
    if name == "monthly" and job.outcomes:
        frame = frame[["month", "area", *job.outcomes]]
    return {run: _with_head(frame, (*run, job.replication)) for run in world.runs}


def _with_head(frame: "pd.DataFrame", head: tuple[Any, ...]) -> "pd.DataFrame":
    new = frame.copy(deep=False)
    for place, (name, value) in enumerate(zip(RUN, head, strict=True)):
        new.insert(place, name, value)
    return new


def _stacked(frames: "list[pd.DataFrame]") -> "pd.DataFrame":
    import pandas as pd

    return pd.concat(frames, ignore_index=True)
