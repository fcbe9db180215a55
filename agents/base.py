"""The few agents that are objects: facility, desk, team, provider, practice, town hall."""

from typing import Any

import mesa


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

    def __init__(self, town: Any, name: str, area: int = -1) -> None:
        super().__init__(town)
        self.name = name
        self.area = area

    def __repr__(self) -> str:
        """Name class, name and area."""
        return f"{type(self).__name__}({self.name!r}, area={self.area})"
