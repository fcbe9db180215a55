"""Who asks: residents with a request a year, and how youth care begins."""

from typing import TYPE_CHECKING

import numpy as np

from agents.vocabulary import Domain, Law, Source
from model.process_counts import AccessCount, ProvisionCount

if TYPE_CHECKING:
    from model.town import SocialBaseModel

PAST_OR_SENT_ON = (Source.YOUTH_REFERRAL, Source.HAND_OVER)
"""No report of a resident: the access never sees the first, and has seen the second before."""
PER = 1000


class Requests:
    """Files opened, month by month, in the base years.

    Attributes
    ----------
    reports : dict of str to int
        Residents with a new file, by month: about the Wmo, and about anything.
    residents : int
        Residents, added up over the months.
    begun, on_referral : int
        Youth care begun in 2021, and that granted on referral past the municipal access.
    """

    def __init__(self) -> None:
        self.reports = {"wmo": 0, "all": 0}
        self.residents = self.begun = self.on_referral = 0

    def look(self, town: "SocialBaseModel") -> None:
        """Count the month that has just been run."""
        month, cases = town.month - 1, town.cases.records
        fresh = cases[(cases["opened_month"] == month) & (cases["uid"] != 0)]
        reports = fresh[~np.isin(fresh["source"], PAST_OR_SENT_ON)]
        self.reports["all"] += len(np.unique(reports["uid"]))
        self.reports["wmo"] += len(np.unique(reports["uid"][reports["law"] == Law.WMO]))
        self.residents += len(town.residents.living)
        if month < 12:
            care, access = town.state.care.by_domain, town.state.access.counts
            self.begun += int(care[:, Domain.UPBRINGING, ProvisionCount.NEW].sum())
            self.on_referral += int(access[:, AccessCount.GRANTED_ON_REFERRAL].sum())

    def figures(self) -> dict[str, float]:
        """Return reports a year per 1,000 residents, and the share of youth care on referral."""
        a_year = 12 * PER / max(1, self.residents)
        return {f"{name}_reports": count * a_year for name, count in self.reports.items()} | {
            "youth_begun_past_access": self.on_referral / max(1, self.begun)
        }
