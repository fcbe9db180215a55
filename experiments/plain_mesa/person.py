"""A resident as a Mesa agent: what it is, whom it knows, what it needs."""

from collections.abc import Iterable
from typing import Any, ClassVar

import mesa

from agents.base import Counters
from agents.needs import BLANK_NEED
from agents.residents import resident_dtype
from agents.ties import SLOTS
from agents.vocabulary import ADULT_MONTHS, NOBODY, Domain, Status
from experiments.plain_mesa.state import (
    NO_NEED,
    NO_NEEDS,
    Line,
    Need,
    Public,
    Record,
    Tie,
    casts_of,
)  # fmt: skip
from model.draws import uniform

DOMAINS = tuple(range(len(Domain)))


def add_up(amounts: Iterable[float]) -> float:
    """Return the sum as the core adds up: from Python 3.12 on `sum` mends what rounding loses."""
    total = 0.0
    for amount in amounts:
        total += amount
    return total


class Person(Record, mesa.Agent):  # type: ignore[misc]
    """A resident, before the chapters of the month are added to it.

    Its attributes are those of `agents.residents.resident_dtype`. Where these point at somebody
    they hold the number of that resident in `model.people`, NOBODY without one.

    Attributes
    ----------
    slot : int
        Its own number.
    needs : list of Need
        By Domain; `NO_NEED` where there is none.
    ties : list of (Tie or None)
        At most 16: a new tie takes the first empty place.
    public : Public
        What others know of it.
    """

    casts = casts_of(resident_dtype)
    helper_a: int
    helper_b: int
    _ids: ClassVar[Counters] = Counters()

    def __init__(self, town: Any, slot: int) -> None:
        mesa.Agent.__init__(self, town)
        self.slot = slot
        self.needs: list[Need] = list(NO_NEEDS)
        self.ties: list[Tie | None] = [None] * SLOTS
        self.public = Public()

    @property
    def at_home(self) -> bool:
        """Whether it lives at home, not in long-term care."""
        return bool(self.status == Status.HOME)

    @property
    def grown_up(self) -> bool:
        """Whether it is of age."""
        return bool(self.age_months >= ADULT_MONTHS)

    @property
    def home(self) -> Any:
        """Its household; of who has none, the last one, as a table would read it."""
        return self.model.homes[self.household]

    @property
    def joined(self) -> Line:
        """The programme it takes part in; a line that does nothing without one."""
        return self.model.programme_lines[self.programme]

    def here(self, process: str) -> Line:
        """Return the values that hold for a process in its area this month."""
        return self.model.lines[process][self.area]

    def has(self, domain: int) -> bool:
        """Say whether a need is open."""
        return bool(self.open_needs >> domain & 1)

    def begin_need(self, domain: int) -> Need:
        """Return the need in a domain, a new one where there is none."""
        if self.needs[domain] is NO_NEED:
            self.needs[domain] = Need(BLANK_NEED[0])
        return self.needs[domain]

    def tie_to(self, other: int) -> Tie | None:
        """Return the tie to somebody."""
        return next((tie for tie in self.ties if tie and tie.other == other), None)

    def friends(self) -> list[tuple[Tie, Any]]:
        """Return its ties, each with who is at the other end."""
        return [(tie, self.model.people[tie.other]) for tie in self.ties if tie]

    def become_tied(self, other: Any, strength: float, kind: int) -> bool:
        """Tie both, where they are not tied yet and have room; say whether it was done."""
        room = None in self.ties and None in other.ties
        if other is self or self.tie_to(other.slot) or not room:
            return False
        for one, another in ((self, other), (other, self)):
            one.ties[one.ties.index(None)] = Tie(another.slot, strength, int(kind))
        return True

    def somebody(self, slot: int) -> Any:
        """Return the resident of a number, None for NOBODY."""
        return None if slot == NOBODY else self.model.people[slot]


def in_keyed_order(town: Any, who: Iterable[Person], what: int) -> list[Person]:
    """Return residents in the order of a draw of each one's own: that in which scarce places go."""

    def turn(one: Any) -> tuple[float, int]:
        return uniform(town.seed, one.uid, town.month, what, 0), one.uid

    return sorted(who, key=turn)
