"""Demography and life events: who is there this month, and what befell them."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import Status
from model.draws import decision, uniforms
from model.months import year_of
from model.population.build import TraitParameters
from model.population.health import start_health
from model.population.natures import lay_on, natures_of
from model.population.networks import NetworkParameters
from model.process import Process, month_key
from model.process_counts import DemographyCount
from model.processes.demography import (
    donors,
    household_moves,
    incomes,
    kin,
    life_table,
    month_of_life,
    newcomers,
    parenthood,
    removals,
    renewal,
)
from model.processes.demography.homes import homes_of
from model.processes.demography.life_hazards import hazards_by_age
from model.processes.demography.life_parameters import LifeParameters
from model.processes.demography.quiet_months import (
    bounds_by_age,
    most_births,
    most_deaths,
    most_incomes,
)
from model.processes.demography.ring import Ring, stretch
from model.values import NamedValue, average
from model.world import World

WLZ_HAZARD = NamedValue(
    "demography.wlz_hazard", 1.0, "ratio", "factor on admissions to long-term care", high=10.0
)
EVENT_HAZARD = NamedValue(
    "demography.event_hazard",
    1.0,
    "ratio",
    "factor on life events other than bereavement",
    high=10.0,
)
SEPARATION_AFTERMATH = NamedValue(
    "demography.separation_aftermath", "separation_aftermath", "months",
    "how long a separation weighs on the household", high=250.0,
)  # fmt: skip
AGEING = NamedValue(
    "demography.ageing",
    1.0,
    "share",
    "share of households that age; the others stand still",
    high=1.0,
)

ARRIVALS = decision("demography.arrivals")
_FIRST_YEAR_LATER = 2024  # arrivals before 2021, until 2023 and later have a rate each
_LEAVING = month_of_life.DEATH | month_of_life.WLZ
HALF_A_YEAR = 6
"""By how many months a donor is younger than who does not age."""


class Demography(Process):
    """Ageing, death, birth, moves, households, long-term care, limitation and life events."""

    name: ClassVar[str] = "demography"
    Parameters = LifeParameters
    publishes = (WLZ_HAZARD, EVENT_HAZARD, SEPARATION_AFTERMATH, AGEING)

    def __init__(self, town: World, parameters: LifeParameters) -> None:
        super().__init__(town, parameters)
        self.by_age = hazards_by_age(self.p)
        self.most_by_age = bounds_by_age(self.by_age, self.p)
        self._tilted, self._births_later = self.by_age["death"].copy(), self.by_age["birth"].copy()
        self.traits = TraitParameters().as_record()[0]
        self.networks = NetworkParameters().as_record()[0]
        self._rates_stand = False
        self._events = np.zeros(0, np.uint16)
        self._ring: Ring | None = None
        self._places(town)

    def _places(self, town: World) -> None:
        """Keep the homes of the town, the nature of their residents, the education of newcomers."""
        self._homes = homes_of(town.data, newcomers.ages_of_heads(self.p))
        self._natures = natures_of(town.data, self.p)
        levels = [
            town.data.indicators[f"persons with {level} education"]
            for level in ("low", "middle", "high")
        ]
        self._education = _cumulated(levels)

    def prepare(self, town: World) -> None:
        """Let the warm-up begin in the nature of each place and the health of each age."""
        lay_on(town.residents, self._natures)
        start_health(town.residents, int(town.seed))

    # -- the month --------------------------------------------------------------------------

    def step(self, town: World) -> None:
        """Run one month: mark in parallel, then apply in order of uid."""
        month, people = month_key(town.month), town.residents
        town.state.demography.counts[:] = 0
        if len(self._events) != len(people):
            self._events = np.zeros(len(people), np.uint16)
        if not self._rates_stand:  # after the warm-up no rate moves any more
            self._live_by_the_table(town)
            self._have_children(town)
            self._keep_places_apart(town)
            self._rates_stand = not town.warming_up
        check = month_of_life.run_month(
            town.seed, month, people.records, people.needs,
            town.households.records, town.state.programmes.table, self.by_age,
            self.most_by_age, self.values(town), self.numbers,
            town.numbers.wellbeing, self.places, self._events,
        )  # fmt: skip
        struck = np.flatnonzero(self._events != 0)
        struck = struck[np.argsort(people.records["uid"][struck])]
        self._find_ring(town, check)
        self._come_of_age(town, struck)
        self._stand_still(town, month, self._who(struck, _LEAVING, month_of_life.HELD_STILL))
        self._stay_as_old(town, month, struck)
        leavers = self._who(struck, month_of_life.LEAVES_TOWN, month_of_life.HELD_STILL)
        if len(leavers):
            renewed = renewal.who_is_renewed(town, leavers)
            renewal.renew(town, renewed, self.by_age, self.parameters)
            self._acquaint(town, renewed)
        dead = self._leave_home_for_good(town, struck)
        kin.begin_ties(town, self._who(struck, month_of_life.TIES_BEGIN), self.networks)
        self._people_move(town, month, struck, dead)
        self._free_households(town)
        month_of_life.look_around(people.records, town.households.records)

    def _live_by_the_table(self, town: World) -> None:
        """Scale hazards of death to the life table; the scale of the warm-up's end stands."""
        scale = town.state.demography.death_scale
        if town.warming_up or not scale.any():
            scale[:] = life_table.scale_of(town, self._tilted, self.p)
        self.by_age["death"] = life_table.deaths_by_age(self._tilted, scale)
        self.most_by_age["death"] = most_deaths(self.by_age["death"], self.p)

    def _have_children(self, town: World) -> None:
        """Let more children be born before 2021 than later."""
        ratio = self.parameters.fertility_before_2021 if town.warming_up else 1.0
        self.by_age["birth"] = self._births_later * ratio
        self.most_by_age["birth"] = most_births(self.by_age["birth"], self.p)

    def _keep_places_apart(self, town: World) -> None:
        """Keep insecurity by place and age in balance; the scale of the warm-up's end stands."""
        scale = town.state.demography.insecurity_scale
        if town.warming_up or not scale.any():
            scale[:] = incomes.scale_of(town, self.p)
        self.places = incomes.places_of(self._homes, scale)
        self.most_by_age["income"] = most_incomes(incomes.highest_fall(self.places), self.p)

    def _who(self, struck: NDArray[np.int64], any_of: int, and_of: int = 0) -> NDArray[np.int64]:
        """Return those marked with any bit of the first and all of the second; HELD_STILL apart."""
        bits = self._events[struck]
        held = bits & month_of_life.HELD_STILL > 0
        return struck[(bits & any_of > 0) & (held == bool(and_of))]

    def _find_ring(self, town: World, check: np.int64) -> None:
        """Make the ring anew unless it holds exactly the residents of whom the month was run."""
        if self._ring is None or self._ring.check() != check:
            self._ring = Ring(town.residents.records)

    def _come_of_age(self, town: World, struck: NDArray[np.int64]) -> None:
        homes, r = town.households.records, town.residents.records
        adults = struck[self._events[struck] & month_of_life.OF_AGE > 0]
        home = r["household"][adults]
        home = home[home >= 0]
        np.add.at(homes["adults"], home, np.uint8(1))
        np.subtract.at(homes["children"], home, np.uint8(1))

    def _stand_still(self, town: World, month: np.int64, victims: NDArray[np.int64]) -> None:
        """Give those who would have left the state and ties of a donor."""
        if not len(victims):
            return
        p, people, ring = self.parameters, town.residents, self._ring
        victims, givers = donors.found(town, month, victims, self._events, _LEAVING, ring, p)
        ties = people.tie_other, people.tie_strength, people.tie_kind
        donors.take_ties(victims, givers, people.records, *ties)
        donors.take_state(town, victims, givers)

    def _stay_as_old(self, town: World, month: np.int64, struck: NDArray[np.int64]) -> None:
        """Give those who do not age the state of somebody half a year younger, once a year.

        They live a year at the hazards of their age: without this, limitations and needs would pile
        up at each age. The donor has lived half a year, on average, since it took over a state
        itself: so a year is taken off. Who has an application under way is left alone.
        """
        victims = self._who(struck, month_of_life.A_YEAR_BACK, month_of_life.HELD_STILL)
        if not len(victims):
            return
        r, p, ring = town.residents.records, self.parameters, self._ring
        alone = (r["cases"][victims] > 0) | (self._events[victims] & _LEAVING > 0)
        victims = victims[~alone & (r["status"][victims] == Status.HOME)]
        marked = _LEAVING | month_of_life.A_YEAR_BACK
        pairs = donors.found(town, month, victims, self._events, marked, ring, p, HALF_A_YEAR)
        donors.take_state(town, *pairs)

    def _leave_home_for_good(self, town: World, struck: NDArray[np.int64]) -> NDArray[np.int64]:
        """Let residents die or enter long-term care; return the dead, still to be erased."""
        people, homes = town.residents, town.households.records
        dead = self._who(struck, month_of_life.DEATH)
        admitted = self._who(struck, month_of_life.WLZ)
        r = people.records
        clients = admitted[r["products"][admitted] > 0]
        for who, what in (
            (dead, DemographyCount.DEATHS), (admitted, DemographyCount.TO_LONG_TERM_CARE),
            (clients, DemographyCount.OF_CLIENTS_TO_LONG_TERM_CARE),
        ):  # fmt: skip
            _count(town, r["area"][who], what)
        removals.bereave(dead, r, homes, int(self.parameters.event_months))
        removals.admit(
            admitted, r, people.needs.held, homes, people.tie_other, people.tie_kind,
            int(self.parameters.event_months),
        )  # fmt: skip
        removals.clear_files(town, admitted)
        return dead

    # -- moves ------------------------------------------------------------------------------

    def _people_move(
        self, town: World, month: np.int64, struck: NDArray[np.int64], dead: NDArray[np.int64]
    ) -> None:
        """Let households share, leave, part and form; let children be born and newcomers arrive."""
        people = town.residents
        struck = struck[people.records["status"][struck] == Status.HOME]
        gone = self._share_and_leave(town, struck)
        uids_gone = self._erase(town, np.concatenate([dead, gone]))
        struck = struck[people.records["status"][struck] == Status.HOME]
        former, partners = people.records["household"].copy(), people.records["partner"].copy()
        self._households_change(town, month, struck)
        kin.keep_ties(town, former, partners, self.networks)
        new = np.concatenate([self._births(town, struck), self._arrivals(town, month)])
        ring = self._ring
        assert ring is not None
        ring.renew(uids_gone, people.records["uid"][new], new)

    def _share_and_leave(self, town: World, struck: NDArray[np.int64]) -> NDArray[np.int64]:
        """Mark households, let members follow, and return all who leave the town, by uid."""
        people, homes = town.residents, town.households.records
        r = people.records
        household_moves.join_mothers(r, homes)
        leavers = self._who(struck, month_of_life.LEAVES_TOWN)
        child = parenthood.leaves_alone(r, homes, leavers)
        turned = struck[self._events[struck] & month_of_life.INCOME > 0]
        turned_bit = np.where(
            r["insecure"][turned] > 0, month_of_life.SECURING, month_of_life.LOSING
        )
        parting = self._who(struck, month_of_life.PARTS)
        marks = (
            (r["household"][leavers[~child]], month_of_life.LEAVING),
            (r["household"][parting], month_of_life.SEPARATING),
            (r["household"][turned], turned_bit),
        )
        for home, bit in marks:
            np.bitwise_or.at(homes["leaving"], home, np.asarray(bit, np.uint8))
        goes = np.zeros(len(people), np.bool_)
        aftermath = np.rint(self.values(town)["separation_aftermath"]).astype(np.int64)
        month_of_life.follow_household(r, homes, aftermath, goes)
        for home, _ in marks:
            homes["leaving"][home] = 0
        goes[leavers[child]] = 1
        parenthood.mark_children(leavers[child], r, goes)
        gone = np.flatnonzero(goes)
        gone = gone[np.argsort(r["uid"][gone])]
        _count(town, r["area"][gone], DemographyCount.DEPARTURES)
        removals.move_out(gone, r, homes)
        return gone

    def _erase(self, town: World, gone: NDArray[np.int64]) -> NDArray[np.int64]:
        """Empty the slots of the dead and departed and return their uids."""
        people = town.residents
        uids = people.records["uid"][gone]
        removals.empty_slots(town, gone)
        people.free.extend(gone.tolist())
        return uids

    def _households_change(self, town: World, month: np.int64, struck: NDArray[np.int64]) -> None:
        """Let couples part, then adult children leave home and singles pair."""
        r, ring = town.residents.records, self._ring
        assert ring is not None
        deciders = self._who(struck, month_of_life.PARTS)
        seekers = self._who(struck, month_of_life.PAIRS | month_of_life.LEAVES_HOME)
        leaves = self._events[seekers] & month_of_life.LEAVES_HOME > 0
        free = self._take_free(town.households, len(deciders) + len(seekers))
        aftermath = np.rint(self.values(town)["separation_aftermath"]).astype(np.int64)
        used = household_moves.part(
            town.seed, month, deciders, r, town.households.records, free,
            self._homes, aftermath,
        )  # fmt: skip
        more, self.pairs = household_moves.settle(
            town.seed, month, seekers, leaves, r, town.households.records, free[used:],
            self._homes, ring.uids, ring.slots,
            stretch(self.parameters.singles_met, town.size), self.numbers,
        )  # fmt: skip
        self._give_back(town.households, free, used + more)

    def _births(self, town: World, struck: NDArray[np.int64]) -> NDArray[np.int64]:
        """Let children be born; return their slots."""
        people = town.residents
        mothers = self._who(struck, month_of_life.BIRTH)
        slots = self._take_free(people, len(mothers))
        born = newcomers.bear(
            town.seed, mothers, people.records, town.households.records, slots,
            removals.BLANK, self._natures, self.numbers, self.traits,
        )  # fmt: skip
        self._give_back(people, slots, born)
        _count(town, people.records["area"][slots[:born]], DemographyCount.BIRTHS)
        return slots[:born]

    def _arrivals(self, town: World, month: np.int64) -> NDArray[np.int64]:
        """Let households move in; return the slots of their members."""
        people = town.residents
        count = self.households_to_arrive(town)
        slots = self._take_free(people, count * newcomers.MOST_MEMBERS)
        homes = self._take_free(town.households, count)
        n = newcomers.arrive(
            town.seed, month, count, people.records, town.households.records, slots, homes,
            removals.BLANK, self.by_age, self._homes, self._education, self._natures,
            self.numbers, self.traits,
        )  # fmt: skip
        self._give_back(people, slots, n)
        self._acquaint(town, slots[:n])
        _count(town, people.records["area"][slots[:n]], DemographyCount.ARRIVALS)
        return slots[:n]

    def _acquaint(self, town: World, who: NDArray[np.int64]) -> None:
        """Let those who moved in have kin and get to know a few."""
        people, ring = town.residents, self._ring
        assert ring is not None
        newcomers.acquaint(
            town.seed, who, people.records, people.tie_other, people.tie_strength,
            people.tie_kind, ring.uids, ring.slots,
            stretch(self.parameters.arrival_candidates, town.size), self.numbers, self.networks,
        )  # fmt: skip

    def households_to_arrive(self, town: World) -> int:
        """Return how many households move in: by month and size of the town, not by the world.

        Where ageing is held still for a share of the town, as many fewer come.
        """
        p = self.parameters
        if town.warming_up:
            rate = p.arrivals_before_2021
        else:
            later = year_of(town.month) >= _FIRST_YEAR_LATER
            rate = p.arrivals_later if later else p.arrivals_until_2023
        moving = float(average(self.values(town)["ageing"], town.area_weights))
        amount = town.size * rate / 12 / p.arrival_household_size * moving
        u = uniforms(int(town.seed), np.zeros(1, np.int64), ARRIVALS, town.month)[0]
        return int(amount) + int(u < amount - int(amount))

    # -- slots ------------------------------------------------------------------------------

    @staticmethod
    def _take_free(table: Any, n: int) -> NDArray[np.int64]:
        """Take n empty slots from a table's list."""
        table.grow(n)
        taken = table.free[len(table.free) - n :][::-1]
        del table.free[len(table.free) - n :]
        return np.array(taken, np.int64)

    @staticmethod
    def _give_back(table: Any, slots: NDArray[np.int64], used: int) -> None:
        table.free.extend(slots[used:][::-1].tolist())

    def _free_households(self, town: World) -> None:
        """Empty the slots of households that nobody is left in."""
        homes = town.households.records
        empty = np.flatnonzero(
            (homes["adults"] == 0) & (homes["children"] == 0) & (homes["uid"] != 0)
        )
        homes[empty] = np.zeros((), homes.dtype)
        town.households.free.extend(empty.tolist())


def _count(town: World, areas: NDArray[np.uint8], what: DemographyCount) -> None:
    counts = town.state.demography.counts
    counts[:, what] += np.bincount(areas, minlength=len(counts))


def _cumulated(shares: Any) -> NDArray[np.float64]:
    total = np.cumsum(np.asarray(shares, np.float64))
    return np.asarray(total / total[-1])
