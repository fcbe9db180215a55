"""Provider shortage (personeelstekort bij aanbieders): providers start fewer new clients."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.care import care
from model.values import DosedValues


class ProviderShortageParameters(LeverParameters):
    """How many new clients can start."""

    owner = "provider_shortage"

    intake: float = par(
        0.8, "ratio", 0.5, 1.0, hard=(0, 1),
        evidence="assumed: a fifth fewer starts; process.wait_household_help_weeks",
        note="waits up to 36 weeks are on record",
    )  # fmt: skip


class ProviderShortage(Lever):
    """Let providers of care start fewer new clients a month.

    Who was granted care waits longer, their need grows and falls on the network; the town pays less
    as long as they wait. A shortage smaller than the room providers have left does nothing.
    """

    name = "provider_shortage"
    title = "Provider shortage (personeelstekort bij aanbieders)"
    Parameters = ProviderShortageParameters
    modifies = (care.PROVIDER_CAPACITY,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Lower what providers can start."""
        values.multiply(care.PROVIDER_CAPACITY, self.p.intake)
