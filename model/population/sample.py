"""A smaller or a larger town: whole households drawn within areas, or repeated with new uids."""

import numpy as np
from numpy.typing import NDArray

from agents.compiled import serial
from model.draws import decision, uniforms
from model.population.ages import People, uids_of

SAMPLE = decision("population.sample")


@serial
def _fill(order, size, area, quota, taken):
    for k in range(len(order)):
        h = order[k]
        if size[h] <= quota[area[h]]:
            quota[area[h]] -= size[h]
            taken[h] = True


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

    Households come in a keyed order; each is taken where its area still has room for all of it, so
    that the last places go to one-person households.
    """
    u = uniforms(seed, people.uid[founder], SAMPLE, index=copy)
    order = np.lexsort((people.uid[founder], u))
    taken = np.zeros(len(founder), np.bool_)
    quota = area_quota(area[people.postcode], residents, int(area.max()) + 1)
    _fill(order, np.bincount(people.household), area[people.postcode[founder]], quota, taken)
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
