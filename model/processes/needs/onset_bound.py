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
from model.draws import ABOVE_ROUNDING
from model.inputs.prices import latest_pension_months
from model.processes.needs.onset import onset_hazard

BAND_MONTHS = 72
"""Within a band of six years the hazard of a domain begins, changes or ends once at most."""
BANDS = 18
"""The last band, from 102 on, has no bound: the hazards of the oldest are summed."""
OVERLOADED, EVENT, LONELY, SEVERE, LIMITATION = range(1, 6)
"""Bits of a kind, above that of insecurity; limitation, 0 to 2, takes the highest."""
KINDS, CASES = (2 + 1) << LIMITATION, 8
RESTS = 4
"""What a kind leaves open of a resident, in two bits."""
MOBILITY_OPEN, DEMENTIA = 2, 4
"""Bits of a case, above that of an open household need."""
WHOLE = 1.0
"""The highest shrinkage: an observed effect of loneliness with nothing taken off."""


@rule
def band_of(resident):
    """Return the row of the table: six years of age."""
    return min(np.int64(resident.age_months) // BAND_MONTHS, BANDS - 1)


@rule
def kind_of(resident, lonely, severe):
    """Return the column of the table: insecurity, overload, events, loneliness, limitation."""
    return (
        np.int64(resident.insecure > 0)
        + (np.int64(resident.overloaded > 0) << OVERLOADED)
        + (np.int64(resident.event_months > 0) << EVENT)
        + (np.int64(lonely) << LONELY)
        + (np.int64(severe) << SEVERE)
        + (np.int64(resident.limitation) << LIMITATION)
    )


@rule
def become(resident, months, kind, rest):
    """Make somebody of an age and kind; two bits of `rest` set what a kind leaves open."""
    resident.age_months = months
    resident.insecure = kind & 1
    resident.overloaded, resident.event_months = kind >> OVERLOADED & 1, kind >> EVENT & 1
    resident.limitation = kind >> LIMITATION
    resident.lives_alone = resident.separation_months = rest & 1
    resident.volunteer = rest >> 1
    resident.open_needs = np.uint8((rest >> 1) << Domain.GUIDANCE)


@rule
def case_of(resident):
    """Return the place in the table's depth: household and mobility needs open, dementia."""
    return (
        np.int64(resident.open_needs >> Domain.HOUSEHOLD & 1)
        + MOBILITY_OPEN * np.int64(resident.open_needs >> Domain.MOBILITY & 1)
        + DEMENTIA * np.int64(resident.dementia > 0)
    )


@rule
def place_of(resident, lonely, severe):
    """Return where the table holds the bound of a resident: band, kind, case."""
    return band_of(resident), kind_of(resident, lonely, severe), case_of(resident)


@rule
def highest_hazard(resident, domain, band, kind, pension_months, p):
    """Return the highest hazard of one domain for one age and kind, without dementia.

    It is that of the first or last month of the age, over all that the kind leaves open: what
    matters to one domain takes every combination in the two bits.
    """
    highest = 0.0
    lonely, severe = kind >> LONELY & 1, kind >> SEVERE & 1
    for end in range(2):
        for rest in range(RESTS):
            become(resident, BAND_MONTHS * band + (BAND_MONTHS - 1) * end, kind, rest)
            at_home = resident.open_needs
            rate = onset_hazard(resident, domain, at_home, pension_months, lonely, severe, WHOLE, p)
            highest = max(highest, rate)
    return highest


@rule
def add_up(highest, case, p):
    """Return the sum over the domains that are not open, and what dementia adds at most."""
    total = 0.0
    for domain in range(N_DOMAINS):
        household, mobility = domain == Domain.HOUSEHOLD, domain == Domain.MOBILITY
        if not (household and case & 1) and not (mobility and case & MOBILITY_OPEN):
            total += highest[domain]
        if case & DEMENTIA and domain <= Domain.GUIDANCE:
            total += p.dementia_onset[domain] * p.onset_scale[domain]
    return total * ABOVE_ROUNDING


@serial
def fill_bounds(somebody, pension_months, p, most):
    """Write the bound of every age, kind and case; nobody is severely lonely and not lonely."""
    highest = np.zeros(N_DOMAINS)
    for band in range(BANDS - 1):
        for kind in range(KINDS):
            if kind >> LONELY & 1 or not kind >> SEVERE & 1:
                for domain in range(N_DOMAINS):
                    highest[domain] = highest_hazard(
                        somebody[0], domain, band, kind, pension_months, p
                    )
                for case in range(CASES):
                    most[band, kind, case] = add_up(highest, case, p)


def most_onset(p: Any) -> NDArray[np.float64]:
    """Return the highest hazard a year of any new need, by band, kind and case.

    It is infinite for the last band: nobody that old is spared. The state pension begins at its
    latest age.
    """
    most = np.full((BANDS, KINDS, CASES), np.inf)
    fill_bounds(records(1, resident_dtype), latest_pension_months(), p, most)
    return most
