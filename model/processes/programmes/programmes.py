"""Programmes: coaches and teachers with a limited caseload take residents along for a while."""

import numpy as np
from numpy.typing import NDArray

from agents.compiled import serial
from agents.programmes import NEUTRAL, programme_dtype
from agents.records import records
from model.draws import decision
from model.process import Process
from model.process_counts import ProgrammesCount
from model.processes.access.free_places import place_for, seats_in_sight
from model.processes.keyed_order import keyed_order
from model.processes.programmes.enrolment import (
    ProgrammesParameters,
    bring_households,
    count_participants,
    give_places,
    look_for_participants,
    most_reached,
    note_households,
)  # fmt: skip
from model.world import World

ORDER = decision("programmes.order")


@serial
def refer_to_places(residents, wants_place, order, facilities, free):
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

    What taking part does stands in `world.state.programmes.table`, one row per programme and a
    neutral row 0: the processes of needs, seeking, access, wellbeing, strain and demography read
    the row of each resident. A resident takes part in one programme at a time.
    """

    name = "programmes"
    Parameters = ProgrammesParameters

    def prepare(self, town: World) -> None:
        """Lay the table of every programme, and where it works; nobody takes part."""
        self._lay_programmes(town)
        self._set_month(town)

    def resume(self, town: World) -> None:
        """Lay the table again, for programmes that a branched world has more."""
        self.prepare(town)

    def _lay_programmes(self, town: World) -> None:
        table = records(1 + len(town.programmes), programme_dtype)
        where = np.zeros((len(table), len(town.data.postcodes)), np.bool_)
        for field, value in NEUTRAL.items():
            table[field][0] = value
        for k, programme in enumerate(town.programmes, start=1):
            row, plan = table[k], programme.plan
            for field in row.dtype.names:
                if hasattr(plan, field) and field not in {"lever", "places"}:
                    row[field] = getattr(plan, field)
            row["number"], row["places"] = programme.number, programme.places
            row["lever"] = town.lever_of(plan.lever)
            where[k, list(programme.postcodes)] = True
        town.state.programmes.table, town.state.programmes.where = table, where

    @staticmethod
    def _set_month(town: World) -> None:
        """Say which programmes are open this month."""
        is_open = [programme.is_open(town.month) for programme in town.programmes]
        town.state.programmes.table["open"][1:] = is_open

    def step(self, town: World) -> None:
        """Run one month: leave, be reached, get a place, be referred."""
        self._set_month(town)
        mine = town.state.programmes
        table, before = mine.table, mine.counts
        mine.counts = counts = np.zeros_like(before)
        running = np.flatnonzero(table["open"])
        if not len(running) and not before[:, ProgrammesCount.PROGRAMME_PARTICIPANTS].any():
            return
        people, month, seed = town.residents.records, np.int64(town.month), town.seed
        reached, takes_part = np.zeros((2, len(people)), np.uint8)
        theta = np.float64(town.parameters["wellbeing"].theta_lonely)
        asks = town.state.seeking.asks
        look_for_participants(
            people, town.residents.needs, town.households.records, table, running, mine.where,
            asks, theta, month, seed, self.numbers, most_reached(table, running), reached,
            takes_part,
        )  # fmt: skip
        self._bring_households(town, reached, theta)
        taken = np.zeros(len(table), np.int64)
        held = np.zeros((len(table), len(town.households.records)), np.bool_)
        staying = np.flatnonzero(takes_part != 0)
        count_participants(people, staying, table, taken, held)
        who = np.flatnonzero(reached != 0)
        order = keyed_order(who, people["uid"], int(seed), ORDER, town.month)
        wants_place = np.zeros(len(people), np.bool_)
        give_places(
            people, town.residents.needs, table, reached, order, taken, held, month, seed,
            np.float64(town.parameters["money"].youth_stay_share), asks, wants_place, counts,
        )  # fmt: skip
        refer_to_places(
            people, wants_place, order, town.state.community.table, seats_in_sight(town)
        )
        counts[:, ProgrammesCount.PROGRAMME_PARTICIPANTS] = (
            np.bincount(people["area"][staying], minlength=len(counts))
            + counts[:, ProgrammesCount.PROGRAMME_ENTRANTS]
        )

    def _bring_households(self, town: World, reached: NDArray[np.uint8], theta: np.float64) -> None:
        """Let those be reached who live with somebody whom a programme for households reached."""
        homes = town.households.records
        along = np.zeros(len(homes), np.uint8)
        people, table = town.residents.records, town.state.programmes.table
        note_households(people, table, reached, np.flatnonzero(reached != 0), along)
        if along.any():
            bring_households(
                people, town.residents.needs, homes, table, along, theta,
                np.int64(town.month), self.numbers, reached,
            )  # fmt: skip
