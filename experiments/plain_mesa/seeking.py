"""Seeking: whether an unmet need becomes a request this month, and who brought it."""

from typing import Any

import numpy as np

from agents.programmes import SENT_BY_GP
from agents.vocabulary import NOBODY, Domain
from experiments.plain_mesa.person import DOMAINS, Person, add_up
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import lines_of
from model.draws import uniform4
from model.process import Process
from model.process_counts import SeekingCount
from model.process_state import TEAM_QUEUE
from model.processes.access.team_households import served_by_team
from model.processes.need_shares import count_domains
from model.processes.outreach import chance_to_be_found
from model.processes.referrers.practices import practice_of
from model.processes.referrers.signals import SENT_TO_COACH, VISITED, staff_recognise
from model.processes.seeking import (
    ASK,
    LAW_OF,
    asks_for_help,
    open_to_requests,
    request_of,
)  # fmt: skip


class Seeking(Person):
    """The chapter of seeking help."""

    def seek(self) -> None:
        """Ask about open needs, or be found, seen or sent by somebody else."""
        self.asks = 0
        if not self.at_home or not self.open_needs:
            return
        town = self.model
        about = open_to_requests(self, self.needs, self.here("money"), town.seed, town.month)
        if about:
            heard = self._heard(town.parameters["seeking"])
            for domain in DOMAINS:
                if about >> domain & 1:
                    self._ask_about(domain, heard)

    @property
    def served_by_team(self) -> bool:
        """Whether its household comes to the area's team, not to the desks."""
        town = self.model
        return bool(served_by_team(town.seed, self.home.uid, town.team_shares[self.area]))

    def _heard(self, p: Any) -> float:
        """Return how much it hears of support from ties who hold a product or visit a place."""
        told = []
        for tie, other in self.friends():
            if other.public.products:
                told.append(tie.strength)
            elif other.public.visits != NOBODY or other.public.meets != NOBODY:
                told.append(p.word_of_visitors * tie.strength)
        return float(min(1.0, add_up(told) / p.word_full))

    def _ask_about(self, domain: int, heard: float) -> None:
        """Let a need become a request: by oneself, or as others bring it up."""
        town, need, team = self.model, self.needs[domain], self.served_by_team
        draws = uniform4(town.seed, self.uid, town.month, ASK, domain)
        source = self._source_of(domain, self._asks(draws[0], domain, heard, team), draws, team)
        if source == SENT_TO_COACH:
            self.asks |= SENT_BY_GP
        elif source:
            need.requested = source
            self.asks |= 1 << domain
            self.last_request = town.month
            town.state.seeking.counts[self.area, SeekingCount.OUTREACH_FOUND] += source == VISITED

    def _asks(self, u: float, domain: int, heard: float, team: bool) -> bool:
        """Say whether it asks by itself: by need, wait, shame, and what it heard."""
        town = self.model
        wait = town.state.access.wait_months[self.area, TEAM_QUEUE if team else LAW_OF[domain]]
        siloed = not (team or self.joined.one_plan)
        return bool(asks_for_help(
            u, self, self.needs[domain], domain, wait, heard, count_domains(self.open_needs), team,
            siloed, self.here("seeking"), town.parameters["seeking"],
        ))  # fmt: skip

    def _source_of(self, domain: int, by_itself: bool, draws: Any, team: bool) -> int:
        """Return who brings the request, one more than the Source; 0 where nobody does."""
        town, numbers = self.model, self.model.parameters
        need, referrers = self.needs[domain], town.state.referrers
        company = self.needs[Domain.MEETING]
        staff = staff_recognise(self, company, town.places, numbers["community"])
        visits = town.state.outreach.chance[self.area, int(team)]
        found = chance_to_be_found(self, need, visits, numbers["outreach"])
        practice = practice_of(town.seed, self.home.uid, referrers.number[self.area])
        return int(request_of(
            by_itself, draws, self, need, domain, self.joined, staff, found,
            referrers.attention[self.area, practice], town.month, town.seed,
            self.here("referrers"), numbers["referrers"], numbers["seeking"],
        ))  # fmt: skip


def month(town: Any, process: Process) -> None:
    """Live the chapter: everybody seeks, in any order; the month's requests are laid down."""
    mine = town.state.seeking
    mine.counts, mine.asks = np.zeros_like(mine.counts), np.zeros(len(town.people), np.uint8)
    town.places = lines_of(town.state.community.table)
    town.everybody.shuffle_do("seek")
    for one in town.everybody:
        mine.asks[one.slot] = one.asks


read_plainly(__name__)
