"""Helping: partner and network give hours, which meet needs and make strain."""

from types import SimpleNamespace
from typing import Any

from agents.vocabulary import NOBODY, Domain
from experiments.plain_mesa.linking import Linking
from experiments.plain_mesa.person import DOMAINS, add_up, in_keyed_order
from experiments.plain_mesa.rules import read_plainly
from model.draws import uniform4
from model.processes.personal_help.helping_links import HELPED, MINUTES
from model.processes.personal_help.personal_help import ORDER, WEEK_MINUTES, respite_minutes
from model.processes.personal_help.personal_share import (
    STOOD_IN,
    left_to_network,
    personal_share,
    split_hours,
)  # fmt: skip
from model.processes.personal_help.strain import OUTSIDE, bear, outside_hours

NO_HELP = SimpleNamespace(given=(), ends=(), asked=None)
"""A month without help: nobody gives, nobody stops, nobody was asked and said yes."""


class Helping(Linking):
    """The chapter of help by partner, kin, friends and neighbours."""

    def be_helped(self) -> None:
        """Receive what the network can give, see whose help ends, and perhaps ask for more."""
        self.minutes_got = self.minutes_given = self.load = self.respite = 0
        self.spare, self.help = self.public.spare_hours, NO_HELP
        alone = self.helper_a == self.helper_b == NOBODY
        if not self.at_home or (alone and not self.open_needs):
            return
        p = self.model.parameters["personal_help"]
        wanted = self._hours_wanted(p)
        given = self._receive(wanted, p)
        self.minutes_got = int(add_up(minutes for _, minutes, _ in given))
        hours = self.minutes_got / MINUTES
        self._meet_needs(hours, wanted, p)
        self.help = SimpleNamespace(given=given, ends=self.who_stops(wanted), asked=None)
        rest = wanted - hours
        if rest > p.ask_from and NOBODY in (self.helper_a, self.helper_b) and self.asks_around():
            self.help.wanted, self.help.asked = int(MINUTES * rest), self.who_says_yes()

    def _hours_wanted(self, p: Any) -> float:
        """Return the hours a week that its needs ask of the network, care taking its part."""
        hours = []
        for d in DOMAINS[:HELPED]:
            if self.has(d):
                asked = p.hours_asked[d] * self.needs[d].severity
                hours.append(asked * left_to_network(d, self.products, p))
        if self.dementia and self.has(Domain.MEETING):
            asked = p.dementia_hours * self.needs[Domain.MEETING].severity
            hours.append(asked * left_to_network(Domain.MEETING, self.products, p))
        return add_up(hours)

    def _receive(self, wanted: float, p: Any) -> list[tuple[Any, int, bool]]:
        """Return who gives how many minutes a week, and whether as partner, who comes first."""
        partner, a, b = map(self.somebody, (self.partner, self.helper_a, self.helper_b))
        mine = min(p.partner_share * wanted, partner.public.partner_hours) if partner else 0.0
        able = [helper.public.able_hours if helper else 0.0 for helper in (a, b)]
        hours = (mine, *split_hours(max(0.0, wanted - mine), *able))
        givers = zip((partner, a, b), hours, (True, False, False), strict=True)
        return [(one, int(MINUTES * gives), mate) for one, gives, mate in givers if one]

    def _meet_needs(self, hours: float, wanted: float, p: Any) -> None:
        """Write what the hours meet of each need; kin stands in where no hours are counted."""
        for d in DOMAINS[:HELPED]:
            if self.has(d):
                part = left_to_network(d, self.products, p)
                with_partner = self.partner != NOBODY
                share = personal_share(d, hours, wanted, part, with_partner, p)
                self.needs[d].personal = share
        if self.has(Domain.UPBRINGING):
            self.needs[Domain.UPBRINGING].personal = p.stand_in
        for d in STOOD_IN:
            if self.has(d):
                self.needs[d].personal = p.stand_in if self._has_kin() else 0.0

    def _has_kin(self) -> bool:
        return self.partner != NOBODY or any(tie.is_kin for tie in self.ties if tie)

    def thank(self) -> None:
        """Let those who helped carry their hours, and let those go who stop."""
        p = self.model.parameters["personal_help"]
        for giver, minutes, as_partner in self.help.given:
            giver.minutes_given += minutes
            load, off = minutes, respite_minutes(self.public, minutes, p)
            if as_partner:
                load = max(0, minutes - round(p.ordinary_hours * MINUTES))
            else:
                half = int(p.respite_helper * respite_minutes(self.public, WEEK_MINUTES, p))
                off = min(minutes, half)
            giver.load += load
            giver.respite += off
        for helper in self.help.ends:
            self.part_from(helper)

    def bear_strain(self) -> None:
        """Carry this month's load: strain follows it, less what respite takes off."""
        if not self.grown_up:
            return
        town, here = self.model, self.here("personal_help")
        p, outside = town.parameters["personal_help"], 0.0
        if self.at_home:
            u, v, _, _ = uniform4(town.seed, self.uid, town.month, OUTSIDE, 0)
            outside = outside_hours(self, u, v, p, town.seed, town.month)
        off = self.respite / MINUTES + here.respite + self.joined.respite
        self.outside_hours = outside
        bear(self, self.load / MINUTES + outside, off, here.strain_tolerance, p)


def month(town: Any, process: Any) -> None:
    """Live the chapter: help and thanks in any order, new helpers in a keyed order."""
    town.everybody.shuffle_do("be_helped")
    town.everybody.shuffle_do("thank")
    asking = [one for one in town.everybody if one.help.asked]
    for one in in_keyed_order(town, asking, ORDER):
        one.take_helper()
    town.everybody.shuffle_do("bear_strain")


read_plainly(__name__)
