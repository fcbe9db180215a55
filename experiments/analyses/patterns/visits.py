"""Free places of the town's own papers: how often they are visited, and whom they took over.

Nothing here is used by a rule, and no number of the model rests on these rows.
"""

from typing import TYPE_CHECKING

import numpy as np

from agents.vocabulary import Domain, Status
from model.processes.community.attending import WEEKS_A_MONTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.town import SocialBaseModel

CAFE, HOUSE = "cafe_entree", "t_huis"
MEASURES = ("cafe_entree_visits", "cafe_entree_filled", "t_huis_conversions")


class Visits:
    """Visits to Café Entrée and clients moved to the T-Huis, of a town looked at every month."""

    def __init__(self) -> None:
        self.visits: list[float] = []
        self.there: list[float] = []
        self.converted = 0.0
        self.house_opened = False
        self._clients: NDArray[np.int64] = np.zeros(0, np.int64)

    def look(self, town: "SocialBaseModel") -> None:
        """Note a month of visits and conversions, per full town; once every month."""
        mine, cafe = town.state.community, _open_places(town, CAFE)
        if cafe:
            table = mine.table
            there = (table["seats"][cafe] * table["dayparts"][cafe]).sum() * WEEKS_A_MONTH
            self.visits.append(float(mine.visits[cafe].sum()) / town.scale)
            self.there.append(float(there) / town.scale)
        house = _open_places(town, HOUSE)
        self.house_opened |= bool(house)
        people = town.residents.records
        holds = (people["products"] >> Domain.MEETING & 1) & (people["status"] == Status.HOME)
        sent = np.isin(people["invited"], house) & (holds == 0)
        moved = np.isin(people["uid"][sent], self._clients)
        self.converted += float(moved.sum()) / town.scale
        self._clients = people["uid"][holds > 0].copy()

    def figures(self) -> dict[str, float]:
        """Return `MEASURES`.

        Returns
        -------
        dict
            `cafe_entree_visits`: visits a month; `cafe_entree_filled`: these over seats times
            dayparts; `t_huis_conversions`: clients with indicated day activities who were moved to
            the house since it opened. NaN without the place.
        """
        none = float("nan")
        visits, there = sum(self.visits), sum(self.there)
        return {
            "cafe_entree_visits": visits / len(self.visits) if self.visits else none,
            "cafe_entree_filled": visits / there if there > 0.0 else none,
            "t_huis_conversions": self.converted if self.house_opened else none,
        }


def _open_places(town: "SocialBaseModel", lever: str) -> list[int]:
    is_open = town.state.community.table["open"]
    return [k for k, one in enumerate(town.facilities) if one.plan.lever == lever and is_open[k]]
