"""Rises and falls over some years, of a town that is looked at every month.

A change is told as the ratio of two years, which no level of one year holds. Nothing here is used
by a rule.
"""

from typing import TYPE_CHECKING

from agents.vocabulary import Domain, Status
from experiments.analyses.patterns import measures
from model.months import month_of

if TYPE_CHECKING:
    from model.town import SocialBaseModel

CLIENTS = {"household_clients": 1 << Domain.HOUSEHOLD, "wmo_clients": measures.WMO}
"""Bits of the products; clients of a year are who has one at the end of any of its months."""
YEARS = (2024, 2020)
MOMENTS = {
    "benefits": ("2017-07", "2021-01"),
    "debt_households": ("2020-10", "2018-07"),
    "lonely_18plus": ("2022-10", "2020-10"),
}
"""Measure -> the beginnings of two months: that which is told of, and that which it is held to."""


class Trends:
    """Counts at the two ends of each trend."""

    def __init__(self) -> None:
        self._clients = {(what, year): set[int]() for what in CLIENTS for year in YEARS}
        self._levels = dict[tuple[str, str], float]()

    def look(self, town: "SocialBaseModel") -> None:
        """Note the month that has just been run, and what the next one begins with."""
        for year in YEARS:
            if 0 < town.month - month_of(f"{year}-01") <= 12:
                self._note_clients(town, year)
        now = [(what, label) for what, labels in MOMENTS.items() for label in labels
               if month_of(label) == town.month]  # fmt: skip
        if now:
            figures = measures.help_and_need(town) | measures.health(town)
            self._levels |= {(what, label): figures[what] for what, label in now}

    def _note_clients(self, town: "SocialBaseModel", year: int) -> None:
        records = town.residents.records
        home = records["status"] == Status.HOME
        for what, bits in CLIENTS.items():
            held = home & (records["products"] & bits > 0)
            self._clients[what, year] |= set(records["uid"][held].tolist())

    def figures(self) -> dict[str, float]:
        """Return each trend as the ratio of two years.

        Returns
        -------
        dict
            `household_clients_2024_over_2020`, `wmo_clients_2024_over_2020`: clients of the years;
            `benefits_2017_over_2020`, `debt_households_2020_over_2018`,
            `lonely_18plus_2022_over_2020`. NaN where a year had nobody, or was not lived.
        """
        ends = {
            (what, YEARS): [float(len(self._clients[what, year])) for year in YEARS]
            for what in CLIENTS
        }
        ends |= {
            (what, (_year(over), _year(under))): [
                self._levels.get((what, label), float("nan")) for label in (over, under)
            ]
            for what, (over, under) in MOMENTS.items()
        }
        return {
            f"{what}_{over}_over_{under}": upper / lower if lower > 0 else float("nan")
            for (what, (over, under)), (upper, lower) in ends.items()
        }


def _year(label: str) -> int:
    """Return the year that is over when a month begins, of January the year before."""
    year, month = (int(part) for part in label.split("-"))
    return year - 1 if month == 1 else year
