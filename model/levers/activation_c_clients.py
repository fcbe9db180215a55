"""Activation of C-clients (activering C-klanten): client managers call in those long on benefit."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Law, Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues


class ActivationCClientsParameters(LeverParameters):
    """Cost, client managers and the exit from benefit of those they take up."""

    owner = "activation_c_clients"

    cost_year: float = par(
        158_000.0, "EUR/year (2019)", 100_000.0, 300_000.0, role="lever",
        evidence="= bc.cclients_cost",
    )  # fmt: skip
    client_managers: float = par(
        2.0, "client managers", 0.0, 10.0, role="lever", hard=(0, 1000),
        evidence="= bc.cclients_taken_up / bc.cclients_per_manager",
    )  # fmt: skip
    caseload: float = par(
        149.0, "clients/manager", 35.0, 149.0, hard=(0, 1000), evidence="= bc.cclients_per_manager"
    )
    months: float = par(
        12.0, "months", 6.0, 24.0, evidence="assumed: a project of one year", hard=(1, 120)
    )
    reach: float = par(
        0.018, "/month", 0.01, 0.1, hard=(0, 1),
        evidence="assumed: called in over the year, so that about 298 have been taken "
        "up by its end; bc.cclients_taken_up",
    )  # fmt: skip
    exits: float = par(
        1.1, "ratio", 0.9, 1.3, hard=(0, 10),
        note="on the hazard that the need of work ends; controlled studies find none or little",
        evidence="= effect.activation_exit_ratio; effect.extra_guidance_exit; "
        "effect.extra_guidance_exit_cpb; effect.activation_short_run",
    )  # fmt: skip


class ActivationCClients(Lever):
    """Take up clients who have been on benefit for two years or more.

    The papers count every exit as a gain of the project (33 times 14,000). Here only exits that the
    counterfactual lacks count: with a caseload of 149 and the ratios of controlled studies most of
    the 33 would have left anyhow. At a ratio of 1 nothing is gained, below it people are held.
    """

    name = "activation_c_clients"
    title = "Activation of long-term benefit clients (activering C-klanten)"
    Parameters = ActivationCClientsParameters
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return the clients that the managers take up."""
        p = self.p
        return [
            self.programme(
                Target.LONG_ON_BENEFIT, p.client_managers * p.caseload, p.months, reach=p.reach,
                domain=Domain.WORK, exits=p.exits,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay the client managers."""
        ledger.book(
            self.p.cost_year / 12, item_name="activation of C-clients", prices_of=2019,
            law=Law.PARTICIPATIEWET,
        )  # fmt: skip
