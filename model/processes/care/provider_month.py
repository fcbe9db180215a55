"""A month at the providers: clients come, staff come and go, places open, clients leave."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import CareStage
from model.months import WARM_UP_MONTHS
from model.processes.care import providers
from model.processes.care.waiting_lists import choose_providers
from model.processes.sampled_demand import lump, usual_after
from model.values import average
from model.world import World

COME, LEAVE, SERVED = range(3)
"""Rows of what is usual."""
NONE_SERVED = 1e-9
"""Fewer clients than anybody has: it keeps a rate finite where nobody was ever served."""


class ProviderMonth:
    """What the providers of a town do in a month.

    Parameters
    ----------
    town : World
    p : record of `CareParameters`

    Attributes
    ----------
    holds : bool array, shape [7, PROVIDER_SLOTS]
        Providers that take new clients.

    Notes
    -----
    A provider serves the whole municipality. In a smaller town one client is a large part of those
    that are simulated, so its clients swing by more than they would there. `borrowed` evens that
    out (see `sampled_demand`): it takes the surprise in who comes and who leaves and is given back
    as care ends, so that clients less what is borrowed swing as in the whole municipality. At scale
    1 nothing is borrowed. A lasting change is not lent: who waits for want of staff does so in a
    town of any size.
    """

    def __init__(self, town: World, p: Any) -> None:
        self.town, self.p, self.mine = town, p, town.state.care
        self.parameters = town.parameters["care"]
        here = town.values["care"]
        self.values: dict[str, NDArray[np.float64]] = {
            name: average(here[name], town.area_weights)
            for name in ("hiring", "leaving", "tariff", "contract")
        }
        self.holds = providers.holds_contract(self.values["tariff"], town.seed, self.parameters)
        self._served = self._clients = self._gone = np.zeros_like(self.mine.caseload)

    def _count(self, month: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return clients in care and those who wait, grants before a month only."""
        in_care, waiting = np.zeros_like(self.mine.caseload), np.zeros_like(self.mine.caseload)
        providers.count_clients(self.town.indications.records, month, in_care, waiting)
        return in_care, waiting

    def _take_in(self, shares: providers.Clients) -> NDArray[np.int64]:
        """Let this month's grants choose a provider; return how many came to each."""
        table, month = self.town.indications.records, self.town.month
        rows = np.flatnonzero(
            (table["stage"] == CareStage.WAITING) & (table["granted_month"] == month)
        )
        fresh = np.zeros_like(self.mine.caseload)
        choose_providers(table, rows, np.ascontiguousarray(shares), self.town.seed, self.p, fresh)
        return fresh

    def begin(self) -> NDArray[np.int64]:
        """Let clients come and staff move; return how many clients each provider can start."""
        town, mine = self.town, self.mine
        size = providers.sizes(self.parameters)
        in_care, waiting = self._count(town.month)
        self._gone = mine.caseload + mine.waiting - in_care - waiting
        gone = self._gone.astype(np.float64)
        shares = size if town.settling else providers.as_shares(mine.staff * self.holds, size)
        fresh = self._take_in(shares)
        come = fresh.astype(np.float64)
        mine.borrowed = (
            mine.borrowed
            - lump(gone, np.zeros_like(gone), town.scale)
            + lump(come, mine.usual[COME][:, None] * shares, town.scale)
        )
        self._remember(COME, come.sum(axis=1))
        waiting += fresh
        if town.settling:
            return self._settle(in_care + waiting, size, waiting)
        self._hire((in_care + waiting).astype(np.float64))
        capacity = np.minimum(mine.staff, self._ceiling()) + mine.borrowed
        return np.where(self.holds, providers.room(capacity, in_care, town.seed), 0)

    def _settle(
        self, clients: NDArray[np.int64], size: providers.Clients, waiting: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Let staff be what clients ask: before January 2016 nobody waits for staff."""
        mine = self.mine
        usual = clients.sum(axis=1, keepdims=True) * size
        mine.staff = clients - lump(clients.astype(np.float64), usual, self.town.scale)
        mine.borrowed = clients - mine.staff
        mine.january = mine.staff.copy()
        return waiting

    def _ceiling(self) -> providers.Clients:
        return providers.most_clients(self.mine.january, self.values["contract"])

    def _hire(self, clients: providers.Clients) -> None:
        """Let staff leave, and vacancies for those who wait be filled."""
        mine, values = self.mine, self.values
        evened = np.maximum(0.0, clients - mine.borrowed)
        if self.town.month % 12 == 0:
            mine.january = evened
        wanted = np.minimum(evened, self._ceiling()) * self.holds
        hiring = values["hiring"] * values["tariff"] ** self.parameters.tariff_elasticity
        mine.staff = providers.staff_after(
            mine.staff, wanted, hiring, values["leaving"], self.parameters
        )

    def started(self) -> None:
        """Look at who is in care after this month's starts."""
        in_care, waiting = self._count(self.town.month + 1)
        self._served, self._clients = in_care, in_care + waiting

    def close(self) -> None:
        """Count clients at the end of the month, and give back what was lent for those who left."""
        mine = self.mine
        mine.caseload, mine.waiting = self._count(self.town.month + 1)
        ended = (self._clients - mine.caseload - mine.waiting).astype(np.float64)
        usual = mine.usual
        rate = np.minimum(1.0, usual[LEAVE] / np.maximum(usual[SERVED], NONE_SERVED))[:, None]
        mine.borrowed = (1.0 - rate) * mine.borrowed - lump(
            ended, rate * self._served, self.town.scale
        )
        self._remember(LEAVE, ended.sum(axis=1) + self._gone.sum(axis=1))
        self._remember(SERVED, self._served.sum(axis=1).astype(np.float64))

    def _remember(self, what: int, happened: NDArray[np.float64]) -> None:
        seen = self.town.month + WARM_UP_MONTHS
        self.mine.usual[what] = usual_after(self.mine.usual[what], happened, seen)
