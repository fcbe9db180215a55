"""Triage strictness (strengere of ruimere toegang): the bar of an indication, up or down."""

from agents.vocabulary import INDICATED_CARE, Domain
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.access import access
from model.processes.care import care
from model.values import DosedValues


class TriageStrictnessParameters(LeverParameters):
    """How far the bar moves."""

    owner = "triage_strictness"

    shift: float = par(
        0.05, "severity", -0.1, 0.1, role="lever", hard=(-1, 1),
        evidence="assumed: half of what a year of growth of an unmet need amounts to",
        note="above 0 stricter, below 0 more lenient",
    )  # fmt: skip
    at_renewal: float = par(
        1.0, "ratio", 0.0, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: the same norm holds for who has care already",
        note="0 leaves vested rights alone",
    )  # fmt: skip


class TriageStrictness(Lever):
    """Raise or lower the severity from which care is granted and renewed.

    A higher bar means fewer indications now and more unmet need, which grows and may come back
    heavier; a lower bar the reverse. Heavy needs pass either bar: for them nothing changes.
    Benefits and debt help are left as they are.
    """

    name = "triage_strictness"
    title = "Triage strictness (strengere of ruimere toegang)"
    Parameters = TriageStrictnessParameters
    modifies = (access.THRESHOLD, care.THRESHOLD)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Move both bars in the domains of indicated care."""
        for domain in Domain:
            if INDICATED_CARE >> domain & 1:
                values.add(access.THRESHOLD, self.p.shift, domain=domain)
                values.add(care.THRESHOLD, self.p.shift * self.p.at_renewal, domain=domain)
