"""A town of Mesa agents that lives the months of the fast core, bit for bit."""

from typing import Any

from agents.vocabulary import NOBODY, CareStage, Domain
from experiments.plain_mesa.exchange import lay_down, take_up
from experiments.plain_mesa.resident import CHAPTERS, PlainResident
from experiments.plain_mesa.state import File, Home, Indication, Line, lines_of
from model.process import Process
from model.state.state import capture, restore
from model.town import SocialBaseModel


class Chapter:
    """A process of the month as agents live it; one that is not re-told yet runs on the tables."""

    def __init__(self, process: Process) -> None:
        self.process, self.name = process, process.name

    def step(self, town: Any) -> None:
        """Live it."""
        if self.name in CHAPTERS:
            town.wake()
            CHAPTERS[self.name](town, self.process)
        else:
            town.rest()
            self.process.step(town)


class PlainTown(SocialBaseModel):
    """A town with one Mesa agent per resident: made by `plain_form_of`.

    Attributes
    ----------
    people : list of (PlainResident or None)
        By number; None where nobody has it.
    homes, files, indicated : lists
        Households, applications under way, and indications.
    lines : dict of str to list
        This month's named values of every process, by area.
    places, programme_lines : lists
        Free places and programmes, as the month has them.
    """

    people: list[Any]
    homes: list[Home]
    files: list[File]
    indicated: list[Indication]
    lines: dict[str, list[Line]]
    places: list[Line]
    programme_lines: list[Line]

    def begin(self) -> None:
        """Turn the residents of the tables into agents."""
        self.people, self.awake = [], False
        self.processes: Any = [Chapter(process) for process in self.processes]
        self.wake()
        self.rest()

    @property
    def everybody(self) -> Any:
        """All residents, as a set of Mesa."""
        return self.agents_by_type[PlainResident]

    def in_order_of_numbers(self) -> list[Any]:
        """Return all residents by number."""
        return [one for one in self.people if one]

    def helped_homes(self, *, promised: bool) -> list[int]:
        """Return how many members of each household have household help, or await it."""
        stages = (CareStage.RUNNING, CareStage.WAITING) if promised else (CareStage.RUNNING,)
        helped = [0] * len(self.homes)
        for one in self.indicated:
            home = self.people[one.resident].household
            if one.domain == Domain.HOUSEHOLD and one.stage in stages and home != NOBODY:
                helped[home] += 1
        return helped

    def wake(self) -> None:
        """Let agents go on from the tables."""
        if not self.awake:
            take_up(self, PlainResident)
            self.lines = {name: lines_of(table) for name, table in self.values.tables.items()}
            self.programme_lines = lines_of(self.state.programmes.table)
            self.awake = True

    def rest(self) -> None:
        """Let the tables go on from the agents."""
        if self.awake:
            lay_down(self)
            self.awake = False

    def step(self) -> None:
        """Live one month: that of the core, of which agents tell the chapters."""
        super().step()
        self.rest()


def plain_form_of(town: SocialBaseModel) -> PlainTown:
    """Return a town of agents in the state of a fast one.

    Parameters
    ----------
    town : SocialBaseModel
        Is left as it is.
    """
    twin = PlainTown(
        town.scenario, seed=town.seed_given, replication=town.replication, residents=town.size,
        municipality=town.data, observers=(), empty=True,
    )  # fmt: skip
    restore(twin, capture(town))
    twin.begin()
    return twin
