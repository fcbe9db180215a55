"""Twins: the same resident in two worlds, followed month by month while both worlds run.

A twin difference is a contrast between two whole worlds for one resident, not the effect of a
treatment on that resident, since seats, caseworker hours and ties couple residents. Nothing of a
trajectory is kept: every month each world writes, per resident, four digests of its state and some
running counts; the first month in which a digest differs is the twin's divergence.

Classes, in order of precedence among what differs in that first month:

1. `exposed`: until then one world's levers touched the resident and the other's did not (a place it
   visited or was invited to, a team or desk that handled its case).
2. `network`: its ties differ, or the help that it gives or gets through them: somebody near it
   has diverged.
3. `displaced`: its seat, place in a queue, case or indication differs: others came before or after.
4. `other`: only its own state differs (through its household, or a figure of the whole area).

`one world only` are residents who never lived in the other world. Knowing a place counts as no
divergence before somebody goes there, and neither do other prices: euros of two worlds are set
against each other as euros of 2025, each over the prices of its own world (`constant_euros`).
"""

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.facilities import Facility
from agents.vocabulary import Layer, Origin, Payer, Sex
from model.twins.constant_euros import differs, gap_eur
from model.twins.digests import (
    NOT_YET,
    Divergence,
    Event,
    NewPlace,
    part_twins,
)
from model.twins.watch import Rows, Watch
from model.world import World


def _category(codes: NDArray[Any], names: list[str]) -> "pd.Categorical[str]":
    """Return names by their numbers, as a column that keeps each name once."""
    numbers, labels = np.asarray(codes, np.int64), pd.Index(names)
    return pd.Categorical.from_codes(numbers, labels)


def kind_of(place: Facility, town: World) -> NewPlace:
    """Return whether caseworkers refer to a place (`DAY_PLACE`) or it is company for all."""
    numbers: Any = town.facility_numbers[place.plan.type]
    heaviest = dict(place.plan.features).get("fit_severity", numbers.fit_severity)
    return NewPlace.DAY_PLACE if heaviest > 0.0 else NewPlace.MEETING_PLACE


