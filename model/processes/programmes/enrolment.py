"""Enrolling: who belongs to the group of a programme, who is reached, and who gets a place."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import kernel, prange, rule, serial
from agents.programmes import SENT_BY_GP
from agents.vocabulary import ADULT_MONTHS, Domain, Origin, Source, Status, Target
from model.draws import decision, uniform, uniform4, unit_of, words_of_chunk
from model.parameters import Parameters, par
from model.process_counts import ProgrammesCount
from model.processes.need_shares import count_domains, residual
from model.processes.residential import needs_stay

REACH = decision("enrolling.reach")
WITHIN_REACH = decision("enrolling.within_reach")
BEGIN = decision("enrolling.begin")
CHUNK = 256


class ProgrammesParameters(Parameters):
    """Whom a programme means by its group."""

    owner = "programmes"

    complaint_from: float = par(
        0.1, "severity", 0.05, 0.2, hard=(0, 1),
        note="unmet meeting or guidance need that a GP hears as a psychosocial complaint",
        evidence="assumed: what is hardly felt is not taken to a GP",
    )  # fmt: skip
    multi_problem_domains: float = par(
        3.0, "domains", 2.0, 4.0, role="fixed", hard=(1, 7),
        note="over all members of the household",
        evidence="assumed: a definition, needs under more than one law",
    )  # fmt: skip
    long_on_benefit: float = par(
        24.0, "months", 12.0, 36.0, role="fixed",
        evidence="assumed: C-clients are those far from work, two years or more on benefit",
        hard=(0, 600),
    )  # fmt: skip
    newcomer_months: float = par(
        24.0, "months", 12.0, 36.0, role="fixed",
        evidence="assumed: two years of language schooling", hard=(0, 600),
    )  # fmt: skip
    primary_ages: tuple[float, ...] = par(
        (4.0, 12.0), "years", role="fixed", over=("first", "last"), hard=(0, 30),
        evidence="assumed: primary school",
    )  # fmt: skip
    shows_from: float = par(
        0.12, "severity", 0.05, 0.25, hard=(0, 1),
        evidence="assumed: a worker in the building sees what parents begin to notice",
    )  # fmt: skip
    pupil_ages: tuple[float, ...] = par(
        (4.0, 18.0), "years", role="fixed", over=("first", "last"), hard=(0, 30),
        evidence="assumed: compulsory schooling",
    )  # fmt: skip
    carer_strain: float = par(
        0.6, "strain", 0.4, 0.8, hard=(0, 5),
        evidence="assumed: a carer is reached well before overload, which is 1",
    )  # fmt: skip


@rule
def is_felt(need, p):
    """Say whether network and care leave enough of a need to complain of."""
    left = (1.0 - np.float64(need.personal)) * (1.0 - np.float64(need.formal))
    return np.float64(need.severity) * left > p.complaint_from


@rule
def has_complaint(resident, company, guidance, lonely, p):
    """Say whether a GP hears a psychosocial complaint: loneliness, or company or guidance amiss."""
    if resident.age_months < ADULT_MONTHS:
        return False
    if lonely:
        return True
    if resident.open_needs >> Domain.MEETING & 1 and is_felt(company, p):
        return True
    return resident.open_needs >> Domain.GUIDANCE & 1 and is_felt(guidance, p)


@rule
def is_multi_problem(home, p):
    """Say whether the needs of a household's members lie in three or more domains."""
    return count_domains(np.int64(home.domains)) >= p.multi_problem_domains


@rule
def has_upbringing_need(resident):
    """Say whether a child has an open need: few have, and the others are passed over at once."""
    return resident.open_needs >> Domain.UPBRINGING & 1


@rule
def belongs_by_benefit(resident, work, target, month, p):
    """Say whether a resident on benefit is of the group that a programme is for."""
    if not resident.products >> Domain.WORK & 1:
        return False
    if target == Target.LONG_ON_BENEFIT:
        return month - np.int64(work.opened) >= p.long_on_benefit
    return target == Target.ON_BENEFIT or resident.origin == Origin.OTHER_NON_WESTERN


@rule
def is_newcomer_pupil(resident, month, p):
    """Say whether a child of school age moved in lately with another language."""
    school = p.pupil_ages[0] * 12.0 <= resident.age_months < p.pupil_ages[1] * 12.0
    new = month - np.int64(resident.arrived) <= p.newcomer_months
    return school and new and resident.origin != Origin.DUTCH


@rule
def asks_by_gp(need):
    """Say whether a GP sends a child on this month, to the access or past it."""
    source = need.requested - 1
    return source in (Source.GP, Source.YOUTH_REFERRAL)


@rule
def is_troubled_pupil(resident, need, p):
    """Say whether a pupil of a primary school has a need that shows, and no care or file yet."""
    age = resident.age_months / 12.0
    if not p.primary_ages[0] <= age < p.primary_ages[1] or need.indications:
        return False
    answered = resident.cases >> Domain.UPBRINGING & 1 or np.float64(need.short) > 0.0
    return not answered and residual(need) > p.shows_from


