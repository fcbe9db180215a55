"""What is needed against what is there, each month and area: hours, seats, staff of providers.

Also who brought the month's requests. For observers only: nothing here is read by a rule.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import Activity, Handler, Source
from model.process_counts import AccessCount, ProvisionCount
from model.process_state import N_DESKS
from model.world import World

Column = NDArray[np.float64]


def by_area(town: World, areas: NDArray[np.int64], amounts: Column) -> Column:
    """Return amounts added up by area."""
    return np.bincount(areas, weights=amounts, minlength=len(town.areas)).astype(np.float64)


def fresh_files(town: World) -> NDArray[Any]:
    """Return the rows of the files opened this month.

    A file that was decided in its first month is out of the stacks, but its row stays as it was
    until the next file is written there.
    """
    cases = town.cases.records
    return np.asarray(cases[(cases["opened_month"] == town.month) & (cases["uid"] != 0)])


def requests_by_source(town: World) -> dict[str, Column]:
    """Return the files opened this month by who brought them, `requests_<source>`.

    All sources together are `requests`.
    """
    fresh = fresh_files(town)
    return {
        f"requests_{source.name.lower()}": by_area(
            town, fresh["area"], (fresh["source"] == source).astype(np.float64)
        )
        for source in Source
    }


def hours(town: World) -> dict[str, Column]:
    """Return caseworker hours that the access asks, those of visits at home, and those staffed.

    Notes
    -----
    Asked for by new files, short support, guidance and re-assessments. Youth care that starts
    past the municipal access asks no hours. A desk works for the whole town:
    the hours of an area are those that its residents' share of demand brought it.
    """
    access, p = town.state.access, town.parameters["access"]
    fresh = fresh_files(town)
    fresh = fresh[fresh["source"] != Source.YOUTH_REFERRAL]
    domains = np.unpackbits(fresh["domains"][:, None], axis=1).sum(axis=1)
    short = access.counts[:, AccessCount.SHORT_SUPPORT]
    by_team = access.counts[:, AccessCount.TEAM_SHORT_SUPPORT]
    table = {}
    for name, handler, supports in (
        ("desk", Handler.DESK, short - by_team), ("team", Handler.TEAM, by_team),
    ):  # fmt: skip
        handled = fresh["handler"] == handler
        hours_of_cases = by_area(
            town, fresh["area"][handled], p.hours_per_domain * domains[handled]
        )
        table[f"{name}_hours_needed"] = (
            hours_of_cases + p.hours_short_support * supports
            + access.spent[:, handler, Activity.GUIDANCE] + access.reassessment_hours[:, handler]
        )  # fmt: skip
        table[f"{name}_reassessment_hours"] = access.reassessment_hours[:, handler]
    table["outreach_hours"] = town.state.outreach.hours.sum(axis=1)
    left = (1.0 - town.team_shares) * town.values["access"]["capacity"]
    table["desk_hours_staffed"] = access.desk_hours.sum(axis=1) * left
    table["team_hours_staffed"] = access.hours[N_DESKS:]
    spent = access.spent.sum(axis=1)
    return table | {f"hours_{one.name.lower()}": spent[:, one] for one in Activity}


def seats(town: World) -> dict[str, Column]:
    """Return regular participants that fit the open day places of an area, and who take a seat."""
    table = town.state.community.table
    open_ = (table["open"] & table["day_place"]) != 0
    taken = town.state.community.participants.astype(np.float64)
    return {
        "seats_there": by_area(town, table["area"][open_], table["places"][open_]),
        "seats_taken": by_area(town, table["area"][open_], taken[open_]),
    }


def providers(town: World) -> dict[str, Column]:
    """Return starts and waits at contracted providers, and their clients and staff.

    Notes
    -----
    Providers take clients from the whole town: these and their staff are spread over areas by
    residents. Of care by personal budget the wait counts too.
    """
    care = town.state.care
    served = np.array(town.parameters["care"].providers) > 0
    flow = care.by_domain[:, served].sum(axis=1)
    started = flow[:, ProvisionCount.NEW].astype(np.float64)
    waited = np.full(len(started), np.nan)
    np.divide(flow[:, ProvisionCount.DAYS_WAITED], started, out=waited, where=started > 0)
    share = town.area_weights / town.area_weights.sum()
    return {
        "waiting_provider_days_mean": waited,
        "provider_starts": started,
        "provider_clients": float(care.caseload.sum()) * share,
        "provider_staff": float(care.staff.sum()) * share,
    }


def capacity(town: World) -> dict[str, Column]:
    """Return every column of this file."""
    return requests_by_source(town) | hours(town) | seats(town) | providers(town)
