"""Client journeys: what happened to a sample of residents, event by event, from month to month."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.compiled import serial
from agents.vocabulary import (
    N_DOMAINS,
    NOBODY,
    CareStage,
    CaseStage,
    Domain,
    Handler,
    Level,
    Payer,
    Source,
    Status,
)  # fmt: skip
from model.draws import decision, uniforms
from model.months import timestamps
from model.observer import Observer
from model.observers.layers import PLACES
from model.world import World

SAMPLE = decision("journeys.sample")
EVENTS = (
    "need_opened", "need_closed", "layer_changed", "request_made", "decided", "care_started",
    "care_ended", "visit_started", "visit_ended", "left", "paid",
)  # fmt: skip
"""Kinds of events, in the order in which those of one month and domain are listed."""
WHOLE = -1
"""The domain of an event that belongs to no domain."""
FIELDS = ("open", "place", "case", "products", "requested", "short", "guided", "network")
AT = ("visits", "meets")
"""Fields that hold the free places of a resident: one for day activities, one to meet."""

Event = tuple[int, int, int, int, str, str, str, int]
"""(month, uid, domain, index in EVENTS, from, to, by, cents)"""


@serial
def _changed_slots(residents, uids, out):
    """Write the slots whose uid is another than last month; return how many."""
    k = 0
    for i in range(len(residents)):
        if residents[i].uid != uids[i]:
            uids[i] = residents[i].uid
            out[k] = i
            k += 1
    return k


class Journeys(Observer):
    """Follows the residents whose keyed hash is smallest.

    The size of the sample is `town.journeys_sample`: a number (200 by default) or None for all. It
    is fixed at the first month; newcomers join where their hash falls below the same bound. Events
    are found by comparing month-end states, so what begins and ends within a month is missed,
    except requests and decisions.

    Attributes
    ----------
    rows : list of Event
    memory : dict of str to array
        By slot: uid last month, and followed or not; by followed resident (in order of uid): last
        state.
    """

    name = "journeys"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.rows: list[Event] = []
        self.memory: dict[str, NDArray[Any]] = {}

    def observe(self, town: World) -> None:
        """Compare the sample with how it was a month ago."""
        self._follow(town)
        now = _snapshot(town, np.flatnonzero(self.memory["followed"]))
        before = {k: v for k, v in self.memory.items() if k.startswith("was_")}
        now_uid = now["uid"]
        if before:
            place, stayed = _matched(before["was_uid"], now_uid)
            then = {name: before[f"was_{name}"][place] for name in (*FIELDS, *AT, "owed")}
            for name, array in then.items():
                array[~stayed] = NOBODY if name in AT else 0
            gone = ~_matched(now_uid, before["was_uid"])[1]
            events = [*self._events(town, then, now), *_farewells(town.month, before, gone)]
            now["owed"] += then["owed"]
            if town.month % 12 == 11:
                events += _paid(town.month, now_uid, now["owed"])
                now["owed"][:] = 0
            self.rows += sorted(events)
        self.memory.update({f"was_{name}": array for name, array in now.items()})

    def renumber(self, places: NDArray[np.int64]) -> None:
        """Give the places that residents visited their numbers in a branched world."""
        for name in (f"was_{field}" for field in AT):
            if len(places) and name in self.memory:
                was = self.memory[name]
                self.memory[name] = np.where(was >= 0, places[np.maximum(was, 0)], was)

    def _follow(self, town: World) -> None:
        records = town.residents.records
        size = len(self.memory.get("uid", ()))
        if size < len(records):
            uids, followed = np.zeros(len(records), np.int64), np.zeros(len(records), bool)
            if size:
                uids[:size], followed[:size] = self.memory["uid"], self.memory["followed"]
            self.memory.update(uid=uids, followed=followed)
        uids, followed = self.memory["uid"], self.memory["followed"]
        changed = np.empty(len(records), np.int64)
        changed = changed[: _changed_slots(records, uids, changed)]
        chance = uniforms(int(town.seed), uids[changed], SAMPLE)
        if not size:
            self.memory["bound"] = np.array([_bound(town, uids[changed], chance)])
        followed[changed] = (uids[changed] != 0) & (chance <= self.memory["bound"][0])

    def _events(
        self, town: World, then: dict[str, NDArray[Any]], now: dict[str, NDArray[Any]]
    ) -> list[Event]:
        changes = _Changes(town, then, now)
        return [*changes.needs(), *changes.requests(), *changes.care(), *changes.visits()]

    def frame(self, town: World) -> pd.DataFrame:
        """Return one row per event; `paid` holds what was spent since the last `paid`, by payer."""
        rows = list(self.rows)
        if rows and len(self.memory.get("was_uid", ())):
            rows += _paid(town.month - 1, self.memory["was_uid"], self.memory["was_owed"])
        names = [d.name.lower() for d in Domain] + [""]
        columns = ("month", "uid", "domain", "event", "from", "to", "by", "cents")
        frame = pd.DataFrame(rows, columns=list(columns))
        months = frame["month"].to_numpy(np.int64)
        frame["month"] = timestamps(range(town.month + 1))[months]
        frame["domain"] = [names[d] for d in frame["domain"]]
        frame["event"] = [EVENTS[e] for e in frame["event"]]
        frame["eur"] = frame.pop("cents").astype(np.float64) / 100
        return frame


def _bound(town: World, uid: NDArray[np.int64], chance: NDArray[np.float64]) -> float:
    sample = town.journeys_sample
    chances = np.sort(chance[uid != 0])
    if sample is None or sample >= len(chances):
        return 1.0
    return float(chances[sample - 1]) if sample > 0 else 0.0


def _snapshot(town: World, slots: NDArray[np.intp]) -> dict[str, NDArray[Any]]:
    """Return the state of residents, in order of uid; arrays of shape [n, 7] by domain."""
    records = town.residents.records
    slots = slots[records["status"][slots] == Status.HOME]
    slots = slots[np.argsort(records["uid"][slots])]
    needs = town.residents.needs
    rows = needs.rows[needs.places(slots)]

    def bits(name: str) -> NDArray[np.int64]:
        return np.asarray(records[name][slots][:, None] >> np.arange(N_DOMAINS) & 1, np.int64)

    is_open = bits("open_needs")
    return {
        "uid": records["uid"][slots],
        "open": is_open,
        "place": np.where(is_open, rows["layer"], 0).astype(np.int64),
        "case": bits("cases"),
        "products": bits("products"),
        "requested": rows["requested"].astype(np.int64) * is_open,
        "short": (rows["short"] > 0) * is_open,
        **{name: records[name][slots].astype(np.int64) for name in AT},
        "guided": rows["guided"] * is_open,
        "network": rows["asks_network"] * is_open,
        "owed": town.residents.spent[slots].copy(),
    }


def _matched(
    before: NDArray[np.int64], now: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return for each uid of now its place in before (0 without one) and whether it was there."""
    if not len(before):
        return np.zeros(len(now), np.intp), np.zeros(len(now), bool)
    place = np.minimum(np.searchsorted(before, now), len(before) - 1)
    stayed = before[place] == now
    return place, np.asarray(stayed)


