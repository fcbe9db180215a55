"""A lump sum for the support of a district (taakgericht), after the Ruwaard district of Oss."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes import lump_sum
from model.processes.access import access
from model.processes.care import care
from model.values import DosedValues


class LumpSumParameters(LeverParameters):
    """What changes where nobody is paid by the product."""

    owner = "lump_sum"

    step_down: float = par(
        0.2, "share", 0.0, 0.5, hard=(0, 1),
        evidence="assumed: who is paid a budget loses nothing by a client who goes to a free place;"
        " whether workers then offer it is not known, 0 is allowed",
        note="added to the share of day activities that step down at re-assessment",
    )  # fmt: skip
    known: float = par(
        0.2, "share", 0.0, 0.5, hard=(0, 1),
        evidence="assumed: a free place needs no account of a product; 0 is allowed",
        note="added to the share of desks and teams that refer to free places",
    )  # fmt: skip
    bias_gone: float = par(
        1.0, "share", 0.5, 1.0, hard=(0, 1),
        evidence="assumed: a product of one's own brings no income",
        note="of the bias of providers' staff in teams",
    )  # fmt: skip


class LumpSum(Lever):
    """Pay the providers of an area one budget a year for support, not by the product.

    The budget is what support cost when it began, and follows prices. Nobody loses income by a
    client who goes to a free place. Hours that no account of products takes any more are not
    counted. It comes out as nothing where there is no free place with a seat. It harms where demand
    grows beyond the budget: who is granted care waits for it. Named values move in whole areas:
    given postcodes, those that hold them.
    """

    name = "lump_sum"
    title = "One budget for a district, without product accounting (lumpsum, taakgericht)"
    Parameters = LumpSumParameters
    modifies = (
        lump_sum.LUMP_SUM, care.STEP_DOWN, access.KNOW_FREE_DESK,
        access.KNOW_FREE_TEAM, access.PROVIDER_SHARE,
    )  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay a budget, and let go of what paying by the product does."""
        values.set(lump_sum.LUMP_SUM, 1.0)
        values.add(care.STEP_DOWN, self.p.step_down)
        values.add(access.KNOW_FREE_DESK, self.p.known)
        values.add(access.KNOW_FREE_TEAM, self.p.known)
        values.multiply(access.PROVIDER_SHARE, 1.0 - self.p.bias_gone)
