"""A smaller or a larger town: whole households drawn within areas, or repeated with new uids."""

import numpy as np
from numpy.typing import NDArray

from agents.compiled import serial
from model.draws import decision, uniforms
from model.population.ages import People, uids_of

SAMPLE = decision("population.sample")


@serial
def _fill(order, size, area, quota, left, taken):
    """Take households in order while their size is wanted.

    First where their area has room for all of it, then where for some, and the last from anywhere.
    """
    for room_for_all, room_for_some in ((True, True), (False, True), (False, False)):
        for k in range(len(order)):
            h = order[k]
            room = quota[area[h]]
            fits = room >= size[h] or (not room_for_all and (room > 0 or not room_for_some))
            if fits and not taken[h] and left[size[h]] > 0:
                left[size[h]] -= 1
                quota[area[h]] -= size[h]
                taken[h] = True


def households_by_size(size: NDArray[np.int64], residents: int) -> NDArray[np.int64]:
    """Return how many households of each size hold `residents` people together.

    Proportional, rounded down; what is left over goes to the size whose rounding took most, so that
    no size is favoured.
    """
    there = np.bincount(size)
    exact = there * residents / size.sum()
    wanted = np.floor(exact).astype(np.int64)
    sizes = np.arange(len(there))
    rest = residents - int(wanted @ sizes)
    while rest > 0:
        fits = (sizes > 0) & (sizes <= rest) & (wanted < there)
        if not fits.any():
            break
        best = int(np.argmax(np.where(fits, exact - wanted, -np.inf)))
        wanted[best] += 1
        rest -= best
    return wanted


def area_quota(area: NDArray[np.int64], residents: int, areas: int) -> NDArray[np.int64]:
    """Return how many of `residents` live in each area: proportional, largest remainder."""
    exact = np.bincount(area, minlength=areas) * residents / len(area)
    quota = np.floor(exact).astype(np.int64)
    quota[np.argsort(quota - exact, kind="stable")[: residents - quota.sum()]] += 1
    return quota


def sampled_households(
    people: People,
    founder: NDArray[np.intp],
    area: NDArray[np.int64],
    residents: int,
    seed: int,
    copy: int,
) -> NDArray[np.intp]:
    """Return the rows of households that together hold `residents` people.

    Households come in a keyed order; each is taken while its size is wanted and its area has room
    for all of it. The few still wanted then come from where there is room for some: were the last
    places of each area filled with whoever fits, too many would live alone.
    """
    u = uniforms(seed, people.uid[founder], SAMPLE, index=copy)
    order = np.lexsort((people.uid[founder], u))
    taken = np.zeros(len(founder), np.bool_)
    quota = area_quota(area[people.postcode], residents, int(area.max()) + 1)
    size = np.bincount(people.household)
    left = households_by_size(size, residents)
    _fill(order, size, area[people.postcode[founder]], quota, left, taken)
    return np.flatnonzero(taken)


def part_of(
    people: People, founder: NDArray[np.intp], rows: NDArray[np.intp], copy: int
) -> tuple[People, NDArray[np.intp]]:
    """Return the people of some households, renumbered, with the uids of a copy."""
    row = np.full(len(founder), -1)
    row[rows] = np.arange(len(rows))
    who = np.flatnonzero(row[people.household] >= 0)
    slot = np.full(len(people), -1)
    slot[who] = np.arange(len(who))
    part = people.taken(who)
    part.household = row[part.household]
    part.partner = np.where(part.partner >= 0, slot[part.partner], -1)
    if copy:
        part.uid = uids_of(part.ordinal, copy)
    return part, slot[founder[rows]]
