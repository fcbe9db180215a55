"""A stronger social base (versterken van de sociale basis): associations, places, volunteers."""

from model.lever import DosedLedger
from model.parameters import par
from model.place_lever import PlaceLever, PlaceParameters
from model.processes.community import community
from model.processes.ties import ties
from model.values import DosedValues


class StrongerSocialBaseParameters(PlaceParameters):
    """How far support moves the base; the papers name neither sizes nor cost."""

    owner = "stronger_social_base"

    seats_per_daypart: float = par(
        25.0, "seats/daypart/area", 10.0, 50.0, role="lever", hard=(0, 10_000),
        evidence="assumed: as one room draws now, in every area; facility.merope_attendance",
    )  # fmt: skip
    dayparts_week: float = par(
        4.0, "dayparts/week", 1.0, 10.0, role="lever", evidence="assumed: an activity on most days",
        hard=(0, 21),
    )  # fmt: skip
    cost_per_place_year: float = par(
        59_000.0, "EUR/area/year (2022)", 20_000.0, 120_000.0, role="lever",
        evidence="assumed: not in the papers, an explicit input; facility.neighbourhood_house_cost",
    )  # fmt: skip
    support_year: float = par(
        113_664.0, "EUR/year (2022), all areas", 0.0, 350_000.0, role="lever",
        evidence="assumed: not in the papers, an explicit input; one post for associations and "
        "volunteers at cost.welfare_fte",
    )  # fmt: skip
    forming: float = par(
        1.1, "ratio", 1.0, 1.2, hard=(0, 4),
        evidence="assumed: missing ties are made a tenth faster; no lasting rise is on record",
    )  # fmt: skip
    visibility: float = par(
        1.3, "ratio", 1.0, 2.0, hard=(0, 10),
        evidence="assumed: places show themselves together; word of mouth stays the main channel",
    )  # fmt: skip
    volunteer_uptake: float = par(
        1.2, "ratio", 1.0, 1.5, hard=(0, 10), evidence="assumed: a desk for volunteers, no study",
    )  # fmt: skip
    joining: float = par(
        1.2, "ratio", 1.0, 1.5, hard=(0, 10), evidence="assumed: associations supported, no study",
    )  # fmt: skip


class StrongerSocialBase(PlaceLever):
    """Support associations and volunteers, and open a meeting place in every area.

    More ties, more members and more volunteers can lower loneliness and raise help within the
    network before anybody asks for care. Nothing comes of it for who has as many ties as feels
    enough; people without a need may take most seats. A meeting place bars nobody from day
    activities. Harm is possible: who has company wishes less for these, though it meets little of
    a need.
    """

    name = "stronger_social_base"
    title = "Stronger social base (versterken van de sociale basis)"
    Parameters = StrongerSocialBaseParameters
    modifies = (
        ties.FORMING, community.VISIBILITY, community.VOLUNTEER_UPTAKE, community.JOINING,
    )  # fmt: skip
    brings = ("meeting_place",)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Move ties, sight, volunteers and members; book the support of the chosen areas."""
        values.multiply(ties.FORMING, self.p.forming)
        values.multiply(community.VISIBILITY, self.p.visibility)
        values.multiply(community.VOLUNTEER_UPTAKE, self.p.volunteer_uptake)
        values.multiply(community.JOINING, self.p.joining)
        ledger.book(
            self.p.support_year / 12 * ledger.share, item_name="social base support", prices_of=2022
        )
