"""What a pair of worlds is watched for, month by month."""

from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.columns import Columns
from agents.needs import need_dtype
from agents.records import records
from agents.residents import resident_dtype
from agents.vocabulary import N_DOMAINS, Layer, Payer
from model.twins.digests import (
    LEFT_OUT,
    NOT_YET,
    fold_column,
    see_files,
    see_residents,
    view_dtype,
)
from model.world import World


def word_mask(dtype: np.dtype[Any], word: Any) -> NDArray[Any]:
    """Return masks over the words of a record that leave out padding.

    Padding has to go: NumPy copies fields, and leaves in the gaps whatever was in memory.
    """
    mask = np.zeros(dtype.itemsize, np.uint8)
    for name in dtype.names or ():
        kind, offset = dtype.fields[name][:2]  # type: ignore[index]
        mask[offset : offset + kind.itemsize] = 255
    return mask.view(word)


def factors(n: int) -> NDArray[np.uint64]:
    """Return n odd numbers as random as a hash makes them: the factors of a digest."""
    hashes = [blake2b(str(k).encode(), digest_size=8).digest() for k in range(n)]
    return np.array([int.from_bytes(each, "little") | 1 for each in hashes], np.uint64)


TEAMS = "strong_local_teams"
"""The lever that brings teams: a file in a team's hands is a contact with it."""


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

    `cents` alone are those of the last month seen, shape [rows, payers].

    Parameters
    ----------
    town : World
    rows : Rows
        Shared by all worlds of the comparison.
    levers : list of str
        Names of all levers of the comparison; their order gives the bits of `touched`.

    Attributes
    ----------
    at_start : int64 array
        The uids of those who live in this world as the watch begins: when the worlds part.
    """

    def __init__(self, town: World, rows: Rows, levers: list[str]) -> None:
        self.town, self._rows = town, rows
        self._own = [name for name in resident_dtype.names or () if name not in LEFT_OUT]
        self._factor = factors(len(self._own))
        self._need_mask = word_mask(need_dtype, np.uint32)
        self._need_factor = factors(N_DOMAINS * len(self._need_mask)).reshape(N_DOMAINS, -1)
        self._uid = np.zeros(0, np.int64)
        self._at = np.full(0, -1, np.int64)
        names = town.ledger.levers
        self._bit = np.array([levers.index(n) if n in levers else -1 for n in names], np.int64)
        self._team = np.int64(levers.index(TEAMS)) if TEAMS in levers else np.int64(-1)
        self.view = records(0, view_dtype)
        self.layer_months = np.zeros((0, len(Layer)), np.int32)
        self.cents = np.zeros((0, len(Payer)), np.int64)
        uids = np.array(town.residents.records["uid"], np.int64)
        self.at_start = uids[uids != 0]

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
            for name in (
                "last", "first", "meeting_first", "indicated_first", "place_first",
                "day_place_first",
            ):  # fmt: skip
                view[name] = NOT_YET
            self.view = np.concatenate([self.view, view]).view(type(view))
            self.layer_months = np.vstack([self.layer_months, np.zeros((extra, 4), np.int32)])
            self.cents = np.vstack([self.cents, np.zeros((extra, len(Payer)), np.int64)])

    def look(
        self, month: int, place_new: NDArray[np.uint8], parted: NDArray[np.bool_] | None = None
    ) -> None:
        """See all residents at the end of a month.

        Parameters
        ----------
        month : int
        place_new : uint8 array of NewPlace
            By facility of this town: of what kind it is, where the base world has it not, or
            smaller.
        parted : bool array, optional
            By row: all twins parted, so that no digest is needed.
        """
        done = np.zeros(len(self.view), np.bool_) if parted is None else parted
        self.cents[:] = 0
        town = self.town
        people, needs = town.residents.records, town.residents.needs
        places = town.facilities
        key = np.array([p.number for p in places] or [0], np.int64)
        lever = np.array([town.lever_of(p.plan.lever) for p in places] or [0], np.int64)
        new = np.asarray(place_new if len(places) else [0], np.uint8)
        with np.errstate(over="ignore"):  # hashes wrap around; plain Python would warn
            see_residents(
                people, self._digests(people),
                needs.rows.view(np.uint32, np.ndarray).reshape(len(needs.rows), -1),
                self._need_mask, self._need_factor, needs, needs.first, needs.held,
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

    def _digests(self, people: Columns) -> NDArray[np.uint64]:
        """Return by slot a sum over what is a resident's own, each times a factor of its place."""
        total = np.zeros(len(people), np.uint64)
        for name, factor in zip(self._own, self._factor, strict=True):
            column = people[name]
            fold_column(column.view(f"u{column.itemsize}"), factor, total)
        return total
