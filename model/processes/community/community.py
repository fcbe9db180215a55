"""The community layer: who knows a free place, wishes to come, gets a seat; what a visit does."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.columns import Columns
from agents.compiled import kernel, prange, rule, serial
from agents.facilities import facility_dtype
from agents.records import records
from agents.vocabulary import ADULT_MONTHS, NOBODY, Domain, Status
from model.draws import ABOVE_ROUNDING, decision, four_uniforms, four_words_of_chunk
from model.facility_type import FacilityType
from model.process import Process
from model.processes.community.knowing import learn_places, mark_hearers
from model.processes.community.seats import (
    ORDER,
    ROUND,
    STAY,
    allot_seats,
    give_up_seats,
    meet_visitors,
    tally_visitors,
)  # fmt: skip
from model.processes.community.visiting import (
    MONTHS_A_YEAR,
    TINY,
    CommunityParameters,
    highest_wish,
    leave_chance,
    membership,
    nearness,
    volunteering,
)  # fmt: skip
from model.processes.community.wishing import choose_place, keep_waiting
from model.processes.keyed_order import keyed_order
from model.processes.sampled_demand import lump
from model.processes.wellbeing import is_lonely, is_severely_lonely
from model.registry import scan
from model.values import NamedValue
from model.world import World

SEATS = NamedValue("community.seats", 1.0, "ratio", "factor on seats per daypart")
OPENING = NamedValue("community.opening", 1.0, "ratio", "factor on dayparts a week")
VISIBILITY = NamedValue("community.visibility", 1.0, "ratio", "factor on being noticed")
WISH = NamedValue("community.wish", 0.0, "logit", "wish to come", low=-10.0, high=10.0)
EFFECTIVENESS = NamedValue("community.effectiveness", 1.0, "ratio", "factor on what a visit meets")
VOLUNTEER_UPTAKE = NamedValue(
    "community.volunteer_uptake", 1.0, "ratio", "factor on becoming a volunteer",
)  # fmt: skip
JOINING = NamedValue("community.joining", 1.0, "ratio", "factor on joining an association")
STAFF_RECALL = NamedValue("community.staff_recall", 1.0, "ratio", "factor on what staff recognise")
VISITS_ALLOWED = NamedValue(
    "community.visits_allowed", 1.0, "share", "places open at all", high=1.0,
)  # fmt: skip

SEEK_PLACE = decision("community.seek_place")
TAKE_PART = decision("community.take_part")
CHUNK = 256


@rule
def stay_away(resident):
    """Take a resident off every place and list: it left home, or is a child."""
    resident.visits = resident.meets = resident.waits_at = np.int8(-1)


@rule
def keep_coming(resident, need, facilities, leave, leave_meeting, p):
    """End the visits to a place that closed or that the resident had enough of.

    Its waiting list ends with a place.
    """
    chance = leave_chance(resident, need, p)
    if resident.visits >= 0 and (not facilities[resident.visits].open or leave < chance):
        resident.visits = np.int8(-1)
    if resident.meets >= 0 and (not facilities[resident.meets].open or leave_meeting < chance):
        resident.meets = np.int8(-1)
    if resident.waits_at >= 0 and not facilities[resident.waits_at].open:
        resident.waits_at = np.int8(-1)


@rule
def may_want_seat(resident, wish, pull, p):
    """Say whether a resident may want a seat this month, by what costs little to see.

    Most know no place, and most draws lie above all that places can reach in this postcode.
    """
    moved = resident.knows != 0 and wish < pull * highest_wish(resident, p)
    return moved or resident.invited >= 0 or resident.waits_at >= 0


@rule
def wish_of(resident, need, facilities, near, wish, accept, here, month, seed, p, wellbeing):
    """Return the place at which a resident wants a seat this month, or -1."""
    if resident.waits_at >= 0:
        keep_waiting(resident, facilities, month, seed, p)
    lonely = is_lonely(resident.loneliness, wellbeing)
    severe = is_severely_lonely(resident.loneliness, wellbeing)
    return choose_place(
        resident, need, facilities, near, lonely, severe, wish, accept, here, seed, p
    )


@kernel
def _take_part(residents, needs, published, tie_other, tie_strength, facilities, near, programmes,
               hears, sight, pull, values, month, seed, numbers, wellbeing_numbers, wishes, comes,
               shown, any_day_place):  # fmt: skip
    n = len(residents)
    for chunk in prange(-(-n // CHUNK)):
        p, wellbeing = numbers[0], wellbeing_numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        part = four_words_of_chunk(residents, first, last, seed, month, TAKE_PART)
        seek = four_words_of_chunk(residents, first, last, seed, month, SEEK_PLACE)
        for i in range(first, last):
            wishes[i], comes[i] = -1, False
            resident = residents[i]
            shown[i] = resident.invited
            if resident.status != Status.HOME or resident.age_months < ADULT_MONTHS:
                stay_away(resident)
                continue
            here = values[resident.area]
            need = needs[i, Domain.MEETING]
            leave, volunteer, member, leave_meeting = four_uniforms(part, i - first)
            if resident.visits >= 0 or resident.meets >= 0 or resident.waits_at >= 0:
                keep_coming(resident, need, facilities, leave, leave_meeting, p)
            comes[i] = resident.visits >= 0 or resident.meets >= 0
            joined = programmes[resident.programme]
            resident.volunteer = volunteering(
                resident, volunteer, here.volunteer_uptake, joined.volunteers, p
            )
            resident.member = membership(resident, member, here.joining, joined.joins, p)
            if resident.open_needs >> Domain.MEETING & 1:
                company = p.association_effect * here.visits_allowed
                need.community = company if resident.member else 0.0
            if any_day_place and resident.age_months >= p.wish_age * 12.0:
                know, wish, accept, _ = four_uniforms(seek, i - first)
                row = resident.postcode
                if hears[i] or know < sight[row] * here.visibility:
                    learn_places(
                        resident, i, facilities, near[row], hears[i], published, tie_other,
                        tie_strength, know, here, p,
                    )  # fmt: skip
                if may_want_seat(resident, wish, pull[row], p):
                    wishes[i] = wish_of(
                        resident, need, facilities, near[row], wish, accept, here, month, seed, p,
                        wellbeing,
                    )  # fmt: skip


@serial
def measure_nearness(facilities, places_xy, near):
    """Write the nearness of every place to every postcode: they are few, residents are many."""
    for row in range(len(places_xy)):
        for k in range(len(facilities)):
            if facilities[k].catchment_km > 0.0:
                near[row, k] = nearness(facilities[k], places_xy[row, 0], places_xy[row, 1])


class Community(Process):
    """Free places: knowledge, wish, seats, visits, new ties, volunteers."""

    name = "community"
    Parameters = CommunityParameters
    publishes = (
        SEATS, OPENING, VISIBILITY, WISH, EFFECTIVENESS, VOLUNTEER_UPTAKE, JOINING, STAFF_RECALL,
        VISITS_ALLOWED,
    )  # fmt: skip

    def prepare(self, town: World) -> None:
        """Lay the table for the month before the first."""
        self._lay_places(town)
        self._set_month(town)

    def resume(self, town: World) -> None:
        """Lay the table again, for places that a branched world has more."""
        self.prepare(town)

    def _lay_places(self, town: World) -> None:
        """Lay what holds of every place in every month, and how near it is to every postcode."""
        types = scan("model.facilities", FacilityType)
        # The town's own first, then in the order of opening: the same however levers are ordered.
        keys = [(f.plan.lever != "none", f.plan.start, f.number) for f in town.facilities]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._always = table = records(max(1, len(town.facilities)), facility_dtype)
        table["turn"][: len(order)] = order
        for row, facility in zip(table, town.facilities, strict=False):
            kind, plan = types[facility.plan.type], facility.plan
            numbers = town.facility_numbers[plan.type].model_dump() | dict(plan.features)
            for field in numbers.keys() & set(facility_dtype.names or ()):
                row[field] = numbers[field]
            row["number"], row["area"] = facility.number, plan.area
            row["x_km"], row["y_km"] = facility.x_km, facility.y_km
            for field in ("day_place", "stands_in", "for_dementia", "town_wide"):
                row[field] = getattr(kind, field)
            row["from_months"] = self.p.wish_age * MONTHS_A_YEAR
            row["origins"] = sum(1 << origin for origin in kind.origins)
            row["lever"] = town.lever_of(plan.lever)
            if kind.day_place:
                row["seats"], row["dayparts"] = facility.seats_per_daypart, plan.dayparts_week
        where = town.data.postcode_km
        near = np.ones((len(where), len(table)))
        measure_nearness(table, where, near)
        town.state.community.near = near

    def _set_month(self, town: World) -> None:
        """Lay this month's numbers of every place."""
        mine, n = town.state.community, len(town.facilities)
        mine.table = whole = self._always.copy()
        table, here = whole[:n], self.values(town)[whole["area"][:n]]
        table["open"] = [facility.is_open(town.month) for facility in town.facilities]
        table["open"] &= here["visits_allowed"] > 0.5
        table["effectiveness"] = np.minimum(1.0, table["effectiveness"] * here["effectiveness"])
        table["staff_recall"] *= here["staff_recall"]
        # Regular participants that fit: each may come on `visits_week` of the dayparts and has a
        # seat on all of them.
        has_seats, room = table["day_place"] > 0, np.zeros(n)
        np.multiply(table["seats"], here["seats"], out=table["seats"], where=has_seats)
        np.multiply(table["dayparts"], here["opening"], out=table["dayparts"], where=has_seats)
        seats = table["seats"] * table["dayparts"]
        np.divide(seats, table["visits_week"], out=room, where=has_seats)
        manned = self._manned(town, table, table["volunteers_per_place"] * room)
        alone = table["places_without_volunteers"]
        kept_open = alone + (1.0 - alone) * np.minimum(1.0, manned)
        mine.room = room * kept_open
        table["dayparts"] *= kept_open
        places = np.maximum(0.0, mine.room + mine.seat_credit[:n])
        table["places"] = town.all_rounded(places, table["number"])

    @staticmethod
    def _manned(
        town: World, table: NDArray[Any], wanted: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the volunteers of each place over those it wants.

        A place of a smaller town has few: their lumps are evened with those of all places.
        """
        volunteers = town.state.community.volunteers[: len(table)]
        open_ = table["open"] > 0
        usual = volunteers[open_].sum() / max(TINY, wanted[open_].sum())
        manned = volunteers / np.maximum(TINY, wanted)
        return manned - lump(manned, np.full(len(table), usual), town.scale)

    def _reach(
        self, table: NDArray[Any], nearness: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return, by postcode, how visible and how near all open day places are together.

        No resident exceeds them: a place that is meant for others pulls less, never more.
        """
        near = nearness * ((table["open"] & table["day_place"]) > 0)
        sight = self.p.know_visible * (near * table["visibility"]).sum(axis=1)
        return sight * ABOVE_ROUNDING, near.sum(axis=1) * ABOVE_ROUNDING

    def step(self, town: World) -> None:
        """Run one month of the community layer."""
        residents, mine = town.residents, town.state.community
        self._set_month(town)
        table = mine.table
        wishes, shown = np.empty((2, len(residents)), np.int8)
        comes = np.empty(len(residents), np.bool_)
        any_day_place = bool((table["open"] & table["day_place"]).any())
        hears = np.zeros(len(residents), np.bool_)
        mark_hearers(residents.published, residents.tie_other, hears)
        sight, pull = self._reach(table, mine.near)
        _take_part(
            residents.records, residents.needs, residents.published, residents.tie_other,
            residents.tie_strength, table, mine.near, town.state.programmes.table, hears,
            sight, pull, self.values(town), np.int64(town.month), town.seed, self.numbers,
            town.numbers.wellbeing, wishes, comes, shown, any_day_place,
        )  # fmt: skip
        mine.counts = np.zeros_like(mine.counts)
        self._allot(town, np.flatnonzero(comes), wishes, np.flatnonzero(shown >= 0))
        self._keep_unused(town)

    def _allot(
        self,
        town: World,
        stay: NDArray[np.intp],
        wishes: NDArray[np.int8],
        shown: NDArray[np.intp],
    ) -> None:
        """Give seats to those who stay and wish, and let all visitors of the month meet."""
        residents, mine, table = town.residents, town.state.community, town.state.community.table
        people, month, seed = residents.records, np.int64(town.month), town.seed
        wish = np.flatnonzero(wishes >= 0)
        wishing = self._in_turn(
            people, wishes, keyed_order(wish, people["uid"], int(seed), ORDER, town.month)
        )
        staying = keyed_order(stay, people["uid"], int(seed), STAY, town.month)
        give_up_seats(people, table, staying)
        allot_seats(people, table, wishes, wishing, staying, month, self.p, mine.counts)
        over = shown[people["waits_at"][shown] != people["invited"][shown]]
        people["invited"][over] = NOBODY
        either = np.union1d(stay, wish)
        visiting = either[(people["visits"][either] >= 0) | (people["meets"][either] >= 0)]
        visitors = keyed_order(visiting, people["uid"], int(seed), ROUND, town.month)
        meet_visitors(
            people, residents.tie_other, residents.tie_strength, residents.tie_kind, visitors,
            month, seed, self.p,
        )  # fmt: skip
        tally_visitors(
            people, residents.needs, table, visitors, month, seed, self.p, mine.participants,
            mine.volunteers, mine.visits, mine.counts,
        )  # fmt: skip

    @staticmethod
    def _in_turn(
        people: Columns, wishes: NDArray[np.int8], order: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Return those who wish a seat, who waits for it longest first, newcomers last."""
        waits = people["waits_at"][order] == wishes[order]
        since = np.where(waits, people["waits_since"][order], np.iinfo(np.int16).max)
        return order[np.argsort(since, kind="stable")]

    def _keep_unused(self, town: World) -> None:
        """Let seats that stay empty for want of a wish this month be filled later.

        In a smaller town a month may bring a place nobody; in the municipality those who wish in
        other months' lumps would have come. Up to one seat is kept, or owed, for a usual stay.
        """
        mine = town.state.community
        open_ = mine.table["open"][: len(mine.room)] > 0
        unused = lump(mine.room, mine.participants.astype(np.float64), town.scale)
        kept = mine.seat_credit + self.p.attrition * unused
        mine.seat_credit = np.where(open_, np.clip(kept, -1.0, 1.0), 0.0)
