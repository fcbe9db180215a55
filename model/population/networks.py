"""Personal networks at the start: kin in other households, neighbours, circles of friends, friends.

Every step sorts the ends of ties still wanted ("stubs") by a keyed place in a pool (district of the
town, origin, age, street) and ties neighbours in that order: assortative by construction, linear in
the number of residents, and the same whatever slots people have.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.compiled import serial
from agents.households import Households
from agents.residents import Residents
from agents.ties import SLOTS, add_tie
from agents.vocabulary import ADULT_MONTHS, NOBODY, Status, TieKind
from model.draws import decision, pair_of, uniform, uniform4, uniforms
from model.parameters import Parameters, par
from model.population.wished_ties import wishes_of

PARENT = decision("population.tie_parent")
STUB = decision("population.tie_stub")
STREET = decision("population.tie_street")
STRENGTH = decision("population.tie_strength")
_ANY = 7  # of every origin: above all of Origin
_SEARCHES, _ROUNDING_INDEX = 3, 99
"""How often friends are looked for; the place of the draw that rounds, beyond all of these."""
_KINDS = ("kin", "friend", "neighbour")
_CIRCLES, _KIN, _NEIGHBOURS, _FRIENDS = range(4)


class NetworkParameters(Parameters):
    """How large and how mixed networks are at the start."""

    owner = "networks"

    filled: float = par(
        0.95, unit="share of wished ties", low=0.8, high=1.0, hard=(0, 1),
        evidence="assumed: nearly all wished ties are there; network.ssnd_size; network.lasa_size",
    )  # fmt: skip
    old_age_loss: float = par(
        0.015, unit="/year above 70", low=0.0, high=0.03, hard=(0, 0.2),
        evidence="assumed: as in ties; network.lasa_size",
    )  # fmt: skip
    old_age_least: float = par(
        0.6, unit="share", low=0.4, high=0.8, hard=(0, 1),
        evidence="assumed: as in ties; network.lasa_size",
    )  # fmt: skip
    severe_limitation: float = par(
        0.85,
        unit="ratio",
        low=0.7,
        high=1.0,
        hard=(0, 1),
        evidence="assumed: as in the ties process",
    )
    insecure: float = par(
        0.93,
        unit="ratio",
        low=0.85,
        high=1.0,
        hard=(0, 1),
        evidence="assumed: as in the ties process",
    )
    from_age: float = par(
        72,
        unit="months",
        role="fixed",
        hard=(0, 240),
        evidence="assumed: younger children's ties are their parents'",
    )
    parent_in_town: float = par(
        0.55,
        unit="share of heads",
        low=0.4,
        high=0.7,
        hard=(0, 1),
        evidence="assumed: parent alive and in the same municipality",
    )
    parent_older: float = par(
        264,
        unit="months",
        role="fixed",
        hard=(180, 480),
        evidence="assumed: parents are 22 to 40 years older",
    )
    parent_older_most: float = par(
        480,
        unit="months",
        role="fixed",
        hard=(240, 720),
        evidence="assumed: parents are 22 to 40 years older",
    )
    kin_share: float = par(
        0.33,
        unit="share of ties",
        low=0.25,
        high=0.5,
        hard=(0, 1),
        evidence="assumed: a third of a network is kin outside the household (SSND, LASA order of "
        "magnitude)",
    )
    kin_same_area: float = par(
        0.4,
        unit="share of kin but parents and siblings",
        low=0.2,
        high=0.6,
        hard=(0, 1),
        evidence="assumed: relatives in one municipality live near each other more often than "
        "chance",
    )
    neighbour_share: float = par(
        0.15, unit="share of ties", low=0.10, high=0.25, hard=(0, 1),
        evidence="= network.neighbour_share",
    )  # fmt: skip
    circle_share: float = par(
        0.4,
        unit="share of friends",
        low=0.2,
        high=0.6,
        hard=(0, 1),
        evidence="assumed: friends who know each other, as in the ties process",
    )
    same_area: float = par(
        0.8,
        unit="share",
        low=0.6,
        high=0.9,
        hard=(0, 1),
        evidence="assumed: as in the ties process",
    )
    same_origin: float = par(
        0.72, unit="share", low=0.55, high=0.85, hard=(0, 1),
        evidence="assumed: close to that of two large groups; network.homophily_ethnic",
    )  # fmt: skip
    age_window: float = par(
        54,
        unit="months each side",
        low=30,
        high=90,
        evidence="assumed: friends are within about nine years of age",
    )
    age_window_share: float = par(
        0.2, unit="share of age", role="fixed", hard=(0, 1),
        evidence="assumed: the young mix with a narrower range of ages",
    )  # fmt: skip
    age_window_least: float = par(
        18, unit="months each side", role="fixed", hard=(0, 120),
        evidence="assumed: a class at school and those next to it",
    )  # fmt: skip
    circle_size: float = par(
        4, unit="friends", role="fixed", hard=(2, 16),
        evidence="assumed: circles of friends who all know each other, themselves included",
    )  # fmt: skip
    old_age: float = par(
        840, unit="months", role="fixed", hard=(0, 1440),
        evidence="assumed: as in the ties process, networks shrink from 70 on",
    )  # fmt: skip
    street: float = par(
        20,
        unit="residents each side",
        low=8,
        high=60,
        evidence="assumed: neighbours live within some twenty doors",
    )
    weakest: tuple[float, ...] = par(
        (0.45, 0.30, 0.20), unit="strength", role="fixed", over=_KINDS, hard=(0, 1),
        evidence="assumed: kin ties are the strongest, neighbour ties the weakest",
    )  # fmt: skip
    strongest: tuple[float, ...] = par(
        (0.90, 0.80, 0.55), unit="strength", role="fixed", over=_KINDS, hard=(0, 1),
        evidence="assumed: kin ties are the strongest, neighbour ties the weakest",
    )  # fmt: skip


@dataclass
class _Town:
    """What all steps share: everybody eligible in order of uid, and how many ties each wishes."""

    residents: Residents
    seed: int
    p: NetworkParameters
    who: NDArray[np.intp]
    uid: NDArray[np.int64]
    age: NDArray[np.int64]
    wished: NDArray[np.int64]  # by slot
    degree: NDArray[np.int64]  # by slot

    def field(self, name: str) -> NDArray[np.int64]:
        return self.residents.records[name][self.who].astype(np.int64)

    def missing(self) -> NDArray[np.int64]:
        return np.maximum(self.wished[self.who] - self.degree[self.who], 0)


@serial
def _add(seed, records, others, strengths, kinds, degree, wished, a, b, kind, weakest, strongest):
    """Tie a[k] and b[k] where both still wish a tie and do not share a household."""
    for k in range(len(a)):
        i, j = a[k], b[k]
        if i == j or degree[i] >= wished[i] or degree[j] >= wished[j]:
            continue
        if records[i].household == records[j].household:
            continue
        u = uniform(seed, pair_of(records[i].uid, records[j].uid), 0, STRENGTH, 0)
        strength = weakest + (strongest - weakest) * u
        if add_tie(others, strengths, kinds, i, j, strength, kind):
            degree[i] += 1
            degree[j] += 1


@serial
def _stub_draws(seed, uid, count, index, out):
    """Write three uniforms for each of count[i] stubs of resident i, one after another."""
    at = 0
    for i in range(len(uid)):
        for k in range(count[i]):
            u, v, w, _ = uniform4(seed, uid[i], index, STUB, k)
            out[at, 0], out[at, 1], out[at, 2] = u, v, w
            at += 1


def start_networks(
    residents: Residents,
    households: Households,
    seed: int,
    parameters: NetworkParameters | None = None,
) -> None:
    """Fill the ties of everybody aged six and over, and `degree` and `tie_strength`.

    Parameters
    ----------
    residents : Residents
        Changed in place; ties that are there already stay.
    households : Households
    seed : int
    parameters : NetworkParameters, optional
    """
    p = parameters or NetworkParameters()
    town = _town(residents, seed, p)
    _family(town, households)
    _stubs(town, TieKind.KIN, _share(town, p.kin_share, TieKind.KIN), _KIN)
    _stubs(town, TieKind.NEIGHBOUR, _share(town, p.neighbour_share, TieKind.NEIGHBOUR), _NEIGHBOURS)
    each = p.circle_size - 1
    circles = np.floor(town.missing() * p.circle_share / each + _rounding(town)).astype(np.int64)
    _stubs(town, TieKind.FRIEND, circles, _CIRCLES)
    for extra in range(_SEARCHES):
        _stubs(town, TieKind.FRIEND, town.missing(), _FRIENDS + extra)
    records = residents.records
    records["degree"] = (residents.tie_other != NOBODY).sum(axis=1)
    records["tie_strength"] = residents.tie_strength.sum(axis=1, dtype=np.float64)


def _rounding(town: _Town) -> NDArray[np.float64]:
    return uniforms(town.seed, town.uid, STUB, month=_ROUNDING_INDEX)


def _town(residents: Residents, seed: int, p: NetworkParameters) -> _Town:
    records = residents.records
    age = records["age_months"].astype(np.int64)
    who = np.flatnonzero((records["status"] == Status.HOME) & (age >= p.from_age))
    who = who[np.argsort(records["uid"][who], kind="stable")]
    wish = np.empty(len(who))
    wishes_of(who, records, age, p.as_record()[0], wish)
    wished = np.zeros(len(records), np.int64)
    wished[who] = np.minimum(np.floor(wish + 0.5), SLOTS)
    degree = (residents.tie_other != NOBODY).sum(axis=1).astype(np.int64)
    return _Town(
        residents, seed, p, who, records["uid"][who].astype(np.int64), age[who], wished, degree
    )


def _tie(town: _Town, a: NDArray[np.intp], b: NDArray[np.intp], kind: TieKind) -> None:
    p, r = town.p, town.residents
    weakest, strongest = p.weakest[kind], p.strongest[kind]
    _add(np.uint64(town.seed), r.records, r.tie_other, r.tie_strength, r.tie_kind, town.degree,
         town.wished, a, b, np.uint8(kind), weakest, strongest)  # fmt: skip


def _share(town: _Town, share: float, kind: TieKind) -> NDArray[np.int64]:
    """Return how many ties of a kind are still missing to its share of the wished ones."""
    r = town.residents
    held = ((r.tie_kind[town.who] == kind) & (r.tie_other[town.who] != NOBODY)).sum(axis=1)
    wanted = np.floor(town.wished[town.who] * share + _rounding(town)).astype(np.int64)
    return np.minimum(np.maximum(wanted - held, 0), town.missing())


def _family(town: _Town, households: Households) -> None:
    """Tie grown-up children to parents of their origin and each other, their children to both."""
    records, p = town.residents.records, town.p
    household, partner = town.field("household"), town.field("partner")
    head = (partner >= 0) | (households.records["uid"][household] == town.uid)
    head &= town.age >= ADULT_MONTHS
    origin = town.field("origin")
    pool = np.flatnonzero(head)
    key = origin * 100_000 + town.age
    pool = pool[np.argsort(key[pool], kind="stable")]
    child = np.flatnonzero(head & (uniforms(town.seed, town.uid, PARENT) < p.parent_in_town))
    low = np.searchsorted(key[pool], key[child] + p.parent_older)
    high = np.searchsorted(key[pool], key[child] + p.parent_older_most, side="right")
    child, low, high = child[high > low], low[high > low], high[high > low]
    u = uniforms(town.seed, town.uid[child], PARENT, index=1)
    parent = pool[low + (u * (high - low)).astype(np.int64)]
    slot = town.who
    spouse = records["partner"][slot[parent]].astype(np.int64)
    both = spouse >= 0
    # A couple is one family: siblings meet under the lower uid of the two.
    family = np.where(both, np.minimum(town.uid[parent], records["uid"][spouse]), town.uid[parent])
    order = np.lexsort((town.uid[child], family))
    child, parent, spouse = child[order], parent[order], spouse[order]
    both, family = both[order], family[order]
    _tie(town, slot[child], slot[parent], TieKind.KIN)
    _tie(town, slot[child[both]], spouse[both].astype(np.intp), TieKind.KIN)
    for step in (1, 2):
        same = np.flatnonzero(family[step:] == family[:-step])
        _tie(town, slot[child[same]], slot[child[same + step]], TieKind.KIN)
    grandchild = np.flatnonzero(~head & (town.age < ADULT_MONTHS))
    rows = np.full(len(households), -1)
    rows[household[child]] = np.arange(len(child))
    via = rows[household[grandchild]]
    grandchild, via = grandchild[via >= 0], via[via >= 0]
    _tie(town, slot[grandchild], slot[parent[via]], TieKind.KIN)


def _stubs(town: _Town, kind: TieKind, count: NDArray[np.int64], way: int) -> None:
    """Sort the wanted ends of ties by their place in a pool and tie neighbours in that order."""
    draws = np.empty((int(count.sum()), 3))
    _stub_draws(np.uint64(town.seed), town.uid, count, way, draws)
    person = np.repeat(np.arange(len(town.who)), count)
    if way == _NEIGHBOURS:
        pool, place = _street_places(town, person, draws)
    elif way == _KIN:
        area = np.where(draws[:, 1] < town.p.kin_same_area, town.field("area")[person], -1) + 1
        pool, place = area * (_ANY + 1) + town.field("origin")[person], draws[:, 0]
    else:
        pool, place = _friend_places(town, person, draws)
    order = np.argsort(pool * 1.0e5 + place, kind="stable")
    pool, ends = pool[order], town.who[person[order]]
    size = int(town.p.circle_size) if way == _CIRCLES else 2
    groups = len(ends) // size
    ends = ends[: groups * size].reshape(groups, size)
    ends = ends[pool[: groups * size : size] == pool[size - 1 : groups * size : size]]
    first, second = np.triu_indices(size, 1)
    _tie(town, ends[:, first].ravel(), ends[:, second].ravel(), kind)


def _street_places(
    town: _Town, person: NDArray[np.intp], draws: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return postcode and place along its doors, blurred by some twenty residents each side."""
    postcode, household = town.field("postcode"), town.field("household")
    people = np.bincount(postcode)
    door = _doors(town, household)
    place = door[person] * people[postcode[person]] + (draws[:, 0] * 2 - 1) * town.p.street
    # A place may not run into the next pool: keep it inside the postcode.
    return postcode[person], np.abs(place)


def _doors(town: _Town, household: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a keyed number in (0, 1) per person that members of a household share."""
    least = np.full(int(household.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, household, town.uid)
    return uniforms(town.seed, least, STREET)[household]


def _friend_places(
    town: _Town, person: NDArray[np.intp], draws: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the pool (own area or town, own origin or any) and the blurred age."""
    p = town.p
    area = np.where(draws[:, 0] < p.same_area, town.field("area")[person], -1) + 1
    origin = np.where(draws[:, 1] < p.same_origin, town.field("origin")[person], _ANY)
    age = town.age[person]
    window = np.clip(age * p.age_window_share, p.age_window_least, p.age_window)
    return area * (_ANY + 1) + origin, np.maximum(age + (draws[:, 2] * 2 - 1) * window, 0.0)
