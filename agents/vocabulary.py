"""The words of the model as integers: what a record stores and a table names."""

from enum import IntEnum

import numpy as np

NOBODY = -1
"""A slot number that points at no resident, facility, case or indication."""
NEVER = np.int16(-999)
"""A month before all others."""


class Layer(IntEnum):
    """Who answers a need; the last is no layer but the lack of one."""

    PERSONAL = 0
    COMMUNITY = 1
    INSTITUTIONAL = 2
    UNMET = 3


class Domain(IntEnum):
    """Life domains; a resident has at most one open need in each."""

    MEETING = 0
    HOUSEHOLD = 1
    GUIDANCE = 2
    MOBILITY = 3
    UPBRINGING = 4
    INCOME = 5
    WORK = 6


N_DOMAINS = len(Domain)
ALL_DOMAINS = (1 << N_DOMAINS) - 1
"""A bit per Domain."""
ALL_BITS = 255
"""Every bit of the byte that holds one per Domain."""
ADULT_MONTHS = 18 * 12
"""Age at which a resident comes of age."""


class Law(IntEnum):
    """The act that a cost or a case falls under."""

    WMO = 0
    JEUGDWET = 1
    PARTICIPATIEWET = 2
    WLZ = 3
    ZVW = 4
    NONE = 5


class Payer(IntEnum):
    """Whose money it is."""

    MUNICIPALITY = 0
    CLIENT = 1
    INSURER = 2
    LONG_TERM_CARE_ACT = 3
    STATE = 4


N_WMO = 4
"""The first four domains fall under the Wmo."""
WMO_DOMAINS = (1 << N_WMO) - 1
INDICATED_CARE = WMO_DOMAINS | 1 << Domain.UPBRINGING
"""Bits of the domains with indicated care: Wmo and youth care, no debt help or benefit."""


class Status(IntEnum):
    """Where the resident of a slot is; EMPTY slots wait for a newcomer."""

    EMPTY = 0
    HOME = 1
    LONG_TERM_CARE = 2


class Position(IntEnum):
    """Position of a resident in its household.

    A child of any age lives with its parents; a step-parent joined a household with children that
    are not its own; the others, on their own or with a partner, are heads.
    """

    HEAD = 0
    CHILD = 1
    STEP_PARENT = 2


class Limitation(IntEnum):
    """How far health limits daily life."""

    NONE = 0
    MODERATE = 1
    SEVERE = 2


class Volunteering(IntEnum):
    """Whether a resident volunteers, and where."""

    NO = 0
    IN_GENERAL = 1
    AT_ITS_PLACE = 2


class Sex(IntEnum):
    """As in the CBS tables."""

    MAN = 0
    WOMAN = 1


class Origin(IntEnum):
    """Migration background as CBS counted it in 2020; acts through network and reach only."""

    DUTCH = 0
    TURKISH = 1
    MOROCCAN = 2
    OTHER_NON_WESTERN = 3
    WESTERN = 4


class Education(IntEnum):
    """Highest level attained."""

    LOW = 0
    MIDDLE = 1
    HIGH = 2


class TieKind(IntEnum):
    """How two residents came to know each other; household members are tied by their household."""

    KIN = 0
    FRIEND = 1
    NEIGHBOUR = 2
    FACILITY = 3


class CaseStage(IntEnum):
    """Where an application stands."""

    FREE = 0
    QUEUED = 1
    INVESTIGATED = 2


class CareStage(IntEnum):
    """Where an indication stands."""

    FREE = 0
    WAITING = 1
    RUNNING = 2
    STORED = 3


class Level(IntEnum):
    """Intensity of indicated care."""

    LIGHT = 0
    MIDDLE = 1
    HEAVY = 2


class Source(IntEnum):
    """Who brought a request."""

    SELF = 0
    GP = 1
    HOME_HELP = 2
    FACILITY_STAFF = 3
    SCHOOL = 4
    OUTREACH = 5
    HAND_OVER = 6
    YOUTH_REFERRAL = 7
    PROGRAMME = 8
    SAME_HOME = 9


class Target(IntEnum):
    """Whom a programme is for."""

    SENT_BY_GP = 0
    MULTI_PROBLEM = 1
    ON_BENEFIT = 2
    LONG_ON_BENEFIT = 3
    STATUS_HOLDER = 4
    NEWCOMER_PUPIL = 5
    SEPARATED = 6
    CARER = 7
    CHILD_AT_GP = 8
    PUPIL = 9


class Handler(IntEnum):
    """Who handles a case."""

    DESK = 0
    TEAM = 1


class Activity(IntEnum):
    """What caseworkers of desks and teams spend their hours on."""

    INTAKE = 0
    INVESTIGATION = 1
    PLAN = 2
    CONSULTATION = 3
    SHORT_SUPPORT = 4
    GUIDANCE = 5
    REASSESSMENT = 6
    OUTREACH = 7


DOMAIN_LAW = (
    Law.WMO, Law.WMO, Law.WMO, Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET, Law.PARTICIPATIEWET,
)  # fmt: skip
"""The act that each domain falls under, by Domain."""
