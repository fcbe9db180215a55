"""Stand-ins for what simulates: small tables that say which world they are of, made at once.

Of a comparison, a run and the business cases one small town is simulated once in a process; every
replication is that one again, under its own number and with figures of its own.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import yaml
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.analyses.cases import cases as casing
from experiments.analyses.cases.worlds import CasesReplication, CaseTask, run_cases
from experiments.results import scenario_record
from experiments.runs import compare as comparing
from experiments.runs import run as running
from experiments.sweep import packing, replay, request
from experiments.sweep.jobs import Job
from experiments.sweep.tree import Broken, Effort, JobResult
from experiments.worlds.lockstep import Pairs, Task, run_together
from experiments.worlds.one_town import simulate, tables_of
from model.measures.outcomes import NAMES
from model.scenario.record import from_record

FAILING: set[tuple[int, int]] = set()
"""Point and replication of the runs of a sweep that fail."""
LIVED: list[int] = []
"""What was simulated: the number of each job of a sweep, of all else the replication."""
_LIVED_ONCE: dict[Any, Any] = {}


def job(job: Job) -> JobResult:
    """Stand in for `run_job`: figures by outcome, that hang on point, scenario and replication."""
    LIVED.append(job.number)
    result = JobResult(effort=Effort(len(job.worlds), 10, 3))
    rows = []
    for world in job.worlds:
        for run in world.runs:
            if (run[0], job.replication) in FAILING:
                broken = Broken("ZeroDivisionError: injected", "Traceback: here")
                result.broken.append((replace(world, runs=(run,)), broken))
            else:
                rows.append(_rows_of(job, run, sum(world.changes.values())))
    if rows:
        result.tables["monthly"] = pd.concat(rows, ignore_index=True)
    return result


def _rows_of(job: Job, run: tuple[int, str], level: float) -> pd.DataFrame:
    month = pd.date_range("2021-01-01", periods=job.months, freq="MS")
    head = {"point": run[0], "scenario": run[1], "replication": job.replication, "month": month,
            "area": "oost"}  # fmt: skip
    gain = (level - 0.5) * (run[1] != "current")
    figures = {
        name: 100.0 * (k + 1) + job.seed + job.replication + level - 2 * gain
        for k, name in enumerate(job.outcomes or NAMES)
    }
    return pd.DataFrame(head | figures)


def pairs(task: Task) -> Pairs:
    """Stand in for `run_together`."""
    LIVED.append(task.replication)
    first = replace(task, replication=0, placebo=True)
    names = (task.base.name, *(policy.name for policy in task.policies))
    once = _once((names, task.seed, task.months), lambda: run_together(first))
    return replace(once, tables=_again(once.tables, task.replication))


def town(scenario: Any, options: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Stand in for the one replication of a run."""
    LIVED.append(options["replication"])
    first = options | {"replication": 0}
    key = (scenario.name, *first.values())
    once = _once(key, lambda: tables_of(simulate(scenario, **first)))
    return _again(once, options["replication"])


def papers(task: CaseTask) -> CasesReplication:
    """Stand in for `run_cases`."""
    LIVED.append(task.replication)
    first = replace(task, replication=0)
    once = _once((task.seed, task.residents, task.months), lambda: run_cases(first))
    return replace(once, tables=_again(once.tables, task.replication))


def _once(key: Any, live: Callable[[], Any]) -> Any:
    if key not in _LIVED_ONCE:
        _LIVED_ONCE[key] = live()
    return _LIVED_ONCE[key]


def _again(tables: dict[str, pd.DataFrame], replication: int) -> dict[str, pd.DataFrame]:
    """Return tables under another replication's number, with floats that tell it apart."""
    return {
        name: table.assign(
            replication=replication,
            **{one: table[one] * (1 + replication / 64) for one in table.select_dtypes("float64")},
        )
        for name, table in tables.items()
    }


def drawn(figure: Figure, to: Any, **_: Any) -> None:
    """Stand in for the drawing of a picture: what is written in it."""
    texts = (text.get_text() for text in figure.findobj(Text))
    to.write("\n".join(["a picture", *texts]).encode())


class ReadOnce:
    """Stands in for the module `yaml`: what was read once is known."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def __getattr__(self, name: str) -> Any:
        """Return what `yaml` has."""
        return getattr(yaml, name)

    def load(self, text: str, loader: Any) -> Any:
        """Return what a text says; nobody changes it."""
        if text not in self._known:
            self._known[text] = yaml.load(text, loader)
        return self._known[text]


_READ_ONCE = ReadOnce()
_SCENARIOS: dict[str, Any] = {}


def _scenario(record: Any) -> Any:
    """Stand in for `from_record`, which takes long: a record that was read once is known."""
    key = json.dumps(record, sort_keys=True, default=str)
    if key not in _SCENARIOS:
        _SCENARIOS[key] = from_record(record)
    return _SCENARIOS[key]


@contextmanager
def quick_records() -> Iterator[None]:
    """Read each record of scenarios once: the thousandth resumption reads the same one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scenario_record, "yaml", _READ_ONCE)
        patch.setattr(request, "from_record", _scenario)
        yield


@contextmanager
def in_place() -> Iterator[None]:
    """Put the stand-ins in place of what simulates, and forget what they lived before."""
    FAILING.clear()
    LIVED.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.execution.calls.free_memory", lambda: None)
        patch.setattr("experiments.dashboard.server._serve", lambda *_: None)
        patch.setattr(comparing, "run_together", pairs)
        patch.setattr(running, "_one", town)
        patch.setattr(casing, "run_cases", papers)
        patch.setattr(packing, "run_job", job)
        patch.setattr(replay, "run_job", job)
        patch.setattr(Figure, "savefig", drawn)
        yield
