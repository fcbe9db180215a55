"""What is read off a town to hold it against observed patterns; nothing here is used by a rule."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import CareStage, Domain, Position, Status
from model.measures.multi_problem import multi_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.town import SocialBaseModel

PRODUCTS = {
    "household": (Domain.HOUSEHOLD,),
    "support_home": (Domain.MEETING, Domain.GUIDANCE),
    "aids": (Domain.MOBILITY,),
}
"""CBS groups of provisions by domain; support at home holds guidance and day activities."""
WMO = 15
"""Bits of the domains whose products are Wmo provisions."""
HELPED_FROM = 0.05
"""Share of a need that counts as any help at all (assumed)."""
ASKED_FROM, ASKED_UNTIL = 18 * 12, 66 * 12
"""Ages in months of the panel on which the share of ties kept was measured (SSND, 18 to 65)."""
CARER_BANDS = (45, 55, 65, 75)
"""First ages of bands of five years in which CBS counts informal carers."""
HELP_MINUTES = 90
"""Informal help a week that counts as received help: above ordinary household life."""
OLD = 75
"""Age in years from which the municipal forecast counts households of the old."""


def health(town: "SocialBaseModel") -> dict[str, float]:
    """Return the shares of the health monitor (18+ and 65+), of the town as it is now."""
    records, p = town.residents.records, town.numbers.wellbeing[0]
    home = (records["status"] == Status.HOME) & (records["age_months"] >= 216)
    lonely, severe = records["loneliness"] > p.theta_lonely, records["loneliness"] > p.theta_severe
    figures: dict[str, float] = {}
    for label, group in (("18plus", home), ("65plus", home & (records["age_months"] >= 780))):
        figures[f"lonely_{label}"] = float(lonely[group].mean())
        figures[f"severely_lonely_{label}"] = float(severe[group].mean())
        figures[f"carer_{label}"] = float((records["carer"][group] > 0).mean())
        figures[f"volunteer_{label}"] = float((records["volunteer"][group] > 0).mean())
        figures[f"limitation_{label}"] = float((records["limitation"][group] > 0).mean())
    for low in CARER_BANDS:
        months = records["age_months"]
        band = home & (months >= low * 12) & (months < (low + 5) * 12)
        figures[f"carer_{low}_{low + 5}"] = float((records["carer"][band] > 0).mean())
    carers = home & (records["carer"] > 0)
    figures["overloaded_of_carers"] = float(records["overloaded"][carers].mean())
    district = town.data.postcodes["district"].to_numpy()[records["postcode"]]
    for code in np.unique(district[home]):
        here = home & (district == code)
        figures[f"lonely_{code}"] = float(lonely[here].mean())
        figures[f"carer_{code}"] = float((records["carer"][here] > 0).mean())
    return figures


def heavily_burdened(town: "SocialBaseModel") -> float:
    """Return the share of informal carers who find care fairly heavy to overburdening now."""
    records = town.residents.records
    carers = (records["status"] == Status.HOME) & (records["carer"] > 0)
    return float(records["heavily_burdened"][carers].mean())


def help_and_need(town: "SocialBaseModel") -> dict[str, float]:
    """Return received help, unmet need, network size, benefits and debts as they are now."""
    records, needs = town.residents.records, town.residents.needs
    home = records["status"] == Status.HOME
    adult = home & (records["age_months"] >= 216)
    old = home & (records["age_months"] >= 900)
    severity = needs.column("severity")
    left = np.ones(severity.shape)
    for layer in ("personal", "community", "short", "formal"):
        left *= 1.0 - needs.column(layer)
    unmet = (severity * left).max(axis=1) > town.numbers.needs[0].felt_from
    helped = ((severity > 0) * (1.0 - left)).max(axis=1) > HELPED_FROM
    scale = town.data.residents / town.size
    debts = home & (records["open_needs"] >> Domain.INCOME & 1 > 0)
    members = members_of(town)
    return {
        "heavily_burdened_2023": heavily_burdened(town),
        "received_help": float((records["minutes_got"][home] > HELP_MINUTES).mean()),
        "received_help_75plus": float((records["minutes_got"][old] > HELP_MINUTES).mean()),
        "unmet_need": float(unmet[adult].mean()),
        "unmet_without_help": float((~helped)[adult & unmet].mean()),
        "ties_mean": float(records["degree"][adult].mean()),
        "benefits": scale * float((records["products"][home] >> Domain.WORK & 1).sum()),
        "debt_households": len(np.unique(records["household"][debts])) / int((members > 0).sum()),
    }


def members_of(town: "SocialBaseModel") -> NDArray[np.int64]:
    """Return how many live in each household; 0 where a slot is free."""
    homes = town.households.records
    return np.asarray(homes["adults"].astype(np.int64) + homes["children"])


def households(town: "SocialBaseModel") -> float:
    """Return how many households the full town has now."""
    return town.data.residents / town.size * int((members_of(town) > 0).sum())


def problems_at_home(town: "SocialBaseModel") -> dict[str, float]:
    """Return how needs and products come together in households as they are now.

    Returns
    -------
    dict
        `households_more_laws`: with products under more than one law, of those with any;
        `families_multi_problem`: of all households, those with a child of any age at home and at
        once a socio-economic need (income, work) of anybody, a psychosocial one (company,
        guidance) of a parent, and one of upbringing.
    """
    counts = multi_problem(town)
    records = town.residents.records
    home = np.flatnonzero((records["status"] == Status.HOME) & (records["household"] >= 0))
    people = records[home]
    child = people["position"] == Position.CHILD
    group = np.zeros((3, len(town.households)), bool)
    for k, domains, who in (
        (0, (Domain.INCOME, Domain.WORK), np.ones(len(people), bool)),
        (1, (Domain.MEETING, Domain.GUIDANCE), ~child),
        (2, (Domain.UPBRINGING,), child),
    ):
        bits = sum(1 << domain for domain in domains)
        group[k, people["household"][who & (people["open_needs"] & bits > 0)]] = True
    with_care = counts["households_with_care"].sum()
    return {
        "households_more_laws": float(counts["households_more_laws"].sum() / max(1.0, with_care)),
        "families_multi_problem": float(group.all(axis=0).sum() / (members_of(town) > 0).sum()),
    }


def the_old(town: "SocialBaseModel") -> dict[str, float]:
    """Return residents of 75 and over, long-term care included, and households with one."""
    records, scale = town.residents.records, town.data.residents / town.size
    old = (records["status"] != Status.EMPTY) & (records["age_months"] >= 12 * OLD)
    homes = np.unique(records["household"][old & (records["status"] == Status.HOME)])
    return {
        "residents_75plus_2035": scale * int(old.sum()),
        "households_75plus_2035": scale * len(homes),
    }


def clients(town: "SocialBaseModel") -> dict[str, float]:
    """Return who the Wmo clients are now: age, stacking, day activities per 1,000 residents."""
    records = town.residents.records
    home = records["status"] == Status.HOME
    client = home & (records["products"] & WMO > 0)
    age = records["age_months"][client] / 12
    table = town.indications.records
    in_force = (table["stage"] >= CareStage.RUNNING) & (table["domain"] <= Domain.MOBILITY)
    pieces = np.bincount(
        table["resident"][in_force], weights=table["pieces"][in_force], minlength=len(records)
    )
    bands = {"under65": (0, 65), "65_74": (65, 75), "75_84": (75, 85), "85plus": (85, 200)}
    shares = {
        f"wmo_share_{name}": float(((age >= low) & (age < high)).mean())
        for name, (low, high) in bands.items()
    }
    day = records["products"][home] >> Domain.MEETING & 1
    return shares | {
        "day_activities_per_1000": 1000 * float(day.mean()),
        "clients_with_one_provision": float((pieces[pieces > 0] == 1).mean()),
    }


def provisions(stock: NDArray[Any], flows: NDArray[Any], scale: float) -> dict[str, float]:
    """Return stock, inflow and outflow of the CBS groups over a year.

    Parameters
    ----------
    stock : int array, shape [7]
        Provisions at the end of the year, by Domain.
    flows : int array, shape [7, 2]
        Provisions started and ended over the year.
    scale : float
        Residents of the municipality over simulated ones.
    """
    figures: dict[str, float] = {}
    for name, domains in PRODUCTS.items():
        rows = [int(domain) for domain in domains]
        figures[f"{name}_stock"] = scale * float(stock[rows].sum())
        figures[f"{name}_inflow"] = scale * float(flows[rows, 0].sum())
        figures[f"{name}_outflow"] = scale * float(flows[rows, 1].sum())
    return figures


def young_in_care(town: "SocialBaseModel") -> NDArray[np.int64]:
    """Return the uids of residents at home who have youth care now."""
    records = town.residents.records
    cared = (records["status"] == Status.HOME) & (records["products"] >> Domain.UPBRINGING & 1 > 0)
    return np.asarray(records["uid"][cared])


def year_to_day(months: "Sequence[NDArray[np.int64]]") -> float:
    """Return how many different people a year sees over how many a day does, on average.

    Parameters
    ----------
    months : sequence of int array
        Uids at the end of each month of the year.
    """
    days = np.mean([len(month) for month in months])
    return len(np.unique(np.concatenate(months))) / float(days) if days else float("nan")


def ties_now(town: "SocialBaseModel") -> dict[int, set[int]]:
    """Return for each resident of 18 to 65 at home, by uid, the uids of those it is tied to."""
    residents = town.residents
    records = residents.records
    age = records["age_months"]
    asked = (records["status"] == Status.HOME) & (age >= ASKED_FROM) & (age < ASKED_UNTIL)
    uids = records["uid"]
    return {
        int(uids[i]): set(uids[residents.tie_other[i][residents.tie_other[i] >= 0]].tolist())
        for i in np.flatnonzero(asked)
    }


def ties_kept(before: dict[int, set[int]], town: "SocialBaseModel") -> float:
    """Return the share of their ties that residents who are still at home in the town kept.

    As in a panel: who died or moved out is asked no second time, and a tie to one who died or moved
    out is lost.

    Parameters
    ----------
    before : dict of int to set of int
        `ties_now` at the first wave.
    """
    residents = town.residents
    records = residents.records
    home = np.flatnonzero(records["status"] == Status.HOME)
    held = kept = 0
    for i in home[np.isin(records["uid"][home], list(before))]:
        then = before[int(records["uid"][i])]
        now = records["uid"][residents.tie_other[i][residents.tie_other[i] >= 0]]
        held, kept = held + len(then), kept + len(then.intersection(now.tolist()))
    return kept / max(1, held)