@rule
def belongs(resident, company, guidance, upbringing, work, home, target, lonely, month, p):
    """Say whether a resident is of the group that a programme is for, given four of its needs."""
    if target == Target.SENT_BY_GP:
        member = has_complaint(resident, company, guidance, lonely, p)
    elif target == Target.MULTI_PROBLEM:
        member = resident.open_needs != 0 and is_multi_problem(home, p)
    elif target == Target.NEWCOMER_PUPIL:
        member = is_newcomer_pupil(resident, month, p)
    elif target == Target.SEPARATED:
        member = resident.separation_months > 0
    elif target == Target.CHILD_AT_GP:
        member = has_upbringing_need(resident) and asks_by_gp(upbringing)
    elif target == Target.PUPIL:
        member = has_upbringing_need(resident) and is_troubled_pupil(resident, upbringing, p)
    elif target == Target.CARER:
        member = resident.carer and np.float64(resident.strain) > p.carer_strain
    else:
        member = belongs_by_benefit(resident, work, target, month, p)
    return member


@rule
def may_belong(resident, lonely, p):
    """Return a bit per Target whose group a resident may be of, by what costs nothing to see.

    Most residents are of no group: their needs and household need not be looked at.
    """
    groups = np.int64(0)
    if lonely or resident.open_needs:
        groups |= 1 << Target.SENT_BY_GP
    if resident.open_needs:
        groups |= 1 << Target.MULTI_PROBLEM
    if resident.age_months < p.pupil_ages[1] * 12.0:
        groups |= 1 << Target.NEWCOMER_PUPIL
    if resident.separation_months > 0:
        groups |= 1 << Target.SEPARATED
    if has_upbringing_need(resident):
        groups |= 1 << Target.CHILD_AT_GP | 1 << Target.PUPIL
    if resident.carer:
        groups |= 1 << Target.CARER
    if resident.products >> Domain.WORK & 1:
        groups |= 1 << Target.ON_BENEFIT | 1 << Target.LONG_ON_BENEFIT | 1 << Target.STATUS_HOLDER
    return groups


@rule
def goes_on(resident, programme, month, p):
    """Say whether a participant stays: the programme runs, its time is not over, it still fits.

    Who left the benefit has reached the end of a programme for those on benefit; a child that has
    turned of age is no pupil. Others stay to the end of their time.
    """
    if not programme.open or month >= resident.programme_until:
        return False
    if programme.target in (Target.ON_BENEFIT, Target.LONG_ON_BENEFIT, Target.STATUS_HOLDER):
        return resident.open_needs >> Domain.WORK & 1
    if programme.target == Target.NEWCOMER_PUPIL:
        return resident.age_months < p.pupil_ages[1] * 12.0
    return True


@rule
def within_reach(seed, uid, programme):
    """Say whether a resident is of the part of a group that a programme can reach, for good."""
    if programme.share >= 1.0:
        return True
    return uniform(seed, uid, 0, WITHIN_REACH, programme.number) < programme.share


@rule
def stays_in(resident, programme, month, p):
    """Discharge who left home or whose time is over; say whether nobody is to be reached."""
    if resident.status != Status.HOME:
        resident.programme = 0
        return True
    if resident.programme:
        if not goes_on(resident, programme, month, p):
            resident.programme = 0
        return True
    return resident.avoids_care


