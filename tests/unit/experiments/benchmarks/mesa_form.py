"""The reduced model as a user of plain Mesa writes it: one agent per resident, ties in a dict."""

from collections import deque
from heapq import nlargest

import mesa
import numpy as np
from numpy.typing import NDArray

from experiments.benchmarks.peers.start import (
    AS_SET,
    FACILITY,
    INDICATED,
    INSTITUTION,
    INVESTIGATED,
    NETWORK,
    NO_FILE,
    NO_NEED,
    OVERLOADED,
    QUEUED,
    SLOTS,
    UNMET,
    Numbers,
    start,
)


class PlainResident(mesa.Agent):  # type: ignore[misc]
    """One resident: what it is, whom it knows, and its month."""

    model: "MesaTown"

    def __init__(
        self, model: "MesaTown", area: int, age_months: int, capacity: int, severity: float
    ) -> None:
        super().__init__(model)
        self.area, self.age_months, self.capacity = area, age_months, capacity
        self.severity, self.hours, self.strain = severity, 0, 0.0
        self.helper: PlainResident | None = None
        self.layer = UNMET if severity > 0 else NO_NEED
        self.file, self.until, self.unmet_months, self.load = NO_FILE, 0, 0, 0.0
        self.spare = 0 if severity >= model.p.able_below else capacity
        self.ties: dict[PlainResident, float] = {}

    def step(self) -> None:
        """Live one month, up to where the town takes over."""
        p, u = self.model.p, self.model.random.random
        faded = ((other, strength * p.fades) for other, strength in self.ties.items())
        self.ties = {other: strength for other, strength in faded if strength >= p.dropped_below}
        self._need()
        self._hear()
        if self.helper is not None and self.helper.spare == OVERLOADED and u() < p.quits:
            self.helper = None
        if self.severity > 0 and self.helper is None and self.file != INDICATED:
            self._ask()
        self._contact()
        self._apply()
        if self.helper is not None:
            self.helper.load += self.hours

    def _need(self) -> None:
        p, u = self.model.p, self.model.random.random
        self.age_months += 1
        if self.severity == 0:
            past = max(0.0, (self.age_months / 12 - 40) / 50)
            chance = p.onset + p.onset_by_age * past**2
            if u() < chance * (p.onset_overloaded if self.strain > 1 else 1):
                self.severity = 0.1 + 0.6 * u()
        else:
            grown = self.severity + p.severity_noise * (u() - 0.5) + p.drift[self.layer]
            self.severity = min(grown, 1.0)
            if grown < p.recovered_below:
                self.severity, self.helper, self.file, self.unmet_months = 0.0, None, NO_FILE, 0
        self.hours = 1 + int(7.999 * self.severity) if self.severity > 0 else 0

    def _hear(self) -> None:
        p, u, now = self.model.p, self.model.random.random, self.model.month
        if now < self.until:
            return
        if self.file == INVESTIGATED:
            if self.severity + 0.2 * (u() - 0.5) > p.granted_above:
                self.file, self.helper, self.until = INDICATED, None, now + 12 + int(13 * u())
            else:
                self.file, self.unmet_months = NO_FILE, 0
        elif self.file == INDICATED:
            self.file = NO_FILE

    def _ask(self) -> None:
        willing, u = self.model.p.willing, self.model.random.random
        for other in nlargest(4, self.ties, key=self.ties.__getitem__):
            if other.spare >= self.hours and u() < willing * self.ties[other]:
                self.helper = other
                return

    def _contact(self) -> None:
        slot = self.model.random.randrange(SLOTS)
        if slot < len(self.ties):
            self._renew(list(self.ties)[slot], self.model.p.contact)
        if self.helper in self.ties:
            self._renew(self.helper, self.model.p.contact)

    def _renew(self, other: "PlainResident", gain: float) -> None:
        self.ties[other] += gain * (1 - self.ties[other])

    def _apply(self) -> None:
        p, town = self.model.p, self.model
        if self.severity == 0:
            self.layer = NO_NEED
        elif self.file == INDICATED:
            self.layer = INSTITUTION
        else:
            self.layer = UNMET if self.helper is None else NETWORK
        self.unmet_months = self.unmet_months + 1 if self.layer == UNMET else 0
        if self.layer != UNMET:
            return
        if self.unmet_months >= p.patience_months and self.file == NO_FILE:
            self.file = QUEUED
            town.queue.append(self)
        visitors = town.visitors[self.area]
        if town.random.random() < p.applies and len(visitors) < town.visits[self.area]:
            visitors.append(self)
            self.layer, self.unmet_months = FACILITY, 0

    def meet(self, other: "PlainResident") -> None:
        """Meet another visitor: a tie grows, or begins in place of a weaker one."""
        if other is self:
            return
        if other in self.ties:
            self._renew(other, self.model.p.meeting)
            return
        strength = 0.2 + 0.3 * self.model.random.random()
        if len(self.ties) >= SLOTS:
            weakest = min(self.ties, key=self.ties.__getitem__)
            if self.ties[weakest] >= strength:
                return
            del self.ties[weakest]
        self.ties[other] = strength

    def publish(self) -> None:
        """Let help given make strain, and show what could be spared."""
        p = self.model.p
        if self.load > 0:
            gained = self.strain + p.strain * self.load / self.capacity - p.relief
            self.strain = min(1.5, max(0.0, gained))
        else:
            self.strain *= 0.8
        able = max(0, self.capacity - int(self.load)) if self.severity < p.able_below else 0
        self.spare = OVERLOADED if self.strain > 1 else able
        self.load = 0.0


class MesaTown(mesa.Model):  # type: ignore[misc]
    """A town of agents.

    Parameters
    ----------
    n : int
        Residents.
    seed : int
    numbers : Numbers
    """

    def __init__(self, n: int, seed: int, numbers: Numbers = AS_SET) -> None:
        super().__init__(seed=seed)
        self.p, self.month = numbers, 0
        town = start(n, seed, numbers)
        columns = town.area, town.age_months, town.capacity, town.severity
        made = PlainResident.create_agents(self, n, *(column.tolist() for column in columns))
        everybody = list(made)
        for resident, others, strengths in zip(everybody, town.other, town.strength, strict=True):
            pairs = zip(others.tolist(), strengths.tolist(), strict=True)
            resident.ties = {everybody[other]: s for other, s in pairs if s > 0}
        self.visits, self.queue = town.visits, deque[PlainResident]()
        self.starts = int(numbers.investigations_per_resident * n) + 1

    def step(self) -> None:
        """Live one month; its totals are kept in `totals`, in the order of `start.TOTALS`."""
        self.visitors: list[list[PlainResident]] = [[] for _ in self.visits]
        self.agents.shuffle_do("step")
        for visitors in self.visitors:
            for resident in visitors:
                if self.random.random() < self.p.meets:
                    resident.meet(self.random.choice(visitors))
        self._investigate()
        self.agents.do("publish")
        self.totals = self._counted()
        self.month += 1

    def _investigate(self) -> None:
        started = 0
        while self.queue and started < self.starts:
            resident = self.queue.popleft()
            if resident.file == QUEUED:
                resident.file = INVESTIGATED
                resident.until = self.month + 1 + int(3 * self.random.random())
                started += 1

    def _counted(self) -> NDArray[np.float64]:
        totals = np.zeros(9)
        for resident in self.agents:
            totals[resident.layer] += 1
            totals[5:] += (
                resident.file == QUEUED, resident.strain > 1, len(resident.ties), resident.severity
            )  # fmt: skip
        return totals
