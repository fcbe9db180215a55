"""Home-help signalling (signalering door huishoudelijke hulp): workers report what they see."""

from model.lever import DosedLedger, Lever
from model.parameters import par
from model.posts import PostsParameters, book_posts
from model.processes.referrers import referrers
from model.values import DosedValues


class HomeHelpSignallingParameters(PostsParameters):
    """How much more is reported, and who takes the reports."""

    owner = "home_help_signalling"

    fte: float = par(
        0.2, "FTE", 0.0, 1.0, role="lever", hard=(0, 100),
        evidence="assumed: one day a week takes reports and trains workers",
    )  # fmt: skip
    reports_factor: float = par(
        5.0, "ratio", 2.0, 7.5, hard=(0, 1000),
        evidence="assumed: from one in ten to one in two of what they see, in the contract of "
        "2020; need.unmet_none_share",
        note="on the yield, for a further unmet need of a client of household help",
    )  # fmt: skip


class HomeHelpSignalling(Lever):
    """Ask home-help workers to report other needs of the clients they visit.

    It reaches only who has household help already. Needs come to the access earlier and lighter,
    and in greater number: demand rises first. Without household help, or with an access that
    refuses what is brought, nothing comes of it.
    """

    name = "home_help_signalling"
    title = "Home-help signalling (signalering door huishoudelijke hulp)"
    Parameters = HomeHelpSignallingParameters
    modifies = (referrers.HOME_HELP,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Raise the signal and book the desk that takes it."""
        values.multiply(referrers.HOME_HELP, self.p.reports_factor)
        book_posts(self.p, ledger, "home-help signalling")
