"""Free-access day activities (indicatieloze dagbesteding): a place in every area, no more."""

from model.parameters import par
from model.place_lever import DayActivitiesParameters, PlaceLever


class FreeAccessDayActivitiesParameters(DayActivitiesParameters):
    """Size and cost of the places; what a place is like stands with its type, `day_place`."""

    owner = "free_access_day_activities"

    seats_per_daypart: float = par(
        18.0, "seats/daypart/area", 6.0, 30.0, role="lever", hard=(0, 10_000),
        evidence="assumed: places of the size of Cafe Entree; bc.cafe_entree_capacity",
    )  # fmt: skip
    dayparts_week: float = par(
        6.0, "dayparts/week", 2.0, 14.0, role="lever", hard=(0, 21),
        note="three days of two dayparts",
        evidence="assumed: open as often as Cafe Entree; bc.cafe_entree_days",
    )  # fmt: skip
    cost_per_place_year: float = par(
        84_300.0, "EUR/area/year (2023)", 60_000.0, 160_000.0, role="lever", note="80,000 in 2022",
        evidence="assumed: as Cafe Entree, in prices of 2023; bc.cafe_entree_cost; bc.thuis_cost",
    )  # fmt: skip


class FreeAccessDayActivities(PlaceLever):
    """Open one day place in each chosen area.

    It adds seats, staff and cost and nothing else. Whether indications fall is decided by who
    comes, how far a visit meets the need, what triage does with the knowledge and whether staff
    refer.
    """

    name = "free_access_day_activities"
    title = "Free-access day activities (indicatieloze dagbesteding)"
    Parameters = FreeAccessDayActivitiesParameters
    brings = ("day_place",)
    prices_of = 2023
