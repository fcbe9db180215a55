"""Access desks (loketten): one per law, each sees one domain; and the applications they file."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.base import Actor
from agents.residents import records
from agents.vocabulary import CaseStage, Law

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
        ("hand_overs", "u1"),  # desks passed before this one
        ("opened_month", "i2"),  # month of the request
        ("opened_day", "f8"),  # day of arrival, counted from January 2021
        ("due_day", "f8"),  # day of the decision once the investigation has begun
        ("order", "f8"),  # keyed: who goes first among those of one day
    ],
    align=True,
)


class Desk(Actor):
    """The desk of one law for the whole town."""

    def __init__(self, town: Any, law: Law) -> None:
        super().__init__(town, law.name.lower())
        self.law = law
        self.hours_per_month = 0.0


class Cases:
    """All applications under way, in slots that are used again."""

    def __init__(self, slots: int = 1024) -> None:
        self.records: NDArray[Any] = records(slots, case_dtype)

    def grow(self, needed: int) -> None:
        """Make sure that at least `needed` slots are free."""
        self.records = grown(self.records, needed, CaseStage.FREE)


def grown(table: NDArray[Any], needed: int, free_stage: int) -> NDArray[Any]:
    """Return the table, enlarged if fewer than `needed` of its rows have the free stage."""
    if int((table["stage"] == free_stage).sum()) >= needed:
        return table
    larger = records(len(table) + len(table) // 4 + needed, table.dtype)
    larger[: len(table)] = table
    return larger
