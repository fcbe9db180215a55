"""Showing: what others may know next month, and which layer carries each need."""

from typing import Any

from agents.vocabulary import NOBODY
from experiments.plain_mesa.person import Person
from experiments.plain_mesa.rules import read_plainly
from model.draws import words4
from model.process import Process
from model.processes.publication import CONTACT_WORD, count_layers, counted_needs, make_known


class Showing(Person):
    """The chapter that ends the month."""

    def show(self) -> None:
        """Let others know how it is, and count under which layer its needs are met."""
        town = self.model
        self.public.contact_word = words4(town.seed, self.uid, town.month + 1, CONTACT_WORD, 0)[0]
        numbers = town.parameters
        make_known(self, self.public, numbers["personal_help"], numbers["ties"])
        counted = counted_needs(self)
        self.layered = count_layers(self, self.needs, counted, numbers["publication"])


def month(town: Any, process: Process) -> None:
    """Live the chapter: everybody shows, then households know the needs of their members."""
    town.everybody.shuffle_do("show")
    for home in town.homes:
        home.domains = 0
    for resident in town.everybody:
        if resident.at_home and resident.household != NOBODY:
            resident.home.domains |= resident.open_needs


read_plainly(__name__)
