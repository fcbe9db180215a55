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

import math

import numpy as np

from agents.compiled import kernel, prange, rule, serial
from agents.vocabulary import ADULT_MONTHS, Status
from model.draws import decision, uniform, uniform4
from model.processes.personal_help.helping_links import MINUTES

OUTSIDE = decision("personal_help.outside")

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
def outside_hours(resident, p, seed, month):
    """Return the hours a week of care for relatives outside the town; it may start in any month."""
    hours = np.float64(resident.outside_hours)
    if hours > 0.0:
        u = uniform(seed, resident.uid, month, OUTSIDE, 1)
        return 0.0 if u < 1.0 - math.exp(-p.outside_end / 12) else hours
    u, v, _, _ = uniform4(seed, resident.uid, month, OUTSIDE, 0)
    if u >= 1.0 - math.exp(-outside_rate(resident.age_months / 12, p) / 12):
        return 0.0
    return hours_outside(v, p)


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


@kernel
def strain_all(residents, load, respite, programmes, values, numbers, seed, month):
    """Move care outside the town, strain, both burdens and carer status of every adult."""
    for i in prange(len(residents)):
        p = numbers[0]
        resident = residents[i]
        if resident.status == Status.EMPTY or resident.age_months < ADULT_MONTHS:
            continue
        here = values[resident.area]
        outside = 0.0
        if resident.status == Status.HOME:
            outside = outside_hours(resident, p, seed, month)
        carried = load[i] / MINUTES + outside
        off = respite[i] / MINUTES + here.respite + programmes[resident.programme].respite
        tolerance = here.strain_tolerance
        strain = np.float64(resident.strain)
        strain = next_strain(strain, carried, off, resident.limitation > 0, tolerance, p)
        months = 0
        if carried > p.carer_light_hours:
            months = min(MOST_MONTHS, resident.care_months + 1)
        resident.outside_hours = np.float32(outside)
        resident.strain = np.float32(strain)
        resident.overloaded = strain > 1.0
        resident.heavily_burdened = strain > p.heavy_from
        resident.care_months = months
        resident.carer = months >= p.carer_months or carried >= p.carer_heavy_hours
