"""Proactive outreach (outreachend werken): workers look for hidden needs, without teams."""

from model.lever import DosedLedger, Lever
from model.parameters import par
from model.posts import PostsParameters, book_posts
from model.processes import seeking
from model.values import DosedValues


class ProactiveOutreachParameters(PostsParameters):
    """Posts, and what a post finds."""

    owner = "proactive_outreach"

    fte: float = par(
        2.0, "FTE", 0.5, 10.0, role="lever", hard=(0, 1000),
        evidence="assumed: a choice of the municipality",
    )  # fmt: skip
    found_per_fte: float = par(
        0.003, "/month/FTE", 0.001, 0.006, hard=(0, 1),
        evidence="assumed: two posts find as a team does; need.unmet_none_share",
        note="chance that a hidden need is found, by one post in the full town",
    )  # fmt: skip


class ProactiveOutreach(Lever):
    """Send workers to people with needs that nobody knows of, care avoiders most of all.

    Hidden needs come to the access: requests and indications go up first. What was found early may
    stay lighter later, which can pay or not; with an access that is full already it only makes
    others wait.
    """

    name = "proactive_outreach"
    title = "Proactive outreach (outreachend werken)"
    Parameters = ProactiveOutreachParameters
    modifies = (seeking.OUTREACH,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Find hidden needs in the lever's areas, the more the fewer residents live there."""
        values.add(seeking.OUTREACH, self.p.fte * self.p.found_per_fte / ledger.share)
        book_posts(self.p, ledger, "proactive outreach")
