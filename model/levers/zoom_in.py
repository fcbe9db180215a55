"""Zoom-In: one plan over all organisations for residents of multi-problem households."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Law, Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.values import DosedValues


class ZoomInParameters(LeverParameters):
    """Posts, caseload and what one plan changes at the access."""

    owner = "zoom_in"

    caseworker_fte: float = par(
        2.0, "FTE", 0.0, 10.0, role="lever", hard=(0, 1000),
        evidence="assumed: the papers name no posts, only nine organisations that lend hours; "
        "bc.zoomin_partner_orgs",
    )  # fmt: skip
    caseload: float = par(
        35.0, "residents/FTE", 6.0, 40.0, hard=(0, 1000),
        evidence="assumed: as a team professional with vulnerable residents; "
        "process.caseload_vulnerable; process.caseload_heavy",
    )  # fmt: skip
    cost_per_fte_year: float = par(
        113_664.0, "EUR/FTE/year (2022)", 90_000.0, 130_000.0, role="lever",
        note="over the caseload EUR 3,250 a file and year; all of it booked with the municipality, "
        "though partners lend hours",
        evidence="assumed: as a welfare professional; cost.welfare_fte",
    )  # fmt: skip
    months: float = par(
        12.0, "months", 6.0, 24.0, hard=(1, 120),
        evidence="assumed: the time of one plan, after which the usual access takes over",
    )  # fmt: skip
    reach: float = par(
        0.05, "/month", 0.01, 0.3, hard=(0, 1),
        evidence="assumed: partners know most multi-problem households, few are ready at once",
    )  # fmt: skip
    integral: float = par(
        0.8, "share", 0.4, 1.0, hard=(0, 1), note="further needs taken up in the same file",
        evidence="assumed: one plan sees nearly all domains",
    )  # fmt: skip
    bar: float = par(
        0.02, "severity", -0.05, 0.06, hard=(-2, 2),
        evidence="assumed: what may be solved otherwise is tried first",
        note="below 0: rules made subordinate let more through",
    )  # fmt: skip
    invites: float = par(
        0.3, "share", 0.0, 0.8, hard=(0, 1),
        evidence="assumed: one plan names what is free before what is granted, a third goes",
    )  # fmt: skip


class ZoomIn(Lever):
    """Give residents of multi-problem households one file and one plan over all laws.

    Nobody is sent from desk to desk, further needs enter the same file, needs of housemates are
    seen, what is granted is fitted to what the home has, and a free place is shown. Since more
    needs are seen at once, indications may as well rise: fewer hand-overs with indications
    unchanged, as in Ruwaard, is a possible outcome. Members of a household take part one by one.
    """

    name = "zoom_in"
    title = "One plan for multi-problem households (Zoom-In, doorbraakmethode)"
    Parameters = ZoomInParameters
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return the files that the caseworkers have room for."""
        p = self.p
        return [
            self.programme(
                Target.MULTI_PROBLEM, p.caseworker_fte * p.caseload, p.months, reach=p.reach,
                one_plan=True, integral=p.integral, bar=p.bar, invites=p.invites,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Pay the hours of the caseworkers."""
        eur = self.p.caseworker_fte * self.p.cost_per_fte_year / 12
        ledger.book(eur, item_name="one plan", prices_of=2022, law=Law.NONE)
