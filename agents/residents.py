"""Residents: one record each in a preallocated array, and a thin handle on one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.columns import Columns
from agents.needs import Needs, need_dtype
from agents.records import records
from agents.ties import SLOTS
from agents.vocabulary import (
    NOBODY,
    Domain,
    Education,
    Origin,
    Payer,
    Sex,
    Status,
)  # fmt: skip

resident_dtype = np.dtype(
    [
        # who: owned by demography
        ("uid", "i8"),  # stable name, a hash; 0 in an empty slot
        ("household", "i4"),  # slot in the household table
        ("partner", "i4"),  # slot of the partner, NOBODY without one
        ("age_months", "i2"),
        ("status", "u1"),  # Status
        ("sex", "u1"),  # Sex
        ("area", "u1"),  # number of the area in the municipality's file
        ("postcode", "u1"),  # row of the postcode in the municipality's table
        ("origin", "u1"),  # Origin
        ("education", "u1"),  # Education
        ("insecure", "u1"),  # income insecurity (bestaanszekerheid in doubt)
        ("lives_alone", "u1"),
        ("limitation", "u1"),  # Limitation
        ("dementia", "u1"),
        ("event_months", "u1"),  # months of aftermath of a life event still to come
        ("separation_months", "u1"),  # the same, for a separation in the household
        ("avoids_care", "u1"),  # care avoider (zorgmijder)
        ("births", "u1"),  # children born in the model: ordinal of the next uid
        # traits drawn once
        ("frailty", "f4"),  # lognormal, mean 1
        ("shame", "f4"),  # threshold to ask (vraagverlegenheid), N(0, 1)
        ("temperament", "f4"),  # trait part of loneliness, N(0, 1)
        ("sociability", "f4"),  # ties that feel like enough
        # state of the processes
        ("capacity", "f4"),  # capacity to act (doenvermogen), 0..1: needs
        ("open_needs", "u1"),  # bit per Domain: needs
        ("products", "u1"),  # bit per Domain with running indicated care: care
        ("layered", "u1"),  # bit per Domain counted under a layer this month or last: publication
        ("cases", "u1"),  # bit per Domain with an application under way: access
        ("helper_a", "i4"),  # slot of a helper, NOBODY without one: personal_help
        ("helper_b", "i4"),  # a resident has at most two helpers beside a partner
        ("minutes_got", "i4"),  # informal help a week, partner's included
        ("minutes_given", "i4"),  # informal help a week to residents
        ("links", "u1"),  # how many residents this one helps, partner left out
        ("programme", "u1"),  # row of the programme it takes part in, 0 none: programmes
        ("programme_until", "i2"),  # month in which that ends
        ("outside_hours", "f4"),  # care a week for relatives outside the town
        ("strain", "f4"),  # load against resources, overloaded above 1
        ("overloaded", "u1"),  # feels heavily overburdened (SCP): strain above 1
        ("heavily_burdened", "u1"),  # finds care fairly heavy or worse (CBS)
        ("care_months", "u1"),  # months in a row above the hours of a carer
        ("carer", "u1"),  # informal carer (mantelzorger)
        ("degree", "u1"),  # number of ties: ties
        ("knows", "i8"),  # bit per facility: community
        ("visits", "i1"),  # free day activities visited regularly, NOBODY without any
        ("meets", "i1"),  # meeting place visited regularly, NOBODY without one
        ("waits_at", "i1"),  # free place on whose waiting list it stands
        ("invited", "i1"),  # facility to which it was referred, while it may still come
        ("waits_since", "i2"),  # month in which it came on that list
        ("first_visit", "i2"),  # month of the first visit to a free place, -1 before it
        ("last_request", "i2"),  # month of the latest request or running indication, NEVER before
        ("arrived", "i2"),  # month in which it moved in, NEVER for who was there or born here
        ("member", "u1"),  # active in an association
        ("volunteer", "u1"),  # Volunteering
        ("position", "u1"),  # Position in the household: demography
        ("sent_by_gp", "u1"),  # bit per Domain sent by the GP and not heard of yet: seeking
        ("tie_strength", "f4"),  # their summed strength
        ("loneliness", "f4"),  # latent, about one sd; children are not asked: wellbeing
        ("wellbeing", "f4"),  # 0..10, adults: wellbeing
        ("exposed", "i8"),  # bit per lever that touched this resident this month
    ],
    align=True,
)

published_dtype = np.dtype(
    [
        ("contact_word", "u4"),  # random word of the month, half of every pair's draw
        ("spare_hours", "f4"),  # informal help a week still to give
        ("able_hours", "f4"),  # hours a week per resident helped at most
        ("partner_hours", "f4"),  # hours a week for a partner at most
        ("age_years", "u1"),  # whole years
        ("status", "u1"),  # Status
        ("limitation", "u1"),  # as in the record
        ("area", "u1"),  # as in the record
        ("origin", "u1"),  # as in the record
        ("overloaded", "u1"),  # as in the record
        ("open_to_ties", "u1"),  # misses a tie
        ("products", "u1"),  # as in the record: word of mouth
        ("visits", "i1"),  # as in the record: word of mouth
        ("meets", "i1"),  # as in the record: word of mouth
        ("volunteer", "u1"),  # as in the record
        ("insecure", "u1"),  # as in the record
    ],
    align=True,
)
"""What others may know of a resident: the state at the end of last month."""

POINTERS = ("partner", "helper_a", "helper_b", "visits", "meets", "waits_at", "invited")
"""Fields that point at somebody or some place: NOBODY in an empty slot."""


class Residents:
    """All residents of the town, in slots that are used again.

    Attributes
    ----------
    records : Columns, shape [slots]
    needs : Needs
    tie_other, tie_strength, tie_kind : arrays, shape [slots, 16]
    published : structured array, shape [slots]
    spent : int32 array, shape [slots, 5]
        Cents booked on the resident this month, by Payer.
    free : list of int
        Empty slots, the next to be used last.
    """

    def __init__(self, slots: int) -> None:
        self.records = Columns(slots, resident_dtype)
        for name in POINTERS:
            self.records[name] = NOBODY
        self.needs = Needs(np.zeros(slots, np.uint8))
        self.tie_other = np.full((slots, SLOTS), NOBODY, np.int32)
        self.tie_strength = np.zeros((slots, SLOTS), np.float32)
        self.tie_kind = np.zeros((slots, SLOTS), np.uint8)
        self.published = records(slots, published_dtype)
        self.spent = np.zeros((slots, len(Payer)), np.int32)
        self.free = list(range(slots - 1, -1, -1))

    _ARRAYS = ("tie_other", "tie_strength", "tie_kind", "published", "spent")

    def __len__(self) -> int:
        """Return the number of slots, empty ones included."""
        return len(self.records)

    def grow(self, needed: int) -> None:
        """Make sure that at least `needed` slots are free."""
        if len(self.free) >= needed:
            return
        old = len(self)
        new = old + max(needed, old // 32)
        for name in self._ARRAYS:
            array = getattr(self, name)
            larger = np.zeros((new, *array.shape[1:]), array.dtype)
            larger[:old] = array
            if name == "tie_other":
                larger[old:] = NOBODY
            setattr(
                self, name, larger.view(np.recarray) if isinstance(array, np.recarray) else larger
            )
        self.records, self.needs = self.records.enlarged(new), self.needs.enlarged(new)
        for pointer in POINTERS:
            self.records[pointer][old:] = NOBODY
        self.free = list(range(new - 1, old - 1, -1)) + self.free

    @property
    def living(self) -> NDArray[np.intp]:
        """Slots of everybody alive and in the town, long-term care included."""
        return np.flatnonzero(self.records["status"] != Status.EMPTY)

    def slot_of(self, uid: int) -> int:
        """Return the slot of a uid.

        Raises
        ------
        KeyError
            If nobody of that uid lives in the town now.
        """
        slots = np.flatnonzero(self.records["uid"] == uid)
        if not len(slots) or uid == 0:
            raise KeyError(f"no resident with uid {uid} lives in the town this month")
        return int(slots[0])

    def __getitem__(self, slot: int) -> "Resident":
        """Return the handle on the resident in a slot."""
        return Resident(self, int(slot))

    def __iter__(self) -> Iterator["Resident"]:
        """Go through everybody alive."""
        return (self[slot] for slot in self.living)


@dataclass(frozen=True)
class Resident:
    """A thin handle on one resident, for notebooks and tests; rules use the records."""

    residents: Residents
    slot: int

    def __getattr__(self, name: str) -> Any:
        """Read an attribute of the record."""
        try:
            return self.residents.records[self.slot][name].item()
        except (ValueError, IndexError):
            raise AttributeError(f"a resident has no attribute '{name}'") from None

    @property
    def age(self) -> float:
        """Age in years."""
        return float(self.age_months) / 12

    @property
    def needs(self) -> dict[Domain, dict[str, Any]]:
        """Open needs by domain."""
        rows = self.residents.needs[self.slot]
        return {
            domain: dict(zip(need_dtype.names or (), rows[domain].item(), strict=True))
            for domain in Domain
            if self.open_needs >> domain & 1
        }

    def __str__(self) -> str:
        """Say who it is in one line."""
        return (
            f"{Sex(self.sex).name.lower()}, {self.age:.0f}, "
            f"{Origin(self.origin).name.lower()} origin, "
            f"{Education(self.education).name.lower()} education, uid {self.uid}"
        )
