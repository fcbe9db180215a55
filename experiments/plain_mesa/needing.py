"""Needing: needs begin, grow when unmet, recover when met, and close."""

from typing import Any

import numpy as np

from experiments.plain_mesa.person import DOMAINS, Person
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import NO_NEED
from model.draws import uniform4
from model.inputs.prices import pension_months
from model.process import Process
from model.process_counts import NeedsCount
from model.processes.needs.needs import COURSE, START, onset_of, severity_after
from model.processes.needs.onset import capacity_to_act
from model.processes.needs.opening import close_need, closes, open_need, says_something
from model.processes.wellbeing import is_lonely, is_severely_lonely


class Needing(Person):
    """The chapter of needs."""

    def need(self) -> None:
        """Find out what begins, changes and ends."""
        begun = -1
        stay = [says_something(self.needs[d], self.has(d), self.model.month) for d in DOMAINS]
        if self.at_home:
            had_some = self.open_needs > 0
            begun = self._begin_one()
            if had_some:
                for domain in DOMAINS:
                    if self.has(domain):
                        self._live_with(domain)
        self.needs = [self.needs[d] if stay[d] or d == begun else NO_NEED for d in DOMAINS]

    def _begin_one(self) -> int:
        """Act as it is able to this month, and perhaps begin a need; return its domain, or -1."""
        town, here, p = self.model, self.here("needs"), self.model.parameters["needs"]
        self.capacity = capacity_to_act(self, here.capacity_shift + self.joined.capacity, p)
        u, severity, _, _ = uniform4(town.seed, self.uid, town.month, START, 0)
        feelings = town.parameters["wellbeing"]
        domain = onset_of(
            self, self.home.domains, self.joined, here, pension_months(town.month), u,
            is_lonely(self.loneliness, feelings), is_severely_lonely(self.loneliness, feelings),
            feelings.shrink, p,
        )  # fmt: skip
        if domain >= 0:
            open_need(self.begin_need(domain), domain, self, town.month, severity, p)
            town.state.needs.counts[self.area, NeedsCount.NEW_NEEDS] += 1
        return int(domain)

    def _live_with(self, domain: int) -> None:
        """Let an open need grow or recover by the help of last month, and perhaps close."""
        town, here, p = self.model, self.here("needs"), self.model.parameters["needs"]
        need, joined, feelings = self.needs[domain], self.joined, town.parameters["wellbeing"]
        course, close, _, _ = uniform4(town.seed, self.uid, town.month, COURSE, domain)
        exits, healing = 1.0, here.healing[domain]
        if domain == joined.domain:
            exits, healing = joined.exits, healing * joined.healing
        severity = severity_after(
            need, domain, self, self.capacity, is_lonely(self.loneliness, feelings),
            feelings.shrink, here.growth[domain], healing, course, p,
        )  # fmt: skip
        need.severity = severity
        if closes(close, severity, domain, self, pension_months(town.month), exits, p):
            close_need(need, domain, self)
            town.state.needs.counts[self.area, NeedsCount.CLOSED_NEEDS] += 1


def month(town: Any, process: Process) -> None:
    """Live the chapter: everybody's needs, in any order."""
    town.state.needs.counts = np.zeros_like(town.state.needs.counts)
    town.everybody.shuffle_do("need")


read_plainly(__name__)
