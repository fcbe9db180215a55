"""Strain of informal carers, care for relatives outside the town, and who counts as a carer.

One state, `strain`, is read on two scales that are kept apart, as their surveys are. Overload is a
strain above 1: the carer feels heavily overburdened (SCP: a tenth of carers), gives less and may
stop. A heavy burden begins at `heavy_from`, below that: the carer finds care fairly heavy to
overburdening (CBS: one in seven in 2016, a fifth in 2022); nobody acts on it. So the second share
can never be the smaller one. What the model has not is the rise of the second from 2016 to 2022 at
the same age: its carers of both years come from the same rules.

Respite lowers the load for as long as it is given, and strain follows within half a year; when it
ends strain is back as slowly. Overload falls only among those whose strain lies between 1 and what
respite takes off: who is far above stays overloaded. In trials respite moved burden by nothing that
could be told from chance (Shaw and others 2009); the model moves it by as much as hours truly come
off the load, so that it is the hours, not the burden, that are an input.

The numbers are those of the process `personal_help`.
"""

import numpy as np

from agents.compiled import kernel, prange, rule, serial
from agents.vocabulary import ADULT_MONTHS, Status
from model.draws import decision, four_uniforms, four_words_of_chunk, uniform, uniform4
from model.processes.community.visiting import strikes
from model.processes.personal_help.helping_links import MINUTES

OUTSIDE = decision("personal_help.outside")

CHUNK = 256
MOST_MONTHS = 250
"""Of care in a row that are counted: the record holds a byte."""


@rule
def outside_rate(age, p):
    """Return the hazard a year to begin to care for a relative outside the town."""
    if age < p.outside_ages[0]:
        factor = p.outside_by_age[0]
    elif age < p.outside_ages[1]:
        factor = p.outside_by_age[1]
    elif age < p.outside_ages[2]:
        factor = p.outside_by_age[2]
    else:
        factor = p.outside_by_age[3]
    return p.outside_care * factor


@rule
def hours_outside(v, p):
    """Return the hours a week that care for a relative outside the town takes, by a draw."""
    return p.outside_least + (p.outside_most - p.outside_least) * v


@serial
def start_outside_care(residents, p, seed, month):
    """Let adults care for relatives outside the town as often as they do after many years of it."""
    for i in range(len(residents)):
        resident = residents[i]
        if resident.status != Status.HOME or resident.age_months < ADULT_MONTHS:
            continue
        u, v, _, _ = uniform4(seed, resident.uid, month, OUTSIDE, 2)
        begins = outside_rate(resident.age_months / 12, p)
        if u < begins / (begins + p.outside_end):
            resident.outside_hours = np.float32(hours_outside(v, p))


@rule
def outside_hours(resident, u, v, p, seed, month):
    """Return the hours a week of care for relatives outside the town; it may start in any month.

    By the draws u, whether it starts, and v, how much it takes.
    """
    hours = np.float64(resident.outside_hours)
    if hours > 0.0:
        ends = uniform(seed, resident.uid, month, OUTSIDE, 1)
        return 0.0 if strikes(ends, p.outside_end) else hours
    begins = strikes(u, outside_rate(resident.age_months / 12, p))
    return hours_outside(v, p) if begins else 0.0


@rule
def next_strain(strain, load, respite, limited, tolerance, p):
    """Return next month's strain of a carer.

    Parameters
    ----------
    strain : float
        1 is the border of overload.
    load, respite : float
        Hours a week.
    limited : bool
    tolerance : float
        Named value `personal_help.strain_tolerance`, hours a week.

    Notes
    -----
    Stress process (Pearlin): load against resources. S' = S + a ((load - respite)+ / tolerance
    (1 + l if limited) - S), with a `strain_adjust` and l `strain_limited`.
    """
    pull = max(0.0, load - respite) / tolerance
    if limited:
        pull *= 1.0 + p.strain_limited
    return strain + p.strain_adjust * (pull - strain)


@rule
def bear(resident, carried, off, tolerance, p):
    """Move strain, both burdens and carer status of an adult by what it carries, hours a week."""
    strain = np.float64(resident.strain)
    strain = next_strain(strain, carried, off, resident.limitation > 0, tolerance, p)
    months = 0
    if carried > p.carer_light_hours:
        months = min(MOST_MONTHS, resident.care_months + 1)
    resident.strain = np.float32(strain)
    resident.overloaded = strain > 1.0
    resident.heavily_burdened = strain > p.heavy_from
    resident.care_months = months
    resident.carer = months >= p.carer_months or carried >= p.carer_heavy_hours


@kernel
def strain_all(residents, load, respite, programmes, values, numbers, seed, month):
    """Move care outside the town, strain, both burdens and carer status of every adult."""
    n = len(residents)
    for chunk in prange(-(-n // CHUNK)):
        p = numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        draws = four_words_of_chunk(residents, first, last, seed, month, OUTSIDE)
        for i in range(first, last):
            resident = residents[i]
            if resident.status == Status.EMPTY or resident.age_months < ADULT_MONTHS:
                continue
            outside = 0.0
            if resident.status == Status.HOME:
                u, v, _, _ = four_uniforms(draws, i - first)
                outside = outside_hours(resident, u, v, p, seed, month)
            carried = load[i] / MINUTES + outside
            here, joined = values[resident.area], programmes[resident.programme]
            off = respite[i] / MINUTES + here.respite + joined.respite
            resident.outside_hours = np.float32(outside)
            bear(resident, carried, off, here.strain_tolerance, p)