def _paid(month: int, uids: NDArray[np.int64], owed: NDArray[np.int64]) -> list[Event]:
    return [
        (
            month,
            int(uids[i]),
            WHOLE,
            EVENTS.index("paid"),
            "",
            "",
            Payer(p).name.lower(),
            int(owed[i, p]),
        )
        for i, p in np.argwhere(owed != 0)
    ]


def _farewells(month: int, before: dict[str, NDArray[Any]], gone: NDArray[np.bool_]) -> list[Event]:
    uids = before["was_uid"][gone]
    left = [(month, int(uid), WHOLE, EVENTS.index("left"), "home", "", "", 0) for uid in uids]
    return left + _paid(month, uids, before["was_owed"][gone])


def _rows_of(
    table: NDArray[Any], wanted: NDArray[np.bool_], uids: NDArray[np.int64]
) -> NDArray[Any]:
    """Return the wanted rows of some residents (uids in order), in an order free of slots."""
    rows = np.flatnonzero(wanted)
    _, theirs = _matched(uids, table["uid"][rows])
    return np.sort(table[rows[theirs]])


class _Changes:
    """The events between two states of the same residents."""

    def __init__(
        self, town: World, then: dict[str, NDArray[Any]], now: dict[str, NDArray[Any]]
    ) -> None:
        self.then, self.now = then, now
        self.month, self.uids = town.month, now["uid"]
        self.places = [f"{f.plan.type}/{f.name}" for f in town.facilities]
        self.handlers = self._handlers(town)
        self.granted = self._granted(town)

    def _event(self, i: int, domain: int, event: str, *words: str) -> Event:
        from_, to, by = (*words, "", "", "")[:3]
        return self.month, int(self.uids[i]), domain, EVENTS.index(event), from_, to, by, 0

    def _where(self, mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        return zip(*(where.tolist() for where in np.nonzero(mask)), strict=True)

    def _handlers(self, town: World) -> dict[int, str]:
        """Return who handles the case of each resident that has one."""
        cases = town.cases.records
        mine = _rows_of(cases, cases["stage"] != CaseStage.FREE, self.uids)
        return {int(case["uid"]): Handler(int(case["handler"])).name.lower() for case in mine}

    def _granted(self, town: World) -> dict[tuple[int, int], str]:
        """Return the level of each indication granted this month, by uid and domain."""
        table = town.indications.records
        fresh = (table["granted_month"] == town.month) & (table["stage"] != CareStage.FREE)
        return {
            (int(row["uid"]), int(row["domain"])): Level(int(row["level"])).name.lower()
            for row in _rows_of(table, fresh, self.uids)
        }

    def needs(self) -> Iterator[Event]:
        """List which needs opened, closed, or are carried by another layer."""
        was, is_ = self.then["open"], self.now["open"]
        for i, d in self._where(was < is_):
            yield self._event(i, d, "need_opened", "none", PLACES[self.now["place"][i, d]])
        for i, d in self._where(was > is_):
            yield self._event(i, d, "need_closed", PLACES[self.then["place"][i, d]], "none")
        moved = (was & is_ == 1) & (self.then["place"] != self.now["place"])
        for i, d in self._where(moved):
            words = PLACES[self.then["place"][i, d]], PLACES[self.now["place"][i, d]]
            yield self._event(i, d, "layer_changed", *words)

    def requests(self) -> Iterator[Event]:
        """List which requests were made, by whom, and which were decided, how."""
        source = self.now["requested"]
        for i, d in self._where(source > 0):
            by = Source(int(source[i, d]) - 1).name.lower()
            handler = self.handlers.get(int(self.uids[i]), "")
            yield self._event(i, d, "request_made", "", handler, by)
        under_way = (self.then["case"] == 1) | (source > 0)
        for i, d in self._where(under_way & (self.now["case"] == 0)):
            yield self._event(i, d, "decided", "", self._decision(i, d))

    def _decision(self, i: int, d: int) -> str:
        level = self.granted.get((int(self.uids[i]), d))
        if level:
            return f"granted {level}"
        if self.now["short"][i, d] > self.then["short"][i, d]:
            return "guided by the team" if self.now["guided"][i, d] else "short support"
        return "network asked" if self.now["network"][i, d] else "not granted"

    def care(self) -> Iterator[Event]:
        """List which indicated care started and ended."""
        was, is_ = self.then["products"], self.now["products"]
        for i, d in self._where(was < is_):
            yield self._event(i, d, "care_started", "", "institutional")
        for i, d in self._where(was > is_):
            yield self._event(i, d, "care_ended", "institutional", "")

    def visits(self) -> Iterator[Event]:
        """List who started and stopped visiting which free place."""
        for field in AT:
            was, is_ = self.then[field], self.now[field]
            for i in np.flatnonzero(was != is_).tolist():
                if was[i] >= 0:
                    yield self._event(i, WHOLE, "visit_ended", self.places[was[i]], "")
                if is_[i] >= 0:
                    yield self._event(i, WHOLE, "visit_started", "", self.places[is_[i]])
