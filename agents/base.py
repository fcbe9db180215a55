"""The few agents that are objects: facilities and programmes."""

import itertools
import weakref
from typing import Any, ClassVar

import mesa


class Counters(weakref.WeakKeyDictionary[Any, Any]):
    """A counter of agents per town, which does not keep the town alive.

    Mesa counts in a dictionary of the class that holds every model ever made: a process that runs
    a thousand towns would keep them all.
    """

    def __getitem__(self, town: Any) -> Any:
        """Return the counter of a town, a new one where it has none."""
        if town not in self:
            self[town] = itertools.count(1)
        return super().__getitem__(town)


class Actor(mesa.Agent):  # type: ignore[misc]
    """An agent with a name and an area, in Mesa's own set `town.agents`.

    Parameters
    ----------
    town : mesa.Model
        The town it belongs to.
    name : str
        Unique within its class and area.
    area : int
        Index of its area, -1 for the whole town.
    """

    _ids: ClassVar[Counters] = Counters()

    def __init__(self, town: Any, name: str, area: int = -1) -> None:
        super().__init__(town)
        self.name = name
        self.area = area

    def __repr__(self) -> str:
        """Name class, name and area."""
        return f"{type(self).__name__}({self.name!r}, area={self.area})"
