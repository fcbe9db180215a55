"""The years before the report, held against what was counted then: people, homes, loneliness, help.

The town is lived from January 2011 on, and has settled by January 2016: what it is in between, such
as at the health monitor of 2012, is still on its way from a rough start.
"""

from typing import TYPE_CHECKING

from agents.vocabulary import Domain, Status
from experiments.analyses.patterns import measures
from experiments.analyses.patterns.trends import Trends
from experiments.worlds.under_way import run_until
from model.months import month_of

if TYPE_CHECKING:
    from model.town import SocialBaseModel

AGES = {
    "0_14": (0, 15),
    "15_24": (15, 25),
    "25_44": (25, 45),
    "45_64": (45, 65),
    "65plus": (65, 200),
}


def figures(town: "SocialBaseModel", trends: Trends) -> dict[str, float]:
    """Run a town to the end of 2020 and return what its years before would have been counted as.

    Parameters
    ----------
    town : SocialBaseModel
        At the beginning of its warm-up; it is run on.
    trends : Trends
        That look at it month by month.

    Returns
    -------
    dict of str to float
        The health monitor of 2020, loneliness at those before (they ask in autumn), and how many
        carers found care heavy in 2016; residents
        on 1 January and, in 2020, shares by age and household; rise of users of household help
        over the year before March 2020, and of Wmo clients from the end of 2017 to that of 2020.
    """

    def at(label: str) -> "SocialBaseModel":
        while town.month < month_of(label):
            run_until(town, town.month + 1)
            trends.look(town)
        return town

    found = {
        f"lonely_18plus_{year}": measures.health(at(f"{year}-10"))["lonely_18plus"]
        for year in (2012, 2016)
    }
    found["heavily_burdened_2016"] = measures.heavily_burdened(town)
    found["residents_2017"] = residents(at("2017-01"))
    clients = wmo_clients(at("2018-01"))
    found["residents_2019"] = residents(at("2019-01"))
    helped = household_help(at("2019-04"))
    found |= homes_and_ages(at("2020-01"))
    found["household_rise_2020"] = household_help(at("2020-04")) / max(1, helped) - 1.0
    found |= measures.health(at("2020-10"))
    found["wmo_clients_2020_over_2017"] = wmo_clients(at("2021-01")) / max(1, clients)
    return found


def residents(town: "SocialBaseModel") -> float:
    """Return everybody in the town, those in long-term care included, at its own size."""
    return town.data.residents / town.size * len(town.residents.living)


def homes_and_ages(town: "SocialBaseModel") -> dict[str, float]:
    """Return households, shares of their kinds, and residents by age as the key figures do."""
    records, members = town.residents.records, measures.members_of(town)
    there = members > 0
    age = records["age_months"][records["status"] != Status.EMPTY] / 12
    shares = {
        f"age_{name}": float(((age >= low) & (age < high)).mean())
        for name, (low, high) in AGES.items()
    }
    return shares | {
        "residents_2020": residents(town),
        "households_2020": measures.households(town),
        "one_person_households": float((members[there] == 1).mean()),
    }


def household_help(town: "SocialBaseModel") -> int:
    """Count residents at home with household help."""
    records = town.residents.records
    home = records["status"] == Status.HOME
    return int((records["products"][home] >> Domain.HOUSEHOLD & 1).sum())


def wmo_clients(town: "SocialBaseModel") -> int:
    """Count residents at home with a Wmo provision."""
    records = town.residents.records
    home = records["status"] == Status.HOME
    return int((records["products"][home] & measures.WMO > 0).sum())
