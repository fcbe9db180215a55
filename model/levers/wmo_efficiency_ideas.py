"""The 26 ideas for a more efficient Wmo: unused aids are found and taken back."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.care import care
from model.values import DosedValues


class WmoEfficiencyIdeasParameters(LeverParameters):
    """How often aids are checked, and the posts that do it; the paper names neither."""

    owner = "wmo_efficiency_ideas"

    aid_check: float = par(
        0.25, "/year", 0.1, 0.5, role="lever", hard=(0, 12),
        evidence="assumed: bc.wmo_efficiency_ideas names the check on use, not how often",
    )  # fmt: skip
    posts: float = par(
        0.2, "FTE", 0.0, 1.0, role="lever", hard=(0, 100),
        evidence="assumed: a day a week to check and collect; no cost in the papers",
    )  # fmt: skip
    fte_year: float = par(
        113_664.0, "EUR/FTE/year (2022)", 90_000.0, 130_000.0,
        evidence="assumed: a consultant costs as much as a welfare professional; cost.welfare_fte",
    )  # fmt: skip


class WmoEfficiencyIdeas(Lever):
    """Check whether aids are used and take back those whose need is over.

    Only the first idea is booked here; that places become generally available is Café Entrée,
    Odensehuis and T-Huis. An aid whose need is open is never touched, so nothing comes of it where
    nobody's need has closed. Harm is possible: who needs the aid again must apply anew.
    """

    name = "wmo_efficiency_ideas"
    title = "Ideas for a more efficient Wmo (26 Wmo-ideeën)"
    Parameters = WmoEfficiencyIdeasParameters
    modifies = (care.AID_CHECK,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Check aids; book the hours of the chosen areas."""
        values.add(care.AID_CHECK, self.p.aid_check)
        eur = self.p.posts * self.p.fte_year / 12 * ledger.share
        ledger.book(eur, item_name="checks on aids", prices_of=2022)
