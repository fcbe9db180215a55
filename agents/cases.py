"""Cases: requests for support on their way through a desk or a team."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.records import grown, records
from agents.vocabulary import CaseStage

case_dtype = np.dtype(
    [
        ("uid", "i8"),  # of the resident
        ("resident", "i4"),  # slot of the resident
        ("stage", "u1"),  # CaseStage
        ("handler", "u1"),  # Handler
        ("law", "u1"),  # Law of the first domain in the file
        ("area", "u1"),  # of the resident
        ("domains", "u1"),  # bit per Domain in the file
        ("source", "u1"),  # Source: who brought the request
        ("opened_month", "i2"),  # month of the request
        ("opened_day", "f8"),  # day of arrival, counted from January 2021
        ("talk_day", "f8"),  # day of the first talk once the investigation has begun
        ("due_day", "f8"),  # day of the decision once the investigation has begun
        ("seen", "f4"),  # share of what there is that the hours of its study let see, 0..1
        ("order", "f8"),  # keyed: who goes first among those of one day
    ],
    align=True,
)


class Cases:
    """All applications under way, in slots that are used again."""

    def __init__(self, slots: int = 1024) -> None:
        self.records: NDArray[Any] = records(slots, case_dtype)

    def grow(self, needed: int) -> None:
        """Make sure that at least `needed` slots are free."""
        self.records = grown(self.records, needed, CaseStage.FREE)
