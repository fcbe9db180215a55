"""What is needed against what is there, each month and area: caseworker hours, seats, intake.

Also who brought the month's requests. For observers only: nothing here is read by a rule.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import CareStage, Handler, Source
from model.months import DAYS

if TYPE_CHECKING:
    from model.town import SocialBaseModel

Column = NDArray[np.float64]


def by_area(town: "SocialBaseModel", areas: NDArray[np.int64], amounts: Column) -> Column:
    """Return amounts added up by area."""
    return np.bincount(areas, weights=amounts, minlength=len(town.areas)).astype(np.float64)


def requests_by_source(town: "SocialBaseModel") -> dict[str, Column]:
    """Return the files opened this month by who brought them, `requests_<source>`.

    Notes
    -----
    A file that was decided in its first month is out of the stacks, but its row stays as it was
    until the next file is written there. All sources together are `requests`.
    """
    cases = town.cases.records
    fresh = cases[(cases["opened_month"] == town.month) & (cases["uid"] != 0)]
    return {
        f"requests_{source.name.lower()}": by_area(
            town, fresh["area"], (fresh["source"] == source).astype(np.float64)
        )
        for source in Source
    }


def hours(town: "SocialBaseModel") -> dict[str, Column]:
    """Return caseworker hours that the month's files and short support ask, and those staffed.

    Notes
    -----
    Youth care that starts past the municipal access asks no hours. A desk works for the whole town:
    the hours of an area are those that its residents' share of demand brought it.
    """
    access = town.by_name["access"]
    cases, p = town.cases.records, access.p
    fresh = (cases["opened_month"] == town.month) & (cases["uid"] != 0)
    fresh &= cases["source"] != Source.YOUTH_REFERRAL
    domains = np.unpackbits(cases["domains"][:, None], axis=1).sum(axis=1)
    counted = access.state["counts"]
    short, by_team = (
        counted[:, access.COUNTS.index(name)] for name in ("short_support", "team_short_support")
    )
    found = {}
    for name, handler, supports in (
        ("desk", Handler.DESK, short - by_team), ("team", Handler.TEAM, by_team),
    ):  # fmt: skip
        own = fresh & (cases["handler"] == handler)
        asked = by_area(town, cases["area"][own], p.hours_per_domain * domains[own])
        found[f"{name}_hours_needed"] = asked + p.hours_short_support * supports
    left = (1.0 - access.shares(town)) * access.values(town)["capacity"]
    found["desk_hours_staffed"] = access.state["desk_hours"].sum(axis=1) * left
    found["team_hours_staffed"] = access.monthly_hours[-len(town.areas) :]
    return found


def seats(town: "SocialBaseModel") -> dict[str, Column]:
    """Return regular participants that fit the open day places of an area, and who take a seat."""
    community = town.by_name["community"]
    table = community.table
    open_ = (table["open"] & table["day_place"]) != 0
    taken = community.state["participants"][: len(table)].astype(np.float64)
    return {
        "seats_there": by_area(town, table["area"][open_], table["places"][open_]),
        "seats_taken": by_area(town, table["area"][open_], taken[open_]),
    }


def intake(town: "SocialBaseModel") -> dict[str, Column]:
    """Return indications that started or could have, and what providers can start in a month.

    Notes
    -----
    Providers take clients from the whole town: their room is spread over areas by residents.
    """
    care, table = town.by_name["care"], town.indications.records
    ready = (table["stage"] == CareStage.WAITING) & (table["start_day"] < (town.month + 1) * DAYS)
    areas = town.residents.records["area"][table["resident"][ready]]
    started = care.state["counts"][:, care.COUNTS.index("new_indications")]
    room = sum(provider.intake_per_month for provider in town.providers.values())
    share = town.area_weights / town.area_weights.sum()
    return {
        "provider_intake_asked": started + by_area(town, areas, np.ones(len(areas))),
        "provider_intake_room": room * share,
    }


def capacity(town: "SocialBaseModel") -> dict[str, Column]:
    """Return every column of this file."""
    return requests_by_source(town) | hours(town) | seats(town) | intake(town)
