"""Twins: the same resident in two worlds, followed month by month while both worlds live.

A twin difference is a contrast between two whole worlds for one resident, not the effect of a
treatment on that resident, since seats, caseworker hours and ties couple residents. Nothing of a
trajectory is kept: every month each world writes, per resident, four digests of its state and some
running counts; the first month in which a digest differs is the twin's divergence.

Classes, in order of precedence among what differs in that first month:

1. `exposed`: until then one world's levers touched the resident and the other's did not (a place it
   visited or was invited to, a team or desk that handled its case).
2. `network`: its ties differ, or the help that it gives or gets through them: somebody near it
   lives another life.
3. `displaced`: its seat, place in a queue, case or indication differs: others came before or after.
4. `other`: only its own state differs (through its household, or a figure of the whole area).

`one world only` are residents who never lived in the other world. Knowing a place counts as no
divergence before somebody goes there.
"""

from enum import IntEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.needs import need_dtype
from agents.residents import records, resident_dtype
from agents.vocabulary import N_DOMAINS, Layer, Origin, Payer, Sex
from model.twin_digests import (
    LEFT_OUT,
    NOT_YET,
    Divergence,
    Event,
    part_twins,
    see_files,
    see_residents,
    view_dtype,
)

if TYPE_CHECKING:
    from model.town import SocialBaseModel


def word_mask(dtype: np.dtype[Any], left_out: tuple[str, ...], word: Any) -> NDArray[Any]:
    """Return masks over the words of a record that leave out fields and padding.

    Padding has to go: NumPy copies fields, and leaves in the gaps whatever was in memory.
    """
    mask = np.zeros(dtype.itemsize, np.uint8)
    for name in dtype.names or ():
        if name not in left_out:
            kind, offset = dtype.fields[name][:2]  # type: ignore[index]
            mask[offset : offset + kind.itemsize] = 255
    return mask.view(word)


def factors(n: int) -> NDArray[np.uint64]:
    """Return n odd numbers as random as a hash makes them: the factors of a digest."""
    hashes = [blake2b(str(k).encode(), digest_size=8).digest() for k in range(n)]
    return np.array([int.from_bytes(each, "little") | 1 for each in hashes], np.uint64)


TEAMS = "strong_local_teams"
"""The lever that brings teams: a file in a team's hands is a contact with it."""


def _category(codes: NDArray[Any], names: list[str]) -> "pd.Categorical[str]":
    """Return names by their numbers, as a column that keeps each name once."""
    numbers, labels = np.asarray(codes, np.int64), pd.Index(names)
    return pd.Categorical.from_codes(numbers, labels)


class Rows:
    """A row for every uid that was seen in any world of the comparison, and who it was at first."""

    _TRAITS = (
        "age_months", "sex", "area", "origin", "insecure", "lives_alone", "limitation",
    )  # fmt: skip

    def __init__(self) -> None:
        self._sorted = np.zeros(0, np.int64)
        self._row = np.zeros(0, np.int64)
        self.uids = np.zeros(0, np.int64)
        self.traits = {name: np.zeros(0, np.int64) for name in self._TRAITS}
        self.room = 0  # rows that the views have, somewhat more than there are uids

    def of(self, people: NDArray[Any]) -> NDArray[np.int64]:
        """Return the rows of residents, making new ones for uids not seen before."""
        uids = people["uid"]
        at = np.searchsorted(self._sorted, uids)
        known = np.zeros(len(uids), bool)
        inside = at < len(self._sorted)
        known[inside] = self._sorted[at[inside]] == uids[inside]
        if not known.all():
            self._add(people[~known])
            at = np.searchsorted(self._sorted, uids)
        return self._row[at]

    def _add(self, people: NDArray[Any]) -> None:
        uids = np.asarray(people["uid"], np.int64)
        order = np.argsort(uids)
        where = np.searchsorted(self._sorted, uids[order])
        self._sorted = np.insert(self._sorted, where, uids[order])
        self._row = np.insert(self._row, where, len(self.uids) + order)
        self.uids = np.concatenate([self.uids, uids])
        if len(self.uids) > self.room:
            self.room = len(self.uids) + len(self.uids) // 8
        for name in self._TRAITS:
            self.traits[name] = np.concatenate([self.traits[name], people[name].astype(np.int64)])


