"""A house for elders of Turkish and Moroccan background, in their own language (T-Huis)."""

from agents.vocabulary import Origin
from model.facility_type import FacilityParameters, FacilityType
from model.parameters import par


class EldersHouseParameters(FacilityParameters):
    """As a day place; the only one of its kind in town, so people come from farther away."""

    visibility: float = par(
        1.0, "ratio", 0.3, 3.0, role="lever", hard=(0, 10),
        evidence="assumed: notices in Dutch reach fewer, key figures of the own network more; "
        "facility.thuis_network",
    )  # fmt: skip
    catchment_km: float = par(
        2.0, "km", 1.0, 4.0, hard=(0.05, 100),
        evidence="assumed: brought by family, twice the distance on foot; facility.catchment_km",
    )  # fmt: skip


class EldersHouse(FacilityType):
    """Day activities without an indication for two origins; others feel little pull."""

    name = "elders_house"
    title = "House for Turkish and Moroccan elders (T-Huis)"
    Parameters = EldersHouseParameters
    origins = (int(Origin.TURKISH), int(Origin.MOROCCAN))
    town_wide = True
