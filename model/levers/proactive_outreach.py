"""Proactive outreach (outreachend werken): workers look for hidden needs, without teams."""

from model.lever import DosedLedger, Lever
from model.parameters import par
from model.posts import PostsParameters, book_posts
from model.processes import outreach
from model.values import DosedValues


class ProactiveOutreachParameters(PostsParameters):
    """Posts; what a visit takes and brings stands with the process of outreach."""

    owner = "proactive_outreach"

    fte: float = par(
        2.0, "FTE", 0.5, 10.0, role="lever", hard=(0, 1000),
        evidence="assumed: a choice of the municipality",
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
    modifies = (outreach.WORKERS,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Send the posts into the lever's areas, spread by residents."""
        for area in self.areas:
            posts = self.p.fte * ledger.share_of(area) / ledger.share
            values.add(outreach.WORKERS, posts, (area,))
        book_posts(self.p, ledger, "proactive outreach")
