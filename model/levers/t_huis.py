"""T-Huis: day activities without an indication for elders of Turkish and Moroccan background."""

from model.parameters import par
from model.place_lever import DayActivitiesParameters, PlaceLever


class THuisParameters(DayActivitiesParameters):
    """Cost as in the paper, brought to a year; size and re-examination are not in it."""

    owner = "t_huis"

    seats_per_daypart: float = par(
        15.0, "seats/daypart", 8.0, 25.0, role="lever", hard=(0, 10_000),
        evidence="assumed: the thirty of the long run twice a week in four dayparts; "
        "bc.thuis_longterm_clients",
    )  # fmt: skip
    dayparts_week: float = par(
        4.0, "dayparts/week", 2.0, 10.0, role="lever", hard=(0, 21),
        evidence="assumed: the thirty of the long run twice a week in four dayparts; "
        "bc.thuis_longterm_clients",
    )  # fmt: skip
    cost_first_period: float = par(
        161_848.0, "EUR (2022)", 140_000.0, 180_000.0, role="lever",
        note="2022/2023, start-up included",
        evidence="= bc.thuis_cost",
    )  # fmt: skip
    months_first_period: float = par(
        19.0, "months", 12.0, 19.0, role="lever", hard=(1, 120),
        evidence="assumed: June 2022 to December 2023, start-up spread over them",
    )  # fmt: skip
    reexamined: float = par(
        0.2, "/year", 0.0, 0.4, hard=(0, 12),
        evidence="assumed: the paper expects conversions and names no rate",
        note="users of indicated day activities, of the two origins and while there is a seat, "
        "whose file is opened before the term ends",
    )  # fmt: skip


class THuis(PlaceLever):
    """Open one house for two origins and re-examine the day activities of whom it is meant for.

    Conversion is a step-down at re-examination, prevention a need that visits meet before it is
    asked for: two routes, counted apart. Knowledge spreads through ties, which are mostly within an
    origin, so reach depends on those networks. Little comes of it where few of the two origins hold
    or would have held an indication; visits can also bring hidden needs to the access.
    The house serves the whole town: caseworkers of all areas name it and re-examine with it in
    mind, though few come from far.
    """

    name = "t_huis"
    title = "T-Huis (day activities for Turkish and Moroccan elders)"
    Parameters = THuisParameters
    brings = ("elders_house",)
    of_its_seats = ("reexamined",)
    one_per_area = False

    @property
    def eur_month(self) -> float:
        """Cost a month: the first period's over its months, 102,220 EUR a year by default."""
        return float(self.p.cost_first_period / self.p.months_first_period)
