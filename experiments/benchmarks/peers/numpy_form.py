"""The reduced model as a user of NumPy writes it: an array per attribute, whole columns at once."""

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
    NOBODY,
    OVERLOADED,
    QUEUED,
    UNMET,
    Numbers,
    start,
)


class NumpyTown:
    """A town in columns.

    Parameters
    ----------
    n : int
        Residents.
    seed : int
    numbers : Numbers
    """

    def __init__(self, n: int, seed: int, numbers: Numbers = AS_SET) -> None:
        town = start(n, seed, numbers)
        self.p, self.n, self.month, self.rng = numbers, n, 0, np.random.default_rng(seed)
        self.area, self.age, self.capacity = town.area, town.age_months, town.capacity
        self.severity, self.other, self.strength = town.severity, town.other, town.strength
        self.visits = town.visits
        self.helper = np.full(n, NOBODY)
        self.layer = np.where(self.severity > 0, UNMET, NO_NEED)
        self.file, self.until = np.zeros(n, np.int8), np.zeros(n, np.int64)
        self.unmet_months, self.strain = np.zeros(n, np.int64), np.zeros(n)
        self.spare = np.where(self.severity >= numbers.able_below, 0, self.capacity)
        self.queue = np.zeros(0, np.int64)

    def step(self) -> None:
        """Live one month; its totals are kept in `totals`, in the order of `start.TOTALS`."""
        self._ties_fade()
        self._needs()
        self._files()
        self._helpers_quit()
        self._ask()
        self._contact()
        self._apply()
        self._facilities()
        self._queue()
        self._publish()
        self.month += 1
        layers = np.bincount(self.layer, minlength=5)
        rest = (np.sum(self.file == QUEUED), np.sum(self.strain > 1), np.sum(self.strength > 0))
        self.totals = np.array([*layers, *rest, self.severity.sum()], float)

    def _u(self, count: int) -> NDArray[np.float64]:
        return self.rng.random(count)

    def _ties_fade(self) -> None:
        self.strength *= self.p.fades
        dropped = (self.strength < self.p.dropped_below) & (self.strength > 0)
        self.strength[dropped] = 0
        self.other[dropped] = NOBODY

    def _needs(self) -> None:
        p, had = self.p, self.severity > 0
        self.age += 1
        past = np.maximum(0.0, (self.age / 12 - 40) / 50)
        chance = p.onset + p.onset_by_age * past**2
        chance[self.strain > 1] *= p.onset_overloaded
        opens = ~had & (self._u(self.n) < chance)
        noise = p.severity_noise * (self._u(self.n) - 0.5)
        grown = np.minimum(self.severity + noise + np.array(p.drift)[self.layer], 1.0)
        ends = had & (grown < p.recovered_below)
        self.severity = np.where(had & ~ends, grown, 0.0)
        self.severity[opens] = 0.1 + 0.6 * self._u(int(opens.sum()))
        self.helper[ends], self.file[ends], self.unmet_months[ends] = NOBODY, NO_FILE, 0
        self.hours = np.where(self.severity > 0, 1 + (7.999 * self.severity).astype(np.int64), 0)

    def _files(self) -> None:
        due = np.flatnonzero((self.file == INVESTIGATED) & (self.until <= self.month))
        over = (self.file == INDICATED) & (self.until <= self.month)
        score = self.severity[due] + 0.2 * (self._u(len(due)) - 0.5)
        granted, refused = due[score > self.p.granted_above], due[score <= self.p.granted_above]
        self.file[granted], self.helper[granted] = INDICATED, NOBODY
        self.until[granted] = self.month + 12 + (13 * self._u(len(granted))).astype(np.int64)
        self.file[refused], self.unmet_months[refused] = NO_FILE, 0
        self.file[over] = NO_FILE

    def _helpers_quit(self) -> None:
        helped = np.flatnonzero(self.helper != NOBODY)
        tired = helped[self.spare[self.helper[helped]] == OVERLOADED]
        self.helper[tired[self._u(len(tired)) < self.p.quits]] = NOBODY

    def _ask(self) -> None:
        alone = (self.severity > 0) & (self.helper == NOBODY) & (self.file != INDICATED)
        asks = np.flatnonzero(alone)
        slots = np.argsort(-self.strength[asks], axis=1)[:, :4]
        for k in range(4):
            whom, strong = (a[asks, slots[:, k]] for a in (self.other, self.strength))
            can = (strong > 0) & (self.spare[whom] >= self.hours[asks])
            yes = can & (self._u(len(asks)) < self.p.willing * strong)
            self.helper[asks[yes]] = whom[yes]
            asks, slots = asks[~yes], slots[~yes]

    def _contact(self) -> None:
        rows = np.arange(self.n)
        slot = (self._u(self.n) * self.strength.shape[1]).astype(np.int64)
        there = self.strength[rows, slot] > 0
        self._renew(rows[there], slot[there], self.p.contact)
        helped = np.flatnonzero(self.helper != NOBODY)
        who, slot = np.nonzero(self.other[helped] == self.helper[helped, None])
        self._renew(helped[who], slot, self.p.contact)

    def _renew(self, rows: NDArray[np.int64], slots: NDArray[np.int64], gain: float) -> None:
        self.strength[rows, slots] += gain * (1 - self.strength[rows, slots])

    def _apply(self) -> None:
        kinds = [self.severity == 0, self.file == INDICATED, self.helper != NOBODY]
        self.layer = np.select(kinds, [NO_NEED, INSTITUTION, NETWORK], UNMET)
        unmet = self.layer == UNMET
        self.unmet_months = np.where(unmet, self.unmet_months + 1, 0)
        goes = unmet & (self.unmet_months >= self.p.patience_months) & (self.file == NO_FILE)
        self.file[goes] = QUEUED
        new = self.rng.permutation(np.flatnonzero(goes))
        self.queue = np.concatenate([self.queue, new])
        self.applicants = np.flatnonzero(unmet & (self._u(self.n) < self.p.applies))

    def _facilities(self) -> None:
        order = self.rng.permutation(self.applicants)
        for area, visits in enumerate(self.visits):
            visitors = order[self.area[order] == area][:visits]
            self.layer[visitors], self.unmet_months[visitors] = FACILITY, 0
            meets = visitors[self._u(len(visitors)) < self.p.meets]
            if len(meets):
                self._meet(meets, self.rng.choice(visitors, len(meets)))

    def _meet(self, who: NDArray[np.int64], whom: NDArray[np.int64]) -> None:
        who, whom = who[who != whom], whom[who != whom]
        known = self.other[who] == whom[:, None]
        again = known.any(axis=1)
        self._renew(who[again], known[again].argmax(axis=1), self.p.meeting)
        who, whom = who[~again], whom[~again]
        strong = 0.2 + 0.3 * self._u(len(who))
        slot = self.strength[who].argmin(axis=1)
        better = self.strength[who, slot] < strong
        who, whom, slot = who[better], whom[better], slot[better]
        self.other[who, slot], self.strength[who, slot] = whom, strong[better]

    def _queue(self) -> None:
        # A file that was given up is passed over; who came back stands at the place of its return.
        waiting = self.file[self.queue] == QUEUED
        self.queue = self.queue[waiting]
        starts = self.queue[: int(self.p.investigations_per_resident * self.n) + 1]
        self.file[starts] = INVESTIGATED
        self.until[starts] = self.month + 1 + (3 * self._u(len(starts))).astype(np.int64)
        self.queue = self.queue[len(starts) :]

    def _publish(self) -> None:
        p, helped = self.p, self.helper != NOBODY
        load = np.bincount(self.helper[helped], self.hours[helped], self.n)
        with np.errstate(divide="ignore", invalid="ignore"):
            gained = np.clip(self.strain + p.strain * load / self.capacity - p.relief, 0.0, 1.5)
        self.strain = np.where(load > 0, gained, 0.8 * self.strain)
        spare = np.maximum(0, self.capacity - load).astype(np.int64)
        self.spare = np.where(self.severity >= p.able_below, 0, spare)
        self.spare[self.strain > 1] = OVERLOADED
