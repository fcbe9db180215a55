"""Programmes: coaches and teachers with a limited caseload take residents along for a while."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.compiled import serial
from agents.programmes import NEUTRAL, programme_dtype
from agents.records import records
from model.draws import decision
from model.process import Process
from model.processes.access.case_files import free_places
from model.processes.access.decisions import place_for
from model.processes.keyed_order import keyed_order
from model.processes.programmes.enrolment import (
    ProgrammesParameters,
    bring_households,
    count_participants,
    give_places,
    look_for_participants,
    note_households,
)  # fmt: skip

if TYPE_CHECKING:
    from model.town import SocialBaseModel

ORDER = decision("programmes.order")


@serial
def show_the_way(residents, wants_place, order, facilities, free):
    """Invite new participants to a free place with a seat that suits them."""
    for i in order:
        if wants_place[i]:
            place = place_for(residents[i], facilities, free)
            if place >= 0:
                free[place] -= 1
                residents[i].invited = np.int8(place)
                residents[i].knows |= np.int64(1) << place


class Programmes(Process):
    """Residents of a group are reached, take part as long as there is a place, and leave again.

    What taking part does stands in `table`, one row per programme and a neutral row 0: the
    processes of needs, seeking, access, wellbeing, strain and demography read the row of each
    resident. A resident takes part in one programme at a time.
    """

    name = "programmes"
    Parameters = ProgrammesParameters
    COUNTS = ("programme_participants", "programme_entrants", "programme_turned_away")

    def prepare(self, town: "SocialBaseModel") -> None:
        """Lay the table for the month before the first; nobody takes part."""
        self.state["counts"] = np.zeros((len(town.areas), len(self.COUNTS)), np.int64)
        self.set_table(town)

    def resume(self, town: "SocialBaseModel") -> None:
        """Lay the table again, for programmes that a branched world has more."""
        self.set_table(town)

    def set_table(self, town: "SocialBaseModel") -> None:
        """Write this month's numbers of every programme into `table`, and where it works."""
        self.table = records(1 + len(town.programmes), programme_dtype)
        self.where = np.zeros((len(self.table), len(town.data.postcodes)), np.bool_)
        for field, value in NEUTRAL.items():
            self.table[field][0] = value
        for k, programme in enumerate(town.programmes, start=1):
            row, plan = self.table[k], programme.plan
            for field in row.dtype.names:
                if hasattr(plan, field) and field not in {"lever", "places"}:
                    row[field] = getattr(plan, field)
            row["number"], row["places"] = programme.number, programme.places
            row["lever"] = town.lever_of(plan.lever)
            row["open"] = programme.is_open(town.month)
            self.where[k, list(programme.postcodes)] = True

    def step(self, town: "SocialBaseModel") -> None:
        """Live one month: leave, be reached, get a place, be shown the way."""
        self.set_table(town)
        counts = np.zeros((len(town.areas), len(self.COUNTS)), np.int64)
        before, self.state["counts"] = self.state["counts"], counts
        running = np.flatnonzero(self.table["open"])
        if not len(running) and not before[:, 0].any():
            return
        people, month, seed = town.residents.records, np.int64(town.month), town.seed
        reached, takes_part = np.zeros((2, len(people)), np.uint8)
        theta = np.float64(town.by_name["wellbeing"].p.theta_lonely)
        look_for_participants(
            people, town.residents.needs, town.households.records, self.table, running, self.where,
            town.by_name["seeking"].asks, theta, month, seed, self.numbers, reached, takes_part,
        )  # fmt: skip
        self._bring_households(town, reached, theta)
        taken = np.zeros(len(self.table), np.int64)
        held = np.zeros((len(self.table), len(town.households.records)), np.bool_)
        count_participants(people, np.flatnonzero(takes_part), self.table, taken, held)
        order = keyed_order(np.flatnonzero(reached), people["uid"], int(seed), ORDER, town.month)
        wants_place = np.zeros(len(people), np.bool_)
        give_places(
            people, town.residents.needs, self.table, reached, order, taken, held, month, seed,
            np.float64(town.by_name["money"].p.youth_stay_share), town.by_name["seeking"].asks,
            wants_place, counts,
        )  # fmt: skip
        community = town.by_name["community"]
        free = free_places(community.table, community.state["participants"])
        show_the_way(people, wants_place, order, community.table, free)
        staying = np.flatnonzero(takes_part)
        counts[:, 0] = np.bincount(people["area"][staying], minlength=len(counts))
        counts[:, 0] += counts[:, 1]

    def _bring_households(
        self, town: "SocialBaseModel", reached: NDArray[np.uint8], theta: np.float64
    ) -> None:
        """Let those be reached who live with somebody whom a programme for households reached."""
        homes = town.households.records
        along = np.zeros(len(homes), np.uint8)
        people = town.residents.records
        note_households(people, self.table, reached, np.flatnonzero(reached), along)
        if along.any():
            bring_households(
                people, town.residents.needs, homes, self.table, along, theta,
                np.int64(town.month), self.numbers, reached,
            )  # fmt: skip
