"""Hearing: the talk at the kitchen table, and what is decided about each need."""

from typing import Any

from agents.vocabulary import NOBODY, CareStage, Domain, Source
from experiments.plain_mesa.person import DOMAINS, Person
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import BLANK_INDICATION, File, Indication
from model.draws import uniform4
from model.process_state import N_DESKS
from model.processes.access.case_files import queue_of
from model.processes.access.decisions import (
    AFTER,
    carry_out,
    close_file,
    count_file,
    count_outcome,
    draws_of_talk,
    grant,
    is_to_decide,
    on_the_table,
    start_referred,
    use_up,
)  # fmt: skip
from model.processes.access.free_places import place_for
from model.processes.access.own_support import has_room
from model.processes.access.talk import decide_need
from model.processes.access.triage import GRANTED
from model.processes.personal_help.helping_links import may_be_asked


class Hearing(Person):
    """The chapter of decisions, as a resident hears them."""

    def hear(self, file: File) -> None:
        """Hear what becomes of a file whose days are over."""
        town, mine, p = self.model, self.model.state.access, self.model.parameters["access"]
        close_file(file, self)
        if file.source == Source.YOUTH_REFERRAL:
            self._start_referred(file)
            return
        team = bool(queue_of(file, mine.hours) >= N_DESKS)
        lever = town.lever_of("strong_local_teams")
        count_file(file, self, team, lever, mine.counts, p)
        network = self._has_somebody_to_ask()
        for domain in DOMAINS:
            if is_to_decide(file, self, self.needs[domain], domain):
                self._talk_about(domain, file, team, network)

    def _talk_about(self, domain: int, file: File, team: bool, network: bool) -> None:
        """Hear the decision about one need, in the order of the law."""
        town, mine, p = self.model, self.model.state.access, self.model.parameters["access"]
        need, here, queue = (
            self.needs[domain],
            town.lines["access"][file.area],
            queue_of(file, mine.hours),
        )
        place = place_for(self, town.places, town.seats) if domain == Domain.MEETING else NOBODY
        room = team and has_room(mine.guided[file.area], mine.hours[queue], here.guidance_team, p)
        table = on_the_table(
            file, self, self.needs, domain, place, network, room, team, town.homes, town.helped,
            town.places, town.seed, town.parameters["money"], p, town.parameters["care"],
        )  # fmt: skip
        draws = draws_of_talk(self, town.month, domain, town.seed)
        outcome = decide_need(self, need, domain, table, self.joined, draws, here, p, town.month)
        count_outcome(outcome, team, mine.counts, file.area)
        need.asks_network = 0
        after = uniform4(town.seed, self.uid, town.month, AFTER, domain)
        if outcome == GRANTED:
            self._granted(domain, file, after)
            return
        carry_out(outcome, self, need, place, town.month, after, p)
        use_up(
            outcome, file, self, place, queue, town.places, town.seats, mine.carry,
            mine.asked_hours, mine.guided, mine.spent, p,
        )  # fmt: skip

    def _granted(self, domain: int, file: File, draws: Any) -> None:
        """Get an indication, which waits for its provider."""
        town, care = self.model, self.model.parameters["care"]
        new = Indication(BLANK_INDICATION[0])
        grant(
            [new], 0, self, self.slot, self.needs[domain], domain, file.due_day, town.month, draws,
            town.parameters["access"], care,
        )  # fmt: skip
        town.indicated.append(new)
        if domain == Domain.HOUSEHOLD and self.household != NOBODY:
            town.helped[self.household] += 1

    def _start_referred(self, file: File) -> None:
        """Get the youth care to which a GP, a specialist or a court referred."""
        town, new = self.model, Indication(BLANK_INDICATION[0])
        start_referred(
            file, self, self.needs[Domain.UPBRINGING], [new], 0, town.month, town.seed,
            town.parameters["access"], town.parameters["care"], town.state.access.counts,
        )  # fmt: skip
        if new.stage != CareStage.FREE:
            town.indicated.append(new)

    def _has_somebody_to_ask(self) -> bool:
        """Say whether a close tie, no helper yet, has hours to give."""
        numbers = self.model.parameters
        p, of_help = numbers["access"], numbers["personal_help"]
        if NOBODY not in (self.helper_a, self.helper_b):
            return False
        return any(
            tie.strength >= p.network_tie and other.public.spare_hours > of_help.spare_from
            for tie, other in self.friends()
            if may_be_asked(tie.other, self, {tie.other: other.public}, of_help)
        )


read_plainly(__name__)
