"""Providers of indicated care (aanbieders): staff, contracts, waiting lists.

Household help, guidance, day activities and youth care have several contracted providers each. A
client chooses one by its size and waits there. A provider with a waiting list posts vacancies,
which take months to fill, while staff leave all the time: so the wait comes from the labour market,
the length of care and the growth of demand, and is no number that is put in. Staff who have no work
are not dismissed; they leave one by one.

With demand that grows by g a month, care that ends at a rate m, staff who leave at a rate q and
vacancies filled at a rate f, those who wait are (q + g) / f of all clients and the mean wait is
(q + g) / (f (m + g)) months: long where care is long, as in household help. A shortage of staff
lengthens it; where demand falls faster than staff leave, nobody waits for staff.

It can bring forth: waits by domain that answer to staff, demand and length of care; a waiting list
at one provider beside room at another; contracts that bind, or are handed back where the tariff is
below cost. It cannot bring forth: staff who move between domains, providers that merge or
differ in quality, or a town's place in the regional labour market.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.providers import NO_PROVIDER, PERSONAL_BUDGET, PROVIDER_SLOTS
from agents.vocabulary import N_DOMAINS, CareStage
from model.draws import decision, uniforms
from model.parameters import Parameters, par

ROUND_UP = decision("care.provider_places")
COST = decision("care.provider_cost")
MONTHS_A_YEAR = 12.0

Clients = NDArray[np.float64]
"""By domain and provider."""


class ProviderParameters(Parameters):
    """Numbers of providers; vectors run over Domain, and those without providers have none."""

    owner = "care"

    providers: tuple[float, ...] = par(
        (4, 6, 8, 0, 10, 0, 0), "organisations", role="fixed", hard=(0, PROVIDER_SLOTS),
        note="contracted; aids have a supplier, debts and benefits the municipality",
        evidence="assumed: some of the parties of the building team are providers, and many more "
        "hold a small contract; plan.n_build_team_parties",
    )  # fmt: skip
    size_ratio: float = par(
        0.7, "ratio", role="fixed", hard=(0.01, 1),
        evidence="assumed: each provider is smaller than the one before it",
    )  # fmt: skip
    staff_leave: float = par(
        0.16, "/year", 0.12, 0.22, hard=(0, 12), evidence="= process.care_staff_turnover",
        note="staff who leave their employer",
    )  # fmt: skip
    hiring_months: tuple[float, ...] = par(
        (2.0, 2.0, 2.0, 2.0, 4.0, 2.0, 2.0), "months", (1.0,) * N_DOMAINS, (6.0,) * N_DOMAINS,
        hard=(0.1, 60),
        evidence="assumed: from vacancy to a first day of work, longer where a diploma is asked; "
        "household help set so that its wait comes out; process.wait_household_help_weeks",
    )  # fmt: skip
    hires_most: float = par(
        0.03, "/month", 0.015, 0.06, hard=(0, 1),
        evidence="assumed: no provider grows by more than a third a year",
    )  # fmt: skip
    start_up_days: tuple[float, ...] = par(
        (14, 14, 14, 30, 14, 30, 0), "days", (5, 5, 5, 14, 5, 14, 0), (28, 28, 28, 60, 28, 60, 0),
        hard=(0, 400),
        evidence="assumed: from choice to a first visit, even where there is room; a supplier "
        "adjusts aids",
    )  # fmt: skip
    start_up_spread: tuple[float, ...] = par(
        (0.5, 1.5), "ratio", over=("least", "most"), role="fixed", hard=(0, 5),
        evidence="assumed: half to one and a half times the usual",
    )  # fmt: skip
    switch_months: float = par(
        3.0, "months", 1.0, 6.0, hard=(0, 100),
        evidence="assumed: who waits that long is offered a provider that has room",
    )  # fmt: skip
    budget_share: tuple[float, ...] = par(
        (0.05, 0.05, 0.12, 0.0, 0.05, 0.0, 0.0), "share", (0.02, 0.02, 0.05, 0.0, 0.02, 0.0, 0.0),
        (0.1, 0.1, 0.2, 0.0, 0.1, 0.0, 0.0), hard=(0, 1),
        note="new clients who take a personal budget (pgb) and wait for no provider",
        evidence="household = process.pgb_share_household; guidance = process.pgb_share_guidance; "
        "upbringing = process.pgb_share_youth; assumed: day activities as household help",
    )  # fmt: skip
    tariff_elasticity: float = par(
        2.0, "-", 0.0, 5.0, hard=(0, 50),
        evidence="assumed: a tariff a tenth below cost lets a fifth fewer vacancies be filled",
    )  # fmt: skip
    cost_spread: float = par(
        0.1, "ratio", 0.05, 0.2, hard=(0, 0.9),
        evidence="assumed: costs of providers differ by a tenth either way",
    )  # fmt: skip
    reserve: float = par(
        0.15, "ratio", 0.11, 0.25, hard=(0, 10),
        evidence="assumed: the loss that a provider bears before it hands a contract back; beyond "
        "the spread of costs, so that nobody does at today's tariff",
    )  # fmt: skip


def sizes(p: Any) -> Clients:
    """Return the share of each provider in its domain, before anything happened.

    Parameters
    ----------
    p : ProviderParameters
    """
    rank = np.arange(PROVIDER_SLOTS)
    weights = np.where(rank < np.array(p.providers)[:, None], p.size_ratio**rank, 0.0)
    return as_shares(weights, weights)


def as_shares(weights: Clients, otherwise: Clients) -> Clients:
    """Return weights as shares of their domain; where all are zero, those of `otherwise`."""
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0.0, weights, otherwise)
    whole = weights.sum(axis=1, keepdims=True)
    shares = np.zeros_like(weights)
    np.divide(weights, whole, out=shares, where=whole > 0.0)
    return shares


@lru_cache(maxsize=64)
def _drawn(seed: Any, what: int) -> Clients:
    """Return one uniform of each provider, the same all the time; not to be changed."""
    keys = np.arange(N_DOMAINS * PROVIDER_SLOTS)
    return uniforms(int(seed), keys, what).reshape(N_DOMAINS, PROVIDER_SLOTS)


def holds_contract(tariff: NDArray[np.float64], seed: Any, p: Any) -> NDArray[np.bool_]:
    """Return which providers take new clients at a tariff: those whose loss it is not too large.

    Parameters
    ----------
    tariff : float64 array, shape [7]
        Over the mean cost of care.
    seed : int
    p : ProviderParameters
    """
    cost = 1.0 + p.cost_spread * (2.0 * _drawn(seed, COST) - 1.0)
    return np.asarray(tariff[:, None] * (1.0 + p.reserve) >= cost)


def most_clients(january: Clients, tightness: NDArray[np.float64]) -> Clients:
    """Return the clients that contracts allow; no end of them where contracts are open.

    Parameters
    ----------
    january : float64 array, shape [7, PROVIDER_SLOTS]
        Clients of last January.
    tightness : float64 array, shape [7]
        These over the most clients; 0 for open contracts.
    """
    bound = np.full_like(january, np.inf)
    tight = np.broadcast_to(tightness[:, None], january.shape)
    with np.errstate(over="ignore"):  # a bound beyond all numbers is none
        np.divide(january, tight, out=bound, where=tight > 0.0)
    return bound


def staff_after(
    staff: Clients,
    wanted: Clients,
    hiring: NDArray[np.float64],
    leaving: NDArray[np.float64],
    p: Any,
) -> Clients:
    """Return staff after a month in which some leave and vacancies are filled.

    Parameters
    ----------
    staff : float64 array, shape [7, PROVIDER_SLOTS]
        In clients that it can serve.
    wanted : float64 array, the same shape
        Clients and those who wait, as far as contracts allow; 0 where no contract is held.
    hiring, leaving : float64 array, shape [7]
        Factors on how fast vacancies are filled and staff leave.
    p : ProviderParameters

    Notes
    -----
    A vacancy is filled within a month with chance 1 - exp(-hiring / hiring_months), and at most
    `hires_most` of what is wanted is hired. Nobody is dismissed.
    """
    left = staff * np.exp(-p.staff_leave * leaving / MONTHS_A_YEAR)[:, None]
    vacancies = np.maximum(0.0, wanted - left)
    filled = vacancies * (1.0 - np.exp(-hiring / p.hiring_months))[:, None]
    return np.asarray(left + np.minimum(filled, p.hires_most * hiring[:, None] * wanted))


def room(capacity: Clients, caseload: NDArray[np.int64], seed: Any) -> NDArray[np.int64]:
    """Return how many clients each provider can start.

    Notes
    -----
    A place that is there in part is rounded by a draw of the provider's own, the same all the time:
    one drawn anew each month would be there sooner or later, and who has started stays.
    """
    whole = np.floor(np.minimum(capacity, np.iinfo(np.int32).max) + _drawn(seed, ROUND_UP))
    return np.asarray(np.maximum(0, whole.astype(np.int64) - caseload))


@rule
def has_provider(k):
    """Say whether an indication waits for, or is served by, a contracted provider."""
    return NO_PROVIDER < k < PERSONAL_BUDGET


@serial
def count_clients(indications, month, in_care, waiting):
    """Count clients in care and those who wait, by domain and provider, this month's grants out."""
    in_care[:] = 0
    waiting[:] = 0
    for row in range(len(indications)):
        indication = indications[row]
        k = indication.provider
        if indication.stage == CareStage.FREE or not has_provider(k):
            continue
        if indication.stage != CareStage.WAITING:
            in_care[indication.domain, k - 1] += 1
        elif indication.granted_month < month:
            waiting[indication.domain, k - 1] += 1
