"""Ties: contact keeps them, without it they decay, and who misses some makes new ones."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import kernel, prange, rule
from agents.ties import HELPING, KIND_BITS, SLOTS
from agents.vocabulary import Limitation, Status, TieKind
from model.draws import decision, uniforms, unit_of
from model.parameters import Parameters, par
from model.process import Process, month_key
from model.process_state import TiesState
from model.processes.keyed_order import keyed_order, order_by
from model.processes.ties.tie_making import BAND_YEARS, BANDS, form_all
from model.values import NamedValue
from model.world import World

ORDER = decision("ties.order")
RING = decision("ties.ring")
CHUNK = 256

KINDS = tuple(kind.name.lower() for kind in TieKind)


class TiesParameters(Parameters):
    """How fast ties decay, strengthen and are made."""

    owner = "ties"
    decay: tuple[float, ...] = par(
        (0.025, 0.046, 0.056, 0.08), "/month", (0.01, 0.0225, 0.0275, 0.035),
        (0.03, 0.0675, 0.0825, 0.105), over=KINDS, hard=(0, 0.5),
        evidence="assumed: calibrated; network.tie_still_in_network_7y",
    )  # fmt: skip
    contact: float = par(
        0.30, "/month", 0.15, 0.5, hard=(0, 1),
        note="chance of a contact that counts, at strength 0.75",
        evidence="assumed: less often than friends are seen at all; "
        "network.weekly_contact_friends",
    )  # fmt: skip
    contact_at_zero: float = par(
        0.25, "strength", 0.1, 0.4, evidence="assumed: even weak ties meet now and then"
    )
    contact_severe: float = par(
        0.7, "ratio", 0.5, 1.0, hard=(0, 1),
        evidence="assumed: whoever is severely limited gets about less",
    )  # fmt: skip
    gain: float = par(
        0.18, "-", 0.1, 0.3, hard=(0, 0.8),
        evidence="assumed: calibrated; network.tie_still_in_network_7y",
    )  # fmt: skip
    kin_gain: float = par(
        1.15, "ratio", 1.0, 1.25, hard=(0, 1.25),
        evidence="assumed: family is seen more than friends; network.weekly_contact_family",
    )  # fmt: skip
    lost_below: float = par(
        0.08, "strength", 0.04, 0.12, hard=(0.001, 0.19),
        evidence="assumed: calibrated; network.tie_still_in_network_7y",
    )  # fmt: skip
    forming: float = par(
        0.07, "/month per missing tie", 0.03, 0.15, hard=(0, 1),
        evidence="assumed: calibrated; network.ssnd_size; network.lasa_size",
    )  # fmt: skip
    first_age: float = par(6, "years", role="fixed", evidence="assumed: from school on")
    target_scale: float = par(
        0.9, "ratio", 0.7, 1.14,
        note="on each resident's own number of ties that feel like enough, N(13.2, 2.5) in 5-16",
        evidence="assumed: calibrated; network.ssnd_size; network.lasa_size",
    )  # fmt: skip
    target_old_age: float = par(
        70, "years", 65, 75, evidence="assumed: networks shrink at high age; network.lasa_size"
    )
    target_old_slope: float = par(
        0.015, "/year", 0.005, 0.025,
        evidence="assumed: networks shrink at high age; network.lasa_size",
    )  # fmt: skip
    target_old_least: float = par(
        0.6, "ratio", 0.4, 0.8, evidence="assumed: networks shrink at high age; network.lasa_size"
    )
    target_severe: float = par(
        0.85, "ratio", 0.7, 1.0, evidence="assumed: severe limitation narrows a network"
    )
    target_insecure: float = par(
        0.93, "ratio", 0.85, 1.0, evidence="assumed: contacts cost money; small"
    )
    triad: float = par(
        0.4, "share", 0.2, 0.6, hard=(0, 1),
        evidence="assumed: triadic closure makes almost half of new ties",
    )  # fmt: skip
    same_area: float = par(
        0.8, "share", 0.6, 0.9, hard=(0, 1),
        evidence="assumed: strangers are met near home; network.neighbour_share",
    )  # fmt: skip
    other_origin_rejected: float = par(
        0.75, "share", 0.5, 0.9, hard=(0, 1),
        evidence="assumed: so that close ties are as alike; network.homophily_ethnic",
    )  # fmt: skip
    age_gap: float = par(9, "years", 5, 12, evidence="assumed: friends are mostly of one age")
    neighbour: float = par(
        0.4, "share", 0.2, 0.6, hard=(0, 1), note="of new ties within one postcode",
        evidence="assumed: of new ties, many of which fade; network.neighbour_share",
    )  # fmt: skip
    strangers_tried: float = par(
        8, "residents", role="fixed", hard=(1, 1000),
        evidence="assumed: a stranger is looked for among so many who are open to ties",
    )  # fmt: skip
    strangers_passed: float = par(
        96, "residents", role="fixed", hard=(1, 10_000),
        evidence="assumed: residents passed at most in that search, open to ties or not",
    )  # fmt: skip
    start_low: float = par(
        0.2, "strength", 0.19, 0.3, hard=(0.19, 1),
        evidence="assumed: calibrated; network.tie_still_in_network_7y",
    )  # fmt: skip
    start_spread: float = par(
        0.25, "strength", 0.1, 0.4, hard=(0, 0.5),
        evidence="assumed: calibrated; network.tie_still_in_network_7y",
    )  # fmt: skip


CONTACT = NamedValue("ties.contact", 1.0, "ratio", "on the chance that the tied meet", high=4.0)
FORMING = NamedValue("ties.forming", 1.0, "ratio", "on the chance that a missing tie is made")
DECAY = NamedValue("ties.decay", 1.0, "ratio", "on the decay of ties without contact", high=10.0)


@rule
def tie_target(resident, p):
    """Return the number of ties that feel like enough at this age and in these circumstances."""
    older = resident.age_months / 12 - p.target_old_age
    target = np.float64(resident.sociability) * p.target_scale
    if older > 0.0:
        target *= max(p.target_old_least, 1.0 - p.target_old_slope * older)
    if resident.limitation == Limitation.SEVERE:
        target *= p.target_severe
    if resident.insecure:
        target *= p.target_insecure
    return min(target, SLOTS * 1.0)


@rule
def missing_ties(resident, p):
    """Return how many ties a resident misses, 0 for whoever does not look for any."""
    if resident.status != Status.HOME or resident.age_months < p.first_age * 12:
        return 0.0
    if np.float64(resident.sociability) <= 0.0:
        return 0.0
    return max(0.0, tie_target(resident, p) - resident.degree)


@rule
def open_to_ties(resident, p):
    """Say whether a resident has room for another tie (0 or 1): for publication."""
    return np.uint8(missing_ties(resident, p) > 0.0)


@rule
def contact_chance(w, most, severe, p):
    """Return the chance a month that two residents have a contact that counts.

    Parameters
    ----------
    w : float
        Strength of their tie, 0..1.
    most : float
        `ties.contact`, parameter times named value (the mean of both areas).
    severe : bool
        Whether either is severely limited.
    """
    return most * (p.contact_at_zero + w) * (p.contact_severe if severe else 1.0)


@rule
def decayed_and_met(w, keep, gain, met):
    """Return next month's strength: decayed by a month, and strengthened where they met.

    Notes
    -----
    w' = w (1 - decay) + gain sqrt(w) (1 - w) [met]. New ties start weak and are lost soonest
    (liability of newness), old strong ones persist: a constant loss rate cannot give that
    (network.tie_still_in_network_7y).
    """
    return w * keep + gain * math.sqrt(w) * (1.0 - w) * met


@rule
def pair_draw(word_a, word_b):
    """Return the uniform of a pair from both residents' random words, the same from either end.

    Notes
    -----
    The sum of two independent uniform words, modulo 2**32, is uniform and independent of each of
    them: draws of different pairs are pairwise independent. It saves one Philox call per tie.
    """
    return unit_of((np.uint64(word_a) + np.uint64(word_b)) & np.uint64(0xFFFFFFFF))


@rule
def own_draw(word):
    """Return the uniform of one resident's random word; independent of each pair's draw."""
    return unit_of(word)


@rule
def card_of(public):
    """Return what a meeting asks of a resident beside its random word: area and severe limits."""
    return np.uint16(np.uint16(public.area) << 1 | (public.limitation == Limitation.SEVERE))


@rule
def keep_ties(i, tie_other, tie_strength, tie_kind, words, cards, keep, contact, gain, p):
    """Move every tie of resident i at its own end; return number and summed strength.

    Both ends compute the same from the same numbers, so both hold the same bits and both drop a
    lost tie in the same month. Whoever helps or is helped is in weekly contact and stays tied.
    """
    word, card = words[i], cards[i]
    area = np.uint64(card >> 1)
    degree, total = 0, 0.0
    for k in range(SLOTS):
        other = tie_other[i, k]
        if other < 0:
            continue
        theirs, mark = cards[np.uint64(other)], tie_kind[i, k]
        there, severe = np.uint64(theirs >> 1), (card | theirs) & 1 != 0
        helping, sort = mark >= HELPING, np.uint64(mark & KIND_BITS)
        w = np.float64(tie_strength[i, k])
        chance = contact_chance(w, contact[area, there], severe, p)
        # `|` rather than `or`: to weigh both sides is faster than to guess which is needed
        met = np.float64((pair_draw(word, words[np.uint64(other)]) < chance) | helping)
        w = decayed_and_met(w, keep[area, there, sort], gain[sort], met)
        if w < p.lost_below and not helping:
            tie_other[i, k] = -1
            tie_strength[i, k] = np.float32(0.0)
            tie_kind[i, k] = 0
            continue
        tie_strength[i, k] = np.float32(w)
        degree += 1
        total += w
    return degree, total


@kernel
def show_all(published, words, cards, free):
    """Copy what ties ask of others into columns: small, so that they stay near the processor."""
    for i in prange(len(published)):
        public = published[i]
        words[i] = public.contact_word
        cards[i] = card_of(public)
        free[i] = public.open_to_ties and public.status == Status.HOME


@kernel
def keep_all(
    residents, tie_other, tie_strength, tie_kind, words, cards, keep, contact, gain, values,
    numbers, free, looking,
):  # fmt: skip
    """Move the ties of all residents, each at its own end, and mark who looks for a new one."""
    n = len(residents)
    for chunk in prange(-(-n // CHUNK)):
        p = numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        for i in range(first, last):
            degree, total = keep_ties(
                i, tie_other, tie_strength, tie_kind, words, cards, keep, contact, gain, p
            )
            resident = residents[i]
            resident.degree = degree
            resident.tie_strength = np.float32(total)
        for i in range(first, last):
            resident = residents[i]
            chance = p.forming * missing_ties(resident, p) * values[resident.area].forming
            looking[i] = own_draw(words[i]) < chance
            free[i] &= resident.status == Status.HOME


class Ties(Process):
    """Ties decay, are strengthened by contact, are lost, and are made anew."""

    name = "ties"
    Parameters = TiesParameters
    publishes = (CONTACT, FORMING, DECAY)

    def prepare(self, town: World) -> None:
        """Count the ties of the start and put everybody in a ring."""
        residents = town.residents
        tied = residents.tie_other >= 0
        residents.records["degree"] = tied.sum(axis=1)
        residents.records["tie_strength"] = residents.tie_strength.sum(axis=1, dtype=np.float64)
        self._close_rings(town)

    def _close_rings(self, town: World) -> None:
        """Put residents in rings by area and age band, in an order keyed by uid and year.

        Rebuilt each January: newcomers look for ties themselves, and can be met from January.
        """
        rec = town.residents.records
        who = np.flatnonzero((rec["status"] == Status.HOME) & (rec["sociability"] > 0))
        who = who[rec["age_months"][who] >= (self.parameters.first_age - 1) * 12]
        uids = rec["uid"][who]
        at = uniforms(int(town.seed), uids, RING, town.month // 12)
        band = np.minimum(rec["age_months"][who] // (12 * BAND_YEARS), BANDS - 1)
        cell = rec["area"][who].astype(np.int64) * BANDS + band
        order = order_by(cell + at, uids)
        cells = np.arange(len(town.areas) * BANDS + 1)
        town.state.ties = TiesState(
            ring=who[order].astype(np.int32),
            start=np.searchsorted(cell[order], cells).astype(np.int64),
            uids=uids[order],
            at=at[order],
        )

    def _paces(self, town: World) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return what is kept [area, area, kind], chance of contact [area, area], gain [kind]."""
        values = self.values(town)
        p = self.parameters
        decay = (values["decay"][:, None] + values["decay"][None, :]) / 2
        keep = np.maximum(0.0, 1.0 - decay[:, :, None] * np.array(p.decay))
        contact = p.contact * (values["contact"][:, None] + values["contact"][None, :]) / 2
        gain = np.full(len(KINDS), p.gain)
        gain[TieKind.KIN] *= p.kin_gain
        return keep, contact, gain

    def step(self, town: World) -> None:
        """Run one month."""
        residents, month = town.residents, town.month
        if month % 12 == 0:
            self._close_rings(town)
        ties = (residents.tie_other, residents.tie_strength, residents.tie_kind)
        rec, published = residents.records, residents.published
        n = len(rec)
        words, cards = np.empty(n, np.uint32), np.empty(n, np.uint16)
        free, looking = np.empty(n, np.uint8), np.empty(n, np.bool_)
        show_all(published, words, cards, free)
        keep_all(
            rec, *ties, words, cards, *self._paces(town), self.values(town), self.numbers, free,
            looking,
        )  # fmt: skip
        order = keyed_order(np.flatnonzero(looking), rec["uid"], int(town.seed), ORDER, month)
        mine = town.state.ties
        form_all(
            order, rec, *ties, published, free, mine.ring, mine.start, mine.uids, mine.at,
            len(town.areas), self.p, town.seed, month_key(month),
        )  # fmt: skip
