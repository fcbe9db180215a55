"""A meeting place of the neighbourhood (ontmoetingsplek, buurthuis): company for who walks in."""

from model.facility_type import FacilityParameters, FacilityType
from model.parameters import par


class MeetingPlaceParameters(FacilityParameters):
    """Company without a programme, kept open by volunteers, nobody on duty."""

    visits_week: float = par(
        1.0, "visits/week", 0.5, 2.0, role="lever", hard=(0.1, 14),
        evidence="assumed: one activity a week",
    )  # fmt: skip
    effectiveness: float = par(
        0.25, "share", 0.05, 0.4, hard=(0, 1),
        evidence="assumed: company only, hardly more than an association",
    )  # fmt: skip
    fit_severity: float = par(
        0.0, "severity", role="fixed", hard=(0, 1),
        evidence="assumed: open to all and meant as the answer to no need",
        note="at 0 no caseworker refers to it, and the heavier the need the less it meets",
    )  # fmt: skip
    wish_need: float = par(
        0.5, "logit", 0.0, 1.5, hard=(0, 10),
        evidence="assumed: people come for the company, with or without a need",
    )  # fmt: skip
    staff_recall: float = par(
        0.0, "share/visit", role="fixed", evidence="assumed: nobody is on duty", hard=(0, 1),
    )  # fmt: skip
    places_without_volunteers: float = par(
        0.3, "share", 0.1, 0.6, hard=(0, 1), evidence="assumed: a caretaker opens the doors",
    )  # fmt: skip


class MeetingPlace(FacilityType):
    """Coffee, games and a talk; no referral and no signal to the access."""

    name = "meeting_place"
    title = "Meeting place of the neighbourhood (ontmoetingsplek)"
    Parameters = MeetingPlaceParameters
    stands_in = False
