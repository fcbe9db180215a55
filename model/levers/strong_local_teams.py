"""Strong local teams (Stevige Lokale Teams): one team per area in place of the desks per law."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes import outreach, seeking
from model.processes.access import access
from model.values import DosedValues


class StrongLocalTeamsParameters(LeverParameters):
    """Posts, nearness, guidance and outreach of the teams; how they judge: the access process."""

    owner = "strong_local_teams"

    extra_fte: float = par(
        9.0, "FTE", 0.0, 35.0, role="lever", hard=(0, 5000),
        note="posts beyond the desks' staff, all areas together (spread by residents): with the "
        "relabelled desk staff about 50 FTE in 2028",
        evidence="assumed: a fifth on top of the teams' posts; process.team_fte_boz; "
        "plan.investment_per_year",
    )  # fmt: skip
    hiring_months: float = par(
        9.0, "months", 3.0, 18.0, hard=(0, 120),
        note="assumed: new posts fill evenly over these months",
        evidence="assumed: posts are filled over three quarters of a year",
    )  # fmt: skip
    provider_share: float = par(
        0.3, "share", 0.0, 0.6, role="lever", hard=(0, 1),
        note="assumed: staff who come from providers of care",
        evidence="assumed: some of the fifteen parties of the building team are providers; no "
        "share is in the papers",
    )  # fmt: skip
    outreach: float = par(
        1.0, "share", 0.0, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: a choice of the municipality",
        note="of the hours that cases leave a team, for visits at home",
    )  # fmt: skip
    guidance: float = par(
        0.2, "share", 0.0, 0.5, role="lever", hard=(0, 1),
        evidence="assumed: a choice of the municipality; as set about what the new posts bring, "
        "nine in about fifty",
        note="of a team's hours, for guidance without a decision (beschikkingsvrij)",
    )  # fmt: skip
    proximity: float = par(
        0.2, "ratio", 0.0, 1.0, hard=(0, 5),
        evidence="assumed: at most a doubling of the odds to ask; no source gives a size. It is "
        "what a check row guesses, typed in: that check sees no more than all "
        "channels together; half do not know their team; process.nijmegen_team_unknown",
    )  # fmt: skip


class StrongLocalTeams(Lever):
    """Set a multidisciplinary team to work in each chosen area.

    The desks' staff of the area move to the team (no extra cost), further posts are new and fill
    with a lag. Staff that follow demand are not hired for what those posts carry. The team sees all
    domains in one file, may guide clients itself without a decision (hours that then lack for
    talks), and reaches out with the hours it has left. Without posts, guidance and provider staff
    it talks, refers and judges as the desks do; with more guidance than it has hours to spare,
    files wait, talks are hasty and more of them end in an indication or a refusal.
    """

    name = "strong_local_teams"
    title = "Strong local teams (Stevige Lokale Teams)"
    Parameters = StrongLocalTeamsParameters
    modifies = (
        access.TEAM_SHARE, access.TEAM_FTE, access.PROVIDER_SHARE, access.GUIDANCE_TEAM,
        outreach.TEAM, seeking.PROXIMITY,
    )  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Replace the desks for the dosed share of households; how a team works has no dose."""
        filled = (
            1.0
            if self.p.hiring_months <= 0
            else min(1.0, (month - self.first + 1) / self.p.hiring_months)
        )
        values.add(access.TEAM_SHARE, 1.0)
        values.serve(access.PROVIDER_SHARE, self.p.provider_share)
        values.serve(access.GUIDANCE_TEAM, self.p.guidance)
        values.serve(outreach.TEAM, self.p.outreach)
        values.serve(seeking.PROXIMITY, self.p.proximity)
        for area in self.areas:
            posts = self.p.extra_fte * filled * ledger.share_of(area)
            values.add(access.TEAM_FTE, posts, (area,))
