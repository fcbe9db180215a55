"""Task fields (Iv3 taakvelden): where a municipality's accounts hold each line of the books.

The codes are those of the list in force since 2025; `task_fields.csv` has the older ones beside
them, with source and status.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.vocabulary import Law
from model.inputs.reading import read_text

FILE = Path(__file__).resolve().parents[1] / "data" / "task_fields.csv"
MOST_BYTES = 1 << 20
ANY = "*"


@dataclass(frozen=True)
class TaskField:
    """Where a line of the books stands.

    Attributes
    ----------
    book : str
        The part of the town's accounts: see `measures.outcomes.BOOK_MEANINGS`.
    code, name : str
        The task field.
    """

    book: str
    code: str
    name: str


@cache
def _table() -> dict[tuple[str, str], TaskField]:
    rows = csv.DictReader(read_text(FILE, MOST_BYTES).splitlines())
    return {
        (row["item"], row["law"]): TaskField(row["book"], row["taakveld"], row["name"])
        for row in rows
    }


def task_field(item: str, law: Law) -> TaskField:
    """Return where a line that the municipality pays or receives stands in its accounts.

    A line of its own row first, then the row of its law, then that of all others.

    Parameters
    ----------
    item : str
    law : Law
    """
    table, act = _table(), law.name.lower()
    for key in ((item, act), (ANY, act)):
        if key in table:
            return table[key]
    return table[ANY, ANY]
