"""Those who see a need before anybody asks: GP practices, schools, home-help workers."""

from typing import Any

from agents.base import Actor
from agents.vocabulary import Source


class Referrer(Actor):
    """The signallers of one kind in one area.

    Attributes
    ----------
    source : Source
        GP, SCHOOL or HOME_HELP.
    """

    def __init__(self, town: Any, source: Source, area: int) -> None:
        super().__init__(town, source.name.lower(), area)
        self.source = source
