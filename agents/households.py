"""Households: members share income security, customary help and the sum of their needs."""

import numpy as np

from agents.records import records

household_dtype = np.dtype(
    [
        ("uid", "i8"),  # uid of the founder, 0 in an empty slot
        ("area", "u1"),  # as of its members
        ("postcode", "u1"),  # as of its members
        ("adults", "u1"),  # members at home aged 18 and over
        ("children", "u1"),  # members at home under 18
        ("domains", "u1"),  # bit per Domain in which a member has an open need
        ("able_adults", "u1"),  # members from whom all household work can be expected: access
        ("able_young", "u1"),  # members from whom a part of it can be: access
        ("leaving", "u1"),  # bits of what befalls it within this month's demography, else 0
    ],
    align=True,
)


class Households:
    """All households, in slots that are used again.

    Attributes
    ----------
    records : structured array, shape [slots]
    free : list of int
        Empty slots, the next to be used last.
    """

    def __init__(self, slots: int) -> None:
        self.records = records(slots, household_dtype)
        self.free = list(range(slots - 1, -1, -1))

    def __len__(self) -> int:
        """Return the number of slots, empty ones included."""
        return len(self.records)

    def grow(self, needed: int) -> None:
        """Make sure that at least `needed` slots are free."""
        if len(self.free) >= needed:
            return
        old = len(self)
        new = old + max(needed, old // 8)
        larger = records(new, household_dtype)
        larger[:old] = self.records
        self.records = larger
        self.free = list(range(new - 1, old - 1, -1)) + self.free
