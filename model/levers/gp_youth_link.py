"""GP and youth link (POH jeugd): a youth worker in the largest GP practices."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Law, Target
from model.inputs.dated_costs import monthly_cost
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.referrers import referrers
from model.values import DosedValues


class GpYouthLinkParameters(LeverParameters):
    """Reach, caseload, skill and cost of the youth worker."""

    owner = "gp_youth_link"

    cost_per_year: tuple[float, ...] = par(
        (100_000.0, 95_000.0, 95_000.0), "EUR/year (of that year)", (80_000.0,) * 3,
        (120_000.0,) * 3, role="lever", over=("in_2022", "in_2023", "from_2024"),
        evidence="in_2022 = bc.gp_youth_total_2022; in_2023 = bc.gp_youth_total_2023; from_2024 "
        "= bc.gp_youth_total_2024",
    )  # fmt: skip
    share_of_children: float = par(
        0.24, "share", 0.15, 0.45, hard=(0, 1),
        evidence="assumed: the three practices have as many patients as the medical centre De "
        "Poort, 16,000 of 67,510; bc.gp_youth_practices; need.gp_practice_size_warande",
        note="who is on which list is not in the papers",
    )  # fmt: skip
    caseload: float = par(
        25.0, "children", 10.0, 40.0, hard=(0, 10_000),
        evidence="assumed: one FTE (cost.youth_professional_fte) with light cases; "
        "process.caseload_vulnerable",
    )  # fmt: skip
    months: float = par(
        5.0, "months", 3.0, 8.0, hard=(1, 60),
        evidence="assumed: some ten talks; process.plan_stability_months",
    )  # fmt: skip
    not_referred: float = par(
        0.45, "share of children seen", 0.4, 0.56, hard=(0, 1),
        evidence="= effect.poh_youth_not_referred",
    )  # fmt: skip
    met: float = par(
        0.6, "share", 0.3, 0.8, hard=(0, 1),
        evidence="assumed: as short support by a caseworker; process.utrecht_independent_2018",
    )  # fmt: skip
    recall_factor: float = par(
        4.0, "ratio", 1.0, 8.0, hard=(0, 100),
        evidence="assumed: with help in house a GP sees sooner what a child lacks; "
        "effect.cpb_youth_teams",
        note="on what these practices recognise of children's unmet needs",
    )  # fmt: skip


class GpYouthLink(Lever):
    """Let a youth worker at the GP help children who would otherwise be referred.

    Two things happen at once: part of the children who come by the GP are helped there for some
    months and not referred, as far as the worker's caseload goes, and children whom nobody had seen
    are sent in as well. Children who need care with stay are always referred. Whether youth care
    falls depends on which of the two is larger, and on whether short help lasts; that there is no
    effect on the total (CPB 2020) is among what can come out, and so is more youth care.
    """

    name = "gp_youth_link"
    title = "GP and youth link (POH jeugd)"
    Parameters = GpYouthLinkParameters
    modifies = (referrers.GP_YOUTH,)
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return the youth worker's caseload."""
        p = self.p
        return [
            self.programme(
                Target.CHILD_AT_GP, p.caseload, p.months, domain=Domain.UPBRINGING,
                share=p.share_of_children, meets=p.met, diverts=p.not_referred,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Let GPs see more, and book the worker."""
        more = (self.p.recall_factor - 1.0) * self.p.share_of_children
        values.multiply(referrers.GP_YOUTH, 1.0 + more)
        eur, year = monthly_cost(self.p.cost_per_year, 2022, month)
        ledger.book(eur, item_name="GP and youth link", prices_of=year, law=Law.JEUGDWET)
