"""A few hundred residents with ties, for testing one process without the others."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from agents.programmes import NEUTRAL, programme_dtype
from agents.records import records
from agents.residents import Residents
from agents.ties import add_tie
from agents.vocabulary import Status
from model.draws import decision, uniforms, words4
from model.process import Process
from model.process_state import ProcessStates
from model.processes.personal_help.personal_help import (
    PersonalHelp,
    able_hours,
    partner_hours,
    spare_hours,
)
from model.processes.ties.ties import Ties, open_to_ties
from model.processes.wellbeing import Wellbeing
from model.values import Values

TRAIT = decision("test.stub_trait")
TIE = decision("test.stub_tie")
WORD = decision("test.stub_word")

CLASSES: tuple[type[Process], ...] = (PersonalHelp, Ties, Wellbeing)


def no_programmes() -> Any:
    """Return the table of a town without programmes."""
    table = records(1, programme_dtype)
    for field, value in NEUTRAL.items():
        table[field] = value
    return table


def stub_town(n: int = 300, ties: int = 10, areas: int = 2, seed: int = 5) -> Any:
    """Return something with residents, values, seed, month and the three processes prepared."""
    town = SimpleNamespace(month=0, seed=np.uint64(seed), areas=[f"a{k}" for k in range(areas)])
    town.residents = Residents(n)
    rec = town.residents.records
    rec["uid"] = np.arange(n) * 7919 + 104729
    u = [uniforms(seed, rec["uid"], TRAIT, index=k) for k in range(4)]
    rec["status"], rec["household"] = Status.HOME, np.arange(n)
    rec["age_months"] = 12 * (18 + 70 * u[0])
    rec["area"] = areas * u[1]
    rec["postcode"] = 2 * rec["area"] + (u[2] < 0.5)
    rec["origin"] = u[3] < 0.2
    rec["sociability"] = 10 + 6 * u[2]
    rec["capacity"] = 0.75
    rec["temperament"] = 2 * u[3] - 1
    rec["frailty"] = 1.0
    for name in ("partner", "helper_a", "helper_b", "visits", "meets", "waits_at"):
        rec[name] = -1
    for i in range(n):
        for k in range(ties // 2):
            pick = uniforms(seed, rec["uid"][i : i + 1], TIE, index=k)[0]
            mine = town.residents
            arrays = (mine.tie_other, mine.tie_strength, mine.tie_kind)
            kind = np.uint8(k % 3)
            add_tie(*arrays, i, (i + 1 + int(pick * 20)) % n, 0.25 + 0.6 * pick, kind)
    parameters = {cls.name: cls.Parameters() for cls in CLASSES}
    published = [value for cls in CLASSES for value in cls.publishes]
    town.values = Values(published, parameters, areas)
    town.processes = {cls.name: cls(town, parameters[cls.name]) for cls in CLASSES}
    town.state = ProcessStates.zeros(areas=areas, places=0)
    town.state.programmes.table = no_programmes()
    for process in town.processes.values():
        process.prepare(town)
    publish(town)
    return town


def publish(town: Any) -> None:
    """Write what others may know, from the records as they are."""
    rec, out = town.residents.records, town.residents.published
    help_p, ties_p = town.processes["personal_help"].p, town.processes["ties"].p
    people = records(len(rec), rec.dtype)  # handed over one by one, records are faster than rows
    people[:] = rec.as_records()
    for i in range(len(rec)):
        record = people[i]
        words = words4(town.seed, record["uid"], town.month, WORD, 0)
        out[i]["contact_word"] = words[0]
        out[i]["able_hours"] = able_hours(record, help_p)
        out[i]["spare_hours"] = spare_hours(record, help_p)
        out[i]["partner_hours"] = partner_hours(record, help_p)
        out[i]["open_to_ties"] = open_to_ties(record, ties_p)
    out["age_years"] = np.maximum(0, rec["age_months"]) // 12
    for name in (
        "status", "limitation", "area", "origin", "overloaded", "products", "visits", "meets",
    ):  # fmt: skip
        out[name] = rec[name]


def run_months(town: Any, months: int, names: Sequence[str]) -> None:
    """Run some months with the processes named only."""
    for _ in range(months):
        for name in names:
            town.processes[name].step(town)
        town.month += 1
        publish(town)


def changed(town: Any, process: str, **changes: float) -> None:
    """Give a process other parameters (a dot in a name is written as two underscores)."""
    old = town.processes[process]
    parameters = old.parameters.changed({k.replace("__", "."): v for k, v in changes.items()})
    old.parameters, old.numbers = parameters, parameters.as_record()
    old.p = old.numbers[0]
    everyone = {name: proc.parameters for name, proc in town.processes.items()}
    published = [value for cls in CLASSES for value in cls.publishes]
    town.values = Values(published, everyone, len(town.areas))


def permuted(town: Any, order: Any) -> Any:
    """Return the same town with every resident in another slot: new slot k holds old order[k]."""
    other = stub_town(len(order), 0, len(town.areas), int(town.seed))
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    old, new = town.residents, other.residents
    new.records, new.needs = old.records.take(order), old.needs.take(order)
    for name in ("tie_other", "tie_strength", "tie_kind", "published"):
        getattr(new, name)[:] = getattr(old, name)[order]
    for column in (new.tie_other, *(new.records[f] for f in ("partner", "helper_a", "helper_b"))):
        column[:] = np.where(column >= 0, back[column], column)
    other.month = town.month
    other.values = town.values
    for name, process in other.processes.items():
        process.parameters = town.processes[name].parameters
        process.numbers, process.p = town.processes[name].numbers, town.processes[name].p
    other.processes["ties"].prepare(other)
    return other


def need(town: Any, i: int, domain: int, severity: float) -> None:
    """Open a need."""
    town.residents.needs.write(i, domain, severity=severity)
    town.residents.records["open_needs"][i] |= 1 << domain
