"""Newcomers: children born in the town, and households that move in with kin and a few weak ties.

A newborn's uid is a hash of its mother's and its ordinal, a newcomer's of the month and its
ordinal: neither depends on a policy. Traits are drawn from the uid by the keys of the
initial population.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.ties import add_tie, free_slot
from agents.vocabulary import ADULT_MONTHS, Position, Sex, Status, TieKind
from model.draws import decision, derived_uid, normal, uniform, uniform4
from model.population.build import AVOIDS, TRAITS
from model.population.past import BAND_YEARS, OLDEST_BAND
from model.processes.demography.homes import ANYWHERE, age_band, settle_in
from model.processes.demography.household_moves import HOUSEHOLD
from model.processes.demography.kin import kin_strength, wished_kin
from model.processes.demography.life_hazards import OLDEST
from model.processes.demography.parenthood import BIRTH_STREAM
from model.processes.demography.ring import beyond, place_on_ring

ARRIVAL_STREAM = decision("demography.arrival_stream")
BORN = decision("demography.born")
ARRIVAL = decision("demography.arrival")
ACQUAINTANCE = decision("demography.acquaintance")
CHILDREN_AND_GAP, AGE_AND_SEX = 3, 4
"""Which draws of ARRIVAL decide on children and the age of a partner, and on each child."""
TINY = 1e-12
"""Keeps a division from dividing by nothing."""
MOST_MEMBERS = 5
"""A household that moves in has at most two adults and three children."""


@rule
def draw_traits(seed, r, nature, t):
    """Draw what is fixed for life, as for those of the start (`t`: their trait parameters).

    `nature` is that of the postcode where the resident is born or moves in.
    """
    variance = math.log(1.0 + t.frailty_sd * t.frailty_sd)
    a, b, c, d = uniform4(seed, r.uid, 0, TRAITS, 0)
    r.frailty = np.float32(
        nature.frailty * math.exp(math.sqrt(variance) * normal(a) - variance / 2.0)
    )
    r.shame = np.float32(normal(b))
    r.temperament = np.float32(nature.temperament + normal(c))
    social = t.sociability_mean + t.sociability_sd * normal(d)
    r.sociability = np.float32(min(max(social, t.sociability_least), t.sociability_most))
    r.avoids_care = np.uint8(uniform(seed, r.uid, 0, AVOIDS, 0) < t.avoids_care)
    r.capacity = np.float32(t.capacity)


@serial
def bear(seed, mothers, records, households, slots, blank, natures, numbers, t):
    """Let women give birth; children live with their mother. Returns the number born."""
    p = numbers[0]
    born = 0
    for i in mothers:
        mother = records[i]
        if mother.status != Status.HOME:
            continue
        mother.births = np.uint8(mother.births + 1)
        slot = slots[born]
        records[slot] = blank[0]
        r = records[slot]
        r.uid = derived_uid(BIRTH_STREAM, mother.uid, mother.births)
        a, _, _, _ = uniform4(seed, r.uid, 0, BORN, 0)
        r.sex = np.uint8(Sex.WOMAN if a < p.share_girls else Sex.MAN)
        r.status, r.household = np.uint8(Status.HOME), mother.household
        r.position = np.uint8(Position.CHILD)
        r.area, r.postcode, r.origin = mother.area, mother.postcode, mother.origin
        r.education, r.insecure = mother.education, mother.insecure
        draw_traits(seed, r, natures[r.postcode], t)
        r.loneliness = np.float32(p.newcomer_loneliness)
        home = households[mother.household]
        home.children = np.uint8(home.children + 1)
        born += 1
    return born


@rule
def share_of(u, bounds):
    """Return the index of the first cumulative share above u."""
    for k in range(len(bounds)):
        if u < bounds[k]:
            return k
    return len(bounds) - 1


@rule
def age_of_head(u, v, p):
    """Return the age in months of an adult who moves in: a band, then uniform within it."""
    young, middle = p.arrival_age_shares[0], p.arrival_age_shares[1]
    if u < young:
        low, high = p.departure_young_from, p.departure_middle_from
    elif u < young + middle:
        low, high = p.departure_middle_from, p.departure_old_from
    else:
        low, high = p.departure_old_from, p.arrival_oldest
    return np.int16(12.0 * (low + v * (high - low)))


def ages_of_heads(p: Any) -> NDArray[np.float64]:
    """Return the share of the heads who move in by age band of the town's table, shape [20]."""
    bounds = (
        p.departure_young_from,
        p.departure_middle_from,
        p.departure_old_from,
        p.arrival_oldest,
    )
    shares = np.cumsum([0.0, *p.arrival_age_shares])
    ages = np.arange(OLDEST_BAND + 2) * BAND_YEARS
    return np.diff(np.interp(ages, bounds, shares))


