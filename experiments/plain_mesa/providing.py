"""Providing: clients choose a provider and wait there, and care starts where there is room."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.providers import NO_PROVIDER, PERSONAL_BUDGET
from agents.vocabulary import CareStage
from experiments.plain_mesa.rules import read_plainly
from model.draws import uniform4
from model.months import DAYS
from model.processes.care.provider_month import ProviderMonth
from model.processes.care.providers import has_provider
from model.processes.care.waiting_lists import CHOICE, chosen, most_room, start
from model.processes.lump_sum import SUPPORT


class PlainProviders(ProviderMonth):
    """The providers: staff and vacancies are the core's, clients are counted one by one."""

    def _count(self, month: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        in_care, waiting = np.zeros_like(self.mine.caseload), np.zeros_like(self.mine.caseload)
        for one in self.town.indicated:  # type: ignore[attr-defined]
            if not has_provider(one.provider):
                continue
            if one.stage != CareStage.WAITING:
                in_care[one.domain, one.provider - 1] += 1
            elif one.granted_month < month:
                waiting[one.domain, one.provider - 1] += 1
        return in_care, waiting

    def _take_in(self, shares: NDArray[np.float64]) -> NDArray[np.int64]:
        """Let this month's grants choose a provider by its size, or a personal budget."""
        town, p, fresh = self.town, self.parameters, np.zeros_like(self.mine.caseload)
        least, most = p.start_up_spread
        for one in town.indicated:  # type: ignore[attr-defined]
            if one.stage != CareStage.WAITING or one.granted_month != town.month:
                continue
            d = one.domain
            budget, who, delay, _ = uniform4(town.seed, one.uid, one.granted_month, CHOICE, d)
            one.start_day += p.start_up_days[d] * (least + delay * (most - least))
            one.provider = chosen(who, shares[d])
            if one.provider != NO_PROVIDER and budget < p.budget_share[d]:
                one.provider = PERSONAL_BUDGET
            elif one.provider != NO_PROVIDER:
                fresh[d, one.provider - 1] += 1
        return fresh


def start_waiting(town: Any, room: NDArray[np.int64], holds: NDArray[np.bool_]) -> None:
    """Start those who wait, longest first, where there is room; then let some move to it."""
    mine, p, spent = town.state.care, town.parameters["care"], town.state.money.spent
    line = [
        one for one in town.indicated
        if one.stage == CareStage.WAITING and one.start_day < (town.month + 1) * DAYS
        and not (spent[town.people[one.resident].area] and SUPPORT >> one.domain & 1)
    ]  # fmt: skip
    for moves in (False, True):
        for one in sorted(line, key=lambda one: (one.granted_day, one.uid, one.domain)):
            d, k, holder = one.domain, one.provider, town.people[one.resident]
            if one.stage != CareStage.WAITING or not holder.has(d):
                continue
            if has_provider(k):
                waited = town.month - one.granted_month
                if moves and (waited >= p.switch_months or not holds[d, k - 1]):
                    k = most_room(room[d])
                if k == NO_PROVIDER or room[d, k - 1] <= 0:
                    continue
                room[d, k - 1] -= 1
                one.provider = k
            term = holder.here("care").term
            start(one, holder.area, term, town.month, town.seed, p, mine.counts, mine.by_domain)


read_plainly(__name__)
