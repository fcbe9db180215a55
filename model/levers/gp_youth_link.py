"""GP and youth link (POH jeugd): a youth worker in the largest GP practices."""

from agents.vocabulary import Law
from model.dated_costs import monthly_cost
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes import access, seeking
from model.values import DosedValues


class GpYouthLinkParameters(LeverParameters):
    """Reach, skill and cost of the youth workers."""

    owner = "gp_youth_link"

    cost_per_year: tuple[float, ...] = par(
        (100_000.0, 95_000.0, 95_000.0), "EUR/year (of that year)", (80_000.0,) * 3,
        (120_000.0,) * 3, role="lever", over=("in_2022", "in_2023", "from_2024"),
        evidence="bc.gp_youth_total_2022; bc.gp_youth_total_2023; bc.gp_youth_total_2024",
    )  # fmt: skip
    share_of_children: float = par(
        0.24, "share", 0.15, 0.45, hard=(0, 1),
        evidence="assumed: the three practices have as many patients as the medical centre De "
        "Poort, 16,000 of 67,510; bc.gp_youth_practices; need.gp_practice_size_warande",
        note="who is on which list is not in the papers; it has to suit one worker's caseload",
    )  # fmt: skip
    not_referred: float = par(
        0.45, "share of children seen", 0.4, 0.56, hard=(0, 1),
        evidence="effect.poh_youth_not_referred",
    )  # fmt: skip
    extra_signal: float = par(
        0.02, "/month", 0.0, 0.1, hard=(0, 1),
        evidence="assumed: with help in house a GP sees sooner what a child lacks; "
        "effect.cpb_youth_teams",
        note="added to the GP's signal about a child with an unmet need",
    )  # fmt: skip


class GpYouthLink(Lever):
    """Let a youth worker at the GP help children who would otherwise be referred.

    Two things happen at once: part of the children who come by the GP are helped there for some
    months and not referred, and children whom nobody had seen are sent in as well. Whether youth
    care falls depends on which of the two is larger, and on whether short help lasts; that there is
    no effect on the total (CPB 2020) is among what can come out, and so is more youth care.
    """

    name = "gp_youth_link"
    title = "GP and youth link (POH jeugd)"
    Parameters = GpYouthLinkParameters
    modifies = (access.YOUTH_SEEN_AT_GP, access.YOUTH_SOLVED_AT_GP, seeking.GP_YOUTH)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """See children at the practice, help some of them there, and book the workers."""
        share = self.p.share_of_children
        values.add(access.YOUTH_SEEN_AT_GP, share)
        values.set(access.YOUTH_SOLVED_AT_GP, self.p.not_referred)
        values.add(seeking.GP_YOUTH, self.p.extra_signal * share)
        eur, year = monthly_cost(self.p.cost_per_year, 2022, month)
        ledger.book(eur, item_name="GP and youth link", prices_of=year, law=Law.JEUGDWET)
