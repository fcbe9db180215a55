"""A walk-in house for people with early dementia and those near them (Odensehuis)."""

from model.facility_type import FacilityParameters, FacilityType
from model.parameters import par


class DementiaWalkInParameters(FacilityParameters):
    """As a day place; those who come are brought by somebody near them, from farther away."""

    catchment_km: float = par(
        2.0, "km", 1.0, 4.0, hard=(0.05, 100),
        evidence="assumed: brought by a carer, twice the distance on foot; facility.catchment_km",
    )  # fmt: skip


class DementiaWalkIn(FacilityType):
    """Company and activities without an indication; one walks in, no minibus brings visitors."""

    name = "dementia_walk_in"
    title = "Walk-in house for early dementia (Odensehuis)"
    Parameters = DementiaWalkInParameters
    for_dementia = True
    town_wide = True
