"""Customary help (gebruikelijke hulp): household work expected of everybody who lives there."""

from agents.compiled import rule, serial
from agents.vocabulary import ADULT_MONTHS, Limitation, Status

NOT_ABLE, PART, ALL = range(3)
"""How much household work can be expected of somebody, or of a household: none, a part, all."""


@rule
def work_expected_of(resident, p):
    """Return how much household work can be expected of a member of a household.

    Notes
    -----
    Policy rules ask it of every healthy adult housemate, not of a partner only, whatever job or
    study it has; of a young adult (18 to 22) no more than it takes to live alone. Who is limited,
    has dementia or is overloaded is excused. Children tidy up, which takes nothing off an
    indication (process.customary_help_age).
    """
    healthy = (
        resident.limitation == Limitation.NONE
        and resident.dementia == 0
        and not resident.overloaded
    )
    if resident.status != Status.HOME or not healthy or resident.age_months < ADULT_MONTHS:
        return NOT_ABLE
    return ALL if resident.age_months >= p.customary_age * 12.0 else PART


@serial
def count_able(residents, households, p):
    """Count in each household from whom all household work, and from whom a part, is expected."""
    for h in range(len(households)):
        households[h].able_adults = 0
        households[h].able_young = 0
    for i in range(len(residents)):
        resident = residents[i]
        if resident.status == Status.HOME and resident.household >= 0:
            able, home = work_expected_of(resident, p), households[resident.household]
            home.able_adults += able == ALL
            home.able_young += able == PART


@rule
def help_expected_by(resident, households, p):
    """Return how much household work a resident can expect of those it lives with."""
    if resident.household < 0:
        return NOT_ABLE
    own, home = work_expected_of(resident, p), households[resident.household]
    if home.able_adults > (own == ALL):
        return ALL
    return PART if home.able_young > (own == PART) else NOT_ABLE
