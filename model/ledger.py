"""The ledger: every cent is booked once, in integers, where and when it is spent.

A cell is (month, area, item, lever). An item is one line of the books: its law, the layer it pays
for and its payer belong to it. Money that moves between payers (the own contribution) is two items,
one of them negative for the receiver.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.vocabulary import Law, Layer, Payer
from model.inputs.task_fields import task_field
from model.months import timestamps

_ITEMS: list["Item"] = []
_INDEX: dict[tuple[str, Law, Layer, Payer], int] = {}


@dataclass(frozen=True)
class Item:
    """One line of the books."""

    name: str
    law: Law
    layer: Layer
    payer: Payer
    index: int


def item(name: str, law: Law, layer: Layer, payer: Payer) -> int:
    """Register a line of the books and return its index, the same for the same line."""
    index = _INDEX.setdefault((name, law, layer, payer), len(_ITEMS))
    if index == len(_ITEMS):
        _ITEMS.append(Item(name, law, layer, payer, index))
    return index


def items() -> list[Item]:
    """Return all registered items."""
    return list(_ITEMS)


ITEM_ROOM = 96
"""Lines that the month's array has room for; lines may be registered as long as there is room."""


def cents(eur: float) -> int:
    """Return euros as whole cents, halves rounded up."""
    return int(np.floor(eur * 100 + 0.5))


class Ledger:
    """The books of one town.

    Attributes
    ----------
    cells : int64 array, shape [items, 1 + levers, areas]
        Cents of the current month.
    unattributed : int64 array, shape [1 + levers, payers]
        The part of this month's cells that belongs to no resident.
    """

    def __init__(self, lever_names: list[str], areas: tuple[str, ...]) -> None:
        self.levers = ["none", *lever_names]
        self.areas = areas
        self.cells = np.zeros((ITEM_ROOM, len(self.levers), len(areas)), np.int64)
        self.unattributed = np.zeros((len(self.levers), len(Payer)), np.int64)
        self.history: list[tuple[int, NDArray[np.int64], NDArray[np.int64]]] = []

    def book(self, line: int, amount_cents: int, area: int, lever: int = 0) -> None:
        """Book cents that belong to no resident."""
        self.cells[line, lever, area] += amount_cents
        self.unattributed[lever, _ITEMS[line].payer] += amount_cents

    def close_month(self, month: int) -> None:
        """Put the month's cells away and open the next month."""
        where = np.argwhere(self.cells != 0)
        self.history.append((month, where, self.cells[tuple(where.T)]))
        self.cells[:] = 0
        self.unattributed[:] = 0

    def frame(self) -> pd.DataFrame:
        """Return the books as a table: month, area, law, layer, item, lever, payer, taakveld, eur.

        `taakveld` is the task field (Iv3) of what the municipality pays or receives, empty for
        other payers.
        Rows are in order of month, line by name, lever and area: the number of a line depends on
        what was booked first in this process.
        """
        rows = [
            (month, self.areas[a], *line, self.levers[v], c)
            for month, where, amounts in self.history
            for line, v, a, c in sorted(
                (_described(i), v, a, c)
                for (i, v, a), c in zip(where.tolist(), amounts.tolist(), strict=True)
            )
        ]
        columns = ["month", "area", "law", "layer", "item", "payer", "taakveld", "lever", "cents"]
        frame = pd.DataFrame(rows, columns=columns)
        frame["eur"] = frame.pop("cents") / 100.0
        months = frame["month"].to_numpy(int)
        first, last = (months.min(), months.max()) if len(months) else (0, 0)
        stamps = timestamps(range(first, last + 1))
        frame["month"] = stamps[months - first] if len(months) else pd.DatetimeIndex([])
        order = ["month", "area", "law", "layer", "item", "lever", "payer", "taakveld", "eur"]
        return frame[order]


def _described(index: int) -> tuple[str, str, str, str, str]:
    line = _ITEMS[index]
    mine = line.payer == Payer.MUNICIPALITY
    field = task_field(line.name, line.law).code if mine else ""
    return line.law.name.lower(), line.layer.name.lower(), line.name, line.payer.name.lower(), field
