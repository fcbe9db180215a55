"""Joining: programmes reach residents of a group, who take part as long as there is a place."""

from typing import Any

import numpy as np

from agents.programmes import SENT_BY_GP
from agents.vocabulary import Domain, Target
from experiments.plain_mesa.exchange import lay_columns
from experiments.plain_mesa.person import Person, in_keyed_order
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import Line, lines_of
from model.draws import uniform4
from model.process_counts import ProgrammesCount
from model.processes.access.free_places import place_for, seats_in_sight
from model.processes.programmes.enrolment import (
    BEGIN,
    REACH,
    begin,
    belongs,
    place_of_its_own,
    stays_in,
    within_reach,
)  # fmt: skip
from model.processes.programmes.programmes import ORDER
from model.processes.residential import needs_stay
from model.processes.wellbeing import is_lonely

GROUPS = (Domain.MEETING, Domain.GUIDANCE, Domain.UPBRINGING, Domain.WORK)
"""Whose needs say whether a resident is of a group."""


class Joining(Person):
    """The chapter of programmes."""

    def leave_or_be_reached(self) -> None:
        """Leave a programme whose time is over; else be reached by one, at most."""
        town, p = self.model, self.model.parameters["programmes"]
        self.reached = self.stays = 0
        if stays_in(self, self.joined, town.month, p):
            self.stays = self.programme
            return
        asked, u, end = int(town.state.seeking.asks[self.slot]), None, 0.0
        for k, programme in enumerate(town.programme_lines):
            if not programme.open or not town.state.programmes.where[k, self.postcode]:
                continue
            if asked & SENT_BY_GP and programme.target == Target.SENT_BY_GP:
                self.reached = k
                return
            if (programme.household and not self.grown_up) or not self._belongs(programme):
                continue
            if within_reach(town.seed, self.uid, programme):
                u = u or uniform4(town.seed, self.uid, town.month, REACH, 0)[0]
                end += programme.reach
                if u < end:
                    self.reached = k
                    return

    def _belongs(self, programme: Line) -> bool:
        """Say whether it is of the group that a programme is for."""
        town, p = self.model, self.model.parameters["programmes"]
        lonely = is_lonely(self.loneliness, town.parameters["wellbeing"])
        needs = (self.needs[domain] for domain in GROUPS)
        return bool(belongs(self, *needs, self.home, programme.target, lonely, town.month, p))

    def go_along(self, k: int) -> None:
        """Join the programme that reached a housemate, if it is of the group as well."""
        free = not (self.reached or self.programme or self.avoids_care)
        if self.at_home and free and self._belongs(self.model.programme_lines[k]):
            self.reached = k

    def begin_programme(self, taken: list[int], held: Any, counts: Any) -> bool:
        """Take a place where there is one; say whether it is to be shown a free place."""
        town, k = self.model, self.reached
        programme = town.programme_lines[k]
        has_place = programme.household and held[k, self.household]
        if not has_place and taken[k] >= programme.places:
            counts[self.area, ProgrammesCount.PROGRAMME_TURNED_AWAY] += 1
            return False
        taken[k] += place_of_its_own(programme, self, held, k)
        self.programme, self.programme_until = k, town.month + programme.months
        self._touched_by(programme)
        u, divert, _, _ = uniform4(town.seed, self.uid, town.month, BEGIN, 0)
        light = not needs_stay(town.seed, self.uid, town.parameters["money"].youth_stay_share)
        asks = int(town.state.seeking.asks[self.slot])
        if self.has(programme.domain):
            diverted = light and divert < programme.diverts
            asks = begin(self.needs[programme.domain], programme, asks, town.month, diverted)
        town.state.seeking.asks[self.slot] = asks
        if programme.meets > 0.0 and asks >> programme.domain & 1:
            self.programme_until = town.month + 1  # sent on at once: the worker does no more
        counts[self.area, ProgrammesCount.PROGRAMME_ENTRANTS] += 1
        return bool(self.visits < 0 and u < programme.invites)

    def _touched_by(self, programme: Line) -> None:
        if programme.lever > 0:
            self.exposed |= 1 << programme.lever

    def be_shown_a_place(self, seats: Any) -> None:
        """Be invited to a free place that suits and has a seat."""
        place = place_for(self, self.model.places, seats)
        if place >= 0:
            seats[place] -= 1
            self.invited = place
            self.knows |= 1 << place


def bring_households(town: Any) -> None:
    """Let those be reached who live with somebody whom a programme for households reached."""
    along: dict[int, int] = {}
    for one in town.everybody:
        if one.reached and town.programme_lines[one.reached].household:
            along[one.household] = min(one.reached, along.get(one.household, one.reached))
    for one in town.everybody:
        if one.household in along:
            one.go_along(along[one.household])


def month(town: Any, process: Any) -> None:
    """Live the chapter: who is reached, in any order; places go in a keyed one."""
    process._set_month(town)
    mine = town.state.programmes
    town.programme_lines, before = lines_of(mine.table), mine.counts
    mine.counts = counts = np.zeros_like(before)
    running = any(programme.open for programme in town.programme_lines)
    if not running and not before[:, ProgrammesCount.PROGRAMME_PARTICIPANTS].any():
        return
    town.everybody.shuffle_do("leave_or_be_reached")
    bring_households(town)
    taken = [0] * len(town.programme_lines)
    held = np.zeros((len(taken), len(town.homes)), np.bool_)
    for one in town.everybody:
        if one.stays:
            programme = town.programme_lines[one.stays]
            taken[one.stays] += place_of_its_own(programme, one, held, one.stays)
            one._touched_by(programme)
            counts[one.area, ProgrammesCount.PROGRAMME_PARTICIPANTS] += 1
    reached = in_keyed_order(town, [one for one in town.everybody if one.reached], ORDER)
    shown = [one for one in reached if one.begin_programme(taken, held, counts)]
    counts[:, ProgrammesCount.PROGRAMME_PARTICIPANTS] += counts[
        :, ProgrammesCount.PROGRAMME_ENTRANTS
    ]
    lay_columns(town, "invited", "waits_at")
    seats = seats_in_sight(town)
    for one in shown:
        one.be_shown_a_place(seats)


read_plainly(__name__)
