"""A free-access place for day activities (indicatieloze dagbesteding)."""

from model.facility_type import FacilityType


class DayPlace(FacilityType):
    """Regular day activities in the neighbourhood, no indication asked, staff and volunteers."""

    name = "day_place"
    title = "Free-access day activities"
