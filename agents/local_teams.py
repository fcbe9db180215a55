"""Local teams (Stevige Lokale Teams): one per area, all domains in one file, own support."""

from typing import Any

from agents.base import Actor


class LocalTeam(Actor):
    """The team of one area; a lever sets it to work.

    Attributes
    ----------
    hours_per_month : float
        Caseworker hours of the month, filled posts only.
    share_of_households : float
        Households that come to this team instead of the desks, 0 before it starts.
    """

    def __init__(self, town: Any, name: str, area: int) -> None:
        super().__init__(town, name, area)
        self.hours_per_month = 0.0
        self.share_of_households = 0.0
