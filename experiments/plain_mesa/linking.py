"""Linking: who of the network is asked to help, who says yes, and who stops."""

from typing import Any

from agents.vocabulary import NOBODY
from experiments.plain_mesa.person import Person
from experiments.plain_mesa.rules import read_plainly
from model.draws import pair_of, uniform4
from model.processes.access.own_network import asks_after_talk
from model.processes.personal_help.helping_links import (
    CHOICE,
    MINUTES,
    asks,
    link_ends,
    may_be_asked,
)  # fmt: skip


class Linking(Person):
    """What is between a resident and its helpers, two at most beside a partner."""

    def who_stops(self, wanted: float) -> list[Any]:
        """Return the helpers whose help ends this month."""
        town, p = self.model, self.model.parameters["personal_help"]
        helpers = [self.somebody(slot) for slot in (self.helper_a, self.helper_b)]
        return [
            one for one in helpers
            if one and link_ends(self, one.slot, wanted, one.uid, {one.slot: one.public}, p,
                                 town.seed, town.month)
        ]  # fmt: skip

    def asks_around(self) -> bool:
        """Say whether it asks for a helper: after a talk that ended so, or of its own accord."""
        town, p = self.model, self.model.parameters["personal_help"]
        base = self.here("personal_help").ask_network
        after_talk = asks_after_talk(self, self.needs, town.month)
        return bool(after_talk or asks(self, base, p, town.seed, town.month))

    def who_says_yes(self) -> Any:
        """Ask the tie that appeals most; return who it is if it says yes, else None."""
        town, p = self.model, self.model.parameters["personal_help"]
        best, chosen = 0.0, None
        for tie, other in self.friends():
            if not may_be_asked(tie.other, self, {tie.other: other.public}, p):
                continue
            pair, first = pair_of(self.uid, other.uid), self.uid > other.uid
            u, answer, _, _ = uniform4(town.seed, pair, town.month, CHOICE, first)
            appeal = tie.strength * (p.prefer_kin if tie.is_kin else 1.0) * u
            if appeal > best:
                best, chosen = appeal, (tie, other, answer)
        if chosen is None:
            return None
        tie, other, answer = chosen
        here = town.lines["personal_help"][other.public.area]
        chance = here.accept * tie.strength * (p.accept_kin if tie.is_kin else 1.0)
        chance *= here.helpfulness if tie.strength < p.weak_tie else 1.0
        return other if answer < chance and other.public.spare_hours > p.spare_from else None

    def part_from(self, helper: Any) -> None:
        """End a helper's help; the tie keeps its mark where this resident in turn helps it."""
        if self.helper_a == helper.slot:
            self.helper_a = NOBODY
        else:
            self.helper_b = NOBODY
        helper.links -= 1
        if self.slot not in (helper.helper_a, helper.helper_b):
            self._mark(helper, False)

    def _mark(self, other: Any, helping: bool) -> None:
        """Set or clear the mark of care on both ends of a tie, if there still is one."""
        for tie in (self.tie_to(other.slot), other.tie_to(self.slot)):
            if tie:
                tie.mark(helping)

    def take_helper(self) -> None:
        """Take who said yes as helper, if it has hours left: others may have come before."""
        p, helper = self.model.parameters["personal_help"], self.help.asked
        if helper.spare <= p.spare_from:
            return
        if self.helper_a == NOBODY:
            self.helper_a = helper.slot
        else:
            self.helper_b = helper.slot
        helper.spare -= min(helper.spare, self.help.wanted / MINUTES)
        helper.links += 1
        self._mark(helper, True)


read_plainly(__name__)
