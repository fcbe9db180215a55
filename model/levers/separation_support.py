"""Support point for separation (Steunpunt gezin en scheiding): a separation weighs less long."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Law, Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues


class SeparationSupportParameters(LeverParameters):
    """Cost, room and what support does after a separation."""

    owner = "separation_support"

    cost_year: float = par(
        28_392.0, "EUR/year (2022)", 20_000.0, 60_000.0, role="lever",
        evidence="= bc.divorce_point_cost",
    )  # fmt: skip
    places: float = par(
        25.0, "households", 9.0, 40.0, role="lever", hard=(0, 100_000),
        evidence="assumed: a quarter of a post (28,392 of 113,664) with a light caseload; "
        "process.caseload_light; cost.welfare_fte",
    )  # fmt: skip
    months: float = par(
        6.0, "months", 2.0, 12.0, hard=(1, 120),
        evidence="assumed: half of the year that a separation weighs on a household",
    )  # fmt: skip
    reach: float = par(
        0.05, "/month", 0.01, 0.2, hard=(0, 1),
        evidence="assumed: one in three who separate finds the way within a year",
        note="of a parent; the children come along",
    )  # fmt: skip
    hastens: float = par(
        1.0, "months/month", 0.0, 1.0, hard=(0, 12),
        evidence="assumed: the aftermath passes at twice the pace; "
        "effect.postdivorce_child_mental_health",
        note="rounded to whole months",
    )  # fmt: skip
    onset: float = par(
        0.8, "ratio", 0.6, 1.05, hard=(0, 10),
        note="on a new upbringing need of a child that takes part; the review finds no significant "
        "effect (1), a Dutch study a large one",
        evidence="assumed: the aim of the papers; trials found no effect, which the range holds; "
        "effect.postdivorce_child_mental_health",
    )  # fmt: skip


class SeparationSupport(Lever):
    """Help families over a separation.

    For who takes part the aftermath passes faster and a child gets an upbringing need less often.
    Nothing comes of it where few find the way, or where support comforts without changing the
    course (`hastens` 0, `onset` 1). Children come along with the parent they live with; who moved
    out comes alone.
    """

    name = "separation_support"
    title = "Support point for separation (Steunpunt gezin en scheiding)"
    Parameters = SeparationSupportParameters
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return those the support point has room for."""
        p = self.p
        return [
            self.programme(
                Target.SEPARATED, p.places, p.months, reach=p.reach, domain=Domain.UPBRINGING,
                hastens=round(p.hastens), onset=p.onset, household=True,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay the support point."""
        eur = self.p.cost_year / 12
        ledger.book(eur, item_name="separation support", prices_of=2022, law=Law.JEUGDWET)
