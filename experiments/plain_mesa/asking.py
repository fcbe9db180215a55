"""Asking: requests become files of desks and teams, wait for hours, and are talked about."""

from typing import Any

from agents.vocabulary import ALL_DOMAINS, Domain, Handler, Source
from experiments.plain_mesa.person import DOMAINS, Person
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import BLANK_FILE, File
from model.draws import uniform4
from model.process_counts import AccessCount
from model.processes.access.case_files import (
    HAND_OVER,
    LAW_OF,
    MOST_HAND_OVERS,
    SAME_LAW,
    at_one_desk,
    back_at_team,
    further_needs,
    open_file,
    refer_past_access,
)  # fmt: skip
from model.processes.access.household_view import seen_at_home
from model.processes.access.own_support import charge_guidance, end_support
from model.processes.access.terms import lowest_domain
from model.processes.need_shares import count_domains
from model.processes.outreach import is_hidden


class Asking(Person):
    """The chapter of desks and teams, as a resident meets it."""

    def come_in(self) -> None:
        """Bring this month's requests to the team or the desks, after support that ends."""
        if not self.at_home or not self.open_needs:
            return
        town, mine, p = self.model, self.model.state.access, self.model.parameters["access"]
        now, team = (town.month, town.seed), self.served_by_team
        back = end_support(self, self.needs, team, *now, p)
        back_at_team(self, self.needs, back, mine.counts)
        charge_guidance(self, self.needs, mine.carry, mine.asked_hours, mine.guided, mine.spent, p)
        requests = (int(town.state.seeking.asks[self.slot]) | back) & ALL_DOMAINS
        source = self.needs[Domain.UPBRINGING].requested - 1
        if requests >> Domain.UPBRINGING & 1 and source == Source.YOUTH_REFERRAL:
            file = self._new_file()
            refer_past_access(file, self, self.slot, *now, p)
            mine.counts[self.area, AccessCount.REQUESTS] += 1
            requests &= ~(1 << Domain.UPBRINGING)
        if requests:
            source = self.needs[lowest_domain(requests)].requested - 1
            here = self.here("access")
            if team:
                self._to_one_place(requests, Handler.TEAM, source, here.integral_team)
            elif self.joined.one_plan:
                integral = max(here.integral_desk, self.joined.integral)
                self._to_one_place(requests, Handler.DESK, source, integral)
            else:
                self._to_the_desks(requests, source, p)

    def _new_file(self) -> File:
        file = File(BLANK_FILE[0])
        self.model.files.append(file)
        return file

    def _open(self, domains: int, handler: int, source: int, delay: float = 0.0) -> None:
        """Open a file; it is counted as a request."""
        town, counts = self.model, self.model.state.access.counts
        file = self._new_file()
        open_file(file, self, self.slot, domains, handler, source, town.month, delay, town.seed)
        counts[self.area, AccessCount.REQUESTS] += 1
        counts[self.area, AccessCount.TEAM_CASES] += handler == Handler.TEAM

    def _ask_for_hours(self, domains: int) -> None:
        """Ask each domain's desk, or the team on its behalf, for the hours of a talk."""
        hours = self.model.parameters["access"].hours_per_domain
        for domain in DOMAINS:
            if domains >> domain & 1:
                self.model.state.access.asked_hours[self.area, LAW_OF[domain]] += hours

    def _to_one_place(self, requests: int, handler: int, source: int, integral: float) -> None:
        """Bring all requests to the team, or to one desk for one plan: nobody is handed over."""
        town, p = self.model, self.model.parameters["access"]
        more = further_needs(self, self.needs, requests, integral, town.month, town.seed, p)
        self._open(requests | more, handler, source)
        self._ask_for_hours(requests | more)

    def _to_the_desks(self, requests: int, source: int, p: Any) -> None:
        """Bring each request to the desk of its law; be sent on for needs under another."""
        town, integral = self.model, self.here("access").integral_desk
        now = town.month, town.seed
        for domain in DOMAINS:
            if requests >> domain & 1:
                more = at_one_desk(self, self.needs, domain, requests, integral, *now, p)
                self._open(1 << domain | more, Handler.DESK, source)
                hours = p.hours_per_domain * count_domains(1 << domain | more)
                town.state.access.asked_hours[self.area, LAW_OF[domain]] += hours
        for domain in DOMAINS:
            sent_on = not SAME_LAW[LAW_OF[domain]] & requests
            if sent_on and is_hidden(self, self.needs[domain], domain, town.month, p):
                need = self.needs[domain]
                town.state.access.counts[self.area, AccessCount.HANDOVERS] += 1
                need.hand_overs = min(MOST_HAND_OVERS, need.hand_overs + 1)
                draws = uniform4(town.seed, self.uid, town.month, HAND_OVER, domain)
                if draws[0] < p.hand_over_request:
                    delay = p.hand_over_days * (1.0 + draws[1])
                    self._open(1 << domain, Handler.DESK, Source.HAND_OVER, delay)
                    self._ask_for_hours(1 << domain)

    def be_seen_at_home(self, chance: float) -> None:
        """Let needs come to light in the file of a housemate."""
        town, p = self.model, self.model.parameters["access"]
        seen = seen_at_home(self, self.needs, chance, self.here("money"), town.month, town.seed, p)
        if seen:
            handler = Handler.TEAM if self.served_by_team else Handler.DESK
            self._open(seen, handler, Source.SAME_HOME)
            self._ask_for_hours(seen)
            self.last_request = town.month
            for domain in DOMAINS:
                if seen >> domain & 1:
                    self.needs[domain].requested = Source.SAME_HOME + 1


read_plainly(__name__)
