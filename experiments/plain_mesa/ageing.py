"""Ageing: a resident grows older, falls ill, recovers, is hit by events, and may have to go."""

from typing import Any

import numpy as np

from agents.vocabulary import Domain
from experiments.plain_mesa.person import Person
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import lines_of
from model.draws import uniform4
from model.process import month_key
from model.processes.demography import kin, month_of_life, renewal
from model.processes.demography.incomes import pension_lifts
from model.processes.demography.life_hazards import OLDEST
from model.processes.demography.month_of_life import (
    DEATH,
    HELD_STILL,
    INCOME,
    LEAVES_TOWN,
    LIFE,
    TIES_BEGIN,
    WLZ,
    grow_older,
    is_held,
    one_month,
)  # fmt: skip
from model.processes.demography.ring import Ring


class Ageing(Person):
    """The chapter of age, health and life events."""

    def age(self) -> None:
        """Grow a month older; what befalls others as well is marked, and carried out later."""
        town, p, here = self.model, self.model.parameters["demography"], self.here("demography")
        held, place = is_held(town.seed, self, self.home, here), town.incomes[self.postcode]
        self.befalls = grow_older(town.month, held, self.joined.hastens, self, p)
        by_age = town.hazards[min(self.age_months // 12, OLDEST)]
        needs = (self.needs[d] for d in (Domain.MEETING, Domain.HOUSEHOLD, Domain.MOBILITY))
        self.befalls |= one_month(
            uniform4(town.seed, self.uid, town.month, LIFE, 0), held, self, *needs,
            self.home.adults, by_age, here, place, p, town.parameters["wellbeing"],
        )  # fmt: skip
        if not held and pension_lifts(town.seed, self, place, p):
            self.befalls |= INCOME


def _prepare(town: Any, process: Any) -> None:
    """Lay the hazards of every age, which the core scales by its tables until the past is over."""
    town.state.demography.counts[:] = 0
    if not process._rates_stand:
        process._live_by_the_table(town)
        process._have_children(town)
        process._keep_places_apart(town)
        process._rates_stand = not town.warming_up
    town.hazards, town.incomes = lines_of(process.by_age), lines_of(process.places)


def _move(town: Any, process: Any) -> None:
    """Let the core carry out what was marked: who dies, is born, pairs, parts, comes and goes.

    Residents are taken in the order of their uids, as `Demography.step` does.
    """
    people, month = town.residents, month_key(town.month)
    struck = np.flatnonzero(process._events)
    struck = struck[np.argsort(people.records["uid"][struck])]
    process._ring = Ring(people.records)
    process._come_of_age(town, struck)
    process._stand_still(town, month, process._who(struck, DEATH | WLZ, HELD_STILL))
    process._stay_as_old(town, month, struck)
    leavers = process._who(struck, LEAVES_TOWN, HELD_STILL)
    if len(leavers):
        renewed = renewal.who_is_renewed(town, leavers)
        renewal.renew(town, renewed, process.by_age, process.parameters)
        process._acquaint(town, renewed)
    dead = process._leave_home_for_good(town, struck)
    kin.begin_ties(town, process._who(struck, TIES_BEGIN), process.networks)
    process._people_move(town, month, struck, dead)
    process._free_households(town)
    month_of_life.look_around(people.records, town.households.records)


def month(town: Any, process: Any) -> None:
    """Live the chapter: everybody ages, in any order; then households change, in a keyed one."""
    _prepare(town, process)
    town.everybody.shuffle_do("age")
    process._events = np.zeros(len(town.people), np.uint16)
    for one in town.everybody:
        process._events[one.slot] = one.befalls
    town.rest()
    _move(town, process)


read_plainly(__name__)