def most_reached(programmes: NDArray[Any], running: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the share that the running programmes reach at most, by bits of `may_belong`."""
    groups, most = np.arange(1 << len(Target)), np.zeros(1 << len(Target))
    for k in running:
        most += programmes["reach"][k] * (groups >> programmes["target"][k] & 1)
    return most


@rule
def reached_by(i, resident, needs, households, programmes, running, where, asked, groups, lonely,
               u, month, seed, p):  # fmt: skip
    """Return which programme reaches resident i this month, 0 for none: see the kernel."""
    end = 0.0
    for k in running:
        programme = programmes[k]
        if not where[k, resident.postcode]:
            continue
        if asked & SENT_BY_GP and programme.target == Target.SENT_BY_GP:
            return k
        young = programme.household and resident.age_months < ADULT_MONTHS
        if young or not groups >> programme.target & 1:
            continue
        member = belongs(
            resident, needs[i, Domain.MEETING], needs[i, Domain.GUIDANCE],
            needs[i, Domain.UPBRINGING], needs[i, Domain.WORK],
            households[resident.household], programme.target, lonely, month, p,
        )  # fmt: skip
        if not member or not within_reach(seed, resident.uid, programme):
            continue
        end += programme.reach
        if u < end:
            return k
    return 0


@kernel
def look_for_participants(residents, needs, households, programmes, running, where, asks, theta,
                          month, seed, numbers, most, reached, takes_part):  # fmt: skip
    """Discharge participants whose time is over, and write which programme reaches whom this month.

    The programmes share one uniform, cut into consecutive intervals in the order of the table,
    which is keyed by name. Whom the GP sends is reached for certain. A programme for households
    finds adults: children come along. `running` are the rows of the
    programmes that are open, `where` the postcodes in which each works; a draw above the `most`
    that they reach of somebody's groups is of nobody who is reached.
    """
    n = len(residents)
    for chunk in prange(-(-n // CHUNK)):
        p = numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        words = words_of_chunk(residents, first, last, seed, month, REACH)
        for i in range(first, last):
            reached[i] = takes_part[i] = 0
            resident = residents[i]
            if stays_in(resident, programmes[resident.programme], month, p):
                takes_part[i] = resident.programme
                continue
            lonely = np.float64(resident.loneliness) > theta
            groups, u = may_belong(resident, lonely, p), unit_of(words[i - first])
            if asks[i] or u < most[groups]:
                reached[i] = reached_by(
                    i, resident, needs, households, programmes, running, where, asks[i], groups,
                    lonely, u, month, seed, p,
                )  # fmt: skip


@serial
def note_households(residents, programmes, reached, chosen, along):
    """Write which programme takes a household along: of several, the first of the table."""
    for i in chosen:
        k, home = reached[i], residents[i].household
        if programmes[k].household and (along[home] == 0 or k < along[home]):
            along[home] = k


@kernel
def bring_households(residents, needs, households, programmes, along, theta, month, numbers,
                     reached):  # fmt: skip
    """Let a programme reach those of its group who live with somebody whom it reached."""
    for i in prange(len(residents)):
        resident = residents[i]
        if resident.status != Status.HOME:
            continue
        k = along[resident.household]
        if k and not reached[i] and not resident.programme and not resident.avoids_care:
            member = belongs(
                resident, needs[i, Domain.MEETING], needs[i, Domain.GUIDANCE],
                needs[i, Domain.UPBRINGING], needs[i, Domain.WORK],
                households[resident.household], programmes[k].target,
                np.float64(resident.loneliness) > theta, month, numbers[0],
            )  # fmt: skip
            if member:
                reached[i] = k


@rule
def place_of_its_own(programme, resident, held, k):
    """Say whether a participant needs a place, and note that its household has one from now on."""
    if not programme.household:
        return True
    first = not held[k, resident.household]
    held[k, resident.household] = True
    return first


@serial
def count_participants(residents, participants, programmes, taken, held):
    """Count places taken and mark whom a lever's programme touches this month."""
    for i in participants:
        k = residents[i].programme
        taken[k] += place_of_its_own(programmes[k], residents[i], held, k)
        if programmes[k].lever > 0:
            residents[i].exposed |= np.int64(1) << programmes[k].lever


@rule
def begin(need, programme, requests, month, diverted):
    """Begin a programme's support of a need; return the requests that remain for the access.

    Short support belongs to the access: this is the programmes' declared contribution to it.
    """
    if programme.meets <= 0.0:
        return requests
    bit = 1 << programme.domain
    if requests & bit and not diverted:
        return requests
    need.short = max(np.float64(need.short), programme.meets)
    need.short_until = month + programme.months
    need.requested = 0
    return requests & ~bit


@serial
def give_places(
    residents, needs, programmes, reached, order, taken, held, month, seed, stay_share, asks,
    wants_place, counts,
):  # fmt: skip
    """Give places in a keyed order, and write who is to be referred to a free place.

    `held` says by programme and household who needs no place, as a member has it.
    """
    for i in order:
        k = reached[i]
        programme = programmes[k]
        resident = residents[i]
        has_place = programme.household and held[k, resident.household]
        if not has_place and taken[k] >= programme.places:
            counts[resident.area, ProgrammesCount.PROGRAMME_TURNED_AWAY] += 1
            continue
        taken[k] += place_of_its_own(programme, resident, held, k)
        resident.programme = k
        resident.programme_until = month + programme.months
        if programme.lever > 0:
            resident.exposed |= np.int64(1) << programme.lever
        u, divert, _, _ = uniform4(seed, resident.uid, month, BEGIN, 0)
        remaining = np.int64(asks[i])
        light = not needs_stay(seed, resident.uid, stay_share)
        diverted = light and divert < programme.diverts
        if resident.open_needs >> programme.domain & 1:
            need = needs[i, programme.domain]
            remaining = begin(need, programme, remaining, month, diverted)
        asks[i] = np.uint8(remaining)
        if programme.meets > 0.0 and remaining >> programme.domain & 1:
            resident.programme_until = month + 1  # sent on at once: the worker does no more
        wants_place[i] = resident.visits < 0 and u < programme.invites
        counts[resident.area, ProgrammesCount.PROGRAMME_ENTRANTS] += 1
