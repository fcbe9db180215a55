"""What processes count in a month: the columns of their counters, by name."""

from enum import IntEnum


class AccessCount(IntEnum):
    """What desks and teams did in a month.

    Of needs: DECISIONS and what became of them. Of files, which may ask about several needs:
    FILES_DECIDED, TEAM_CASES, OVER_STATUTORY_TERM and DAYS_WAITED. Youth care that is
    GRANTED_ON_REFERRAL is not decided about: of the others it is in REQUESTS only. TEAM_SOLVED are
    those of TEAM_DECISIONS that ended in neither an indication nor a refusal; TEAM_RETURNS are
    needs whose guidance ended and that came back to the team.
    """

    REQUESTS = 0
    HANDOVERS = 1
    OVER_STATUTORY_TERM = 2
    DECISIONS = 3
    GRANTED = 4
    REFUSED = 5
    REFERRED = 6
    SHORT_SUPPORT = 7
    TEAM_CASES = 8
    TEAM_SHORT_SUPPORT = 9
    DAYS_WAITED = 10
    GENERAL_PROVISION = 11
    FILES_DECIDED = 12
    GRANTED_ON_REFERRAL = 13
    OWN_NETWORK = 14
    TEAM_GUIDED = 15
    TEAM_DECISIONS = 16
    TEAM_SOLVED = 17
    TEAM_RETURNS = 18


class CareCount(IntEnum):
    """Provisions over all domains; MOVED: came from another area less went to another."""

    NEW_INDICATIONS = 0
    ENDED_INDICATIONS = 1
    CONVERTED_INDICATIONS = 2
    INDICATIONS = 3
    MOVED_INDICATIONS = 4


class ProvisionCount(IntEnum):
    """Provisions of one domain, as the register counts them.

    STOCK of a month = that of the month before + NEW - ENDED + MOVED, in every area. MOVED are
    those that came with their holder from another area of the town, less those that left. Of those
    that wait for their start (WAITING) none is in STOCK; DAYS_WAITED are the days between decision
    and start of NEW, summed over its pieces.
    """

    STOCK = 0
    NEW = 1
    ENDED = 2
    USERS = 3
    MOVED = 4
    WAITING = 5
    DAYS_WAITED = 6


class CommunityCount(IntEnum):
    """What happened at free places in a month; who is turned away waits."""

    FACILITY_VISITS = 0
    FACILITY_TURNED_AWAY = 1
    NEW_PARTICIPANTS = 2
    NEW_PARTICIPANTS_NO_REQUEST_BEFORE = 3


class DemographyCount(IntEnum):
    """Who came and went in a month; deaths include those in long-term care."""

    BIRTHS = 0
    DEATHS = 1
    ARRIVALS = 2
    DEPARTURES = 3
    TO_LONG_TERM_CARE = 4
    OF_CLIENTS_TO_LONG_TERM_CARE = 5


class NeedsCount(IntEnum):
    """Needs that began and ended in a month."""

    NEW_NEEDS = 0
    CLOSED_NEEDS = 1


class ProgrammesCount(IntEnum):
    """Participants of programmes."""

    PROGRAMME_PARTICIPANTS = 0
    PROGRAMME_ENTRANTS = 1
    PROGRAMME_TURNED_AWAY = 2


class News(IntEnum):
    """What a GP practice hears in a month of a need that it sent to the access or a coach."""

    HELPED = 0
    REFUSED = 1
    WAITS = 2


class SeekingCount(IntEnum):
    """Requests that somebody else brought."""

    OUTREACH_FOUND = 0