class Watch:
    """What one world's residents went through since the worlds parted, by row.

    Parameters
    ----------
    town : SocialBaseModel
    rows : Rows
        Shared by all worlds of the comparison.
    levers : list of str
        Names of all levers of the comparison; their order gives the bits of `touched`.
    """

    def __init__(self, town: "SocialBaseModel", rows: Rows, levers: list[str]) -> None:
        self.town, self._rows = town, rows
        self._mask = word_mask(resident_dtype, LEFT_OUT, np.uint64)
        self._need_mask = np.tile(word_mask(need_dtype, (), np.uint32), N_DOMAINS)
        self._factor = factors(len(self._mask))
        self._need_factor = factors(len(self._need_mask))
        self._uid = np.zeros(0, np.int64)
        self._at = np.full(0, -1, np.int64)
        names = town.ledger.levers
        self._bit = np.array([levers.index(n) if n in levers else -1 for n in names], np.int64)
        self._team = np.int64(levers.index(TEAMS)) if TEAMS in levers else np.int64(-1)
        self.view = records(0, view_dtype)
        self.layer_months = np.zeros((0, len(Layer)), np.int32)
        self.cents = np.zeros((0, len(Payer)), np.int64)

    def find_rows(self) -> None:
        """Bring the map from slots to rows up to date."""
        people = self.town.residents.records
        uid = np.array(people["uid"], np.int64)
        if len(uid) > len(self._uid):
            grown = len(uid) - len(self._uid)
            self._uid = np.concatenate([self._uid, np.zeros(grown, np.int64)])
            self._at = np.concatenate([self._at, np.full(grown, -1, np.int64)])
        changed = np.flatnonzero(uid != self._uid)
        self._at[changed] = -1
        new = changed[uid[changed] != 0]
        if len(new):
            self._at[new] = self._rows.of(people[new])
        self._uid = uid

    def grow(self) -> None:
        """Make room for rows that other worlds added."""
        extra = self._rows.room - len(self.view)
        if extra > 0:
            view = records(extra, view_dtype)
            for name in ("last", "first", "meeting_first", "indicated_first", "place_first"):
                view[name] = NOT_YET
            self.view = np.concatenate([self.view, view]).view(type(view))
            self.layer_months = np.vstack([self.layer_months, np.zeros((extra, 4), np.int32)])
            self.cents = np.vstack([self.cents, np.zeros((extra, len(Payer)), np.int64)])

    def look(
        self, month: int, place_new: NDArray[np.bool_], parted: NDArray[np.bool_] | None = None
    ) -> None:
        """See all residents at the end of a month.

        Parameters
        ----------
        month : int
        place_new : bool array
            By facility of this town: whether the base world has it not, or smaller.
        parted : bool array, optional
            By row: all twins parted, so that no digest is needed.
        """
        done = np.zeros(len(self.view), np.bool_) if parted is None else parted
        town = self.town
        people, needs = town.residents.records, town.residents.needs
        shape = (len(people), -1)
        places = town.facilities
        key = np.array([p.number for p in places] or [0], np.int64)
        lever = np.array([town.lever_of(p.plan.lever) for p in places] or [0], np.int64)
        new = np.asarray(place_new if len(places) else [False], np.bool_)
        with np.errstate(over="ignore"):  # hashes wrap around; plain Python would warn
            see_residents(
                people, people.view(np.uint64, np.ndarray).reshape(shape), self._mask, self._factor,
                needs.view(np.uint32, np.ndarray).reshape(shape), self._need_mask,
                self._need_factor, needs,
                town.residents.tie_other, town.residents.tie_strength.view(np.uint32),
                town.residents.spent, self._uid, self._at, key, new, lever, self._bit,
                np.int16(month), done, self.view, self.layer_months, self.cents,
            )  # fmt: skip
            see_files(
                town.cases.records,
                town.indications.records,
                people,
                self._at,
                self._team,
                self.view,
            )


