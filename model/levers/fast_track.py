"""The fast track (Versnelspoor): small improvements now, ahead of teams and places."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.access import access
from model.processes.care import care
from model.values import DosedValues


class FastTrackParameters(LeverParameters):
    """What the desks do differently; the plan names no measure, no size and no cost."""

    owner = "fast_track"

    known_at_desks: float = par(
        0.15, "share", 0.0, 0.4, hard=(0, 1),
        evidence="assumed: a list of what there is in the neighbourhood on every desk",
        note="added to the share of desks that think of a free place",
    )  # fmt: skip
    term: float = par(
        0.95, "ratio", 0.8, 1.0, hard=(0.01, 1),
        evidence="assumed: care granted for a slightly shorter time",
        note="on terms of care that starts or is renewed",
    )  # fmt: skip
    cost_year: float = par(
        28_416.0, "EUR/year (2022)", 0.0, 113_664.0, role="lever",
        evidence="assumed: not in the papers, an explicit input; a quarter of a post at "
        "cost.welfare_fte",
    )  # fmt: skip


class FastTrack(Lever):
    """Let desks name free places more often and grant care for a slightly shorter time.

    Where there is no free place with a seat the first does nothing. A shorter term discharges
    clients sooner: those who no longer need care, and, since a judgement is not exact, some who do.
    It also ends sooner for everybody else: each re-assessment takes caseworker hours, new files
    wait for them, and posts follow at their cost.
    """

    name = "fast_track"
    title = "Fast track (versnelspoor)"
    Parameters = FastTrackParameters
    modifies = (access.KNOW_FREE_DESK, care.TERM)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Change referral and terms at the desks; book the effort of the chosen areas."""
        values.add(access.KNOW_FREE_DESK, self.p.known_at_desks)
        values.multiply(care.TERM, self.p.term)
        ledger.book(self.p.cost_year / 12 * ledger.share, item_name="fast track", prices_of=2022)
