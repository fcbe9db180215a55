"""Volunteer tour (vrijwilligerstour): residents on benefit see where volunteers are welcome."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Law, Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues


class VolunteerTourParameters(LeverParameters):
    """Cost, room and what comes of a tour along associations."""

    owner = "volunteer_tour"

    cost_year: float = par(
        18_000.0, "EUR/year (2022)", 5_000.0, 60_000.0, role="lever",
        evidence="assumed: the papers name no cost; a sixth of a post; cost.welfare_fte",
    )  # fmt: skip
    places: float = par(
        30.0, "residents", 10.0, 100.0, role="lever", hard=(0, 100_000),
        evidence="assumed: two groups of fifteen at a time",
    )  # fmt: skip
    months: float = par(
        3.0, "months", 1.0, 6.0, hard=(1, 120),
        evidence="assumed: the tour itself and the first weeks at an association",
    )  # fmt: skip
    reach: float = par(
        0.02, "/month", 0.005, 0.1, hard=(0, 1),
        evidence="assumed: voluntary, one in five comes along within a year",
    )  # fmt: skip
    joins: float = par(
        1.0, "/year", 0.2, 3.0, hard=(0, 12),
        evidence="assumed: one in five joins within the three months",
    )  # fmt: skip
    volunteers: float = par(
        1.0, "/year", 0.0, 3.0, hard=(0, 12),
        evidence="assumed: one in five volunteers within the three months; "
        "effect.extra_guidance_exit",
        note="the Amsterdam experiment found no more volunteering with extra guidance",
    )  # fmt: skip
    exits: float = par(
        1.0, "ratio", 0.8, 1.1, hard=(0, 10),
        evidence="assumed: volunteering is no road to paid work; effect.volunteering_distance_work",
        note="below 1: a refuge from the labour market",
    )  # fmt: skip


class VolunteerTour(Lever):
    """Take residents on benefit along associations that look for volunteers.

    Those who come along join and volunteer more often; company, ties and helpers follow from that.
    Those with severe limitations do not join. Nothing is gained where they would have found their
    way anyhow; people stay longer on benefit where volunteering becomes a refuge (`exits` below 1).
    """

    name = "volunteer_tour"
    title = "Volunteer tour (vrijwilligerstour)"
    Parameters = VolunteerTourParameters
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return those who come along at a time."""
        p = self.p
        return [
            self.programme(
                Target.ON_BENEFIT, p.places, p.months, reach=p.reach, domain=Domain.WORK,
                joins=p.joins, volunteers=p.volunteers, exits=p.exits,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay the guide."""
        ledger.book(
            self.p.cost_year / 12, item_name="volunteer tour", prices_of=2022,
            law=Law.PARTICIPATIEWET,
        )  # fmt: skip
