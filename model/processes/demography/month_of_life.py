"""The month of every resident: who ages, falls ill, recovers, and what is about to befall whom.

One Philox block of four uniforms per resident. Each uniform serves two groups of hazards, one cut
from its lower end and one from its upper end: so a policy that moves an admission hazard moves
nobody's departure. What touches others is only marked here, and applied afterwards in one order.
"""

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.vocabulary import ADULT_MONTHS, Domain, Position, Sex, Status
from model.draws import decision, four_uniforms, four_words_of_chunk, uniform
from model.processes.demography.incomes import insecurity_hazard, pension_lifts
from model.processes.demography.life_hazards import (
    OLDEST,
    Health,
    birth_hazard,
    death_hazard,
    first_of_two,
    onset_hazard,
    recovery_hazard,
    struck,
    wlz_hazard,
    worsening_hazard,
)  # fmt: skip
from model.processes.demography.parenthood import lives_with_parents
from model.processes.demography.quiet_months import is_quiet

LIFE = decision("demography.life")
HELD = decision("demography.held")
CHUNK = 256
IN_CARE = int(Health.LONG_TERM_CARE)

DEATH, WLZ, HELD_STILL, LEAVES_TOWN = 1, 2, 4, 8
LEAVES_HOME, PAIRS, PARTS, BIRTH = 16, 32, 64, 128
INCOME, OF_AGE, TIES_BEGIN, A_YEAR_BACK = 256, 512, 1024, 2048
"""Bits of what befalls a resident; HELD_STILL goes with those of whom another takes the place:
DEATH, WLZ and A_YEAR_BACK (a donor), LEAVES_TOWN (a newcomer).
"""


@rule
def is_held(seed, r, home, here):
    """Say whether ageing is held still for this resident: a keyed share of households, by dose."""
    if here.ageing >= 1.0:
        return False
    key = home.uid if r.household >= 0 else r.uid
    return uniform(seed, key, 0, HELD, 0) >= here.ageing


@rule
def exit_bits(held, u, row, r, meeting, household, here, p, wellbeing):
    """Return the bits of death or admission to long-term care."""
    wlz = wlz_hazard(r, meeting, household, p) * here.wlz_hazard
    what = first_of_two(u, death_hazard(row, r, p, wellbeing), wlz)
    if what == 0:
        return 0
    return (DEATH if what == 1 else WLZ) | (HELD_STILL if held else 0)


@rule
def limitation_and_dementia(v, row, r, household, mobility, p, wellbeing):
    """Move limitation and dementia by one month.

    A severe limitation adds `worsening_severity` to open household and mobility needs: demography's
    declared contribution to what the needs process owns.
    """
    if r.limitation == 0:
        if struck(v, onset_hazard(row, r, p, wellbeing)):
            r.limitation = np.uint8(1)
    elif r.limitation == 1:
        worse = worsening_hazard(row, r, household, p)
        what = first_of_two(v, worse, recovery_hazard(row, mobility, p))
        if what == 1:
            r.limitation = np.uint8(2)
            for need in (household, mobility):
                if need.severity > 0.0:
                    more = np.float64(need.severity) + p.worsening_severity
                    need.severity = np.float32(min(1.0, more))
        elif what == 2:
            r.limitation = np.uint8(0)
    elif struck(v, row.easing):
        r.limitation = np.uint8(1)
    if not r.dementia and struck(1.0 - v, row.dementia):
        r.dementia = np.uint8(1)


@rule
def move_bits(u, x, row, r, adults):
    """Return the bits of leaving town, leaving home, pairing or parting, of an adult at home.

    An adult child leaves town, or home, alone. A household leaves when one of its heads does, each
    at half the hazard in a couple: so persons leave at the hazard of their own age.
    """
    bits = 0
    child = lives_with_parents(r, adults)
    heads = 2.0 if r.partner >= 0 else 1.0
    if struck(1.0 - u, row.leave_town / heads):
        bits |= LEAVES_TOWN
    if r.partner >= 0:
        return bits | (PARTS if struck(1.0 - x, row.part / heads) else 0)
    if child:
        return bits | (LEAVES_HOME if struck(1.0 - x, row.leave_home) else 0)
    seeks = r.sex == Sex.WOMAN and struck(1.0 - x, row.pair)
    return bits | (PAIRS if seeks else 0)


@rule
def grow_older(month, held, hastens, r, p):
    """Count down what lasts, add a month of age, and return the bits of birthdays.

    `hastens` is how many months of aftermath more than one pass under a programme's support.
    """
    passed = 1 + hastens
    if r.event_months > 0:
        r.event_months = np.uint8(max(0, r.event_months - passed))
    if r.separation_months > 0:
        r.separation_months = np.uint8(max(0, r.separation_months - passed))
    if held:
        return A_YEAR_BACK | HELD_STILL if (r.age_months - month) % 12 == 0 else 0
    r.age_months = np.int16(r.age_months + 1)
    if r.age_months == ADULT_MONTHS:
        return OF_AGE
    if r.age_months == 12.0 * p.tie_youngest:
        return TIES_BEGIN
    return 0


