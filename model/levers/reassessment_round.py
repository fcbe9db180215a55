"""A re-assessment round (herindicatieronde): running care is judged anew before its term ends."""

from agents.vocabulary import Domain, Layer
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.access import access
from model.processes.care import care
from model.values import DosedValues


class ReassessmentRoundParameters(LeverParameters):
    """Whose care is judged anew, how often, for how long, and what it costs in caseworker hours."""

    owner = "reassessment_round"

    round_months: float = par(
        12.0, "months", 6.0, 24.0, role="lever", hard=(1, 600),
        evidence="= process.reassessment_round_months",
    )  # fmt: skip
    household: float = par(
        1.0, "/year", 0.0, 2.0, role="lever", hard=(0, 12),
        evidence="assumed: nearly two thirds of files in a year",
    )  # fmt: skip
    support: float = par(
        1.0, "/year", 0.0, 2.0, role="lever", hard=(0, 12),
        evidence="assumed: nearly two thirds of files in a year",
        note="individual guidance and day activities",
    )  # fmt: skip
    to_free_places: float = par(
        1.0, "/year", 0.0, 2.0, role="lever", hard=(0, 12),
        note="users of day activities of whom it is asked whether a free place would do",
        evidence="assumed: with the same talk",
    )  # fmt: skip
    files_household: float = par(
        2400.0, "files, full town", 2000.0, 2800.0, evidence="= wmo.boz_household_stock_2023"
    )
    files_support: float = par(
        1075.0, "files, full town", 900.0, 1300.0, evidence="= wmo.boz_support_home_stock_2023"
    )
    hours_per_file: float = par(
        4.0, "hours", 2.0, 8.0, hard=(0, 100),
        evidence="assumed: a talk at home and a report, less than a first investigation",
    )  # fmt: skip
    hours_per_fte_year: float = par(
        1380.0, "hours/FTE/year", 1260.0, 1500.0, hard=(1, 2400),
        evidence="assumed: workable hours, as of the access desks",
    )  # fmt: skip
    fte_year: float = par(
        113_664.0, "EUR/FTE/year (2022)", 90_000.0, 130_000.0,
        evidence="assumed: a consultant costs as much as a welfare professional; cost.welfare_fte",
    )  # fmt: skip


class ReassessmentRound(Lever):
    """Judge running care anew for a dated period, as at the end of its term.

    Care ends for those whose need has become lighter than the bar, day activities step down where a
    free place with a seat suits. Renewal stays the default, so a round may end little and cost its
    hours. Harm is possible: the judgement is not exact, and who loses care may still be in need;
    the need then grows unmet. The round brings posts for the files it expects, and books no other:
    what ends in the ordinary course is assessed by desks and teams as ever, and they have fewer to
    assess afterwards, since a round renews terms.
    """

    name = "reassessment_round"
    title = "Re-assessment round (herindicatieronde)"
    Parameters = ReassessmentRoundParameters
    modifies = (care.RECHECK, care.REVIEW_RATE, access.REASSESSMENT_FTE)

    def active(self, month: int) -> bool:
        """Say whether the round is on: its months from the start, and not past its end."""
        return super().active(month) and month < self.first + self.p.round_months

    @property
    def posts(self) -> float:
        """Posts that assess the files expected, full town, FTE."""
        files = self.p.household * self.p.files_household
        files += max(self.p.support, self.p.to_free_places) * self.p.files_support
        return float(files * self.p.hours_per_file / self.p.hours_per_fte_year)

    @property
    def eur_month(self) -> float:
        """Cost of these posts a month, full town, in prices of 2022."""
        return self.posts * self.p.fte_year / 12

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Judge anew in the chosen areas, bring the posts that do it, and book them."""
        values.add(care.RECHECK, self.p.household, domain=Domain.HOUSEHOLD)
        for domain in (Domain.MEETING, Domain.GUIDANCE):
            values.add(care.RECHECK, self.p.support, domain=domain)
        values.add(care.REVIEW_RATE, self.p.to_free_places)
        for area in self.areas:
            values.add(access.REASSESSMENT_FTE, self.posts * ledger.share_of(area), (area,))
        ledger.book(
            self.eur_month * ledger.share, item_name="re-assessment", prices_of=2022,
            layer=Layer.INSTITUTIONAL,
        )  # fmt: skip
