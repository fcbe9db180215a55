"""Respite for informal carers (respijtzorg): some hours a week taken off their load."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues

WEEKS_A_MONTH = 52 / 12


class InformalCareRespiteParameters(LeverParameters):
    """Room, hours and cost of respite."""

    owner = "informal_care_respite"

    places: float = par(
        100.0, "carers", 20.0, 500.0, role="lever", hard=(0, 100_000),
        evidence="assumed: a choice of the municipality, a tenth of the overloaded carers; "
        "network.carers_overloaded_2014",
    )  # fmt: skip
    respite: float = par(
        2.0, "h/week", 0.0, 4.0, role="lever", hard=(0, 40),
        evidence="assumed: one visit a week",
        note="hours that truly come off the load; controlled studies leave room for none",
    )  # fmt: skip
    hours_paid: float = par(
        2.0, "h/week", 1.0, 4.0, role="lever", hard=(0, 40),
        evidence="assumed: as many as are to come off the load",
    )  # fmt: skip
    cost_per_hour: float = par(
        22.8, "EUR/h (2023)", 8.5, 55.8, role="lever",
        note="from a day in a guest house over its 24 hours to a professional at home; 2,370 a "
        "carer and year",
        evidence="assumed: paid as an informal helper, between a night and a professional; "
        "tariff.informal_pgb_hour; tariff.respite_24h; tariff.guidance_basic_hour",
    )  # fmt: skip
    months: float = par(
        12.0, "months", 3.0, 24.0, evidence="assumed: granted for a year", hard=(1, 120)
    )
    reach: float = par(
        0.02, "/month", 0.005, 0.1, hard=(0, 1),
        evidence="assumed: carers are hard to find and slow to accept; one in five within a year",
    )  # fmt: skip


class InformalCareRespite(Lever):
    """Take some hours a week off the load of carers who are under strain.

    Strain falls with the load for as long as respite is given; fewer of those reached are
    overloaded, stop or get a need of their own. Nothing comes of it where the hours only replace
    rest that the carer had anyhow (`respite` 0) or where the carer is far above what can be borne.
    It harms the purse: the places are paid whether or not they are used. Trials found no
    significant effect on burden (effect.respite_carer_burden); that row sets no number here, and
    the model's own effect is held against it.
    """

    name = "informal_care_respite"
    title = "Respite for informal carers (respijtzorg)"
    Parameters = InformalCareRespiteParameters
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return the carers there is room for."""
        p = self.p
        return [self.programme(Target.CARER, p.places, p.months, reach=p.reach, respite=p.respite)]

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay the hours of all places."""
        eur = self.p.places * self.p.hours_paid * WEEKS_A_MONTH * self.p.cost_per_hour
        ledger.book(eur, item_name="respite", prices_of=2023)
