"""Budget cut (bezuiniging): fewer seats at free places, fewer caseworker hours."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.access import access
from model.processes.community import community
from model.values import DosedValues


class BudgetCutParameters(LeverParameters):
    """What is left of seats and hours."""

    owner = "budget_cut"

    seats: float = par(
        0.8, "ratio", 0.5, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: a cut of a fifth on what is no legal duty",
    )  # fmt: skip
    caseworker_hours: float = par(
        0.9, "ratio", 0.7, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: a tenth on the access, which has legal terms to keep",
    )  # fmt: skip


class BudgetCut(Lever):
    """Cut the seats of free places and the hours of desks and teams.

    Salaries and places fall in the books. Waits grow and deter, fewer are referred to a free place,
    needs grow meanwhile: part of what is saved comes back as heavier care. A town without free
    places has no seats to lose.
    """

    name = "budget_cut"
    title = "Budget cut (bezuiniging)"
    Parameters = BudgetCutParameters
    modifies = (community.SEATS, access.CAPACITY)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Take seats and hours away."""
        values.multiply(community.SEATS, self.p.seats)
        values.multiply(access.CAPACITY, self.p.caseworker_hours)
