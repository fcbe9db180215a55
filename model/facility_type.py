"""What every type of facility has: what a place is like, and where every town has one."""

from typing import Any, ClassVar

from agents.facilities import FacilityPlan
from model.parameters import Parameters, par


class FacilityParameters(Parameters):
    """What visitors and the town meet at a place; a plan may give one place its own numbers."""

    visits_week: float = par(
        2.0, "visits/week", 1.0, 3.0, role="lever", hard=(0.1, 14),
        note="the most a participant may come; light indicated day activities are 2 half-days",
        evidence="assumed: half of what an indicated client comes; "
        "tariff.light_halfdays_implied; facility.day_care_halfdays_week; "
        "facility.meals_visits_week",
    )  # fmt: skip
    effectiveness: float = par(
        0.65, "share", 0.2, 0.9, hard=(0, 1),
        evidence="assumed: from company only to a full day programme",
    )  # fmt: skip
    fit_severity: float = par(
        0.55, "severity", 0.4, 0.7, hard=(0, 1), evidence="assumed: around the lightest indication"
    )
    wish_base: float = par(
        -2.2, "logit", -3.5, -1.0, hard=(-10, 10),
        evidence="assumed: of those who would ever come one in ten feels like it without a need "
        "or loneliness",
    )  # fmt: skip
    wish_need: float = par(
        1.5, "logit", 0.0, 3.0, hard=(0, 10),
        evidence="assumed: a need draws, its size is unknown; facility.meals_vulnerable",
    )  # fmt: skip
    visibility: float = par(
        1.0, "ratio", 0.0, 3.0, role="lever", hard=(0, 10),
        evidence="assumed: 1 is an ordinary place",
    )  # fmt: skip
    staff_recall: float = par(
        0.02, "share/visit", 0.0, 0.08, hard=(0, 1),
        evidence="assumed: who comes weekly with the heaviest need is recognised within a year; "
        "facility.signal_to_request",
        note="of the heaviest unmet needs of a visitor; a need at `referrers.seen_from` never is",
    )  # fmt: skip
    catchment_km: float = par(
        1.0, "km", 0.5, 2.0, hard=(0.05, 100), evidence="= facility.catchment_km"
    )
    volunteers_per_place: float = par(
        0.12, "volunteers/place", 0.05, 0.25, hard=(0.001, 5),
        evidence="assumed: two volunteers for a group of 16 to 18",
    )  # fmt: skip
    places_without_volunteers: float = par(
        0.6, "share", 0.3, 0.9, hard=(0, 1), evidence="assumed: what paid staff keep open alone",
    )  # fmt: skip


class FacilityType:
    """A kind of place.

    Attributes
    ----------
    name : str
        The file's name.
    day_place : bool
        Whether it has seats for regular visitors; else an association.
    stands_in : bool
        Day activities that can stand in for indicated ones, to which caseworkers refer; else a
        place to meet. A resident may have one of each.
    origins : tuple of int
        Origins it is meant for, empty for everybody.
    for_dementia : bool
        Whether it is meant for people with early dementia.
    town_wide : bool
        Whether it is meant for the whole town: caseworkers of all areas name it. Distance counts
        for who comes all the same.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    Parameters: ClassVar[type[FacilityParameters]] = FacilityParameters
    day_place: ClassVar[bool] = True
    stands_in: ClassVar[bool] = True
    origins: ClassVar[tuple[int, ...]] = ()
    for_dementia: ClassVar[bool] = False
    town_wide: ClassVar[bool] = False

    @classmethod
    def in_every_town(cls, parameters: Any, areas: tuple[str, ...]) -> list[FacilityPlan]:
        """Return the places of this kind that every municipality has from the start."""
        return []
