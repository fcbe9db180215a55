"""Corona (COVID-19): places close, people stay away, helpfulness surges and fades."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes import seeking
from model.processes.community import community
from model.processes.personal_help import personal_help
from model.processes.ties import ties
from model.values import DosedValues


class CovidParameters(LeverParameters):
    """Sizes of the shock; its period is start to end."""

    owner = "covid"

    end: str = "2026-06"
    contact: float = par(
        0.5, "ratio", 0.3, 0.8, evidence="assumed: meetings halve while visits are limited",
    )  # fmt: skip
    hesitation: float = par(
        -0.7, "logit", -1.2, -0.3, hard=(-5, 5),
        evidence="assumed: about half the requests at first, after the Oosterhout paper (004)",
    )  # fmt: skip
    hesitant_months: float = par(
        4.0, "months", 2.0, 6.0, hard=(0, 60),
        evidence="assumed: then people get used to it; ends with the period at the latest",
    )  # fmt: skip
    helpfulness: float = par(
        1.5, "ratio", 1.0, 2.5,
        evidence="assumed: neighbours and acquaintances offer help, after the Oosterhout paper "
        "(004)",
    )  # fmt: skip
    helpful_months: float = par(
        3.0, "months", 1.0, 6.0, hard=(0, 60),
        evidence="assumed: a surge of one season, in a more fleeting group",
    )  # fmt: skip
    fading: float = par(
        0.3, "/month", 0.15, 0.6, hard=(0.01, 1),
        evidence="assumed: hesitation and helpfulness lose a third a month after that",
    )  # fmt: skip
    aftermath_months: float = par(
        12.0, "months", role="fixed", hard=(0, 60),
        evidence="assumed: by then less than 2% of either is left",
    )  # fmt: skip


class Covid(Lever):
    """Close the free places and halve contact for a period; its wake is longer than itself.

    Requests dip at first and come back by degrees, so what was put off is asked for over years and
    not in one wave; meanwhile unmet needs grow. Ties decay, most those kept by meeting. Help by the
    less close surges for a season and fades. With a short period and strong ties little is left of
    it. Two periods compose: each has its own wake.
    """

    name = "covid"
    title = "Corona (COVID-19)"
    Parameters = CovidParameters
    modifies = (
        community.VISITS_ALLOWED, ties.CONTACT, seeking.REQUEST_SHIFT, personal_help.HELPFULNESS,
    )  # fmt: skip

    def active(self, month: int) -> bool:
        """Say whether it works in a month: in its period and in its wake."""
        settled = max(self.last, self.first + self.p.helpful_months)
        return self.p.dose > 0 and self.first <= month < settled + self.p.aftermath_months

    def left(self, month: int, full_months: float) -> float:
        """Return what is left of a reaction that is full for some months and then fades."""
        since = max(0.0, month - self.first - full_months + 1.0)
        return float((1.0 - self.p.fading) ** since)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Close and keep apart in the period; let people hesitate and help, less and less."""
        if month < self.last:
            values.multiply(community.VISITS_ALLOWED, 0.0)
            values.multiply(ties.CONTACT, self.p.contact)
        hesitant = min(self.p.hesitant_months, self.last - self.first)
        values.add(seeking.REQUEST_SHIFT, self.p.hesitation * self.left(month, hesitant))
        surge = (self.p.helpfulness - 1.0) * self.left(month, self.p.helpful_months)
        values.multiply(personal_help.HELPFULNESS, 1.0 + surge)
