"""What levers that open a place have in common: how large, how often open, what it costs."""

from typing import ClassVar

from agents.facilities import FacilityPlan
from model.lever import Lever


class PlaceLever(Lever):
    """A lever that opens places of one type, the first of `brings`.

    Its parameters hold `seats_per_daypart`, `dayparts_week` and, unless it says otherwise in
    `eur_month`, `cost_per_place_year`. With postcodes one place stands in the first of them.

    Attributes
    ----------
    prices_of : int
        Year of the prices in which its cost is given.
    one_per_area : bool
        A place in the centre of every area of the lever; else one in its first area.
    """

    prices_of: ClassVar[int] = 2022
    one_per_area: ClassVar[bool] = True

    @property
    def eur_month(self) -> float:
        """Cost of a place a month, full town, in prices of `prices_of`."""
        return float(self.p.cost_per_place_year) / 12

    def facilities(self) -> list[FacilityPlan]:
        """Return its places, open from the lever's first month to its last."""
        several = self.one_per_area and self.place is None
        # two uses of a lever at a time stand in other postcodes
        name = self.name if self.place is None else f"{self.name}/{self.place}"
        return [
            FacilityPlan(
                type=self.brings[0], name=name, area=area, postcode=self.place,
                lever=self.name, seats_per_daypart=self.p.seats_per_daypart,
                dayparts_week=self.p.dayparts_week, cost_eur_month=self.eur_month,
                prices_of=self.prices_of, start=self.first, end=self.last,
            )
            for area in (self.areas if several else self.areas[:1])
        ]  # fmt: skip
