"""Associations, clubs, libraries and churches of an area, taken together."""

from typing import Any

from agents.facilities import FacilityPlan
from model.facility_type import FacilityParameters, FacilityType
from model.parameters import par


class AssociationParameters(FacilityParameters):
    """An association: company without a programme, without a limit of seats."""

    staff_recall: float = par(
        0.0, "share/visit", role="fixed", evidence="assumed: nobody is on duty", hard=(0, 1),
    )  # fmt: skip


class Association(FacilityType):
    """What every area has: who is active there is a member; it has no seats to allot."""

    name = "association"
    title = "Associations and libraries"
    Parameters = AssociationParameters
    day_place = stands_in = False

    @classmethod
    def in_every_town(cls, parameters: Any, areas: tuple[str, ...]) -> list[FacilityPlan]:
        """Return one cluster of associations per area."""
        return [
            FacilityPlan(type="association", name="associations", area=a) for a in range(len(areas))
        ]
