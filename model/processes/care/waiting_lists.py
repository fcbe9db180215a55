"""The waiting lists of providers: who chooses which, who starts, who moves to one with room."""

import numpy as np

from agents.compiled import rule, serial
from agents.providers import NO_PROVIDER, PERSONAL_BUDGET
from agents.vocabulary import CareStage
from model.draws import decision, uniform4
from model.months import DAYS
from model.process_counts import CareCount, ProvisionCount
from model.processes.care.indications import term_days
from model.processes.care.providers import has_provider
from model.rounding import whole

CHOICE = decision("care.provider")
AGAIN = decision("care.again")


@rule
def chosen(u, shares):
    """Return which provider a client chooses: each with a chance of its share; row k is k + 1."""
    last = NO_PROVIDER
    for k in range(len(shares)):
        if shares[k] > 0.0:
            last = k + 1
            u -= shares[k]
            if u < 0.0:
                return last
    return last


@serial
def choose_providers(indications, rows, shares, seed, p, fresh):
    """Let this month's grants choose a personal budget or a provider, and count the latter.

    Parameters
    ----------
    indications : records
    rows : int64 array
        Of this month's grants.
    shares : float64 array, shape [7, PROVIDER_SLOTS]
        Chance of each provider; all 0 in domains without any.
    seed : uint64
    p : record of `CareParameters`
    fresh : int64 array, shape [7, PROVIDER_SLOTS]
        Is filled with the number who chose each.
    """
    fresh[:] = 0
    least, most = p.start_up_spread[0], p.start_up_spread[1]
    for row in rows:
        indication = indications[row]
        domain = indication.domain
        budget, who, delay, _ = uniform4(
            seed, indication.uid, indication.granted_month, CHOICE, domain
        )
        indication.start_day += p.start_up_days[domain] * (least + delay * (most - least))
        k = chosen(who, shares[domain])
        if k != NO_PROVIDER and budget < p.budget_share[domain]:
            k = PERSONAL_BUDGET
        elif k != NO_PROVIDER:
            fresh[domain, k - 1] += 1
        indication.provider = k


@rule
def most_room(room):
    """Return the provider with most room, the first of equal ones; NO_PROVIDER where none has."""
    best, most = NO_PROVIDER, 0
    for k in range(len(room)):
        if room[k] > most:
            best, most = k + 1, room[k]
    return best


@rule
def start(indication, area, term, month, seed, p, counts, by_domain):
    """Start care, on the day it could or at the beginning of the month."""
    domain = indication.domain
    begin = max(indication.start_day, month * DAYS)
    u = uniform4(seed, indication.uid, indication.granted_month, AGAIN, domain)[0]
    indication.start_day = begin
    indication.end_day = begin + term * term_days(domain, u, p.term_spread, p)
    indication.stage = CareStage.RUNNING
    pieces = np.int64(indication.pieces)
    counts[area, CareCount.NEW_INDICATIONS] += pieces
    by_domain[area, domain, ProvisionCount.NEW] += pieces
    waited = whole(begin - indication.granted_day)
    by_domain[area, domain, ProvisionCount.DAYS_WAITED] += pieces * waited


@serial
def start_waiting(indications, rows, residents, room, holds, month, seed, p, terms, counts,
                  by_domain):  # fmt: skip
    """Start those who wait, longest first, as long as their provider has room; then let some move.

    Parameters
    ----------
    indications : records
    rows : int64 array
        Who could start, those granted longest ago first.
    residents : records
    room : int64 array, shape [7, PROVIDER_SLOTS]
        Clients that each provider can start; what is left of it after.
    holds : bool array, the same shape
        Providers that take new clients: whoever waits at another may move at once.
    terms : float64 array, shape [areas]
        Factor on terms.
    counts, by_domain : int64 arrays
        Are added to.

    Notes
    -----
    Nobody waits for a provider who has none. Who waited `switch_months` and is not served by its
    own takes what the lists of the others leave.
    """
    for moves in (False, True):
        for row in rows:
            indication = indications[row]
            if indication.stage != CareStage.WAITING:
                continue
            domain, k = indication.domain, np.int64(indication.provider)
            if not residents[indication.resident].open_needs >> domain & 1:
                continue
            if has_provider(k):
                waited = month - indication.granted_month
                if moves and (waited >= p.switch_months or not holds[domain, k - 1]):
                    k = most_room(room[domain])
                if k == NO_PROVIDER or room[domain, k - 1] <= 0:
                    continue
                room[domain, k - 1] -= 1
                indication.provider = k
            area = residents[indication.resident].area
            start(indication, area, terms[area], month, seed, p, counts, by_domain)
