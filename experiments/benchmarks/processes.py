"""Where a month's time goes: process by process, in parallel kernels, serial kernels and Python.

A kernel is told from a rule by being called from Python. Each is put behind a clock in the module
that calls it; what a process takes beside its kernels is Python and NumPy. One thread, processor
time of that thread, so that other work on the machine disturbs little.
"""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from model.town import SocialBaseModel

COLUMNS = ("part", "kind", "parallel_ns", "serial_ns", "python_ns", "total_ns")
KINDS = ("parallel", "serial")


class Clock:
    """Nanoseconds in kernels since it was last read, by kind."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(KINDS, 0)

    def behind(self, kernel: Any) -> Callable[..., Any]:
        """Return a kernel that adds its time."""
        kind = "parallel" if kernel.targetoptions.get("parallel") else "serial"

        def timed(*arguments: Any) -> Any:
            began = time.thread_time_ns()
            result = kernel(*arguments)
            self.spent[kind] += time.thread_time_ns() - began
            return result

        return timed

    def read(self) -> list[int]:
        """Return what was spent, in the order of `KINDS`, and begin anew."""
        spent = [self.spent[kind] for kind in KINDS]
        self.spent = dict.fromkeys(KINDS, 0)
        return spent


def by_process(town: "SocialBaseModel", months: int) -> pd.DataFrame:
    """Live some months and return where the time went.

    Parameters
    ----------
    town : SocialBaseModel
        After its warm-up; afterwards it is of no use to anybody, since its kernels are clocked.
    months : int

    Returns
    -------
    DataFrame
        A row per process and observer in the order of the month, and their sum: nanoseconds per
        resident and month, `COLUMNS`.
    """
    clock = Clock()
    put_behind(clock)
    parts = [("levers", "step", town._pull_levers)]
    parts += [(one.name, "process", _of(one.step, town)) for one in town.processes]
    parts += [(one.name, "observer", _of(one.observe, town)) for one in town.observers]
    parts += [("ledger", "step", lambda: town.ledger.close_month(town.month))]
    spent, resident_months = np.zeros((len(parts), 3)), 0
    for _ in range(months):
        town.residents.records["exposed"] = 0
        for row, (_, _, live) in enumerate(parts):
            clock.read()
            began = time.thread_time_ns()
            live()
            whole = time.thread_time_ns() - began
            spent[row] += (*clock.read(), whole)
        resident_months += len(town.residents.living)
        town.month += 1
    spent /= resident_months
    rows = [
        (name, kind, parallel, serial, whole - parallel - serial, whole)
        for (name, kind, _), (parallel, serial, whole) in zip(parts, spent, strict=True)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table.loc[len(table)] = ["all", "sum", *table.iloc[:, 2:].sum()]
    return table.round(1)


def _of(live: Callable[..., None], town: "SocialBaseModel") -> Callable[[], None]:
    return lambda: live(town)


def put_behind(clock: Clock) -> None:
    """Put every kernel that some module of the model calls from Python behind a clock."""
    from numba.core.registry import CPUDispatcher

    # A rule is a kind of dispatcher of its own: compiled code calls it, inside a kernel.
    behind: dict[int, Any] = {}
    for name, module in list(sys.modules.items()):
        if not name.startswith(("model.", "agents.")):
            continue
        for word, kernel in list(vars(module).items()):
            if type(kernel) is CPUDispatcher and kernel.signatures:
                timed = behind.setdefault(id(kernel), clock.behind(kernel))
                setattr(module, word, timed)
