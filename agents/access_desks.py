"""Access desks (loketten): one per law, each sees one domain; and the applications they file."""

from typing import Any

from agents.base import Actor
from agents.vocabulary import Law


class Desk(Actor):
    """The desk of one law for the whole town."""

    def __init__(self, town: Any, law: Law) -> None:
        super().__init__(town, law.name.lower())
        self.law = law
        self.hours_per_month = 0.0
