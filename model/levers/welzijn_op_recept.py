"""Social prescribing (Welzijn op Recept): the GP sends to a welfare coach, not to the access."""

from agents.programmes import ProgrammePlan
from agents.vocabulary import Target
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.referrers import referrers
from model.values import DosedValues


class WelzijnOpReceptParameters(LeverParameters):
    """Posts and cost of the coach, what the GP does, and what coaching does."""

    owner = "welzijn_op_recept"

    coach_fte: float = par(
        0.75, "FTE", 0.0, 3.0, role="lever", hard=(0, 100), evidence="= bc.wor_coach_fte"
    )
    lead_fte: float = par(
        0.22, "FTE", 0.0, 1.0, role="lever", hard=(0, 100), evidence="= bc.wor_lead_fte"
    )
    cost_per_fte_year: float = par(
        113_664.0, "EUR/FTE/year (2022)", 90_000.0, 130_000.0, role="lever",
        note="0.75 FTE 85,248 and 0.22 FTE 25,006: the papers' 110,254 a year in all",
        evidence="= cost.welfare_fte; bc.wor_coach_cost; bc.wor_lead_cost",
    )  # fmt: skip
    caseload: float = par(
        100.0, "residents/FTE", 35.0, 100.0, hard=(0, 1000),
        evidence="assumed: as a team professional with light cases; process.caseload_light",
    )  # fmt: skip
    months: float = par(
        6.0, "months", 3.0, 12.0, hard=(1, 120),
        evidence="assumed: a handful of talks over half a year",
    )  # fmt: skip
    gp_invites: float = par(
        0.3, "share", 0.0, 0.6, hard=(0, 1),
        note="of a GP's signals about company and guidance, to the coach instead of the access",
        evidence="assumed: GPs refer few of the half that might; facility.wor_target_share_gp",
    )  # fmt: skip
    reach: float = par(
        0.0005, "/month", 0.0, 0.005, hard=(0, 1),
        note="sent with a complaint that a GP would not have brought to the access",
        evidence="assumed: few referrals per GP",
    )  # fmt: skip
    loneliness: float = par(
        -0.1, "latent", -0.3, 0.0, hard=(-5, 5),
        note="while coached; controlled studies leave room for nothing",
        evidence="assumed: small, trials with controls found none; effect.link_worker_itt; "
        "effect.loneliness_nl_2of10",
    )  # fmt: skip
    invites: float = par(
        0.5, "share", 0.2, 0.8, hard=(0, 1),
        evidence="assumed: the coach looks for something to do, not always at a day place",
    )  # fmt: skip
    joins: float = par(
        0.3, "/year", 0.0, 1.0, hard=(0, 12),
        evidence="assumed: some of the coached join an association; process.link_worker_uptake",
    )  # fmt: skip


class WelzijnOpRecept(Lever):
    """Let GPs send psychosocial complaints to a welfare coach.

    A GP's signal about company or guidance then leads, in a share of cases, to the coach and not to
    the access; the coach takes people along to free places and associations. It comes out as
    nothing where the places are full and no association is joined. It harms where the coach has no
    room: who was sent on in vain has lost a road to the access.
    """

    name = "welzijn_op_recept"
    title = "Social prescribing (Welzijn op Recept)"
    Parameters = WelzijnOpReceptParameters
    modifies = (referrers.GP_INVITES,)
    brings = ("programme",)

    def programmes(self) -> list[ProgrammePlan]:
        """Return the coach's caseload."""
        p = self.p
        return [
            self.programme(
                Target.SENT_BY_GP, p.coach_fte * p.caseload, p.months, reach=p.reach,
                loneliness=p.loneliness, invites=p.invites, joins=p.joins,
            )
        ]  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Let GPs send, and pay coach and lead."""
        values.add(referrers.GP_INVITES, self.p.gp_invites)
        year = (self.p.coach_fte + self.p.lead_fte) * self.p.cost_per_fte_year
        ledger.book(year / 12, item_name="welfare coach", prices_of=2022)
