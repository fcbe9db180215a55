"""Provider shortage (personeelstekort bij aanbieders): vacancies stay open, staff leave."""

from agents.vocabulary import Domain
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.care import care
from model.values import DosedValues


class ProviderShortageParameters(LeverParameters):
    """How slowly vacancies are filled, how fast staff leave, and in which products."""

    owner = "provider_shortage"

    hiring: float = par(
        0.5, "ratio", 0.2, 1.0, hard=(0, 1),
        evidence="assumed: a vacancy is open twice as long; process.wait_household_help_weeks",
        note="waits up to 36 weeks are on record",
    )  # fmt: skip
    leaving: float = par(
        0.2, "ratio", 0.0, 1.0, hard=(0, 10),
        evidence="assumed: who stays has more to do, and some leave for that",
        note="how much faster staff leave where no vacancy is filled; half of it where half are",
    )  # fmt: skip
    products: tuple[float, ...] = par(
        (1, 1, 1, 0, 1, 0, 0), "share", (0, 0, 0, 0, 0, 0, 0), (1, 1, 1, 0, 1, 0, 0), role="lever",
        hard=(0, 1), evidence="assumed: all that have contracted providers",
        note="how much of the shortage hits each",
    )  # fmt: skip


class ProviderShortage(Lever):
    """Let providers of care find fewer staff, and lose more.

    Who was granted care waits longer, their need grows and falls on the network; the town pays less
    as long as they wait. Providers that have more staff than clients post no vacancy: then a
    shortage does nothing.
    """

    name = "provider_shortage"
    title = "Provider shortage (personeelstekort bij aanbieders)"
    Parameters = ProviderShortageParameters
    modifies = (care.HIRING, care.LEAVING)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Slow down hiring and speed up leaving, by product."""
        for domain in Domain:
            share = self.p.products[domain]
            values.multiply(care.HIRING, 1.0 + (self.p.hiring - 1.0) * share, domain=domain)
            more = self.p.leaving * (1.0 - self.p.hiring) * share
            values.multiply(care.LEAVING, 1.0 + more, domain=domain)
