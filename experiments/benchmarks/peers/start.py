"""The reduced model that both forms follow: its parameters and its start.

A resident has an age, an area (0 to 4), hours a week it can give, a severity of need (0: none), one
helper or nobody, a layer (none, unmet, network, facility, institution), a place in the file of the
institution (none, queued, investigated, indicated), a strain, and up to 16 ties with a strength.
Others see of it one number only: the hours it could spare at the end of last month.

One month: ties fade; needs open, grow and end; files are decided; overloaded helpers quit; those in
need ask their four strongest ties; one tie, and that to the helper, is renewed; who is still unmet
applies at the facility and, after three months, at the institution; facilities admit up to their
visits, and visitors meet; investigations start, first in first out; help given makes strain, and
what can be spared is published. Nobody is born, dies or moves.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHARES = (0.30, 0.25, 0.20, 0.15, 0.10)
SLOTS = 16
NOBODY = OVERLOADED = -1
NO_NEED, UNMET, NETWORK, FACILITY, INSTITUTION = range(5)
NO_FILE, QUEUED, INVESTIGATED, INDICATED = range(4)
TOTALS = (
    "no_need", "unmet", "network", "facility", "institution", "queue", "overloaded", "ties",
    "severity",
)  # fmt: skip


class Numbers(NamedTuple):
    """Parameters of the reduced model: made up, of the size that a town has."""

    onset: float = 0.0005
    onset_by_age: float = 0.006
    onset_overloaded: float = 3.0
    severity_noise: float = 0.04
    drift: tuple[float, ...] = (0.0, 0.006, -0.003, -0.004, -0.008)
    recovered_below: float = 0.05
    granted_above: float = 0.3
    quits: float = 0.3
    willing: float = 0.08
    fades: float = 0.995
    dropped_below: float = 0.03
    contact: float = 0.05
    meeting: float = 0.1
    meets: float = 0.3
    applies: float = 0.6
    visits_per_resident: float = 0.006
    investigations_per_resident: float = 0.0006
    patience_months: int = 3
    strain: float = 0.15
    relief: float = 0.05
    able_below: float = 0.4


AS_SET = Numbers()


@dataclass(frozen=True)
class Start:
    """The town at the start.

    Attributes
    ----------
    area, age_months, capacity : array of int, shape [n]
    severity : array of float, shape [n]
    other : array of int, shape [n, SLOTS]
        With whom each tie is; NOBODY in an empty slot.
    strength : array of float, shape [n, SLOTS]
    visits : tuple of int
        Places a month in the facility of each area.
    """

    area: NDArray[np.int64]
    age_months: NDArray[np.int64]
    capacity: NDArray[np.int64]
    severity: NDArray[np.float64]
    other: NDArray[np.int64]
    strength: NDArray[np.float64]
    visits: tuple[int, ...]


def start(n: int, seed: int, numbers: Numbers = AS_SET) -> Start:
    """Return a town of n residents.

    Each resident has twelve ties on six rings: one along the ids of its area, three through its
    area in random order, two through the whole town.
    """
    rng = np.random.default_rng([seed, n])
    ends = np.floor(np.cumsum(SHARES) * n + 0.5).astype(np.int64)
    sizes = np.diff(ends, prepend=0)
    area = np.repeat(np.arange(len(SHARES)), sizes)
    age = rng.integers(0, 95 * 12, n)
    capacity = np.where(age < 16 * 12, 0, np.where(age >= 80 * 12, 3, 6 + rng.integers(0, 10, n)))
    severity = np.where(rng.random(n) < 0.1, 0.1 + 0.5 * rng.random(n), 0.0)
    other = np.full((n, SLOTS), NOBODY)
    for end, size in zip(ends, sizes, strict=True):
        ids = np.arange(end - size, end)
        for ring, order in enumerate([ids, *(rng.permutation(ids) for _ in range(3))]):
            _lay(other, order, 2 * ring)
    for ring in (4, 5):
        _lay(other, rng.permutation(n), 2 * ring)
    strength = np.zeros((n, SLOTS))
    low, width = np.repeat([0.5, 0.25, 0.1], [2, 6, 4]), np.repeat([0.4, 0.4, 0.3], [2, 6, 4])
    strength[:, :12] = low + width * rng.random((n, 12))
    visits = tuple(int(numbers.visits_per_resident * size) for size in sizes)
    return Start(area, age, capacity, severity, other, strength, visits)


def _lay(other: NDArray[np.int64], order: NDArray[np.int64], slot: int) -> None:
    """Tie each to the one before and the one behind in a ring."""
    other[order, slot], other[order, slot + 1] = np.roll(order, 1), np.roll(order, -1)
