"""One integrated access (integrale toegang): desks that see all domains, without teams."""

from model.lever import DosedLedger, Lever
from model.parameters import par
from model.posts import PostsParameters, book_posts
from model.processes import seeking
from model.processes.access import access
from model.values import DosedValues


class IntegratedAccessParameters(PostsParameters):
    """How far the desks see the whole."""

    owner = "integrated_access"

    integral: float = par(
        0.5, "share", 0.1, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: half of the further needs join the file, the rest is still sent on",
    )  # fmt: skip
    one_door: float = par(
        1.0, "share", 0.5, 1.0, hard=(0, 1),
        evidence="assumed: a further domain no longer means a further counter",
        note="of the deterrence by siloed access that goes",
    )  # fmt: skip
    fte: float = par(
        1.0, "FTE", 0.0, 4.0, role="lever", hard=(0, 1000),
        evidence="assumed: a coordinator for the whole town; longer talks take caseworker hours",
    )  # fmt: skip


class IntegratedAccess(Lever):
    """Let every desk take all domains into one file, with the staff there is.

    Fewer residents are sent from pillar to post, and needs are found that nobody asked about: so
    indications may rise. Each further domain takes hours of the same desk, so more are needed; a
    desk to which fewer are handed over may still wait less. Who has one need notices nothing.
    """

    name = "integrated_access"
    title = "One integrated access (integrale toegang)"
    Parameters = IntegratedAccessParameters
    modifies = (access.INTEGRAL_DESK, seeking.FRAGMENTATION)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Open one file, take the further counters away, and book the coordinator."""
        values.add(access.INTEGRAL_DESK, self.p.integral)
        values.multiply(seeking.FRAGMENTATION, 1.0 - self.p.one_door)
        book_posts(self.p, ledger, "integrated access")
