"""Status holders to work (uitstroom statushouders): help refugees on benefit to a job."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Law, Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues


class StatusHoldersToWorkParameters(LeverParameters):
    """Cost, room and the exit from benefit of those who take part."""

    owner = "status_holders_to_work"

    cost_year: float = par(
        50_000.0, "EUR/year (2019)", 25_000.0, 200_000.0, role="lever",
        evidence="= bc.refugee_work_cost",
    )  # fmt: skip
    places: float = par(
        15.0, "residents", 9.0, 30.0, role="lever", hard=(0, 100_000),
        evidence="assumed: the papers name nine who went to work, part-time work or school; a "
        "vulnerable caseload of half a post; bc.refugee_work_paid; process.caseload_vulnerable",
    )  # fmt: skip
    months: float = par(
        12.0, "months", 6.0, 24.0, evidence="assumed: a project of one year", hard=(1, 120)
    )
    reach: float = par(
        0.1, "/month", 0.02, 0.5, hard=(0, 1),
        evidence="assumed: the job coach knows the status holders by name",
    )  # fmt: skip
    exits: float = par(
        1.3, "ratio", 0.8, 2.0, hard=(0, 10),
        note="on the hazard that the need of work ends; below 1 is lock-in",
        evidence="= effect.refugee_exit_ratio; effect.refugee_programme_employment",
    )  # fmt: skip


class StatusHoldersToWork(Lever):
    """Help status holders on benefit to paid work.

    While taking part the need of work ends sooner. What counts are exits beyond those that would
    have come anyhow: the counterfactual has them. With a ratio below 1 the project holds people in
    benefit (lock-in).
    """

    name = "status_holders_to_work"
    title = "Status holders to work (uitstroom statushouders)"
    Parameters = StatusHoldersToWorkParameters
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return those the project has room for."""
        p = self.p
        return [
            self.programme(
                Target.STATUS_HOLDER, p.places, p.months, reach=p.reach, domain=Domain.WORK,
                exits=p.exits,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay the project."""
        ledger.book(
            self.p.cost_year / 12, item_name="status holders to work", prices_of=2019,
            law=Law.PARTICIPATIEWET,
        )  # fmt: skip
