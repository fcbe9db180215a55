"""Costs that belong to no resident: facilities, teams, levers and fixed costs, each month."""

from typing import ClassVar

import numpy as np
import pandas as pd

from agents.vocabulary import Payer
from model.observer import Observer
from model.world import World


class Unattributed(Observer):
    """Keeps (month, lever, payer, cents) before the ledger closes its month."""

    name: ClassVar[str] = "unattributed"
    exported: ClassVar[bool] = False

    def observe(self, town: World) -> None:
        """Copy what is not zero."""
        table, levers = town.ledger.unattributed, town.ledger.levers
        self.rows.extend(
            (town.month, levers[lever], Payer(payer).name.lower(), int(table[lever, payer]))
            for lever, payer in np.argwhere(table != 0)
        )

    def frame(self, town: World) -> pd.DataFrame:
        """Return `month, lever, payer, cents`."""
        return pd.DataFrame(self.rows, columns=["month", "lever", "payer", "cents"])
