"""Households: couples of similar age, and children with fitting parents, in one postcode."""

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.vocabulary import ADULT_MONTHS, Sex
from model.draws import decision, normal, uniform4, uniforms
from model.errors import DataError
from model.parameters import Parameters, par
from model.population.ages import People
from model.population.positions import CHILD, PARTNERED, SINGLE_PARENT

PARTNER_NOISE = decision("population.partner_noise")
PARENT = decision("population.parent")
GAP = decision("population.gap")
_FAR_TOO_YOUNG, _PER_MONTH_TOO_YOUNG, _TOO_OLD = 1.0e5, 100.0, 1.0e3
_NO_CHILD_FITS, _NO_FAMILY_FITS = 1.0e4, 1.0e9
"""Misfits in months that order the choices: too old a parent is bad, too young a one out of the
question for a single parent, and the last resort among families."""


class FamilyParameters(Parameters):
    """Who lives with whom."""

    owner = "families"

    age_gap_couple: float = par(
        30,
        unit="months",
        low=18,
        high=36,
        evidence="assumed: men are about two and a half years older",
    )
    couple_noise: float = par(
        40,
        unit="months",
        low=20,
        high=60,
        evidence="assumed: spread of the age difference of partners",
    )
    mother_age: float = par(
        366,
        unit="months",
        low=348,
        high=378,
        evidence="assumed: mean age at birth over all children about 30.5",
    )
    mother_age_sd: float = par(
        56, unit="months", low=48, high=66, evidence="assumed: spread of age at birth"
    )
    mother_age_least: float = par(
        204,
        unit="months",
        role="fixed",
        evidence="assumed: a definition, a parent is at least 17 years older",
    )
    mother_age_most: float = par(
        540,
        unit="months",
        role="fixed",
        evidence="assumed: a definition, a mother is at most 45 years older",
    )
    crowding: float = par(
        90, unit="months of misfit per child above the wish", low=30, high=180,
        evidence="assumed: keeps families of five and more rare",
    )  # fmt: skip
    siblings_one: float = par(
        0.38,
        unit="share of families",
        low=0.30,
        high=0.45,
        hard=(0, 1),
        evidence="assumed: families by children at home",
    )
    siblings_two: float = par(
        0.42,
        unit="share of families",
        low=0.35,
        high=0.48,
        hard=(0, 1),
        evidence="assumed: families by children at home",
    )
    siblings_three: float = par(
        0.75,
        unit="share of larger families",
        role="fixed",
        hard=(0, 1),
        evidence="assumed: of families with more than two children three in four have three",
    )


@rule
def misfit(parent_age, child_age, gap, p):
    """Return how badly a child of this age fits a parent, in months; large where it cannot be."""
    difference = parent_age - child_age
    out = abs(difference - gap)
    if difference < p.mother_age_least:
        out += _FAR_TOO_YOUNG + _PER_MONTH_TOO_YOUNG * (p.mother_age_least - difference)
    elif difference > p.mother_age_most:
        out += _TOO_OLD
    return out


@rule
def wished_gap(seed, uid, p):
    """Return the age difference with the mother that this child looks for, in months."""
    a, _, _, _ = uniform4(seed, uid, 0, GAP, 0)
    return p.mother_age + p.mother_age_sd * normal(a)


@rule
def wished_children(u, p):
    """Return how many children a family has room for at first: one, two, three or four."""
    few = p.siblings_one + p.siblings_two
    three = few + p.siblings_three * (1.0 - p.siblings_one - p.siblings_two)
    return 1 + (u >= p.siblings_one) + (u >= few) + (u >= three)


@rule
def best_child(seed, kid_uid, kid_age, place, parent_age, p):
    """Return the child without a place that fits a single parent best, or -1 if none can."""
    best, best_fit = -1, _NO_CHILD_FITS
    for c in range(len(kid_age)):
        if place[c] < 0:
            fit = misfit(parent_age, kid_age[c], wished_gap(seed, kid_uid[c], p), p)
            if fit < best_fit:
                best, best_fit = c, fit
    return best


@rule
def best_family(child_age, gap, opening, unit_age, unit_single, room, count, p):
    """Return the couple still without children (opening) or the family that fits a child best."""
    best, best_fit = -1, _NO_FAMILY_FITS
    for k in range(np.searchsorted(unit_age, child_age + p.mother_age_least), len(unit_age)):
        if opening != (count[k] == 0) or (unit_single[k] and count[k] == 0):
            continue
        fit = misfit(unit_age[k], child_age, gap, p)
        fit += p.crowding * max(count[k] + 1 - room[k], 0)
        if fit < best_fit:
            best, best_fit = k, fit
    return best


@serial
def _place_children(
    seed, kid_uid, kid_age, unit_age, unit_uid, unit_single, families, p, place, count
):
    """Give each child of one postcode a unit; units are couples or single parents, by parent's age.

    Single parents choose first, then children in a keyed order open as many families among the
    couples as there must be, the rest join the family that fits best.
    """
    opened = 0
    room = np.empty(len(unit_age), np.int64)
    for k in range(len(unit_age)):
        _, u, _, _ = uniform4(seed, unit_uid[k], 0, PARENT, 0)
        room[k] = wished_children(u, p)
        if unit_single[k]:
            c = best_child(seed, kid_uid, kid_age, place, unit_age[k], p)
            if c >= 0:
                place[c], count[k] = k, 1
                opened += 1
    for c in range(len(kid_age)):
        if place[c] < 0:
            gap = wished_gap(seed, kid_uid[c], p)
            k = best_family(
                kid_age[c], gap, opened < families, unit_age, unit_single, room, count, p
            )
            if k >= 0:
                place[c] = k
                opened += count[k] == 0
                count[k] += 1


