"""The most that the onset of needs can be: it spares most residents the sum over all domains.

A new need is rare. The table holds, by age and by what weighs most, a sum of hazards that nobody of
that kind exceeds: a draw above it opens no need, whatever else is true of the resident. The numbers
are those of the process `needs`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.records import records
from agents.residents import resident_dtype
from agents.vocabulary import N_DOMAINS, Domain
from model.processes.needs.onset import onset_hazard

BAND_MONTHS = 72
"""Within a band of six years the hazard of a domain begins, changes or ends once at most."""
BANDS = 18
"""The last band, from 102 on, has no bound: the hazards of the oldest are summed."""
KINDS, CASES = 96, 8
ABOVE_ROUNDING = 1.0 + 1e-9


@rule
def band_of(resident):
    """Return the row of the table: six years of age."""
    return min(np.int64(resident.age_months) // BAND_MONTHS, BANDS - 1)


@rule
def kind_of(resident, lonely, severe):
    """Return the column of the table: insecurity, overload, events, loneliness, limitation."""
    return (
        np.int64(resident.insecure > 0)
        + 2 * np.int64(resident.overloaded > 0)
        + 4 * np.int64(resident.event_months > 0)
        + 8 * np.int64(lonely)
        + 16 * np.int64(severe)
        + 32 * np.int64(resident.limitation)
    )


@rule
def become(resident, months, kind, rest):
    """Make somebody of an age and kind; two bits of `rest` set what a kind leaves open."""
    resident.age_months = months
    resident.insecure = kind & 1
    resident.overloaded, resident.event_months = kind >> 1 & 1, kind >> 2 & 1
    resident.limitation = kind >> 5
    resident.lives_alone = resident.separation_months = rest & 1
    resident.volunteer = rest >> 1
    resident.open_needs = np.uint8((rest >> 1) << Domain.GUIDANCE)


@rule
def case_of(resident):
    """Return the place in the table's depth: household and mobility needs open, dementia."""
    return (
        np.int64(resident.open_needs >> Domain.HOUSEHOLD & 1)
        + 2 * np.int64(resident.open_needs >> Domain.MOBILITY & 1)
        + 4 * np.int64(resident.dementia > 0)
    )


@rule
def place_of(resident, lonely, severe):
    """Return where the table holds the bound of a resident: band, kind, case."""
    return band_of(resident), kind_of(resident, lonely, severe), case_of(resident)


@rule
def highest_hazard(resident, domain, band, kind, p):
    """Return the highest hazard of one domain for one age and kind, without dementia.

    It is that of the first or last month of the age, over all that the kind leaves open: what
    matters to one domain takes every combination in the two bits.
    """
    highest = 0.0
    for case in range(8):
        become(resident, BAND_MONTHS * band + (BAND_MONTHS - 1) * (case >> 2), kind, case & 3)
        rate = onset_hazard(resident, domain, resident.open_needs, kind >> 3 & 1, kind >> 4 & 1, p)
        highest = max(highest, rate)
    return highest


@rule
def add_up(highest, case, p):
    """Return the sum over the domains that are not open, and what dementia adds at most."""
    total = 0.0
    for domain in range(N_DOMAINS):
        household, mobility = domain == Domain.HOUSEHOLD, domain == Domain.MOBILITY
        if not (household and case & 1) and not (mobility and case & 2):
            total += highest[domain]
        if case & 4 and domain <= Domain.GUIDANCE:
            total += p.dementia_onset[domain] * p.onset_scale[domain]
    return total * ABOVE_ROUNDING


@serial
def fill_bounds(somebody, p, most):
    """Write the bound of every age, kind and case; nobody is severely lonely and not lonely."""
    highest = np.zeros(N_DOMAINS)
    for band in range(BANDS - 1):
        for kind in range(KINDS):
            if kind >> 3 & 3 != 2:
                for domain in range(N_DOMAINS):
                    highest[domain] = highest_hazard(somebody[0], domain, band, kind, p)
                for case in range(CASES):
                    most[band, kind, case] = add_up(highest, case, p)


def most_onset(p: Any) -> NDArray[np.float64]:
    """Return the highest hazard a year of any new need, by band, kind and case.

    It is infinite for the last band: nobody that old is spared.
    """
    most = np.full((BANDS, KINDS, CASES), np.inf)
    fill_bounds(records(1, resident_dtype), p, most)
    return most