@rule
def complete_newcomer(seed, r, by_age, education, nature, p, t):
    """Draw the traits of a newcomer whose uid, age and household are set.

    Limitation is drawn at the balance of onset and recovery of its age and frailty, times a factor:
    those who move house are healthier.
    """
    draw_traits(seed, r, nature, t)
    a, b, _, _ = uniform4(seed, r.uid, 0, ARRIVAL, 2)
    row = by_age[min(r.age_months // 12, OLDEST)]
    onset = row.onset * np.float64(r.frailty)
    limited = p.arrival_limited * onset / max(onset + row.recovery, TINY)
    r.limitation = np.uint8(a < limited)
    r.education = np.uint8(share_of(b, education))
    by_temperament = p.arrival_temperament * np.float64(r.temperament)
    r.loneliness = np.float32(p.newcomer_loneliness + by_temperament)


@rule
def new_member(records, slot, blank, uid, household, home, age_months, sex, origin, insecure):
    """Fill the record of one newcomer with what its household decides."""
    records[slot] = blank[0]
    r = records[slot]
    r.uid, r.household, r.status = uid, household, np.uint8(Status.HOME)
    r.area, r.postcode, r.age_months = home.area, home.postcode, age_months
    r.sex, r.origin, r.insecure = np.uint8(sex), np.uint8(origin), np.uint8(insecure)
    r.position = np.uint8(Position.HEAD if age_months >= ADULT_MONTHS else Position.CHILD)


@rule
def one_household(seed, month, ordinal, h, records, households, slots, blank, homes, p):
    """Let one household move in; return its number of members.

    It is more often that of a couple at the ages at which households of the town are, and settles
    where those are: with the origins and the income security of its postcode.
    """
    uid = derived_uid(ARRIVAL_STREAM, month, ordinal * (MOST_MEMBERS + 1))
    u, v, couple, with_children = uniform4(seed, uid, 0, ARRIVAL, 0)
    where, background, poor, sex = uniform4(seed, uid, 0, ARRIVAL, 1)
    n_kids, gap, _, _ = uniform4(seed, uid, 0, ARRIVAL, CHILDREN_AND_GAP)
    age = age_of_head(u, v, p)
    home = households[h]
    home.uid = derived_uid(HOUSEHOLD, uid, month)
    band, old = age_band(age), age >= 12.0 * p.discharge_from
    of_two = couple < p.arrival_couples * homes.couples[band]
    fitting = homes.of_couples[band] if of_two else homes.of_singles[band]
    home.postcode = settle_in(where, fitting, homes.area, ANYWHERE)
    home.area = np.uint8(homes.area[home.postcode])
    home.domains, home.leaving = np.uint8(0), np.uint8(0)
    origin = share_of(background, homes.origins[home.postcode])
    insecure = poor < p.arrival_insecure * (
        homes.insecure[home.postcode, np.int64(old)] / max(homes.town_insecure, TINY)
    )
    own_sex = Sex.WOMAN if sex < p.arrival_women else Sex.MAN
    new_member(records, slots[0], blank, uid, h, home, age, own_sex, origin, insecure)
    adults = 1
    if of_two:
        years = (2.0 * gap - 1.0) * p.pairing_age_gap / 2.0
        mate_age = np.int16(max(ADULT_MONTHS, age + 12.0 * years))
        mate_sex = Sex.MAN if sex < p.arrival_women else Sex.WOMAN
        mate = derived_uid(ARRIVAL_STREAM, month, ordinal * (MOST_MEMBERS + 1) + 1)
        new_member(records, slots[1], blank, mate, h, home, mate_age, mate_sex, origin, insecure)
        records[slots[0]].partner, records[slots[1]].partner = slots[1], slots[0]
        adults = 2
    kids = 0
    if age < 12.0 * p.mother_age_most and with_children < p.arrival_families:
        kids = 1 + share_of(n_kids, p.arrival_children)
    for k in range(kids):
        kid = derived_uid(ARRIVAL_STREAM, month, ordinal * (MOST_MEMBERS + 1) + 2 + k)
        a, b, _, _ = uniform4(seed, kid, 0, ARRIVAL, AGE_AND_SEX)
        most = min(ADULT_MONTHS - 1.0, max(1.0, age - 12.0 * p.arrival_parent_age))
        kid_sex = Sex.WOMAN if b < p.share_girls else Sex.MAN
        slot = slots[adults + k]
        new_member(
            records, slot, blank, kid, h, home, np.int16(a * most), kid_sex, origin, insecure
        )
    home.adults, home.children = np.uint8(adults), np.uint8(kids)
    return adults + kids


@serial
def arrive(
    seed,
    month,
    count,
    records,
    households,
    slots,
    homes,
    blank,
    by_age,
    town_homes,
    education,
    natures,
    numbers,
    t,
):
    """Let `count` households move in; return the number of residents."""
    p = numbers[0]
    n = 0
    for ordinal in range(count):
        members = one_household(
            seed,
            month,
            ordinal,
            homes[ordinal],
            records,
            households,
            slots[n:],
            blank,
            town_homes,
            p,
        )
        for k in range(n, n + members):
            r = records[slots[k]]
            complete_newcomer(seed, r, by_age, education, natures[r.postcode], p, t)
            r.arrived = month
        n += members
    return n


@rule
def likeness(kind, r, q, p):
    """Return how well a resident fits as kin, friend or neighbour of a newcomer, 0 not at all."""
    if (
        q.status != Status.HOME
        or q.age_months < 12.0 * p.tie_youngest
        or q.household == r.household
        or q.sociability <= 0.0
    ):
        return 0.0
    near = q.postcode == r.postcode if kind == TieKind.NEIGHBOUR else q.area == r.area
    alike = abs(q.age_months - r.age_months) <= 12.0 * p.tie_age_gap
    same = q.origin == r.origin
    if kind == TieKind.KIN:
        return 1.0 + p.kin_same_origin * same + p.kin_same_area * near
    return 1.0 + p.alike_area * near + p.alike_age * alike + p.alike_origin * same


@rule
def most_alike(kind, p):
    """Return the highest likeness there is: nobody further along the ring fits better."""
    if kind == TieKind.KIN:
        return 1.0 + p.kin_same_origin + p.kin_same_area
    return 1.0 + p.alike_area + p.alike_age + p.alike_origin


@rule
def first_acquaintances(
    seed, i, records, tie_other, tie_strength, tie_kind, uids, slots, reach, p, net
):
    """Tie one newcomer to residents: each the best of some that a keyed point leads to.

    Kin are as many and as near as at the start (`net`), friends and neighbours few and weak.
    """
    r = records[i]
    a, _, _, _ = uniform4(seed, r.uid, 0, ACQUAINTANCE, 0)
    wished = np.int64(p.arrival_ties_least + a * (p.arrival_ties_most - p.arrival_ties_least + 1.0))
    kin = wished_kin(seed, r, net)
    for tie in range(kin + wished):
        b, c, _, _ = uniform4(seed, r.uid, 0, ACQUAINTANCE, 1 + tie)
        friend = TieKind.FRIEND if b < p.arrival_friends else TieKind.NEIGHBOUR
        kind = np.uint8(TieKind.KIN if tie < kin else friend)
        key = derived_uid(ACQUAINTANCE, r.uid, tie + 1)
        start = place_on_ring(uids, key)
        best, best_fit = -1, 0.0
        for step in range(len(uids)):
            k = (start + step) % len(uids)
            if beyond(uids, k, key, reach):
                break
            q = records[slots[k]]
            fit = likeness(kind, r, q, p) if q.uid == uids[k] else 0.0
            if fit > best_fit and free_slot(tie_other, slots[k]) >= 0:
                best, best_fit = slots[k], fit
                if fit == most_alike(kind, p):
                    break
        if best >= 0:
            low, high = p.arrival_tie_scatter[0], p.arrival_tie_scatter[1]
            strength = p.arrival_tie_strength * (low + c * (high - low))
            if kind == TieKind.KIN:
                strength = kin_strength(c, net)
            add_tie(tie_other, tie_strength, tie_kind, i, best, strength, kind)


@serial
def acquaint(
    seed, who, records, tie_other, tie_strength, tie_kind, uids, slots, reach, numbers, net
):
    """Tie newcomers, in their order of arrival, to residents of the ring."""
    p = numbers[0]
    for i in who:
        if records[i].age_months >= 12.0 * p.tie_youngest:
            first_acquaintances(
                seed, i, records, tie_other, tie_strength, tie_kind, uids, slots, reach, p, net
            )
