"""The most that the onset of needs can be: it spares most residents the sum over all domains.

A new need is rare. The table holds, by age and by what weighs most, a sum of hazards that nobody of
that kind exceeds: a draw above it opens no need, whatever else is true of the resident. The numbers
are those of the process `needs`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.residents import records, resident_dtype
from agents.vocabulary import N_DOMAINS, Domain
from model.processes.onset import onset_hazard

BAND_MONTHS = 72
"""Within a band of six years the hazard of a domain begins, changes or ends once at most."""
BANDS = 18
"""The last band, from 102 on, has no bound: the hazards of the oldest are summed."""
KINDS = 96
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
def highest_sum(resident, band, kind, p):
    """Return a bound of the hazards of all domains together, for one age and kind.

    Each domain has its highest hazard of the first and last month of the age, and of all that the
    kind leaves open: what matters to one domain takes every combination in the two bits.
    """
    total = 0.0
    for domain in range(N_DOMAINS):
        highest = 0.0
        for case in range(8):
            become(resident, BAND_MONTHS * band + (BAND_MONTHS - 1) * (case >> 2), kind, case & 3)
            rate = onset_hazard(
                resident, domain, resident.open_needs, kind >> 3 & 1, kind >> 4 & 1, p
            )
            highest = max(highest, rate)
        total += highest
    return total * ABOVE_ROUNDING


@serial
def fill_bounds(somebody, p, most):
    """Write the bound of every age and kind; nobody is severely lonely and not lonely."""
    for band in range(BANDS - 1):
        for kind in range(KINDS):
            if kind >> 3 & 3 != 2:
                most[band, kind] = highest_sum(somebody[0], band, kind, p)


def most_onset(p: Any) -> NDArray[np.float64]:
    """Return the highest hazard a year of any new need, shape [BANDS, KINDS]; infinite at the end.

    Dementia adds to hazards and is not in the table: those who have it are not spared.
    """
    most = np.full((BANDS, KINDS), np.inf)
    fill_bounds(records(1, resident_dtype), p, most)
    return most
