"""School support for newcomers (onderwijszorgarrangement, OZA): small requests do not grow."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Law, Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues


class NewcomersSchoolSupportParameters(LeverParameters):
    """Cost, room and what support at school does."""

    owner = "newcomers_school_support"

    cost_year: float = par(
        12_300.0, "EUR/school year (2022)", 6_000.0, 50_000.0, role="lever",
        note="the municipality's share; school partnerships pay the other half of the arrangement",
        evidence="= bc.oza_boz; bc.oza_total",
    )  # fmt: skip
    places: float = par(
        22.0, "pupils", 8.0, 40.0, role="lever", hard=(0, 100_000),
        evidence="assumed: with the schools' equal part 0.22 of a post, a light caseload; "
        "process.caseload_light; bc.oza_total",
    )  # fmt: skip
    months: float = par(
        12.0, "months", 6.0, 24.0, evidence="assumed: one school year", hard=(1, 120)
    )
    reach: float = par(
        0.2, "/month", 0.05, 0.5, hard=(0, 1),
        evidence="assumed: the school knows its newcomers and asks within months",
    )  # fmt: skip
    onset: float = par(
        0.9, "ratio", 0.7, 1.1, hard=(0, 10),
        evidence="assumed: no study found; above 1 the school sees more that needs help",
        note="on a new upbringing need while supported",
    )  # fmt: skip


class NewcomersSchoolSupport(Lever):
    """Support pupils who arrived lately with another language.

    While supported, a pupil gets an upbringing need less often. The group is small: in most years
    its effect on the town is not distinguishable from zero. Where teachers see more than they solve
    (`onset` above 1) youth care grows.
    """

    name = "newcomers_school_support"
    title = "School support for newcomers (onderwijszorgarrangement nieuwkomers, OZA)"
    Parameters = NewcomersSchoolSupportParameters
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return the pupils the arrangement has room for."""
        p = self.p
        return [
            self.programme(
                Target.NEWCOMER_PUPIL, p.places, p.months, reach=p.reach,
                domain=Domain.UPBRINGING, onset=p.onset,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay the municipality's share, spread over the year."""
        eur = self.p.cost_year / 12
        ledger.book(eur, item_name="school support", prices_of=2022, law=Law.JEUGDWET)
