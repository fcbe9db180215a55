"""The municipality: today's price index and the books."""

from typing import Any

from agents.base import Actor


class Municipality(Actor):
    """The town hall.

    Attributes
    ----------
    residents_full : int
        Residents of the whole municipality on the reference date.
    scale : float
        Simulated residents over those, by which seats, staff, budgets and fixed costs are scaled.
    """

    def __init__(self, town: Any, name: str, residents_full: int, scale: float) -> None:
        super().__init__(town, name)
        self.residents_full = residents_full
        self.scale = scale