class Twins:
    """Every resident of a base world beside itself in one policy world."""

    def __init__(
        self, policy: str, base: Watch, ours: Watch, rows: Rows, levers: list[str]
    ) -> None:
        self.policy, self.base, self.ours, self.rows, self.levers = policy, base, ours, rows, levers
        self.first = np.full(0, NOT_YET, np.int16)
        self.kind, self.event = np.zeros(0, np.int8), np.zeros(0, np.int8)
        self.lever = np.zeros(0, np.int8)

    def look(self, month: int) -> None:
        """Compare the twins at the end of a month in which both worlds were seen."""
        self.grow()
        part_twins(
            self.base.view, self.ours.view, np.int16(month), self.first, self.kind, self.event,
            self.lever,
        )  # fmt: skip
        # a couple pays one contribution: what a partner holds can move money alone
        money = (self.first < 0) & (self.ours.cents != self.base.cents).any(axis=1)
        self.first[money] = month
        self.kind[money], self.event[money] = Divergence.OTHER, Event.MONEY

    def grow(self) -> None:
        """Make room for rows that were added."""
        extra = self.rows.room - len(self.first)
        if extra <= 0:
            return
        self.first = np.concatenate([self.first, np.full(extra, NOT_YET, np.int16)])
        for name in ("kind", "event", "lever"):
            filler = np.full(extra, -1, np.int8)
            setattr(self, name, np.concatenate([getattr(self, name), filler]))

    @property
    def parted(self) -> NDArray[np.bool_]:
        """Whether the twins of a row have parted, by row."""
        return self.first >= 0

    def new_places(self, month: int) -> NDArray[np.bool_]:
        """Say which facilities of the policy world are not open, or smaller, in the base world."""
        theirs = {
            p.number: p.seats_per_daypart for p in self.base.town.facilities if p.is_open(month)
        }
        return np.array(
            [
                p.plan.lever != "none" and p.is_open(month)
                and p.seats_per_daypart > theirs.get(p.number, -1)
                for p in self.ours.town.facilities
            ],
            np.bool_,
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """Return one row per resident who differs in anything: see `social-base twins`."""
        b, p = self.base, self.ours
        gap = p.cents - b.cents
        layers = (p.layer_months != b.layer_months).any(axis=1)
        differs = np.flatnonzero((self.first >= 0) | (gap != 0).any(axis=1) | layers)
        there, here = b.view["first"][differs] >= 0, p.view["first"][differs] >= 0
        kind = np.where(there & here, self.kind[differs], Divergence.ONE_WORLD_ONLY)
        kind = np.where(kind < 0, Divergence.OTHER, kind)
        event = np.where(self.event[differs] < 0, Event.MONEY, self.event[differs])
        table = pd.DataFrame({"scenario": self.policy, "uid": self.rows.uids[differs]})
        table = table.assign(**self._traits(differs), world=_world(there, here))
        table["class"] = _category(kind, CLASSES)
        table["first_month"] = self.first[differs]
        table["event"] = _category(event, EVENTS)
        levers = ["", *NO_LEVER, *self.levers]
        code = self.lever[differs].astype(np.int64)
        table["lever"] = _category(np.where(code < 0, 0, code + 2), levers)
        for layer in Layer:
            table[f"base_{layer.name.lower()}_months"] = b.layer_months[differs, layer]
            table[f"policy_{layer.name.lower()}_months"] = p.layer_months[differs, layer]
        for column in ("meeting_first", "meeting_months", "indicated_first", "indicated_months"):
            table[f"base_{column}"] = b.view[column][differs]
            table[f"policy_{column}"] = p.view[column][differs]
        table["place_first"] = p.view["place_first"][differs]
        table["place_months"] = p.view["place_months"][differs]
        for payer in Payer:
            table[f"eur_{payer.name.lower()}"] = gap[differs, payer] / 100.0
        return table

    def _traits(self, rows: NDArray[np.intp]) -> dict[str, Any]:
        t = {name: values[rows] for name, values in self.rows.traits.items()}
        return {
            "age": t["age_months"] // 12,
            "area": _category(t["area"], list(self.base.town.areas)),
            "sex": _category(t["sex"], _names(Sex)),
            "origin": _category(t["origin"], _names(Origin)),
            "insecure": t["insecure"] > 0,
            "lives_alone": t["lives_alone"] > 0,
            "limitation": t["limitation"],
        }


def without_resident(
    table: pd.DataFrame, cents: dict[str, NDArray[np.int64]], policy: str
) -> pd.DataFrame:
    """Return the rows with uid 0: euros by lever that belong to no resident.

    Parameters
    ----------
    table : DataFrame
        Rows of the residents, whose columns are taken over.
    cents : dict of str to int64 array, shape [payers]
        Difference between the worlds, by lever ('none' for what no lever brings).
    policy : str
    """
    kept = {lever: amounts for lever, amounts in sorted(cents.items()) if amounts.any()}
    rows = pd.DataFrame(index=range(len(kept)))
    for name, column in table.items():
        start = -1 if str(name).endswith("first") or name in {"first_month", "age"} else 0
        filler = None if isinstance(column.dtype, pd.CategoricalDtype) else start
        rows[name] = pd.Series([filler] * len(kept), dtype=column.dtype)
    rows["scenario"], rows["uid"] = policy, np.int64(0)
    rows["class"] = pd.Categorical(["no resident"] * len(kept), CLASSES)
    rows["lever"] = pd.Categorical(list(kept), table["lever"].cat.categories)
    for payer in Payer:
        rows[f"eur_{payer.name.lower()}"] = [int(kept[lever][payer]) / 100.0 for lever in kept]
    return rows[table.columns]


def _names(words: type[IntEnum]) -> list[str]:
    return [word.name.lower().replace("_", " ") for word in words]


CLASSES, EVENTS, NO_LEVER = [*_names(Divergence), "no resident"], _names(Event), ("none",)


def _world(there: NDArray[np.bool_], here: NDArray[np.bool_]) -> "pd.Categorical[str]":
    return _category(there + 2 * here - 1, ["base", "policy", "both"])
