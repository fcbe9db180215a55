"""The ring: everybody in order of uid, to choose one resident out of many by a key.

Uids are hashes, so a keyed point on the ring and the residents that follow it are a fair choice. A
newcomer changes a choice only where it stands next in line: nobody else is reshuffled, and slots do
not matter.
"""

import numpy as np
from numpy.typing import NDArray

from agents.columns import Columns
from agents.compiled import rule, serial
from agents.vocabulary import Status
from model.draws import decision, derived_uid

DONOR = decision("demography.donor")


class Ring:
    """Uids in ascending order and the slots they belong to.

    Attributes
    ----------
    uids : int64 array
    slots : int64 array
    """

    def __init__(self, records: Columns) -> None:
        living = np.flatnonzero(records["status"] != Status.EMPTY)
        order = np.argsort(records["uid"][living])
        self.slots = living[order]
        self.uids = np.ascontiguousarray(records["uid"][self.slots])

    def renew(
        self, gone: NDArray[np.int64], uids: NDArray[np.int64], slots: NDArray[np.int64]
    ) -> None:
        """Take residents out by uid, and put newcomers in with their slots."""
        order = np.argsort(uids)
        renewed = np.empty((2, len(self.uids) + len(uids)), np.int64)
        size = walk(self.uids, self.slots, np.sort(gone), uids[order], slots[order], *renewed)
        self.uids, self.slots = renewed[:, :size]

    def check(self) -> np.int64:
        """Return the checksum that `run_month` computes of the same residents."""
        with np.errstate(over="ignore"):
            return np.int64((self.uids * (2 * self.slots + 1)).sum())


@serial
def walk(uids, slots, gone, new_uids, new_slots, out_uids, out_slots):
    """Go round the ring once: leave out who is gone, put newcomers where they belong.

    Returns how many there are now.
    """
    g, n, k = 0, 0, 0
    for at in range(len(uids) + 1):
        while n < len(new_uids) and (at == len(uids) or new_uids[n] < uids[at]):
            out_uids[k], out_slots[k] = new_uids[n], new_slots[n]
            n, k = n + 1, k + 1
        if at == len(uids):
            break
        if g < len(gone) and gone[g] == uids[at]:
            g += 1
            continue
        out_uids[k], out_slots[k] = uids[at], slots[at]
        k += 1
    return k


@rule
def place_on_ring(ring_uids, key):
    """Return the position of the first resident at or after a key, or of the first of all."""
    at = np.searchsorted(ring_uids, key)
    return at if at < len(ring_uids) else 0


WHOLE_RING = 2**62
"""Uids are hashes of 62 bits."""


@rule
def beyond(ring_uids, k, key, reach):
    """Say whether place k lies further along the ring than `reach` from a key.

    Who is met is bounded by a stretch of the ring, not by a count: so one resident more, whom
    nobody would choose, takes no place in a search.
    """
    return (ring_uids[k] - key) & np.int64(WHOLE_RING - 1) > reach


def stretch(residents_met: float, size: int) -> np.int64:
    """Return the stretch of the ring on which so many of a town's residents are expected."""
    return np.int64(min(WHOLE_RING - 1, int(WHOLE_RING * (residents_met / size))))


@rule
def may_give(victim, donor, marked, months, younger):
    """Say whether a resident can lend its state to one of the same sex, age and living alone.

    Or to one who is so many months older: then no application of the donor may be under way.
    """
    return (
        not (marked or (younger > 0 and donor.cases))
        and donor.status == Status.HOME
        and donor.sex == victim.sex
        and donor.lives_alone == victim.lives_alone
        and abs(donor.age_months + younger - victim.age_months) <= months
    )


@serial
def find_donors(
    month, victims, records, events, leaving, ring_uids, ring_slots, months, choice, younger, out
):
    """Choose for each victim a donor who is not leaving itself; -1 where there is none.

    Among the first `choice` fitting residents after the victim's point the nearest in age wins, of
    several the one of the least hash of the pair. At a high age there are more residents below it
    than above: any of them would do, on average, for somebody younger than the victim.
    """
    n = len(ring_uids)
    for v in range(len(victims)):
        victim = records[victims[v]]
        start = place_on_ring(ring_uids, derived_uid(DONOR, victim.uid, month))
        best, best_gap, best_key, candidates = -1, 0, np.int64(0), 0
        for step in range(n):
            slot = ring_slots[(start + step) % n]
            donor = records[slot]
            if may_give(victim, donor, events[slot] & leaving, months, younger):
                gap = abs(donor.age_months + younger - victim.age_months)
                key = derived_uid(DONOR, victim.uid ^ donor.uid, month)
                if best < 0 or gap < best_gap or (gap == best_gap and key < best_key):
                    best, best_gap, best_key = slot, gap, key
                candidates += 1
                if candidates >= choice:
                    break
        out[v] = best
