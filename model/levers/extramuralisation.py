"""Extramuralisation (extramuralisering): fewer residents enter long-term care."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.demography import demography
from model.values import DosedValues


class ExtramuralisationParameters(LeverParameters):
    """How far the door of long-term care closes."""

    owner = "extramuralisation"

    admissions: float = par(
        0.7, "ratio", 0.5, 1.0, hard=(0, 10),
        evidence="assumed: national policy to live at home longer; wmo.to_wlz_alkmaar_2022",
    )  # fmt: skip


class Extramuralisation(Lever):
    """Admit fewer residents to long-term care (Wlz): those with heavy needs stay at home longer.

    The long-term care act pays less; the town's care, partners and other carers carry more. Nobody
    under the age of admission notices it, and where the network holds, the town hardly does.
    """

    name = "extramuralisation"
    title = "Extramuralisation (extramuralisering)"
    Parameters = ExtramuralisationParameters
    modifies = (demography.WLZ_HAZARD,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Lower the hazard of admission."""
        values.multiply(demography.WLZ_HAZARD, self.p.admissions)
