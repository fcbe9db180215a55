"""What levers that open a place have in common: how large, how often open, what it costs.

Whom a place lets in first and whether a minibus brings visitors are choices of the municipality:
`DayActivitiesParameters`, which every lever that opens day activities has.
"""

from typing import ClassVar

from agents.facilities import FacilityPlan
from model.inputs.prices import price_level
from model.lever import Lever, LeverParameters
from model.parameters import par

WEEKS_A_MONTH = 52 / 12
RIDES_OF = 2023
"""The year of `tariff.transport_day`."""


class PlaceParameters(LeverParameters):
    """Whether a minibus brings visitors, which costs money whoever is in it."""

    transport: float = par(
        0.0, "share", 0.0, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: a choice of the municipality; no place of the papers has a minibus",
        note="of those whom the distance keeps away, brought from the whole town",
    )  # fmt: skip
    ride_eur: float = par(
        14.79, "EUR/day (2023)", 12.0, 26.6, evidence="= tariff.transport_day",
        note="per seat and daypart at `transport` 1; 26.60 with a wheelchair",
    )  # fmt: skip


class DayActivitiesParameters(PlaceParameters):
    """Whom day activities let in first: choices of the municipality."""

    reserved: float = par(
        0.0, "share of places", 0.0, 0.6, role="lever", hard=(0, 1),
        evidence="assumed: a choice of the municipality; kept empty until somebody is referred",
    )  # fmt: skip
    referred_first: float = par(
        1.0, "switch", 0.0, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: a choice of the municipality; a place that stands in for an indication "
        "takes who was referred to it",
        note="above a half the referred come before the waiting list, else they join it",
    )  # fmt: skip


class PlaceLever(Lever):
    """A lever that opens places of one type, the first of `brings`.

    Its parameters extend `PlaceParameters` and hold `seats_per_daypart`, `dayparts_week` and,
    unless it says otherwise in `eur_month`, `cost_per_place_year`. With postcodes one place stands
    in the first of them.

    Attributes
    ----------
    prices_of : int
        Year of the prices in which its cost is given.
    of_its_seats : tuple of str
        Parameters that say what the access makes of its places; they go with dose and seats.
    one_per_area : bool
        A place in the centre of every area of the lever; else one in its first area.
    """

    prices_of: ClassVar[int] = 2022
    of_its_seats: ClassVar[tuple[str, ...]] = ()
    one_per_area: ClassVar[bool] = True

    @property
    def eur_month(self) -> float:
        """Cost of a place a month, full town, in prices of `prices_of`, rides left out."""
        return float(self.p.cost_per_place_year) / 12

    @property
    def rides_eur_month(self) -> float:
        """Cost of the minibus a month, in prices of `prices_of`: a ride per seat and daypart."""
        rides = self.p.transport * self.p.seats_per_daypart * self.p.dayparts_week * WEEKS_A_MONTH
        prices = price_level(self.prices_of, 0.0) / price_level(RIDES_OF, 0.0)
        return float(rides * self.p.ride_eur * prices)

    @property
    def features(self) -> tuple[tuple[str, float], ...]:
        """What holds of its places alone, by field of `facility_dtype`."""
        chosen = {"transport": self.p.transport}
        if isinstance(self.p, DayActivitiesParameters):
            chosen |= {"reserved": self.p.reserved, "referred_first": round(self.p.referred_first)}
        chosen |= {name: getattr(self.p, name) * self.p.dose for name in self.of_its_seats}
        return tuple((name, float(value)) for name, value in chosen.items())

    def facilities(self) -> list[FacilityPlan]:
        """Return its places, open from the lever's first month to its last."""
        several = self.one_per_area and self.place is None
        # two uses of a lever at a time stand in other postcodes
        name = self.name if self.place is None else f"{self.name}/{self.place}"
        return [
            FacilityPlan(
                type=self.brings[0], name=name, area=area, postcode=self.place,
                lever=self.name, seats_per_daypart=self.p.seats_per_daypart,
                dayparts_week=self.p.dayparts_week,
                cost_eur_month=self.eur_month + self.rides_eur_month,
                prices_of=self.prices_of, start=self.first, end=self.last, features=self.features,
            )
            for area in (self.areas if several else self.areas[:1])
        ]  # fmt: skip
