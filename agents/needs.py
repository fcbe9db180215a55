"""Needs: a row for each need that there is, those of a resident side by side.

Seven domains times all residents would be seven times as much as there is. `needs[i, domain]` is
the row of a need; where there is none it is the blank first row, which nobody may write. A need
that begins gets its row from the process `needs`, which writes the table anew each month and leaves
out what has nothing to say any more.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled_needs import NeedsType
from agents.records import records
from agents.vocabulary import N_DOMAINS, NEVER

need_dtype = np.dtype(
    [
        ("severity", "f4"),  # 0 no need .. 1 heaviest: needs
        ("personal", "f4"),  # share met by the network, 0..1: personal_help
        ("community", "f4"),  # share met by a free facility: community
        ("short", "f4"),  # share met by short support of a desk or team: access
        ("formal", "f4"),  # share met by indicated care: care
        ("opened", "i2"),  # month of onset
        ("short_until", "i2"),  # month in which short support ends
        ("cooling_until", "i2"),  # no own request before this month
        ("referred_until", "i2"),  # no second referral to a free place before this month
        ("hand_overs", "u1"),  # desks passed since onset
        ("answered", "u1"),  # 0 not yet, else 1 + Layer of the first answer: publication
        ("layer", "u1"),  # 1 + Layer that carries it, 0 none, at the end of last month: publication
        ("layer_before", "u1"),  # the same a month earlier: publication
        ("indications", "u1"),  # indications held, waiting ones included
        ("guided", "u1"),  # the team guides without a decision until short_until: access
        ("asks_network", "u1"),  # the network was asked at a talk, until cooling_until: access
        ("requested", "u1"),  # Source + 1 of a request handed in this month, 0 none
    ],
    align=True,
)
BLANK_NEED = records(1, need_dtype)
for _name in ("opened", "short_until", "cooling_until", "referred_until"):
    BLANK_NEED[_name] = NEVER
BITS = np.array([[held >> d & 1 for d in range(N_DOMAINS)] for held in range(1 << N_DOMAINS)])
"""Which domains a byte of `held` holds, shape [128, 7]."""
HOW_MANY = BITS.sum(axis=1)
"""How many that are, shape [128]."""
_COMPILED = NeedsType(need_dtype)


class Needs:
    """The needs of all residents.

    Attributes
    ----------
    rows : structured array, shape [rows]
        The first is blank.
    first : int32 array, shape [slots]
        Row of the first need of each resident; the others follow in order of domain.
    held : uint8 array, shape [slots]
        Bit per Domain in which a resident has a row.
    end : int
        The first row that was never used.
    """

    _numba_type_ = _COMPILED

    def __init__(self, held: NDArray[np.uint8]) -> None:
        sizes = HOW_MANY[held]
        self.held = held
        self.first = (1 + np.cumsum(sizes) - sizes).astype(np.int32)
        self.end = 1 + int(sizes.sum())
        self.rows = records(self.end, need_dtype)
        self.rows[0] = BLANK_NEED[0]

    @classmethod
    def of(cls, rows: NDArray[Any], first: NDArray[np.int32], held: NDArray[np.uint8]) -> "Needs":
        """Return the table that consists of these arrays."""
        table = object.__new__(cls)
        table.rows, table.first, table.held, table.end = rows, first, held, len(rows)
        return table

    def parts(self) -> tuple[NDArray[Any], ...]:
        """Return what `of` makes an equal table of."""
        return self.rows[: self.end], self.first, self.held

    def __setattr__(self, name: str, value: Any) -> None:
        """Keep an array and where it begins in memory, for which every kernel asks."""
        object.__setattr__(self, name, value)
        if isinstance(value, np.ndarray):
            object.__setattr__(self, f"address_of_{name}", value.ctypes.data)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process, or be copied, as arrays: these begin elsewhere then."""
        return Needs.of, self.parts()

    def __len__(self) -> int:
        """Return the number of slots of residents."""
        return len(self.held)

    @property
    def nbytes(self) -> int:
        """Bytes that rows and places take."""
        return self.rows.nbytes + self.first.nbytes + self.held.nbytes

    def __getitem__(self, key: Any) -> Any:
        """Return the needs of a slot, or of (slot, domain) the row: a blank that none may write."""
        if isinstance(key, tuple):
            return self[key[0]][key[1]]
        if isinstance(key, str):
            raise TypeError(f"needs are no columns: ask for column('{key}').")
        return NeedsOf(self, range(len(self))[key])

    def places(self, slots: Any = slice(None)) -> NDArray[np.intp]:
        """Return the row of each domain, 0 where there is none: shape [slots, 7]."""
        bits = BITS[self.held[slots]]
        row = self.first[slots][:, None] + bits.cumsum(axis=1) - 1
        return np.where(bits > 0, row, 0).astype(np.intp)

    def column(self, name: str, slots: Any = slice(None)) -> NDArray[Any]:
        """Return an attribute by slot and domain, shape [slots, 7]; blank where there is no row."""
        return np.asarray(self.rows[name])[self.places(slots)]

    def add(self, slot: int, domain: int) -> Any:
        """Return the row of a need, a new one where there is none: for tests and notebooks."""
        held = int(self.held[slot])
        if not held >> domain & 1:
            old = [self[slot, d].copy() for d in range(N_DOMAINS) if held >> d & 1]
            self.make_room(len(old) + 1)
            self.held[slot] = held | 1 << domain
            self.first[slot] = self.end
            old.insert(int(HOW_MANY[held & (1 << domain) - 1]), BLANK_NEED[0])
            for row in old:
                self.rows[self.end] = row
                self.end += 1
        return self[slot, domain]

    def write(self, slots: Any, domain: int, **fields: Any) -> None:
        """Set attributes of a need of some residents, which begin without any others."""
        for slot in np.atleast_1d(slots):
            self.add(int(slot), domain)
        rows = self.places(np.atleast_1d(slots))[:, domain]
        for name, value in fields.items():
            self.rows[name][rows] = value

    def take(self, slots: NDArray[np.intp]) -> "Needs":
        """Return the table with other residents in the slots: those of some slots, each once."""
        return Needs.of(self.rows[: self.end].copy(), self.first[slots], self.held[slots])

    def equals(self, other: "Needs") -> bool:
        """Say whether another table says the same of every slot."""
        return len(self) == len(other) and all(
            np.array_equal(self.column(name), other.column(name)) for name in need_dtype.names or ()
        )

    def make_room(self, rows: int) -> None:
        """Make sure that so many rows can be used behind those in use."""
        missing = self.end + rows - len(self.rows)
        if missing > 0:
            larger = records(len(self.rows) + missing, need_dtype)
            larger[: self.end] = self.rows[: self.end]
            self.rows = larger

    def empty(self, sizes: NDArray[np.int64]) -> tuple["Needs", NDArray[np.int64]]:
        """Return a table without rows of its own yet for so many needs, and where each part begins.

        It shares `first` and `held` with this one, which is of no use once these are written.

        Parameters
        ----------
        sizes : int array
            How many needs each part of the slots will hold.
        """
        rows = records(1 + int(sizes.sum()), need_dtype)
        rows[0] = BLANK_NEED[0]
        return Needs.of(rows, self.first, self.held), 1 + np.cumsum(sizes) - sizes

    def copy(self) -> "Needs":
        """Return an equal table with memory of its own."""
        return self.enlarged(len(self))

    def enlarged(self, slots: int) -> "Needs":
        """Return an equal table with more slots, which have no needs."""
        first, held = np.zeros(slots, np.int32), np.zeros(slots, np.uint8)
        first[: len(self)], held[: len(self)] = self.first, self.held
        return Needs.of(self.rows[: self.end].copy(), first, held)

    def check(self) -> None:
        """Check that nobody wrote the blank row.

        Raises
        ------
        RuntimeError
            If somebody did: a rule wrote to a need that is not there.
        """
        if self.rows[:1].tobytes() != BLANK_NEED.tobytes():
            raise RuntimeError("a rule wrote to a need that is not there: it must ask first.")


class NeedsOf:
    """The needs of one resident, by domain."""

    __slots__ = ("needs", "slot")

    def __init__(self, needs: Needs, slot: int) -> None:
        self.needs, self.slot = needs, slot

    def __len__(self) -> int:
        """Return the number of domains."""
        return N_DOMAINS

    def __getitem__(self, domain: int) -> Any:
        """Return the row of a domain."""
        if not 0 <= domain < N_DOMAINS:
            raise IndexError(f"{domain} is no domain: there are {N_DOMAINS}.")
        held = int(self.needs.held[self.slot])
        if not held >> domain & 1:
            return _BLANK[0]
        before = int(HOW_MANY[held & (1 << domain) - 1])
        return self.needs.rows[int(self.needs.first[self.slot]) + before]


_BLANK = BLANK_NEED.copy()
_BLANK.flags.writeable = False
