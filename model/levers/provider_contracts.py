"""Contracts with providers (inkoop van zorg): lower tariffs, a ceiling on clients."""

from agents.vocabulary import Domain
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.care import care
from model.values import DosedValues


class ProviderContractsParameters(LeverParameters):
    """What the town pays, and how many clients a provider may have; by product."""

    owner = "provider_contracts"

    tariff: tuple[float, ...] = par(
        (0.95, 0.95, 0.95, 1.0, 0.95, 1.0, 1.0), "ratio", (0.85, 0.85, 0.85, 1.0, 0.85, 1.0, 1.0),
        (1.1, 1.1, 1.1, 1.0, 1.1, 1.0, 1.0), role="lever", hard=(0.1, 10),
        evidence="assumed: a twentieth below the cost of care; prices of aids, debt help and "
        "benefits are set elsewhere",
        note="over the mean cost of care",
    )  # fmt: skip
    ceiling: float = par(
        1.05, "ratio", 1.0, 1.5, role="lever", hard=(0.1, 1000),
        evidence="assumed: a ceiling on turnover (omzetplafond) a twentieth above last January",
        note="most clients of a provider over those of last January",
    )  # fmt: skip


class ProviderContracts(Lever):
    """Pay providers less, and let none serve more than a ceiling.

    Each client costs less; providers fill fewer vacancies, and those whose costs are highest hand
    their contract back: clients wait longer, need grows, informal carers bear it. A ceiling that
    demand does not reach does nothing, and a tariff above cost shortens waits for more money.
    """

    name = "provider_contracts"
    title = "Contracts with providers (inkoop: tarief en omzetplafond)"
    Parameters = ProviderContractsParameters
    modifies = (care.TARIFF, care.CONTRACT)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Set tariffs and the ceiling."""
        for domain in Domain:
            values.multiply(care.TARIFF, self.p.tariff[domain], domain=domain)
        values.add(care.CONTRACT, 1.0 / self.p.ceiling)
