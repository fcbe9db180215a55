"""What agents hold and pass around: needs, ties, what others know, homes, files, indications.

Attributes are those of the tables of `agents/`, by the same names. A whole number stays one; a
fraction is rounded to the 32 bits of its column whenever it is set, or two forms of one model would
drift apart in the eighth digit.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.cases import case_dtype
from agents.households import household_dtype
from agents.indications import indication_dtype
from agents.needs import BLANK_NEED, need_dtype
from agents.residents import published_dtype
from agents.ties import HELPING, KIND_BITS
from agents.vocabulary import N_DOMAINS, TieKind

Cast = Callable[[Any], Any]


def _to_32_bits(value: Any) -> float:
    return float(np.float32(value))


CASTS: dict[str, Cast] = {"f4": _to_32_bits, "f8": float}


def casts_of(dtype: np.dtype[Any]) -> dict[str, Cast]:
    """Return by field how a value is set: to 32 bits, as a fraction, or as a whole number."""
    return {name: CASTS.get(dtype[name].str[1:], int) for name in dtype.names or ()}


class Record:
    """Something with the attributes of a row of a table of the model.

    Parameters
    ----------
    row : record, optional
        What to take over; attributes are set later without it.
    """

    casts: ClassVar[dict[str, Cast]] = {}
    _values: ClassVar[Callable[[Any], tuple[Any, ...]]]

    def __init_subclass__(cls) -> None:
        cls._values = attrgetter(*cls.casts)

    def __init__(self, row: Any = None) -> None:
        if row is not None:
            self.be(row)

    def be(self, row: Any) -> None:
        """Take over all attributes from a row of the table."""
        self.__dict__.update(zip(self.casts, row.item(), strict=True))

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute as its column would hold it."""
        cast = self.casts.get(name)
        object.__setattr__(self, name, value if cast is None else cast(value))

    def row(self) -> tuple[Any, ...]:
        """Return the values of all attributes, in order of the table."""
        return type(self)._values(self)

    if TYPE_CHECKING:  # the table says which attributes there are

        def __getattr__(self, name: str) -> Any: ...


class Need(Record):
    """A need in one domain."""

    casts = casts_of(need_dtype)


class NoNeed(Need):
    """The need that is not there: who writes to it made a mistake."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse all but what it says already."""
        if value != getattr(self, name):
            raise TypeError(f"a rule set '{name}' of a need that is not there: it must ask first.")


NO_NEED = NoNeed(BLANK_NEED[0])
NO_NEEDS = (NO_NEED,) * N_DOMAINS


class Public(Record):
    """What others may know of a resident: the state at the end of last month."""

    casts = casts_of(published_dtype)


class Home(Record):
    """A household."""

    casts = casts_of(household_dtype)


BLANK_FILE, BLANK_INDICATION = np.zeros(1, case_dtype), np.zeros(1, indication_dtype)


class File(Record):
    """An application on its way through a desk or a team."""

    casts = casts_of(case_dtype)


class Indication(Record):
    """Indicated care, from grant to end."""

    casts = casts_of(indication_dtype)


class Tie:
    """A tie to somebody as one end holds it; the other end holds one of the same strength.

    Attributes
    ----------
    other : int
        Number of the resident at the other end.
    strength : float
        0..1, 32 bits.
    kind : int
        TieKind, and the mark that one of the two helps the other.
    """

    __slots__ = ("kind", "other", "strength")

    def __init__(self, other: int, strength: float, kind: int) -> None:
        self.other, self.kind = other, kind
        self.set(strength)

    def set(self, strength: float) -> None:
        """Set the strength, in 32 bits."""
        self.strength = _to_32_bits(strength)

    @property
    def sort(self) -> int:
        """The TieKind, without the mark."""
        return self.kind & int(KIND_BITS)

    @property
    def is_kin(self) -> bool:
        """Whether it is a tie of kin."""
        return self.sort == TieKind.KIN

    @property
    def helping(self) -> bool:
        """Whether one of the two helps the other."""
        return bool(self.kind & int(HELPING))

    def mark(self, helping: bool) -> None:
        """Set or clear the mark that one of the two helps the other."""
        self.kind = self.sort | (int(HELPING) if helping else 0)


class Line:
    """A row of a table of places, programmes or values, read by attribute."""

    def __init__(self, row: Any) -> None:
        for name in row.dtype.names:
            value = row[name]
            setattr(self, name, value if np.ndim(value) > 1 else value.tolist())

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


def lines_of(table: NDArray[Any]) -> list[Line]:
    """Return the rows of a table, each read by attribute."""
    return [Line(row) for row in table]
