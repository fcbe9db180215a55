"""School and care link (verbinding zorg en onderwijs): a youth worker at every primary school."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Law, Target
from model.inputs.dated_costs import monthly_cost
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.referrers import referrers
from model.values import DosedValues


class SchoolCareLinkParameters(LeverParameters):
    """What youth workers at school see, whom they have room for, and the cost."""

    owner = "school_care_link"

    cost_per_year: tuple[float, ...] = par(
        (120_000.0, 180_000.0), "EUR/year (of that year)", (90_000.0, 135_000.0),
        (150_000.0, 225_000.0), role="lever", over=("in_2022", "from_2023"),
        evidence="in_2022 = bc.care_education_cost_2022; from_2023 = bc.care_education_cost_2023",
    )  # fmt: skip
    caseload: float = par(
        50.0, "children", 20.0, 80.0, hard=(0, 10_000),
        evidence="assumed: two FTE (bc.care_education_cost_2023 over "
        "cost.youth_professional_fte) of 25 light cases; process.caseload_vulnerable",
    )  # fmt: skip
    months: float = par(
        5.0, "months", 3.0, 8.0, hard=(1, 60),
        evidence="assumed: some ten talks; process.plan_stability_months",
    )  # fmt: skip
    reach: float = par(
        0.1, "/month", 0.02, 0.3, hard=(0, 1),
        evidence="assumed: within the year most troubled pupils are talked about with the worker",
    )  # fmt: skip
    met: float = par(
        0.6, "share", 0.3, 0.8, hard=(0, 1),
        evidence="assumed: as short support by a caseworker; process.utrecht_independent_2018",
    )  # fmt: skip
    signal_factor: float = par(
        2.0, "ratio", 1.0, 3.0, hard=(0, 100),
        evidence="assumed: a worker in the building sees twice what teachers report",
    )  # fmt: skip


class SchoolCareLink(Lever):
    """Let schools signal sooner, and help pupils at school as far as the caseload goes.

    Early signals find children whom nobody had seen: requests rise first. Youth care falls only if
    short help at school keeps enough of the others from asking; where the caseload is full and the
    worker only refers, it grows.
    """

    name = "school_care_link"
    title = "School and care link (verbinding zorg en onderwijs)"
    Parameters = SchoolCareLinkParameters
    modifies = (referrers.SCHOOL,)
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return the caseload of the youth workers."""
        p = self.p
        return [
            self.programme(
                Target.PUPIL, p.caseload, p.months, reach=p.reach, domain=Domain.UPBRINGING,
                meets=p.met, diverts=1.0,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Raise signals, and book the workers."""
        values.multiply(referrers.SCHOOL, self.p.signal_factor)
        eur, year = monthly_cost(self.p.cost_per_year, 2022, month)
        ledger.book(eur, item_name="school and care link", prices_of=year, law=Law.JEUGDWET)
