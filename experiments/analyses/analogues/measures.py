"""What a draw gives where others have looked: pairs of worlds, counted as they counted."""

from typing import TYPE_CHECKING

import numpy as np

from agents.vocabulary import CareStage, Domain
from experiments.analyses.patterns.requests import Requests
from model.inputs.places import places_of
from model.process_counts import AccessCount, ProvisionCount
from model.scenario.scenario import first_difference
from model.state.state import branch

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario
    from model.town import SocialBaseModel

SECOND_LINE = (Domain.GUIDANCE, Domain.MEETING)
"""Household help and aids are apart, as in the studies."""
OF_WMO = (Domain.HOUSEHOLD, Domain.GUIDANCE, Domain.MEETING, Domain.MOBILITY)
TEAMS, ONE_BUDGET = "local_teams_only", "ruwaard"
COMPLETE, UNTIL = 84, 108
"""Teams are complete in January 2028; they are looked at over 2028 and 2029."""
ONE_BUDGET_FROM, ONE_BUDGET_UNTIL = 12, 24
"""The second year of the one budget: 2022."""
MEASURES = ("referrals_more", "team_only", "at_once", "reports", "ruwaard_indications")


def seen(
    base: "Scenario",
    policies: "dict[str, Scenario]",
    seed: int,
    replication: int,
    residents: int | None,
    municipality: str,
) -> dict[str, float]:
    """Return `MEASURES` of one draw.

    Parameters
    ----------
    base : Scenario
    policies : dict of str to Scenario
        Those of `TEAMS` and `ONE_BUDGET`, with the parameters of the draw.
    seed, replication, residents, municipality
        As for `run`.

    Returns
    -------
    dict
        `referrals_more`: new indications of guidance and day activities under teams over those
        without, less 1; `team_only`: residents whom teams helped with needs of guidance or day
        activities by short support or guidance of their own and who got no new indication for
        these, of all who were helped so or got one; `at_once`: needs
        that ended in short support, of all that teams decided; `reports`: residents with a new
        file, a year per 1,000; `ruwaard_indications`: Wmo provisions in force in the areas of the
        one budget over those without it, less 1. NaN where there is nobody to count.
    """
    from model.town import SocialBaseModel

    town = SocialBaseModel(base, seed, replication, residents, municipality, observers=())
    figures = _one_budget(town, policies[ONE_BUDGET])
    return figures | _teams(town, policies[TEAMS])


def _one_budget(town: "SocialBaseModel", policy: "Scenario") -> dict[str, float]:
    town.run_until(first_difference(town.scenario, policy))
    world, began = branch(town, policy), town.month
    places, there = _places(town, policy), np.zeros(2)
    while town.month < began + ONE_BUDGET_UNTIL:
        for k, each in enumerate((town, world)):
            each.step()
            if each.month > began + ONE_BUDGET_FROM:
                there[k] += _running(each, places)
    return {"ruwaard_indications": _ratio(there[1], there[0]) - 1.0}


def _places(town: "SocialBaseModel", policy: "Scenario") -> tuple[int, ...]:
    """Return the postcodes, as rows of the municipality's table, that share one budget."""
    (use,) = (one for one in policy.levers if one.name == "lump_sum")
    return places_of(town.data, use.parameters.areas, use.parameters.postcodes).postcodes


def _running(town: "SocialBaseModel", places: tuple[int, ...]) -> int:
    """Count the Wmo provisions in force of who lives in some postcodes."""
    table = town.indications.records
    running = (table["stage"] == CareStage.RUNNING) & np.isin(table["domain"], OF_WMO)
    homes = town.residents.records["postcode"][table["resident"][running]]
    return int(np.isin(homes, places).sum())


def _teams(town: "SocialBaseModel", policy: "Scenario") -> dict[str, float]:
    town.run_until(first_difference(town.scenario, policy))
    world, asked = branch(town, policy), Requests()
    new, counts = np.zeros(2), np.zeros(len(AccessCount))
    own, extra = set[int](), set[int]()
    while town.month < UNTIL:
        for k, each in enumerate((town, world)):
            each.step()
            if each.month > COMPLETE:
                new[k] += each.state.care.by_domain[:, SECOND_LINE, ProvisionCount.NEW].sum()
        if town.month > COMPLETE:
            counts += world.state.access.counts.sum(axis=0)
            asked.look(world)
            own |= _helped_by_team(world)
            extra |= _granted(world)
    return {
        "referrals_more": _ratio(new[1], new[0]) - 1.0,
        "team_only": _ratio(len(own - extra), len(own | extra)),
        "at_once": _ratio(
            counts[AccessCount.TEAM_SHORT_SUPPORT], counts[AccessCount.TEAM_DECISIONS]
        ),
        "reports": asked.figures()["all_reports"],
    }


def _helped_by_team(town: "SocialBaseModel") -> set[int]:
    """Return who has short support or guidance of a team now, in the domains of the second line."""
    until = town.residents.needs.column("short_until")[:, SECOND_LINE]
    return set(town.residents.records["uid"][(until > town.month - 1).any(axis=1)].tolist())


def _granted(town: "SocialBaseModel") -> set[int]:
    """Return who was granted care of the second line in the month that has just been run."""
    table = town.indications.records
    fresh = (
        (table["stage"] != CareStage.FREE) & np.isin(table["domain"], SECOND_LINE)
        & (table["granted_month"] == town.month - 1)
    )  # fmt: skip
    return set(table["uid"][fresh].tolist())


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole > 0 else float("nan")
