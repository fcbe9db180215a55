"""Visiting: free places are known, wished for, visited; seats go in a keyed order."""

from typing import Any

import numpy as np

from agents.vocabulary import NOBODY, Domain, TieKind, Volunteering
from experiments.plain_mesa.person import Person, add_up
from experiments.plain_mesa.rules import read_plainly
from model.draws import uniform4
from model.processes.community.attending import (
    dayparts_wished,
    visits_meet_still,
    visits_of_month,
)  # fmt: skip
from model.processes.community.community import SEEK_PLACE, TAKE_PART, keep_coming, stay_away
from model.processes.community.seats import KINDS
from model.processes.community.visiting import (
    MONTHS_A_YEAR,
    its_place,
    meant_for,
    membership,
    visit_meets,
    volunteering,
)  # fmt: skip
from model.processes.community.wishing import choose_place, keep_waiting, seat_at
from model.processes.wellbeing import is_lonely, is_severely_lonely


class Visiting(Person):
    """The chapter of free places."""

    def take_part(self) -> None:
        """Keep coming or not, volunteer or not, come to know a place, perhaps wish for a seat."""
        self.wishes, self.comes, self.shown = NOBODY, False, self.invited
        if not self.at_home or not self.grown_up:
            stay_away(self)
            return
        town, here, p = self.model, self.here("community"), self.model.parameters["community"]
        draws = uniform4(town.seed, self.uid, town.month, TAKE_PART, 0)
        leave, volunteer, member, leave_meeting = draws
        keep_coming(self, self.needs[Domain.MEETING], town.places, leave, leave_meeting, p)
        self.comes = self.visits != NOBODY or self.meets != NOBODY
        self.volunteer = volunteering(
            self, volunteer, here.volunteer_uptake, self.joined.volunteers, p
        )
        self.member = membership(self, member, here.joining, self.joined.joins, p)
        if self.has(Domain.MEETING):
            company = p.association_effect * here.visits_allowed
            self.needs[Domain.MEETING].community = company if self.member else 0.0
        if self.age_months >= p.wish_age * MONTHS_A_YEAR and town.any_day_place:
            know, wish, accept, _ = uniform4(town.seed, self.uid, town.month, SEEK_PLACE, 0)
            self._learn_of_a_place(know, here, p)
            self.wishes = self._wish(wish, accept, here, p)

    def _learn_of_a_place(self, u: float, here: Any, p: Any) -> None:
        """Come to know one more place by sight, or by word of mouth from ties who visit it."""
        end, near = 0.0, self.model.near[self.postcode]
        for k in (line.turn for line in self.model.places):
            place = self.model.places[k]
            if not (place.open and place.day_place) or self.knows >> k & 1:
                continue
            chance = p.know_visible * place.visibility * here.visibility * near[k]
            chance += add_up(
                p.know_by_tie * p.pass_on * tie.strength
                for tie, other in self.friends()
                if k in (other.public.visits, other.public.meets)
            )
            end += chance * meant_for(place, self, p)
            if u < end:
                self.knows |= 1 << k
                return

    def _wish(self, wish: float, accept: float, here: Any, p: Any) -> int:
        """Return the place at which it wants a seat this month, NOBODY for none."""
        town, feelings = self.model, self.model.parameters["wellbeing"]
        if self.waits_at != NOBODY:
            keep_waiting(self, town.places, town.month, town.seed, p)
        return int(choose_place(
            self, self.needs[Domain.MEETING], town.places, town.near[self.postcode],
            is_lonely(self.loneliness, feelings), is_severely_lonely(self.loneliness, feelings),
            wish, accept, here, town.seed, p,
        ))  # fmt: skip

    def turn(self) -> int:
        """Return since when it waits for the seat it wishes; who does not wait comes last."""
        return int(self.waits_since) if self.waits_at == self.wishes else np.iinfo(np.int16).max

    def meet(self, other: Any, accept: float) -> None:
        """Come to know another visitor, or know each other better."""
        p, tie = self.model.parameters["community"], self.tie_to(other.slot)
        if tie:
            strength = tie.strength + p.tie_strengthened * (1.0 - tie.strength)
            for end in (tie, other.tie_to(self.slot)):
                end.set(strength)
        elif self.origin == other.origin or accept < p.tie_other_origin:
            self.become_tied(other, p.tie_start, TieKind.FACILITY)

    def visit(self) -> None:
        """Come on some dayparts; regular visits meet a part of the need for company."""
        town, mine, p = self.model, self.model.state.community, self.model.parameters["community"]
        need = self.needs[Domain.MEETING]
        if self.volunteer == Volunteering.AT_ITS_PLACE:
            mine.volunteers[its_place(self)] += 1
        for meeting in range(KINDS):
            k = seat_at(self, meeting)
            if k == NOBODY:
                continue
            place = town.places[k]
            mine.participants[k] += 1
            wished = dayparts_wished(self, need, place, p)
            mine.visits[k] += visits_of_month(self, wished, meeting, town.month, town.seed, p)
            if place.lever > 0:
                self.exposed |= 1 << place.lever
            if self.has(Domain.MEETING):
                met = visit_meets(need.severity, self, place, p) * visits_meet_still(self, p)
                need.community = max(need.community, met)


read_plainly(__name__)
