"""Extra fraud investigator (sociaal rechercheur): a line in the books and nothing else."""

from agents.vocabulary import Law, Layer, Payer
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues


class FraudInvestigatorParameters(LeverParameters):
    """Cost, and what was saved and claimed back from 1 September 2021 to 13 June 2022."""

    owner = "fraud_investigator"

    cost_year: float = par(
        62_000.0, "EUR/year (2021)", 50_000.0, 80_000.0, role="lever",
        evidence="= bc.fraud_fte_cost",
    )  # fmt: skip
    saved: float = par(
        57_840.0, "EUR (2022)", 0.0, 140_000.0,
        note="benefits not paid, over the period that was counted; the papers claimed 293,000 a "
        "year of savings",
        evidence="= bc.fraud_realised_saving",
    )  # fmt: skip
    reclaimed: float = par(
        59_231.0, "EUR (2022)", 0.0, 60_000.0,
        note="claims over that period; how much of them was ever paid is not in the papers",
        evidence="= bc.fraud_realised_recovery",
    )  # fmt: skip
    months_counted: float = par(
        9.4, "months", 9.4, 9.4, role="fixed", hard=(1, 120),
        evidence="assumed: the 286 days between the dates; bc.fraud_realised_saving",
    )  # fmt: skip


class FraudInvestigator(Lever):
    """Book what the investigator costs, saves and claims back, at the realised pace.

    The model has no fraud, so no world can bring the gain forth: it is entered as received, which
    no other lever does. Benefits are paid from the municipal budget (Participatiewet), so the
    municipality keeps what is not paid and what is claimed back; what is claimed back is paid by
    clients. It moves no resident: no need, no request, no indication. With nothing saved or claimed
    back it is a cost only.
    """

    name = "fraud_investigator"
    title = "Extra fraud investigator (sociaal rechercheur)"
    Parameters = FraudInvestigatorParameters

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Book the cost, the benefits not paid and the money claimed back."""
        p = self.p
        law, town, client = Law.PARTICIPATIEWET, Payer.MUNICIPALITY, Payer.CLIENT
        lines = (
            ("fraud investigator", p.cost_year / 12, 2021, town),
            ("benefits not paid", -p.saved / p.months_counted, 2022, town),
            ("benefits claimed back", -p.reclaimed / p.months_counted, 2022, town),
            ("benefits claimed back", p.reclaimed / p.months_counted, 2022, client),
        )
        for name, eur, year, payer in lines:
            ledger.book(
                eur, item_name=name, prices_of=year, law=law, layer=Layer.INSTITUTIONAL, payer=payer
            )