def _couples(
    people: People, who: NDArray[np.intp], key: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair the partnered of one postcode by age; a surplus of one sex pairs among itself.

    Returns first and second partners; the first is the woman where there is one. One person may
    stay over where the number is odd.
    """
    men = who[people.sex[who] == Sex.MAN]
    women = who[people.sex[who] == Sex.WOMAN]
    men, women = (
        men[np.argsort(key[men], kind="stable")],
        women[np.argsort(key[women], kind="stable")],
    )
    more, fewer = (women, men) if len(women) > len(men) else (men, women)
    surplus = len(more) - len(fewer)
    start = (len(more) - surplus) // 2
    rest = more[start : start + surplus]
    more = np.delete(more, slice(start, start + surplus))
    women, men = (more, fewer) if len(women) > len(men) else (fewer, more)
    pairs = surplus // 2 * 2
    return np.concatenate([women, rest[:pairs:2]]), np.concatenate([men, rest[1:pairs:2]])


def _quota(children: NDArray[np.int64], families: float) -> NDArray[np.int64]:
    """Share families out over postcodes by their children: largest remainder."""
    exact = children / max(children.sum(), 1) * min(families, children.sum())
    out = np.floor(exact).astype(np.int64)
    rest = round(exact.sum()) - out.sum()
    out[np.argsort(out - exact, kind="stable")[:rest]] += 1
    return out


def make_households(
    people: People,
    position: NDArray[np.int64],
    families: float,
    seed: int,
    p: FamilyParameters,
) -> NDArray[np.int64]:
    """Fill `household` and `partner` of everybody and return the founder of each household.

    Parameters
    ----------
    people : People
        Changed in place.
    position : int array
        Of each person in its household.
    families : float
        Households with children.
    seed : int
    p : FamilyParameters

    Raises
    ------
    DataError
        If children live in a postcode without any adult.
    """
    n_postcodes = int(people.postcode.max()) + 1
    noise = (uniforms(seed, people.uid, PARTNER_NOISE) - 0.5) * 2 * p.couple_noise
    key = people.age_months + noise + np.where(people.sex == Sex.WOMAN, p.age_gap_couple, 0.0)
    kids_by_postcode = np.bincount(people.postcode[position == CHILD], minlength=n_postcodes)
    by_place = _quota(kids_by_postcode, families)
    by_postcode = np.argsort(people.postcode, kind="stable")
    edges = np.searchsorted(people.postcode[by_postcode], np.arange(n_postcodes + 1))
    founders: list[NDArray[np.intp]] = []
    rows = 0
    for code in range(n_postcodes):
        here = by_postcode[edges[code] : edges[code + 1]]
        new = _one_postcode(people, position, here, key, int(by_place[code]), rows, seed, p)
        founders.append(new)
        rows += len(new)
    return np.concatenate(founders)


def _one_postcode(
    people: People, position: NDArray[np.int64], here: NDArray[np.intp], key: NDArray[np.float64],
    families: int, rows: int, seed: int, p: FamilyParameters,
) -> NDArray[np.intp]:  # fmt: skip
    """Make the households of one postcode, numbered from `rows`, and return their founders."""
    first, second = _couples(people, here[position[here] == PARTNERED], key)
    people.partner[first], people.partner[second] = second, first
    single = here[position[here] == SINGLE_PARENT]
    kids = here[position[here] == CHILD]
    if not len(first) + len(single) and (people.age_months[kids] < ADULT_MONTHS).any():
        single = _only_parent(people, here[position[here] != CHILD], kids, p)
    units = np.concatenate([first, single])
    # A single father counts as if his children's mother were as much younger as in couples.
    age = people.age_months[units] - np.where(people.sex[units] == Sex.MAN, p.age_gap_couple, 0.0)
    by_age = np.lexsort((people.uid[units], age))
    units, age = units[by_age], age[by_age]
    kids = kids[np.argsort(uniforms(seed, people.uid[kids], PARENT), kind="stable")]
    place, count = np.full(len(kids), -1), np.zeros(len(units), np.int64)
    _place_children(
        np.uint64(seed), people.uid[kids], people.age_months[kids], age, people.uid[units],
        people.partner[units] < 0, families, p.as_record()[0], place, count,
    )  # fmt: skip
    _foster(people, kids, place, units)
    people.household[units] = rows + np.arange(len(units))
    people.household[second] = people.household[first]
    fits = place >= 0
    people.household[kids[fits]] = rows + place[fits]
    alone = here[people.household[here] < 0]
    people.household[alone] = rows + len(units) + np.arange(len(alone))
    return np.concatenate([units, alone])


def _only_parent(
    people: People, adults: NDArray[np.intp], kids: NDArray[np.intp], p: FamilyParameters
) -> NDArray[np.intp]:
    """Return the one who brings up the children of a postcode where nobody was drawn as a parent.

    In a small town chance may leave a postcode with children and with adults on their own only. It
    is the adult whose age is nearest to that of the mother of the eldest.
    """
    if not len(adults):
        raise DataError("residents.csv: a postcode has children and no adult: merge it.")
    wanted = people.age_months[kids].max() + p.mother_age
    nearest = np.lexsort((people.uid[adults], np.abs(people.age_months[adults] - wanted)))
    return np.asarray(adults[nearest[:1]])


def _foster(
    people: People, kids: NDArray[np.intp], place: NDArray[np.int64], units: NDArray[np.intp]
) -> None:
    """Bring minors whom no parent fits into the household of the eldest; adults then live alone."""
    left = (place < 0) & (people.age_months[kids] < ADULT_MONTHS)
    place[left] = len(units) - 1
