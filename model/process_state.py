"""What processes remember from month to month and lay for others, declared field by field.

Each record has one owner process, which alone writes it; others read `world.state.<process>`. The
columns of counters have names: `counts[area, AccessCount.REQUESTS]`.
"""

from dataclasses import dataclass, field, fields
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from agents.facilities import facility_dtype
from agents.programmes import programme_dtype
from agents.providers import PROVIDER_SLOTS
from agents.vocabulary import Activity, Domain, Handler, Sex
from model.process_counts import (
    AccessCount,
    CareCount,
    CommunityCount,
    DemographyCount,
    NeedsCount,
    ProgrammesCount,
    ProvisionCount,
    SeekingCount,
)  # fmt: skip
from model.state_arrays import (
    AREAS,
    CELLS,
    PLACES,
    POSTCODES,
    PROGRAMMES,
    QUEUES,
    RESIDENTS,
    ProcessState,
    laid,
    remembered,
)  # fmt: skip

AGE_BANDS = 5
"""Bands of age of the scale of mortality, from `BANDS_FROM` of `life_table`."""
MOST_PRACTICES = 12
"""GP practices that an area has at most."""
N_DESKS = TEAM_QUEUE = 3
"""Column of `wait_months` for the team; those before it are the desks, by Law."""


@dataclass
class AccessState(ProcessState):
    """Hours, queues and counts of desks and teams."""

    Count: ClassVar[type[IntEnum]] = AccessCount
    demand_hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, N_DESKS, unit="hours", meaning="asked for since the last January, evened, by desk",
    ))  # fmt: skip
    asked_hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, N_DESKS, unit="hours", meaning="asked for since hours were handed out, by desk",
    ))  # fmt: skip
    usual_hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, N_DESKS, unit="hours/month", meaning="usually asked for, by desk",
    ))  # fmt: skip
    desk_hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, N_DESKS, unit="hours/month", meaning="staffed, by the area they are for",
    ))  # fmt: skip
    carry: NDArray[np.float64] = field(metadata=remembered(
        QUEUES, unit="hours", meaning="left over; negative where spent ahead",
    ))  # fmt: skip
    reassessment_hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, 2, unit="hours", meaning="of last month's re-assessments: by desks, by the team",
    ))  # fmt: skip
    spare_hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, unit="hours", meaning="of this month's, that cases left a team",
    ))  # fmt: skip
    wait_months: NDArray[np.float64] = field(metadata=remembered(
        AREAS, N_DESKS + 1, unit="months", meaning="queue before an investigation: desks, team",
    ))  # fmt: skip
    counts: NDArray[np.int64] = field(metadata=remembered(
        AREAS, AccessCount, unit="events", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip
    hours: NDArray[np.float64] = field(metadata=laid(
        QUEUES, unit="hours", meaning="caseworker hours of this month",
    ))  # fmt: skip
    lent: NDArray[np.float64] = field(metadata=laid(
        QUEUES, unit="hours", meaning="lent by the rest of the municipality this month",
    ))  # fmt: skip
    spent: NDArray[np.float64] = field(metadata=laid(
        AREAS, len(Handler), Activity, unit="hours", meaning="spent this month: desks, team",
    ))  # fmt: skip
    guided: NDArray[np.float64] = field(metadata=laid(
        AREAS, unit="hours/month", meaning="that clients in guidance take of the team",
    ))  # fmt: skip
    reached_day: NDArray[np.float64] = field(metadata=laid(
        AREAS, 2, N_DESKS, unit="day", meaning="up to which the line is served: desks or team, law",
    ))  # fmt: skip


@dataclass
class CareState(ProcessState):
    """Provisions, and the providers of each domain: staff, clients, waiting lists."""

    Count: ClassVar[type[IntEnum]] = CareCount
    by_domain: NDArray[np.int64] = field(metadata=remembered(
        AREAS, Domain, ProvisionCount, unit="provisions", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip
    counts: NDArray[np.int64] = field(metadata=remembered(
        AREAS, CareCount, unit="provisions", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip
    staff: NDArray[np.float64] = field(metadata=remembered(
        Domain, PROVIDER_SLOTS, unit="clients", meaning="whom a provider's staff can serve",
    ))  # fmt: skip
    borrowed: NDArray[np.float64] = field(metadata=remembered(
        Domain, PROVIDER_SLOTS, unit="clients", meaning="places lent to a smaller town, evened",
    ))  # fmt: skip
    january: NDArray[np.float64] = field(metadata=remembered(
        Domain, PROVIDER_SLOTS, unit="clients", meaning="of last January, evened",
    ))  # fmt: skip
    caseload: NDArray[np.int64] = field(metadata=remembered(
        Domain, PROVIDER_SLOTS, unit="clients", meaning="in care of a provider", dtype=np.int64,
    ))  # fmt: skip
    waiting: NDArray[np.int64] = field(metadata=remembered(
        Domain, PROVIDER_SLOTS, unit="clients", meaning="on its waiting list", dtype=np.int64,
    ))  # fmt: skip
    usual: NDArray[np.float64] = field(metadata=remembered(
        3, Domain, unit="clients/month", meaning="who usually come to, leave, are with providers",
    ))  # fmt: skip
    reassessment_hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, 2, N_DESKS, unit="hours", meaning="of re-assessments this month: desks or team, law",
    ))  # fmt: skip


@dataclass
class CommunityState(ProcessState):
    """Free places: what they are like this month, and who comes."""

    Count: ClassVar[type[IntEnum]] = CommunityCount
    volunteers: NDArray[np.int64] = field(metadata=remembered(
        PLACES, unit="residents", meaning="who volunteer there", dtype=np.int64,
    ))  # fmt: skip
    participants: NDArray[np.int64] = field(metadata=remembered(
        PLACES, unit="residents", meaning="who visit it regularly", dtype=np.int64,
    ))  # fmt: skip
    counts: NDArray[np.int64] = field(metadata=remembered(
        AREAS, CommunityCount, unit="events", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip
    seat_credit: NDArray[np.float64] = field(metadata=remembered(
        PLACES, unit="residents", meaning="seats unused before that a smaller town may fill now",
    ))  # fmt: skip
    visits: NDArray[np.int64] = field(metadata=laid(
        PLACES, unit="visits", meaning="dayparts of this month on which a participant came",
        dtype=np.int64,
    ))  # fmt: skip
    room: NDArray[np.float64] = field(metadata=laid(
        PLACES, unit="residents", meaning="regular participants that fit, no whole number",
    ))  # fmt: skip
    table: NDArray[Any] = field(metadata=laid(
        PLACES, unit="-", meaning="numbers of every place this month", dtype=facility_dtype,
        read_next_month=True,
    ))  # fmt: skip
    near: NDArray[np.float64] = field(metadata=laid(
        POSTCODES, PLACES, unit="share", meaning="of a place's pull that distance leaves",
    ))  # fmt: skip


@dataclass
class DemographyState(ProcessState):
    """Who came and went."""

    Count: ClassVar[type[IntEnum]] = DemographyCount
    counts: NDArray[np.int64] = field(metadata=remembered(
        AREAS, DemographyCount, unit="residents", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip
    death_scale: NDArray[np.float64] = field(metadata=remembered(
        AGE_BANDS, len(Sex), unit="ratio", meaning="one over the mean tilt of mortality by health",
    ))  # fmt: skip
    insecurity_scale: NDArray[np.float64] = field(metadata=remembered(
        POSTCODES, 2, unit="ratio",
        meaning="one over the mean risk of income insecurity, below 65 and from 65",
    ))  # fmt: skip


@dataclass
class MoneyState(ProcessState):
    """Budgets of areas that are paid for support as a whole."""

    budget: NDArray[np.float64] = field(metadata=remembered(
        AREAS, unit="cents/month", meaning="for support, in prices of the tariffs; 0 without one",
    ))  # fmt: skip
    spent: NDArray[np.bool_] = field(metadata=remembered(
        AREAS, unit="-", meaning="whether support in force costs more than providers can bear",
        dtype=np.bool_,
    ))  # fmt: skip


@dataclass
class NeedsState(ProcessState):
    """Needs that began and ended."""

    Count: ClassVar[type[IntEnum]] = NeedsCount
    counts: NDArray[np.int64] = field(metadata=remembered(
        AREAS, NeedsCount, unit="needs", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip


@dataclass
class ProgrammesState(ProcessState):
    """Programmes: what taking part does, and where each works. Row 0 is no programme."""

    Count: ClassVar[type[IntEnum]] = ProgrammesCount
    counts: NDArray[np.int64] = field(metadata=remembered(
        AREAS, ProgrammesCount, unit="residents", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip
    table: NDArray[Any] = field(metadata=laid(
        PROGRAMMES, unit="-", meaning="numbers of every programme this month",
        dtype=programme_dtype,
    ))  # fmt: skip
    where: NDArray[np.bool_] = field(metadata=laid(
        PROGRAMMES, POSTCODES, unit="-", meaning="whether it works there", dtype=np.bool_,
    ))  # fmt: skip


@dataclass
class OutreachState(ProcessState):
    """Visits at home: their hours, and the chance that a hidden need is found."""

    hours: NDArray[np.float64] = field(metadata=remembered(
        AREAS, 2, unit="hours", meaning="of visits this month: by workers paid for it, by the team",
    ))  # fmt: skip
    chance: NDArray[np.float64] = field(metadata=laid(
        AREAS, 2, unit="/month", meaning="that a hidden need is found: at a desk, of a team",
    ))  # fmt: skip


@dataclass
class ReferrersState(ProcessState):
    """GP practices: how many, what each remembers, and what it sends this month."""

    experience: NDArray[np.float64] = field(metadata=remembered(
        AREAS, MOST_PRACTICES, 2, unit="patients",
        meaning="sent and helped, sent and refused (or waiting, at a weight), fading",
    ))  # fmt: skip
    number: NDArray[np.int64] = field(metadata=laid(
        AREAS, unit="practices", meaning="of the area", dtype=np.int64,
    ))  # fmt: skip
    attention: NDArray[np.float64] = field(metadata=laid(
        AREAS, MOST_PRACTICES, unit="ratio", meaning="what a practice sends, 1 an ordinary one",
    ))  # fmt: skip


@dataclass
class SeekingState(ProcessState):
    """Requests of the month."""

    Count: ClassVar[type[IntEnum]] = SeekingCount
    counts: NDArray[np.int64] = field(metadata=remembered(
        AREAS, SeekingCount, unit="needs", meaning="of this month", dtype=np.int64,
    ))  # fmt: skip
    asks: NDArray[np.uint8] = field(metadata=laid(
        RESIDENTS, unit="-", meaning="bit per Domain asked about, and SENT_BY_GP", dtype=np.uint8,
    ))  # fmt: skip


@dataclass
class TiesState(ProcessState):
    """Rings: residents who may be met, by area and age band, in an order keyed by uid and year."""

    ring: NDArray[np.int32] = field(metadata=remembered(
        RESIDENTS, unit="slot", meaning="of residents, ring after ring", dtype=np.int32,
    ))  # fmt: skip
    start: NDArray[np.int64] = field(metadata=remembered(
        CELLS, unit="-", meaning="where each ring starts", dtype=np.int64,
    ))  # fmt: skip
    uids: NDArray[np.int64] = field(metadata=remembered(
        RESIDENTS, unit="-", meaning="uids in the order of `ring`", dtype=np.int64,
    ))  # fmt: skip
    at: NDArray[np.float64] = field(metadata=remembered(
        RESIDENTS, unit="0..1", meaning="their places on the ring",
    ))  # fmt: skip


@dataclass
class ProcessStates:
    """The state of every process that has any, by the name of the process."""

    access: AccessState
    care: CareState
    community: CommunityState
    demography: DemographyState
    money: MoneyState
    needs: NeedsState
    programmes: ProgrammesState
    outreach: OutreachState
    referrers: ReferrersState
    seeking: SeekingState
    ties: TiesState

    @classmethod
    def zeros(cls, *, areas: int, places: int, postcodes: int = 0, programmes: int = 0) -> Self:
        """Return states filled with zeros.

        Parameters
        ----------
        areas, places, postcodes, programmes : int
            How many there are; tables of places and programmes have one row at least.
        """
        sizes = {
            AREAS: areas, PLACES: max(1, places), POSTCODES: postcodes, PROGRAMMES: 1 + programmes,
            QUEUES: N_DESKS + areas,
        }  # fmt: skip
        kinds: Any = {one.name: one.type for one in fields(cls)}
        return cls(**{name: kind.zeros(sizes) for name, kind in kinds.items()})

    def by_process(self) -> dict[str, ProcessState]:
        """Return the states by name of the process."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def counted(self, what: IntEnum) -> NDArray[np.int64]:
        """Return what a process counted this month, by area."""
        counts: NDArray[np.int64] = getattr(self, _owner_of(type(what))).counts
        return counts[:, what]


@cache
def _owner_of(counts: type[IntEnum]) -> str:
    """Return the process that counts this month's events of a kind."""
    owners: dict[Any, str] = {one.type.Count: one.name for one in fields(ProcessStates)}  # type: ignore[union-attr]
    return owners[counts]
