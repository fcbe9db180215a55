"""Home-help signalling (signalering door huishoudelijke hulp): workers report what they see."""

from model.lever import DosedLedger, Lever
from model.parameters import par
from model.posts import PostsParameters, book_posts
from model.processes import seeking
from model.values import DosedValues


class HomeHelpSignallingParameters(PostsParameters):
    """How much more is reported, and who takes the reports."""

    owner = "home_help_signalling"

    fte: float = par(
        0.2, "FTE", 0.0, 1.0, role="lever", hard=(0, 100),
        evidence="assumed: one day a week takes reports and trains workers",
    )  # fmt: skip
    extra_signal: float = par(
        0.016, "/month", 0.004, 0.026, hard=(0, 1),
        evidence="assumed: from 0.004 to 0.02 a month, in the contract of 2020; "
        "need.unmet_none_share",
        note="added, for a further unmet need of a client of household help",
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
    modifies = (seeking.HOME_HELP,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Raise the signal and book the desk that takes it."""
        values.add(seeking.HOME_HELP, self.p.extra_signal)
        book_posts(self.p, ledger, "home-help signalling")
