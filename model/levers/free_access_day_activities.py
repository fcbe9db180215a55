"""Free-access day activities (indicatieloze dagbesteding): a place in every area, no more."""

from agents.facilities import FacilityPlan
from model.lever import Lever, LeverParameters
from model.parameters import par


class FreeAccessDayActivitiesParameters(LeverParameters):
    """Size and cost of the places; what a place is like stands with its type, `day_place`."""

    owner = "free_access_day_activities"

    seats_per_daypart: float = par(
        18.0, "seats/daypart/area", 6.0, 30.0, role="lever", evidence="bc.cafe_entree_capacity",
        hard=(0, 10_000),
    )  # fmt: skip
    dayparts_week: float = par(
        6.0, "dayparts/week", 2.0, 14.0, role="lever", evidence="bc.cafe_entree_days", hard=(0, 21),
        note="three days of two dayparts",
    )  # fmt: skip
    cost_per_place_year: float = par(
        84_300.0, "EUR/area/year (2023)", 60_000.0, 160_000.0, role="lever",
        evidence="bc.cafe_entree_cost; bc.thuis_cost", note="80,000 in 2022",
    )  # fmt: skip


class FreeAccessDayActivities(Lever):
    """Open one day place in each chosen area.

    It adds seats, staff and cost and nothing else. Whether indications fall is decided by who
    comes, how far a visit meets the need, what triage does with the knowledge and whether staff
    refer.
    """

    name = "free_access_day_activities"
    title = "Free-access day activities (indicatieloze dagbesteding)"
    Parameters = FreeAccessDayActivitiesParameters
    brings = ("day_place",)

    def facilities(self) -> list[FacilityPlan]:
        """Return a day place per area, open from the lever's first month to its last."""
        return [
            FacilityPlan(
                type="day_place", name=self.name, area=area, postcode=self.place, lever=self.name,
                seats_per_daypart=self.p.seats_per_daypart, dayparts_week=self.p.dayparts_week,
                cost_eur_month=self.p.cost_per_place_year / 12, start=self.first, end=self.last,
            )
            for area in self.areas
        ]  # fmt: skip
