"""Caring: indicated care starts as providers have room, runs, is re-assessed, and ends."""

from typing import Any

import numpy as np

from agents.vocabulary import NOBODY, CareStage, Domain
from experiments.plain_mesa.exchange import lay_columns
from experiments.plain_mesa.person import DOMAINS, Person
from experiments.plain_mesa.providing import PlainProviders, start_waiting
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import Indication
from model.draws import uniform4
from model.process_counts import CareCount, ProvisionCount
from model.processes.access.free_places import seats_in_sight
from model.processes.care import care as rules
from model.processes.care.care import COURSE, LAW_OF, takes_hours
from model.processes.care.indications import CONVERTED, ENDED
from model.processes.care.shared_care import N_OVERLAPPING, OVERLAPPING, share_with

clear, run_indication = rules._clear, rules._run_indication
count_in, end = rules._count_in, rules._end
IN_FORCE = (CareStage.RUNNING, CareStage.STORED)


class Caring(Person):
    """The chapter of indicated care, as a resident has it."""

    def be_cared_for(self, indication: Indication) -> None:
        """Have a month of care, which may be looked at again, and may end."""
        town, p = self.model, self.model.parameters
        domain, mine = indication.domain, town.state.care
        law, asks = LAW_OF[domain], takes_hours(indication, self)
        team = int(asks and self.served_by_team)
        reached = town.state.access.reached_day[self.area, team, law] if asks else np.inf
        draws = uniform4(town.seed, self.uid, town.month, COURSE, domain)
        outcome, assessed = run_indication(
            indication, self, self.needs[domain], draws, town.places, town.seats, town.homes,
            reached, town.month, town.seed, self.here("care"), self.here("money"), p["care"],
            p["access"],
        )  # fmt: skip
        if assessed and asks:
            indication.assessed_month = town.month
            mine.reassessment_hours[self.area, team, law] += p["access"].hours_reassessment
        if outcome == CONVERTED:
            mine.counts[self.area, CareCount.CONVERTED_INDICATIONS] += indication.pieces
        if outcome in (ENDED, CONVERTED):
            end(indication, self.needs[domain])

    def share_care(self) -> None:
        """Let care meet what it meets of other needs, one's own and those of housemates."""
        if not self.at_home or not self.open_needs & OVERLAPPING:
            return
        town, norm = self.model, self.here("care").household_norm
        own = self.products >> Domain.HOUSEHOLD & 1
        by_others = self.household != NOBODY and town.helped[self.household] > own
        for d in DOMAINS[:N_OVERLAPPING]:
            if self.has(d) and self.needs[d].severity > 0.0:
                share_with(self.needs[d], d, self, by_others, norm, town.parameters["care"])


def run_care(town: Any) -> None:
    """Run all care: that for which a free place may come in the order of uids, the rest in any."""
    mine = town.state.care
    for one in town.indicated:
        holder = town.people[one.resident]
        clear(one, holder, holder.needs[one.domain])
    in_force = [one for one in town.indicated if one.stage in IN_FORCE]
    for one in sorted(in_force, key=lambda one: (one.domain != Domain.MEETING, one.uid)):
        town.people[one.resident].be_cared_for(one)
    town.indicated = [one for one in town.indicated if one.stage != CareStage.FREE]
    for one in town.indicated:
        holder = town.people[one.resident]
        count_in(
            one, holder, holder.needs[one.domain], town.month, holder.here("care"),
            town.parameters["care"], mine.counts, mine.by_domain,
        )  # fmt: skip


def month(town: Any, process: Any) -> None:
    """Live the chapter: clients come to providers, care starts, runs and is shared."""
    mine = town.state.care
    before, held = mine.by_domain[:, :, ProvisionCount.STOCK], mine.counts[:, CareCount.INDICATIONS]
    mine.by_domain, mine.counts = np.zeros_like(mine.by_domain), np.zeros_like(mine.counts)
    mine.reassessment_hours = np.zeros_like(mine.reassessment_hours)
    providers = PlainProviders(town, process.p)
    start_waiting(town, providers.begin(), providers.holds)
    providers.started()
    lay_columns(town, "invited", "waits_at")
    town.seats = seats_in_sight(town)
    run_care(town)
    town.helped = town.helped_homes(promised=False)
    town.everybody.shuffle_do("share_care")
    providers.close()
    of, count = mine.by_domain, mine.counts
    of[:, :, ProvisionCount.ENDED] = (
        before + of[:, :, ProvisionCount.NEW] + of[:, :, ProvisionCount.MOVED]
        - of[:, :, ProvisionCount.STOCK]
    )  # fmt: skip
    count[:, CareCount.ENDED_INDICATIONS] = (
        held + count[:, CareCount.NEW_INDICATIONS] + count[:, CareCount.MOVED_INDICATIONS]
        - count[:, CareCount.INDICATIONS]
    )  # fmt: skip


read_plainly(__name__)
