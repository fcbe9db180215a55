"""Café Entrée: a free-access day place, and triage that counts on it."""

from model.parameters import par
from model.place_lever import DayActivitiesParameters, PlaceLever


class CafeEntreeParameters(DayActivitiesParameters):
    """Size and cost as in the paper; how firmly triage counts on the place is not in it."""

    owner = "cafe_entree"

    seats_per_daypart: float = par(
        18.0, "seats/daypart", 6.0, 30.0, role="lever", hard=(0, 10_000),
        evidence="= bc.cafe_entree_capacity",
    )  # fmt: skip
    dayparts_week: float = par(
        6.0, "dayparts/week", 2.0, 14.0, role="lever", hard=(0, 21),
        note="three days of two dayparts",
        evidence="= bc.cafe_entree_days * 2",
    )  # fmt: skip
    cost_per_place_year: float = par(
        80_000.0, "EUR/year (2022)", 60_000.0, 100_000.0, role="lever",
        evidence="= bc.cafe_entree_cost",
    )  # fmt: skip
    known_at_access: float = par(
        0.35, "share", 0.0, 0.65, hard=(0, 1),
        evidence="assumed: a place of the municipality's own, better known to it than others",
        note="added to the share of caseworkers who think of a free place",
    )  # fmt: skip
    not_granted: float = par(
        0.4, "share", 0.0, 0.8, hard=(0, 1),
        evidence="assumed: bc.cafe_entree_goals_met names not granting as the gain, without a size",
        note="chance that no indication is given where visits meet the need",
    )  # fmt: skip
    reexamined: float = par(
        0.2, "/year", 0.0, 0.4, hard=(0, 12),
        evidence="assumed: bc.cafe_entree_goals_met names re-examining as the gain, without a size",
        note="users of indicated day activities whose file is opened before the term ends",
    )  # fmt: skip


class CafeEntree(PlaceLever):
    """Open the café and let the access of its area send, refuse and re-examine with it in mind.

    The paper names both gains, not granting and re-examining, and no size of either. Nothing comes
    of it where seats go to those who would never have asked, or where those with an indication
    need more than volunteers can give. Harm is possible: who is refused or moved still has a need
    when the place stops suiting.
    """

    name = "cafe_entree"
    title = "Café Entrée (day activities without an indication)"
    Parameters = CafeEntreeParameters
    brings = ("day_place",)
    of_its_seats = ("known_at_access", "not_granted", "reexamined")
