"""Admissions to long-term care before extramuralisation (extramuralisering) had done its work."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.demography import demography
from model.values import DosedValues


class EarlierAdmissionsParameters(LeverParameters):
    """How much wider the door of long-term care stood."""

    owner = "earlier_admissions"

    admissions: float = par(
        1.12, "ratio", 1.0, 1.25, hard=(0, 10),
        evidence="assumed: about as many lived in nursing homes in 2015 as in 2020, while residents"
        " of 80 and over became an eighth more (CBS, recalled)",
    )  # fmt: skip


class EarlierAdmissions(Lever):
    """Admit more residents to long-term care (Wlz), as in the years before 2018.

    A dated cause of the years before the report: who would have moved to a nursing home then lives
    at home longer now. One step stands for a door that closed by degrees.
    """

    name = "earlier_admissions"
    title = "Admissions to long-term care before 2018"
    Parameters = EarlierAdmissionsParameters
    modifies = (demography.WLZ_HAZARD,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Raise the hazard of admission."""
        values.multiply(demography.WLZ_HAZARD, self.p.admissions)
