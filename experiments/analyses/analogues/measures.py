"""What a draw gives where others have looked: pairs of worlds, counted as they counted."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from agents.vocabulary import CareStage, Domain
from experiments.analyses.patterns.measures import young_in_care
from experiments.analyses.patterns.requests import Requests
from experiments.analyses.patterns.visits import Visits
from model.inputs.places import places_of
from model.process_counts import AccessCount, ProvisionCount
from model.scenario.scenario import first_difference
from model.state.state import branch

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.scenario.scenario import Scenario
    from model.town import SocialBaseModel

SECOND_LINE = (Domain.GUIDANCE, Domain.MEETING)
"""Household help and aids are apart, as in the studies."""
OF_WMO = (Domain.HOUSEHOLD, Domain.GUIDANCE, Domain.MEETING, Domain.MOBILITY)
BASE, TEAMS, ONE_BUDGET = "current", "local_teams_only", "ruwaard"
GP_YOUTH = "gp_youth_link"
"""The lever of `current` that is left out in the world beside it."""
COMPLETE, UNTIL = 84, 108
"""Teams are complete in January 2028; they are looked at over 2028 and 2029."""
ONE_BUDGET_MONTHS = range(13, 25)
"""The second year of the one budget: 2022."""
GP_YOUTH_MONTHS = range(25, 49)
"""Two years of the youth worker at the GP, who begins in May 2022: 2023 and 2024."""
CAFE_MONTHS = range(1, 36)
"""Café Entrée opens in January 2022; the same months as in `patterns`."""
MEASURES = (
    "referrals_more", "team_only", "at_once", "all_reports", "ruwaard_indications",
    "youth_care_more", "cafe_entree_visits",
)  # fmt: skip
"""Those that are a pattern, too, are named as there."""


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
        that ended in short support, of all that teams decided; `all_reports`: residents with a new
        file, a year per 1,000; `ruwaard_indications`: Wmo provisions in force in the areas of the
        one budget over those without it, less 1; `youth_care_more`: the young with youth care with
        a youth worker at the GP over those without, less 1; `cafe_entree_visits`: visits a month
        to Café Entrée, of a full town. NaN where there is nobody to count.
    """
    from model.town import SocialBaseModel

    town = SocialBaseModel(base, seed, replication, residents, municipality, observers=())
    places = _places(town, policies[ONE_BUDGET])
    budget = _Beside(policies[ONE_BUDGET], lambda one: _running(one, places), ONE_BUDGET_MONTHS)
    no_link = _Beside(_without(base, GP_YOUTH), lambda one: len(young_in_care(one)),
                      GP_YOUTH_MONTHS)  # fmt: skip
    visits = Visits()
    while town.month < GP_YOUTH_MONTHS[-1]:
        for one in (budget, no_link):
            one.part(town)
        town.step()
        for one in (budget, no_link):
            one.look(town)
        if town.month in CAFE_MONTHS:
            visits.look(town)
    return {
        "ruwaard_indications": _ratio(budget.there, budget.here) - 1.0,
        "youth_care_more": _ratio(no_link.here, no_link.there) - 1.0,
        "cafe_entree_visits": visits.figures()["cafe_entree_visits"],
    } | _teams(town, policies[TEAMS])


class _Beside:
    """A world that parts from the town where its policy does, and what is counted in both.

    Parameters
    ----------
    policy : Scenario
    counted : callable
        Of a town at the end of a month.
    months : range
        In which it is counted.
    """

    def __init__(
        self, policy: "Scenario", counted: "Callable[[SocialBaseModel], float]", months: range
    ) -> None:
        self.policy, self.counted, self.months = policy, counted, months
        self.world: SocialBaseModel | None = None
        self.here = self.there = 0.0

    def part(self, town: "SocialBaseModel") -> None:
        """Begin the other world in the month in which the two policies come apart."""
        if town.month == first_difference(town.scenario, self.policy):
            self.world = branch(town, self.policy)

    def look(self, town: "SocialBaseModel") -> None:
        """Live the other world to the month of the town, and count; no further than needed."""
        if self.world is None or town.month > self.months[-1]:
            self.world = None
            return
        self.world.step()
        if town.month in self.months:
            self.here += self.counted(town)
            self.there += self.counted(self.world)


def _without(scenario: "Scenario", lever: str) -> "Scenario":
    left = tuple(use for use in scenario.levers if use.name != lever)
    return replace(scenario, name=f"{scenario.name} without {lever}", levers=left)


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
        "all_reports": asked.figures()["all_reports"],
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
