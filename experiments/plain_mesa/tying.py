"""Tying: ties fade, contact keeps them, and who misses some makes new ones."""

from bisect import bisect_left
from typing import Any

import numpy as np

from agents.ties import SLOTS
from agents.vocabulary import Limitation, Status
from experiments.plain_mesa.person import Person, add_up, in_keyed_order
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import Tie
from model.draws import pair_of, uniform, uniform4
from model.process import Process
from model.process_state import TiesState
from model.processes.ties.tie_making import (
    BAND_YEARS,
    BANDS,
    FORM,
    FRIEND,
    NEIGHBOUR,
    ORIGIN,
    ring_of,
)  # fmt: skip
from model.processes.ties.ties import (
    ORDER,
    RING,
    contact_chance,
    decayed_and_met,
    missing_ties,
    own_draw,
    pair_draw,
)  # fmt: skip


class Tying(Person):
    """The chapter of ties."""

    def keep_ties(self) -> None:
        """Let each tie fade, and grow where the two met; drop what is too weak to be one."""
        strengths = []
        for place, tie in enumerate(self.ties):
            if tie is None:
                continue
            strength = self._kept(tie, self.model.people[tie.other])
            if strength < self.model.parameters["ties"].lost_below and not tie.helping:
                self.ties[place] = None
            else:
                tie.set(strength)
                strengths.append(strength)
        self.degree = len(strengths)
        self.tie_strength = add_up(strengths)

    def _kept(self, tie: Tie, other: Any) -> float:
        """Return the strength of a tie after this month: its other end finds the same."""
        p, me, them = self.model.parameters["ties"], self.public, other.public
        here, there = (self.model.lines["ties"][one.area] for one in (me, them))
        severe = Limitation.SEVERE in (me.limitation, them.limitation)
        most = p.contact * (here.contact + there.contact) / 2
        chance = contact_chance(tie.strength, most, severe, p)
        met = tie.helping or pair_draw(me.contact_word, them.contact_word) < chance
        keep = max(0.0, 1.0 - (here.decay + there.decay) / 2 * p.decay[tie.sort])
        gain = p.gain * p.kin_gain if tie.is_kin else p.gain
        return float(decayed_and_met(tie.strength, keep, gain, met))

    def looks_for_a_tie(self) -> bool:
        """Say whether it looks for a new tie this month: the more it misses, the likelier."""
        p = self.model.parameters["ties"]
        chance = p.forming * missing_ties(self, p) * self.here("ties").forming
        return bool(own_draw(self.public.contact_word) < chance)

    def make_a_tie(self) -> None:
        """Meet a friend of a friend, or a stranger of one's own age, place and origin."""
        town, p = self.model, self.model.parameters["ties"]
        way, u_a, u_b, start = uniform4(town.seed, self.uid, town.month, FORM, 0)
        place, u_kind, _, _ = uniform4(town.seed, self.uid, town.month, FORM, 1)
        if way < p.triad:
            other = self._friend_of_a_friend(u_a, u_b)
        else:
            other = self._stranger(ring_of(self, len(town.areas), u_a, u_b, p), place)
        if other is None:
            return
        near = other.postcode == self.postcode and u_kind < p.neighbour
        strength = min(1.0, p.start_low + p.start_spread * start)
        if self.become_tied(other, strength, int(NEIGHBOUR if near else FRIEND)):
            for one in (self, other):
                one.degree += 1
                one.tie_strength = np.float32(one.tie_strength) + np.float32(strength)

    def _may_tie(self, other: Any) -> bool:
        """Say whether somebody could become a tie: one who was open to ties, of another home."""
        if other is None or other is self or other.household == self.household:
            return False
        shown = other.public.open_to_ties and other.public.status == Status.HOME and other.at_home
        return bool(shown and other.degree < SLOTS and not self.tie_to(other.slot))

    def _friend_of_a_friend(self, u_friend: float, u_theirs: float) -> Any:
        """Return the first of one friend's ties, from a drawn place on, that may become a tie."""
        a, b = int(u_friend * SLOTS), int(u_theirs * SLOTS)
        friend = next((tie for tie in self.ties[a:] + self.ties[:a] if tie), None)
        if friend is None:
            return None
        theirs = self.somebody(friend.other).ties
        people = (self.somebody(tie.other) for tie in theirs[b:] + theirs[:b] if tie)
        return next((other for other in people if self._may_tie(other)), None)

    def _stranger(self, cell: int, u: float) -> Any:
        """Return somebody near in age and origin, among the first on the ring who are open."""
        town, p, rings = self.model, self.model.parameters["ties"], self.model.state.ties
        first, last = int(rings.start[cell]), int(rings.start[cell + 1])
        at, tried = bisect_left(rings.at, u, first, last), 0
        for step in range(min(last - first, int(p.strangers_passed))):
            place = at + step if at + step < last else at + step - (last - first)
            other = town.people[rings.ring[place]]
            if not self._may_tie(other) or other.uid != rings.uids[place]:
                continue
            apart = abs(self.age_months / 12 - other.public.age_years)
            pair = pair_of(self.uid, other.uid)
            if apart <= p.age_gap and (
                self.origin == other.public.origin
                or uniform(town.seed, pair, town.month, ORIGIN, 0) >= p.other_origin_rejected
            ):
                return other
            tried += 1
            if tried >= p.strangers_tried:
                return None
        return None


def close_rings(town: Any) -> TiesState:
    """Return, each January, the rings of residents who may be met: by area and age band."""
    youngest = (town.parameters["ties"].first_age - 1) * 12
    ring = sorted(
        (
            one.area * BANDS + min(one.age_months // (12 * BAND_YEARS), BANDS - 1),
            uniform(town.seed, one.uid, town.month // 12, RING, 0), one.uid, one.slot,
        )
        for one in town.everybody
        if one.at_home and one.sociability > 0 and one.age_months >= youngest
    )  # fmt: skip
    cells, at, uids, slots = (list(column) for column in zip(*ring, strict=True))
    starts = [bisect_left(cells, cell) for cell in range(len(town.areas) * BANDS + 1)]
    return TiesState(
        ring=np.array(slots, np.int32), start=np.array(starts, np.int64),
        uids=np.array(uids, np.int64), at=np.array(at, np.float64),
    )  # fmt: skip


def month(town: Any, process: Process) -> None:
    """Live the chapter: all ties move, in any order; then some make one, in a keyed order."""
    if town.month % 12 == 0:
        town.state.ties = close_rings(town)
    town.everybody.shuffle_do("keep_ties")
    looking = [one for one in town.everybody if one.looks_for_a_tie()]
    for one in in_keyed_order(town, looking, ORDER):
        one.make_a_tie()


read_plainly(__name__)
