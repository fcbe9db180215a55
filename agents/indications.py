"""Indications: indicated care (geïndiceerde zorg) of residents, from grant to end."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.records import grown, records
from agents.vocabulary import CareStage

indication_dtype = np.dtype(
    [
        ("uid", "i8"),  # of the resident
        ("resident", "i4"),  # slot of the resident
        ("stage", "u1"),  # CareStage
        ("domain", "u1"),  # Domain
        ("level", "u1"),  # Level
        ("pieces", "u1"),  # provisions of this kind (aids), 1 for care
        ("referred", "u1"),  # 1 where a GP, specialist or court referred: nobody decided
        ("provider", "u1"),  # its number within the domain, NO_PROVIDER or PERSONAL_BUDGET
        ("counted_in", "u1"),  # 1 + area in which it was in force last month, 0 not yet
        ("granted_month", "i2"),  # month of the decision
        ("assessed_month", "i2"),  # month in which a re-assessment last took hours, NEVER before
        ("granted_day", "f8"),  # day of the decision, with a keyed fraction to settle equals
        ("start_day", "f8"),  # planned, then actual
        ("end_day", "f8"),  # end of the term
    ],
    align=True,
)


class Indications:
    """All indications in force, waiting or stored, in slots that are used again."""

    def __init__(self, slots: int = 4096) -> None:
        self.records: NDArray[Any] = records(slots, indication_dtype)

    def grow(self, needed: int) -> None:
        """Make sure that at least `needed` slots are free."""
        self.records = grown(self.records, needed, CareStage.FREE)