@rule
def adult_bits(held, u, w, x, row, r, adults, place, p):
    """Return the bits of income, birth and moves of an adult at home.

    Who is held still and would leave town is followed by a newcomer just like it.
    """
    bits = 0
    heads = 2.0 if r.partner >= 0 else 1.0
    child = lives_with_parents(r, adults)
    if not child and struck(x, insecurity_hazard(r, adults, place, p) / heads):
        bits |= INCOME
    if held:
        leaves = struck(1.0 - u, row.leave_town / heads)
        return LEAVES_TOWN | HELD_STILL if leaves else bits
    if r.sex == Sex.WOMAN and struck(1.0 - w, birth_hazard(row, r, p)):
        bits |= BIRTH
    return bits | move_bits(u, x, row, r, adults)


@rule
def one_month(draws, held, r, meeting, household, mobility, adults, row, here, place, p, wellbeing):
    """Run one resident's month after its birthday; return the bits of what befalls it.

    It takes records, no arrays: passing an array into a rule costs more than the rule.
    """
    u, v, w, x = draws
    if r.status == Status.LONG_TERM_CARE:
        return DEATH if not held and struck(u, row.death[r.sex, IN_CARE]) else 0
    leaving = exit_bits(held, u, row, r, meeting, household, here, p, wellbeing)
    if leaving:
        return leaving
    limitation_and_dementia(v, row, r, household, mobility, p, wellbeing)
    if struck(w, row.event * here.event_hazard):
        r.event_months = np.uint8(p.event_months)
    if r.age_months < ADULT_MONTHS:
        return 0
    return adult_bits(held, u, w, x, row, r, adults, place, p)


@kernel
def run_month(
    seed,
    month,
    records,
    needs,
    households,
    programmes,
    by_age,
    most_by_age,
    values,
    numbers,
    wellbeing_numbers,
    places,
    events,
):
    """Run everybody's month; fill `events` and return a checksum of who is in which slot."""
    check, n = np.int64(0), len(records)
    for chunk in prange(-(-n // CHUNK)):
        p, wellbeing = numbers[0], wellbeing_numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        words = four_words_of_chunk(records, first, last, seed, month, LIFE)
        for i in range(first, last):
            events[i] = 0
            r = records[i]
            if r.status == Status.EMPTY:
                continue
            check += np.int64(r.uid) * np.int64(2 * i + 1)
            home, here = households[r.household], values[r.area]
            held = is_held(seed, r, home, here)
            bits = grow_older(month, held, programmes[r.programme].hastens, r, p)
            age = min(r.age_months // 12, OLDEST)
            draws = four_uniforms(words, i - first)
            if not is_quiet(draws, r, most_by_age[age], here.event_hazard):
                bits |= one_month(
                    draws, held, r, needs[i, Domain.MEETING], needs[i, Domain.HOUSEHOLD],
                    needs[i, Domain.MOBILITY], home.adults, by_age[age], here, places[r.postcode],
                    p, wellbeing,
                )  # fmt: skip
            if not held and pension_lifts(seed, r, places[r.postcode], p):
                bits |= INCOME
            events[i] = bits
    return check


LEAVING, SEPARATING, LOSING, SECURING = 1, 2, 4, 8
"""Bits in a household's `leaving`: what its members share this month."""


@kernel
def follow_household(records, households, separation, goes):
    """Let members share what befell their household; mark who moves out with it.

    `goes` is 1 for members of a household that leaves, and for children whom no adult is left with:
    they move to relatives elsewhere.
    """
    for i in prange(len(records)):
        goes[i] = 0
        r = records[i]
        if r.status == Status.HOME and r.household >= 0:
            home = households[r.household]
            if home.leaving & LEAVING or home.adults == 0:
                goes[i] = 1
            if home.leaving & SEPARATING:
                r.separation_months = np.uint8(separation[r.area])
            if home.leaving & LOSING:
                r.insecure = np.uint8(1)
            elif home.leaving & SECURING:
                r.insecure = np.uint8(0)


@kernel
def look_around(records, households):
    """Set who lives alone, and who heads a home as its only adult, as households are now."""
    for i in prange(len(records)):
        r = records[i]
        alone = False
        if r.status == Status.HOME and r.household >= 0:
            home = households[r.household]
            alone = home.adults + home.children == 1
            if home.adults == 1 and r.age_months >= ADULT_MONTHS:
                r.position = np.uint8(Position.HEAD)
        r.lives_alone = np.uint8(alone)
