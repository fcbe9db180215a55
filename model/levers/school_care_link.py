"""School and care link (verbinding zorg en onderwijs): a youth worker at every primary school."""

from agents.vocabulary import Domain, Law
from model.dated_costs import monthly_cost
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes import access, seeking
from model.values import DosedValues


class SchoolCareLinkParameters(LeverParameters):
    """What a youth worker at school sees and solves, and the cost."""

    owner = "school_care_link"

    cost_per_year: tuple[float, ...] = par(
        (120_000.0, 180_000.0), "EUR/year (of that year)", (90_000.0, 135_000.0),
        (150_000.0, 225_000.0), role="lever", over=("in_2022", "from_2023"),
        evidence="bc.care_education_cost_2022; bc.care_education_cost_2023",
    )  # fmt: skip
    signal_factor: float = par(
        2.0, "ratio", 1.0, 3.0, hard=(0, 100),
        evidence="assumed: a worker in the building sees twice what teachers report",
    )  # fmt: skip
    short_support: float = par(
        0.05, "share", 0.0, 0.15, hard=(0, 1),
        evidence="assumed: two workers help fifty children a year each; "
        "bc.care_education_cost_2023; cost.youth_professional_fte",
        note="added to the chance of short support: a twentieth of the requests about children",
    )  # fmt: skip


class SchoolCareLink(Lever):
    """Let schools signal sooner, and help part of the children without an indication.

    Early signals find children whom nobody had seen: requests rise first. Youth care falls only if
    short help at school answers enough of them; where the worker only refers, it grows.
    """

    name = "school_care_link"
    title = "School and care link (verbinding zorg en onderwijs)"
    Parameters = SchoolCareLinkParameters
    modifies = (seeking.SCHOOL, access.SHORT_SUPPORT)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Raise signals and short support, and book the workers."""
        values.multiply(seeking.SCHOOL, self.p.signal_factor)
        values.add(access.SHORT_SUPPORT, self.p.short_support, domain=Domain.UPBRINGING)
        eur, year = monthly_cost(self.p.cost_per_year, 2022, month)
        ledger.book(eur, item_name="school and care link", prices_of=year, law=Law.JEUGDWET)
