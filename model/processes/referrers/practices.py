"""GP practices: what a practice hears of the patients whom it sent, and what it makes of it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from agents.compiled import kernel, prange, rule
from agents.programmes import SENT_BY_GP
from agents.vocabulary import ALL_BITS, N_DOMAINS, Status
from model.draws import decision, normals_of, uniform, words_of
from model.process_counts import News
from model.process_state import MOST_PRACTICES

LIST = decision("referrers.list")
ATTENTION = decision("referrers.attention")
CHUNK = 512
HELPED, REFUSED, WAITS = map(int, News)
NOTHING_MORE = -1


@rule
def practice_by(u, number):
    """Return the practice of its area on whose list a household is, by its draw of LIST."""
    return min(number - 1, np.int64(u * number))


@rule
def practice_of(seed, household_uid, number):
    """Return the practice of its area on whose list a household is; all lists are alike."""
    return practice_by(uniform(seed, household_uid, 0, LIST, 0), number)


@rule
def lists_of(residents, households, who, seed):
    """Return the word of LIST of the households of some residents: their practice for good."""
    uids, words = np.empty(who.size, np.int64), np.empty(who.size, np.uint32)
    for k in range(who.size):
        uids[k] = households[residents[who[k]].household].uid
    words_of(seed, uids, 0, LIST, 0, words)
    return words


@rule
def news_of(resident, need, domain, month):
    """Return what a practice hears this month of a need that it sent: News, or NOTHING_MORE.

    Helped is who has care or support now, or visits the place it was referred to; who has a file,
    waits for a provider or was referred last month waits; the others came back with empty hands. Of
    a need that closed by itself nothing more is heard.
    """
    if not resident.open_needs >> domain & 1:
        return NOTHING_MORE
    goes = need.referred_until > month and resident.visits >= 0
    if resident.products >> domain & 1 or np.float64(need.short) > 0.0 or goes:
        return HELPED
    if resident.cases >> domain & 1 or need.indications or resident.invited >= 0:
        return WAITS
    return REFUSED


@rule
def news_of_coach(resident):
    """Return what a practice hears of who was sent to a welfare coach: taken along, or in vain."""
    return HELPED if resident.programme else REFUSED


@rule
def hear_of(resident, needs_of, month, heard):
    """Count the news of one patient in `heard`; who is heard of for good is forgotten."""
    if resident.sent_by_gp & SENT_BY_GP:
        heard[news_of_coach(resident)] += 1
        resident.sent_by_gp &= np.uint8(ALL_BITS - SENT_BY_GP)
    for domain in range(N_DOMAINS):
        if not resident.sent_by_gp >> domain & 1:
            continue
        news = news_of(resident, needs_of[domain], domain, month)
        if news != NOTHING_MORE:
            heard[news] += 1
        if news != WAITS:
            resident.sent_by_gp &= np.uint8(ALL_BITS - (1 << domain))


@kernel
def hear_of_all(residents, needs, households, number, month, seed, heard):
    """Count the news of all patients who were sent, by chunk, area, practice and News."""
    for chunk in prange(heard.shape[0]):
        for i in range(chunk * CHUNK, min(len(residents), (chunk + 1) * CHUNK)):
            resident = residents[i]
            if resident.sent_by_gp == 0:
                continue
            if resident.status != Status.HOME:
                resident.sent_by_gp = 0
                continue
            area, uid = resident.area, households[resident.household].uid
            mine = heard[chunk, area, practice_of(seed, uid, number[area])]
            hear_of(resident, needs[i], month, mine)


def practices(area_residents: NDArray[np.float64], per_practice: float) -> NDArray[np.int64]:
    """Return how many practices each area has: one at least, `MOST_PRACTICES` at most."""
    number = np.rint(area_residents / per_practice)
    return np.clip(number, 1, MOST_PRACTICES).astype(np.int64)


@lru_cache(maxsize=64)
def native_attention(seed: np.uint64, areas: int, spread: float) -> NDArray[np.float64]:
    """Return what practices send before they know what comes of it, shape [areas, practices].

    Lognormal with mean 1, keyed by area and practice; not to be changed.
    """
    numbers = np.arange(areas * MOST_PRACTICES, dtype=np.int64)
    words, z = np.empty(len(numbers), np.uint32), np.empty(len(numbers))
    words_of(seed, numbers, np.int64(0), ATTENTION, np.int64(0), words)
    normals_of(words, z)
    ratios: NDArray[np.float64] = np.exp(spread * z - spread**2 / 2)
    return ratios.reshape(areas, MOST_PRACTICES)
