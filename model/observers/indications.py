"""Provisions by area and domain, as the register counts them: stock, new, ended, users."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.vocabulary import Domain
from model.observer import Observer
from model.observers.monthly import month_column
from model.process_counts import ProvisionCount
from model.world import World

COLUMNS = tuple(count.name.lower() for count in ProvisionCount)


class Indications(Observer):
    """Keeps what the care process counted.

    Attributes
    ----------
    rows : list of (month, int64 array of shape [areas, 7, 4])
    """

    name = "indications"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.rows: list[tuple[int, NDArray[np.int64]]] = []

    def observe(self, town: World) -> None:
        """Copy the month's counts."""
        self.rows.append((town.month, town.state.care.by_domain.copy()))

    def frame(self, town: World) -> pd.DataFrame:
        """Return month x area x domain."""
        months = [month for month, _ in self.rows]
        n, k = len(town.areas), len(Domain)
        blocks = [row.reshape(n * k, len(COLUMNS)) for _, row in self.rows]
        block = np.concatenate(blocks or [np.zeros((0, len(COLUMNS)), np.int64)])
        frame = pd.DataFrame(block, columns=list(COLUMNS))
        frame.insert(0, "month", month_column(months).repeat(n * k))
        frame.insert(1, "area", np.repeat(np.array(town.areas, object), k).tolist() * len(months))
        frame.insert(2, "domain", [d.name.lower() for d in Domain] * n * len(months))
        return frame
