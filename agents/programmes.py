"""Programmes (trajecten): a worker with a limited caseload takes residents of a group along."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from agents.base import Actor
from agents.vocabulary import Domain, Target

MOST_PROGRAMMES = 255
"""A resident remembers the programme it takes part in as one byte, 0 for none."""

programme_dtype = np.dtype(
    [
        ("number", "i8"),  # keyed hash of its name: index of its draws
        ("lever", "i8"),  # index of the lever that brings it, 0 none
        ("open", "u1"),  # it takes and keeps participants this month
        ("target", "u1"),  # Target
        ("domain", "u1"),  # Domain to which exits, onset and healing belong
        ("household", "u1"),  # an adult who is reached brings the household, on one place
        ("one_plan", "u1"),  # one file and one plan over all laws: no hand-overs
        ("places", "i8"),  # participants at a time, or households
        ("months", "i8"),  # how long one takes part
        ("hastens", "i8"),  # months of a life event's aftermath that pass on top of each month
        ("reach", "f8"),  # chance a month that one of the group is approached and says yes
        ("share", "f8"),  # part of the group that it can reach at all, fixed by uid
        ("meets", "f8"),  # share of the need met by short support while taking part
        ("diverts", "f8"),  # chance at the start that this month's request is not handed on
        ("exits", "f8"),  # ratio on the hazard that the need closes
        ("onset", "f8"),  # ratio on the hazard of a new need
        ("healing", "f8"),  # ratio on recovery of a need that is met
        ("capacity", "f8"),  # added to the capacity to act
        ("loneliness", "f8"),  # added to the level to which loneliness moves
        ("respite", "f8"),  # hours a week off the load of a carer
        ("invites", "f8"),  # chance at the start to be referred to a free place
        ("joins", "f8"),  # added to the hazard a year of joining an association
        ("volunteers", "f8"),  # added to the hazard a year of volunteering
        ("asks", "f8"),  # chance a month that the worker brings an unmet need to the access
        ("integral", "f8"),  # chance that a further need is taken up in the same file
        ("bar", "f8"),  # added to the bar of an indication
    ],
    align=True,
)

NEUTRAL = {"share": 1.0, "exits": 1.0, "onset": 1.0, "healing": 1.0}
"""What taking part in nothing amounts to, where that is not zero: row 0 of every table."""


@dataclass(frozen=True)
class ProgrammePlan:
    """A programme as a lever describes it; the last fields are what taking part does.

    Attributes
    ----------
    name : str
        Unique in a town.
    lever : str
    target : Target
    places : float
        Participants at a time in the full town, households where `household`; scaled with the
        town.
    months : float
        How long a resident takes part at most.
    reach : float
        Chance a month that one of the group is approached and says yes, while there is a place.
    domain : Domain
        The need to which `exits`, `onset`, `healing`, `meets` and `diverts` belong.
    start, end : int
        Months in which it opens and closes (`end` exclusive).
    household : bool
        Adults are reached, and the members of their household who belong to the group come along:
        together they have one place.
    share, meets, diverts, hastens, exits, onset, healing, capacity, loneliness, respite, invites,
    joins, volunteers, asks, one_plan, integral, bar
        As in `programme_dtype`.
    """

    name: str
    lever: str
    target: Target
    places: float
    months: float
    reach: float = 1.0
    domain: Domain = Domain.MEETING
    start: int = -10_000
    end: int = 10_000
    household: bool = False
    share: float = 1.0
    meets: float = 0.0
    diverts: float = 0.0
    hastens: float = 0.0
    exits: float = 1.0
    onset: float = 1.0
    healing: float = 1.0
    capacity: float = 0.0
    loneliness: float = 0.0
    respite: float = 0.0
    invites: float = 0.0
    joins: float = 0.0
    volunteers: float = 0.0
    asks: float = 0.0
    one_plan: bool = False
    integral: float = 0.0
    bar: float = 0.0


class Programme(Actor):
    """One programme, in Mesa's set; the month's numbers stand in the process's table.

    Attributes
    ----------
    places : int
        Participants or households at a time in the simulated town.
    postcodes : tuple of int
        Where its participants live.
    """

    def __init__(
        self, town: Any, plan: ProgrammePlan, number: int, places: int, postcodes: tuple[int, ...]
    ) -> None:
        super().__init__(town, plan.name)
        self.plan = plan
        self.number = number
        self.places = places
        self.postcodes = postcodes

    def is_open(self, month: int) -> bool:
        """Say whether it runs in a month."""
        return self.plan.start <= month < self.plan.end


SENT_BY_GP = 128
"""Bit of the month's asks: the GP sent the resident to a welfare coach instead of the access."""
