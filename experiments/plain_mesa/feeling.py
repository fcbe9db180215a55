"""Feeling: what the month has done to loneliness and wellbeing."""

from typing import Any

from agents.vocabulary import Domain
from experiments.plain_mesa.person import DOMAINS, Person, add_up
from experiments.plain_mesa.rules import read_plainly
from model.draws import normal, uniform
from model.process import Process
from model.processes.need_shares import residual
from model.processes.wellbeing import MOOD, NOT_ASKED, feel


class Feeling(Person):
    """The chapter of loneliness and wellbeing."""

    def feel(self) -> None:
        """Grow lonelier or less so, by ties, needs, visits, events and mood."""
        if not self.grown_up:
            self.loneliness = NOT_ASKED
            return
        town = self.model
        unmet = add_up(residual(self.needs[d]) for d in DOMAINS if self.has(d))
        apart = add_up(
            residual(self.needs[d]) for d in DOMAINS[: Domain.GUIDANCE + 1] if self.has(d)
        )
        shift = self.here("wellbeing").loneliness_shift + self.joined.loneliness
        mood = normal(uniform(town.seed, self.uid, town.month, MOOD, 0))
        feel(self, apart, unmet, shift, mood, town.parameters["wellbeing"])


def month(town: Any, process: Process) -> None:
    """Live the chapter: everybody feels, in any order."""
    town.everybody.shuffle_do("feel")


read_plainly(__name__)