class Twins:
    """Every resident of a base world beside itself in one policy world.

    Attributes
    ----------
    first, kind, event, lever : int arrays, shape [rows]
        Month in which the twins parted, how, by what and by which lever; negative where not.
    eur : float64 array, shape [rows, payers]
        What the policy world has cost more since the worlds parted, euros of 2025.
    """

    def __init__(
        self, policy: str, base: Watch, ours: Watch, rows: Rows, levers: list[str]
    ) -> None:
        self.policy, self.base, self.ours, self.rows, self.levers = policy, base, ours, rows, levers
        self.first = np.full(0, NOT_YET, np.int16)
        self.kind, self.event = np.zeros(0, np.int8), np.zeros(0, np.int8)
        self.lever = np.zeros(0, np.int8)
        self.eur = np.zeros((0, len(Payer)))

    def look(self, month: int) -> None:
        """Compare the twins at the end of a month in which both worlds were seen."""
        self.grow()
        part_twins(
            self.base.view, self.ours.view, np.int16(month), self.first, self.kind, self.event,
            self.lever,
        )  # fmt: skip
        # a couple pays one contribution: what a partner holds can move money alone
        both = self.base.cents, self.ours.cents
        prices = self.base.town.price_index(month), self.ours.town.price_index(month)
        self.eur += gap_eur(*both, prices)
        money = (self.first < 0) & differs(*both, prices).any(axis=1)
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
        self.eur = np.vstack([self.eur, np.zeros((extra, len(Payer)))])

    @property
    def parted(self) -> NDArray[np.bool_]:
        """Whether the twins of a row have parted, by row."""
        return self.first >= 0

    def new_places(self, month: int) -> NDArray[np.uint8]:
        """Say of which kind are the places that are not open, or smaller, in the base world."""
        theirs = {
            p.number: p.seats_per_daypart for p in self.base.town.facilities if p.is_open(month)
        }
        return np.array(
            [
                kind_of(p, self.ours.town)
                if p.plan.lever != "none" and p.is_open(month)
                and p.seats_per_daypart > theirs.get(p.number, -1) else NewPlace.NOT_NEW
                for p in self.ours.town.facilities
            ],
            np.uint8,
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """Return one row per resident who differs in anything: see `social-base twins`.

        `eur_<payer>` is what the policy world costs more, in euros of 2025.
        """
        b, p = self.base, self.ours
        layers = (p.layer_months != b.layer_months).any(axis=1)
        rows = np.flatnonzero((self.first >= 0) | layers)
        there, here = b.view["first"][rows] >= 0, p.view["first"][rows] >= 0
        kind = np.where(there & here, self.kind[rows], Divergence.ONE_WORLD_ONLY)
        kind = np.where(kind < 0, Divergence.OTHER, kind)
        event = np.where(self.event[rows] < 0, Event.MONEY, self.event[rows])
        table = pd.DataFrame({"scenario": self.policy, "uid": self.rows.uids[rows]})
        table = table.assign(**self._traits(rows), world=_world(there, here))
        table["class"] = _category(kind, CLASSES)
        table["first_month"] = self.first[rows]
        table["event"] = _category(event, EVENTS)
        levers = ["", *NO_LEVER, *self.levers]
        code = self.lever[rows].astype(np.int64)
        table["lever"] = _category(np.where(code < 0, 0, code + 2), levers)
        for layer in Layer:
            table[f"base_{layer.name.lower()}_months"] = b.layer_months[rows, layer]
            table[f"policy_{layer.name.lower()}_months"] = p.layer_months[rows, layer]
        for column in ("meeting_first", "meeting_months", "indicated_first", "indicated_months"):
            table[f"base_{column}"] = b.view[column][rows]
            table[f"policy_{column}"] = p.view[column][rows]
        table["place_first"] = p.view["place_first"][rows]
        table["place_months"] = p.view["place_months"][rows]
        for payer in Payer:
            table[f"eur_{payer.name.lower()}"] = self.eur[rows, payer]
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


def there_at_parting(pair: Twins) -> NDArray[np.bool_]:
    """Say who lived in both worlds when they parted, by row.

    Nothing that a world does afterwards moves this choice, so all branches of one town have the
    same residents in it. Who comes later shares only a uid where the worlds draw differently.
    """
    there = np.zeros(len(pair.base.view), np.bool_)
    uids = pair.rows.uids
    there[: len(uids)] = np.isin(uids, pair.base.at_start) & np.isin(uids, pair.ours.at_start)
    return there


def without_resident(
    table: pd.DataFrame, eur: dict[str, NDArray[np.float64]], policy: str
) -> pd.DataFrame:
    """Return the rows with uid 0: euros by lever that belong to no resident.

    Parameters
    ----------
    table : DataFrame
        Rows of the residents, whose columns are taken over.
    eur : dict of str to float64 array, shape [payers]
        Difference between the worlds in euros of 2025, by lever ('none' for what no lever
        brings).
    policy : str
    """
    kept = {lever: amounts for lever, amounts in sorted(eur.items()) if amounts.any()}
    rows = pd.DataFrame(index=range(len(kept)))
    for name, column in table.items():
        start = -1 if str(name).endswith("first") or name in {"first_month", "age"} else 0
        filler = None if isinstance(column.dtype, pd.CategoricalDtype) else start
        rows[name] = pd.Series([filler] * len(kept), dtype=column.dtype)
    rows["scenario"], rows["uid"] = policy, np.int64(0)
    rows["class"] = pd.Categorical(["no resident"] * len(kept), CLASSES)
    rows["lever"] = pd.Categorical(list(kept), table["lever"].cat.categories)
    for payer in Payer:
        rows[f"eur_{payer.name.lower()}"] = [float(kept[lever][payer]) for lever in kept]
    return rows[table.columns]


def _names(words: type[IntEnum]) -> list[str]:
    return [word.name.lower().replace("_", " ") for word in words]


CLASSES, EVENTS, NO_LEVER = [*_names(Divergence), "no resident"], _names(Event), ("none",)


def _world(there: NDArray[np.bool_], here: NDArray[np.bool_]) -> "pd.Categorical[str]":
    return _category(there + 2 * here - 1, ["base", "policy", "both"])
