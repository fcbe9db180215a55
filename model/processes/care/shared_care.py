"""Shared care: what running care of one domain meets of other needs in the same home.

Day activities give a week its shape, which is a part of what guidance is for; guidance gives some
company and keeps a household going; household help sees a little of what guidance does; and a house
that is cleaned for one is cleaned for all who live there. So products overlap, whoever granted
them: a second one meets only what the first has left. It helps who has no care of its own for a
need; what rests on another's care ends with that care.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import kernel, prange, rule, serial
from agents.vocabulary import CareStage, Domain, Status
from model.world import World

OVERLAPS = (
    "day_activities_on_guidance", "guidance_on_company", "guidance_on_household",
    "household_help_on_guidance",
)  # fmt: skip
ON_GUIDANCE, ON_COMPANY, ON_HOUSEHOLD, OF_HOUSEHOLD_HELP = range(len(OVERLAPS))
"""Places in `care.overlap`, by what care does beside its own need."""
OVERLAPPING = 1 << Domain.MEETING | 1 << Domain.HOUSEHOLD | 1 << Domain.GUIDANCE
"""Bits of the domains whose products overlap: the first three."""
N_OVERLAPPING = 3


@rule
def left_of_need(products, helped, domain, norm, p):
    """Return the share of a need that care for other needs, or of housemates, leaves, 0..1.

    Parameters
    ----------
    products : int
        Bits of the domains for which the resident has care, or will have; that of `domain` itself
        is passed over.
    helped : bool
        Whether a housemate has household help.
    domain : int
        Of the need.
    norm : float
        Hours of household help against those of the tariff.
    p : record of `CareParameters`

    Notes
    -----
    Each product meets the share `overlap` of what it meets of its own need; what several meet adds
    up as complements, as layers do (`need_shares.met_share`).
    """
    left = 1.0
    if domain == Domain.GUIDANCE:
        if products >> Domain.MEETING & 1:
            left *= 1.0 - p.overlap[ON_GUIDANCE] * p.met
        if products >> Domain.HOUSEHOLD & 1:
            left *= 1.0 - p.overlap[OF_HOUSEHOLD_HELP] * norm * p.met
    elif domain == Domain.MEETING:
        if products >> Domain.GUIDANCE & 1:
            left *= 1.0 - p.overlap[ON_COMPANY] * p.met
    elif domain == Domain.HOUSEHOLD:
        if products >> Domain.GUIDANCE & 1:
            left *= 1.0 - p.overlap[ON_HOUSEHOLD] * p.met
        if helped:
            left *= 1.0 - p.shared_household * norm * p.met
    return left


@serial
def count_helped(residents, indications, promised, helped):
    """Add to each household how many members have household help; with `promised`, or await it."""
    for row in range(len(indications)):
        indication = indications[row]
        if indication.domain != Domain.HOUSEHOLD:
            continue
        has = indication.stage == CareStage.RUNNING
        has = has or (promised and indication.stage == CareStage.WAITING)
        home = residents[indication.resident].household
        if has and home >= 0:
            helped[home] += 1


@rule
def share_with(need, domain, resident, helped, norm, p):
    """Write what all care of a resident, and of its housemates, meets of one open need."""
    has = resident.products >> domain & 1
    left = left_of_need(resident.products, helped, domain, norm, p)
    own = np.float64(need.formal) if has else 0.0
    need.formal = own if left == 1.0 else 1.0 - (1.0 - own) * left


@kernel
def _share_care(residents, needs, helped, values, numbers):
    """Let care in force meet what it meets of other needs; `helped` counts help by household."""
    for i in prange(len(residents)):
        p, resident = numbers[0], residents[i]
        if resident.status != Status.HOME or resident.open_needs & OVERLAPPING == 0:
            continue
        norm = values[resident.area].household_norm
        own_help = resident.products >> Domain.HOUSEHOLD & 1
        by_others = resident.household >= 0 and helped[resident.household] > own_help
        for domain in range(N_OVERLAPPING):
            if resident.open_needs >> domain & 1 and needs[i, domain].severity > 0.0:
                share_with(needs[i, domain], domain, resident, by_others, norm, p)


def helped_homes(town: World, *, promised: bool) -> NDArray[np.int64]:
    """Return how many members of each household have household help, or await it if `promised`."""
    helped = np.zeros(len(town.households), np.int64)
    count_helped(town.residents.records, town.indications.records, promised, helped)
    return helped


def share_care(town: World, values: NDArray[Any], numbers: NDArray[Any]) -> None:
    """Write what care in force meets of every need, once all care of the month has run.

    Parameters
    ----------
    town : World
    values, numbers
        Of the process `care`: named values by area, parameters.
    """
    helped = helped_homes(town, promised=False)
    _share_care(town.residents.records, town.residents.needs, helped, values, numbers)
