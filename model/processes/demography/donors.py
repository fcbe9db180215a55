"""Donors: where ageing is held still, who would die takes over the state of a resident who stays.

A particle scheme of Fleming and Viot: one who would die or enter long-term care continues with the
limitation, needs, care and ties of another of the same sex, about the same age and living alone
alike: those who knew the first lose it. It gives the distribution given survival.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.ties import KIND_BITS, SLOTS, add_tie
from agents.vocabulary import N_DOMAINS, CareStage
from model.processes.demography.removals import clear_files, end_all_ties
from model.processes.demography.ring import Ring, find_donors
from model.processes.need_shares import count_domains
from model.world import World


@rule
def copy_ties(records, tie_other, tie_strength, tie_kind, i, donor):
    """Tie a resident without ties to those to whom its donor is tied, as far as they have room."""
    for k in range(SLOTS):
        j = tie_other[donor, k]
        if j >= 0 and records[j].household != records[i].household:
            kind = tie_kind[donor, k] & KIND_BITS
            add_tie(tie_other, tie_strength, tie_kind, i, j, tie_strength[donor, k], kind)


@serial
def take_ties(victims, donors, records, tie_other, tie_strength, tie_kind):
    """Give each victim the ties of its donor instead of its own."""
    for v in range(len(victims)):
        end_all_ties(records, tie_other, tie_strength, tie_kind, victims[v])
        copy_ties(records, tie_other, tie_strength, tie_kind, victims[v], donors[v])


@serial
def take_over(victims, donors, records, rows, first, held, end):
    """Give each victim the limitation, dementia, frailty and needs of its donor.

    Rows of needs are written from `end` on, one behind the other; returns where they end.
    """
    for v in range(len(victims)):
        r, giver = records[victims[v]], records[donors[v]]
        r.limitation, r.dementia, r.frailty = giver.limitation, giver.dementia, giver.frailty
        r.open_needs, r.products, r.cases = giver.open_needs, giver.products, np.uint8(0)
        r.layered = giver.layered
        of_donor, held[victims[v]] = first[donors[v]], held[donors[v]]
        first[victims[v]] = end
        for k in range(count_domains(held[victims[v]])):
            rows[end] = rows[of_donor + k]
            rows[end].requested = rows[end].indications = np.uint8(0)
            end += 1
    return end


def found(
    town: World,
    month: np.int64,
    victims: NDArray[np.int64],
    events: NDArray[np.uint16],
    marked: int,
    ring: Ring | None,
    p: Any,
    younger: int = 0,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for whom there is a donor, so many months younger, and the donors.

    Parameters
    ----------
    victims : int array
        Slots, by uid.
    events : uint16 array, shape [slots]
        What befalls everybody this month.
    marked : int
        Bits of those events that keep a resident from being a donor.
    p : LifeParameters
    """
    assert ring is not None
    slots = np.empty(len(victims), np.int64)
    find_donors(
        month, victims, town.residents.records, events, marked, ring.uids, ring.slots,
        int(p.donor_age_gap), int(p.donor_choice), younger, slots,
    )  # fmt: skip
    return victims[slots >= 0], slots[slots >= 0]


def take_state(town: World, victims: NDArray[np.int64], givers: NDArray[np.int64]) -> None:
    """Give victims the state of their donors, their care included; applications end."""
    clear_files(town, victims)
    people, needs = town.residents, town.residents.needs
    needs.make_room(N_DOMAINS * len(victims))
    needs.end = int(
        take_over(
            victims, givers, people.records, needs.rows, needs.first, needs.held,
            np.int64(needs.end),
        )
    )  # fmt: skip
    copy_indications(town, victims, givers)


def copy_indications(town: World, victims: NDArray[np.int64], donors: NDArray[np.int64]) -> None:
    """Copy the running and stored indications of donors to those who take their place.

    Waiting ones are left out: nobody moves up a queue by another's departure.
    """
    table = town.indications.records
    kept = np.isin(table["stage"], (CareStage.RUNNING, CareStage.STORED))
    rows = np.flatnonzero(kept & np.isin(table["resident"], donors))
    rows = rows[np.argsort(table["uid"][rows], kind="stable")]
    rows_of = [rows[table["resident"][rows] == donor] for donor in donors]
    source = np.concatenate([*rows_of, np.zeros(0, np.int64)])
    if not len(source):
        return
    copies = [len(one) for one in rows_of]
    slots = np.repeat(victims, copies)
    town.indications.grow(len(source))
    table = town.indications.records
    at = np.flatnonzero(table["stage"] == CareStage.FREE)[: len(source)]
    table[at] = table[source]
    table["resident"][at] = slots
    table["uid"][at] = town.residents.records["uid"][slots]
    count = np.zeros((len(victims), N_DOMAINS), np.uint8)
    np.add.at(count, (np.repeat(np.arange(len(victims)), copies), table["domain"][at]), 1)
    _count_indications(town, victims, donors, count)


def _count_indications(
    town: World, victims: NDArray[np.int64], donors: NDArray[np.int64], copied: NDArray[np.uint8]
) -> None:
    """Set how many indications each need holds: those copied, where the donor's need counts any."""
    needs = town.residents.needs
    counts = np.minimum(copied, needs.column("indications", donors))
    rows = needs.places(victims)
    needs.rows["indications"][rows[rows > 0]] = counts[rows > 0]
