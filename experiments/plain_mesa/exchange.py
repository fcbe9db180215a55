"""From the tables of the fast core to agents, and back.

Both ways everything is copied, and nothing is worked out. So a town of agents can begin where a
fast one stands, run what it does not tell itself by the core's own code, and be compared with it.
"""

from typing import Any

import numpy as np

from agents.cases import case_dtype
from agents.indications import indication_dtype
from agents.needs import Needs, need_dtype
from agents.residents import published_dtype, resident_dtype
from agents.ties import SLOTS
from agents.vocabulary import NOBODY
from experiments.plain_mesa.person import DOMAINS
from experiments.plain_mesa.state import NO_NEED, File, Home, Indication, Need, Public, Tie


def take_up(town: Any, kind: type[Any]) -> None:
    """Let agents be what the tables say; who is gone leaves Mesa's set, who is new joins it."""
    people = town.residents
    rows, uids = people.records.as_records(), people.records["uid"]
    before, town.people = town.people, [None] * len(people)
    for resident in before:
        if resident and rows["status"][resident.slot] and uids[resident.slot] == resident.uid:
            town.people[resident.slot] = resident
        elif resident:
            resident.remove()
    for slot in people.living.tolist():
        resident = town.people[slot] = town.people[slot] or kind(town, slot)
        resident.be(rows[slot])
        _take_up_around(town, resident)
    town.homes = [Home(row) for row in town.households.records]
    for name, record, table in (
        ("files", File, town.cases.records), ("indicated", Indication, town.indications.records),
    ):  # fmt: skip
        setattr(town, name, [record(row) for row in table[table["stage"] > 0]])


def _take_up_around(town: Any, resident: Any) -> None:
    """Take up needs, ties, and what others know of a resident."""
    people, slot = town.residents, resident.slot
    held, mine = people.needs.held[slot], people.needs[slot]
    resident.needs = [Need(mine[d]) if held >> d & 1 else NO_NEED for d in DOMAINS]
    ends = (people.tie_other[slot], people.tie_strength[slot], people.tie_kind[slot])
    resident.ties = [
        Tie(other, strength, kind) if other != NOBODY else None
        for other, strength, kind in zip(*(end.tolist() for end in ends), strict=True)
    ]
    resident.public = Public(people.published[slot])


def lay_down(town: Any) -> None:
    """Let the tables say what agents are."""
    people, living = town.residents, [one for one in town.people if one]
    slots = np.array([one.slot for one in living])
    people.records[slots] = np.array([one.row() for one in living], resident_dtype)
    public = [one.public.row() for one in living]
    people.published[slots] = np.array(public, published_dtype)
    _lay_needs(people, living)
    nothing = Tie(NOBODY, 0.0, 0)
    ties = [[tie or nothing for tie in one.ties] for one in living]
    for name in ("other", "strength", "kind"):
        column = [[getattr(tie, name) for tie in mine] for mine in ties]
        getattr(people, f"tie_{name}")[slots] = np.array(column).reshape(-1, SLOTS)
    for slot, home in enumerate(town.homes):
        town.households.records[slot] = home.row()
    for table, mine, dtype in (
        (town.cases, town.files, case_dtype), (town.indications, town.indicated, indication_dtype),
    ):  # fmt: skip
        table.records[:] = np.zeros((), dtype)
        table.grow(len(mine))
        table.records[: len(mine)] = np.array([one.row() for one in mine], dtype)


def _lay_needs(people: Any, living: list[Any]) -> None:
    held = np.zeros(len(people), np.uint8)
    rows: list[tuple[Any, ...]] = []
    for one in living:
        mine = [domain for domain in DOMAINS if one.needs[domain] is not NO_NEED]
        held[one.slot] = sum(1 << domain for domain in mine)
        rows += [one.needs[domain].row() for domain in mine]
    people.needs = Needs(held)
    people.needs.rows[1:] = np.array(rows, need_dtype)


def lay_columns(town: Any, *names: str) -> None:
    """Let some columns say what agents are, for what the core sums up over all of them."""
    for name in names:
        for one in town.everybody:
            town.residents.records[name][one.slot] = getattr(one, name)
