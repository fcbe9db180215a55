"""Facilities of the community layer: places with seats, opening hours, staff and volunteers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.base import Actor

MOST_FACILITIES = 63
"""A resident remembers the facilities it knows as bits of one integer."""

facility_dtype = np.dtype(
    [
        ("number", "i8"),  # keyed hash of type, area and name: index of its draws
        ("area", "i8"),  # where it stands
        ("x_km", "f8"),  # east, national grid
        ("y_km", "f8"),  # north, national grid
        ("turn", "i8"),  # row k: the place that comes k-th to mind, whatever the order of levers
        ("open", "u1"),  # it runs this month
        ("day_place", "u1"),  # it has seats; else an association
        ("stands_in", "u1"),  # day activities that can stand in for indicated ones; else company
        ("lever", "i8"),  # index of the lever that brings it, 0 none
        ("dayparts", "f8"),  # dayparts a week that staff and volunteers keep it open
        ("seats", "f8"),  # in each of them
        ("places", "f8"),  # regular participants that fit
        ("visits_week", "f8"),  # dayparts a week that a participant may come
        ("reserved", "f8"),  # share of places kept for who was referred
        ("referred_first", "f8"),  # above 0: who was referred comes before the waiting list
        ("visibility", "f8"),  # factor on being noticed, 1 an ordinary place
        ("effectiveness", "f8"),  # share of a fitting meeting need a participant finds met
        ("fit_severity", "f8"),  # heaviest need that it suits
        ("wish_base", "f8"),  # logit of the wish to come without a need
        ("wish_need", "f8"),  # logit that a meeting need adds
        ("staff_recall", "f8"),  # of the heaviest unmet needs, recognised by staff at a visit
        ("catchment_km", "f8"),  # distance over which its pull halves
        ("origins", "i8"),  # bit per Origin it is meant for, 0 everybody
        ("for_dementia", "u1"),
        ("from_months", "f8"),  # age in months from which it is meant for anybody
        ("transport", "f8"),  # share of who lives far that a minibus brings
        ("town_wide", "u1"),  # caseworkers of all areas name it, to whom it is meant for
        ("reexamined", "f8"),  # hazard a year that an indication it could replace is opened
        ("known_at_access", "f8"),  # share of caseworkers who think of it beside those of any place
        ("not_granted", "f8"),  # chance that care is refused to who finds a need met by visits here
        ("volunteers_per_place", "f8"),  # wanted for full opening
        ("places_without_volunteers", "f8"),  # share of opening that staff alone can keep
    ],
    align=True,
)


@dataclass(frozen=True)
class FacilityPlan:
    """A facility as data or a lever describes it.

    Attributes
    ----------
    type : str
        Name of a facility type (a file in model/facilities).
    name : str
        Unique within type and area.
    area : int
    postcode : int or None
        Index of its postcode; None puts it at the centre of the area's residents.
    seats_per_daypart : float
        For the full town; scaled with the town.
    dayparts_week : float
    cost_eur_month : float
        For the full town, in prices of the year `prices_of`; scaled with the town.
    start, end : int
        Months in which it opens and closes (`end` exclusive).
    lever : str
        The lever that brings it, 'none' for those of the town.
    features : dict of str to float
        Values of the type's parameters that differ here.
    """

    type: str
    name: str
    area: int
    seats_per_daypart: float = 0.0
    dayparts_week: float = 0.0
    cost_eur_month: float = 0.0
    prices_of: int = 2023
    start: int = -10_000
    end: int = 10_000
    postcode: int | None = None
    lever: str = "none"
    features: tuple[tuple[str, float], ...] = ()


class Facility(Actor):
    """One place, in Mesa's set; the month's numbers stand in the community process's table."""

    def __init__(
        self,
        town: Any,
        plan: FacilityPlan,
        number: int,
        seats: float,
        cost_eur_month: float,
        place_km: tuple[float, float],
    ) -> None:
        super().__init__(town, plan.name, plan.area)
        self.plan = plan
        self.number = number
        self.seats_per_daypart = seats
        self.cost_eur_month = cost_eur_month
        self.x_km, self.y_km = place_km

    def is_open(self, month: int) -> bool:
        """Say whether it runs in a month."""
        return self.plan.start <= month < self.plan.end
