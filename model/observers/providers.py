"""Providers by domain: staff, clients in care and on the waiting list, each month."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.vocabulary import Domain
from model.observer import Observer
from model.observers.monthly import month_column
from model.world import World

COLUMNS = ("staff", "clients", "waiting")


class Providers(Observer):
    """Keeps what staff can serve, who is in care and who waits, of every contracted provider.

    Attributes
    ----------
    rows : list of (month, float64 array of shape [providers, 3])
    """

    name = "providers"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.rows: list[tuple[int, NDArray[np.float64]]] = []

    @staticmethod
    def contracted(town: World) -> NDArray[np.intp]:
        """Return domain and row of each contracted provider, shape [providers, 2]."""
        number = town.numbers.care[0].providers[:, None]
        return np.argwhere(np.arange(town.state.care.staff.shape[1]) < number)

    def observe(self, town: World) -> None:
        """Copy the month's staff and clients."""
        care = town.state.care
        domain, row = self.contracted(town).T
        seen = np.column_stack(
            (care.staff[domain, row], care.caseload[domain, row], care.waiting[domain, row])
        )
        self.rows.append((town.month, seen))

    def frame(self, town: World) -> pd.DataFrame:
        """Return month x domain x provider; `staff` in clients that it can serve."""
        months = [month for month, _ in self.rows]
        domain, row = self.contracted(town).T
        n = len(domain)
        block = np.concatenate([seen for _, seen in self.rows] or [np.zeros((0, len(COLUMNS)))])
        frame = pd.DataFrame(block, columns=list(COLUMNS))
        frame = frame.astype({"clients": np.int64, "waiting": np.int64})
        frame.insert(0, "month", month_column(months).repeat(n))
        names = [Domain(d).name.lower() for d in domain]
        frame.insert(1, "domain", names * len(months))
        frame.insert(2, "provider", (row + 1).tolist() * len(months))
        return frame
