"""Where a month's time goes: process by process, in parallel kernels, serial kernels and Python.

Parallel kernels are those whose residents may be shared out over threads. Each kernel is put
behind a clock in the module that calls it; what a process takes beside its kernels is Python and
NumPy. One thread, processor time of that thread, so that other work on the machine disturbs little.
"""

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.compiled import Kernel, Rule

if TYPE_CHECKING:
    from model.town import SocialBaseModel

COLUMNS = ("part", "kind", "parallel_ns", "serial_ns", "python_ns", "total_ns")
KINDS = ("parallel", "serial")


class Clock:
    """Nanoseconds by part of the month, in kernels of either kind and in all."""

    def __init__(self) -> None:
        self.spent: dict[tuple[str, str], NDArray[np.int64]] = {}
        self.kernels = np.zeros(len(KINDS), np.int64)

    def kernel(self, kernel: Any) -> Callable[..., Any]:
        """Return a kernel that adds its time."""
        kind = 0 if isinstance(kernel, Kernel) else 1

        def timed(*arguments: Any) -> Any:
            began = time.thread_time_ns()
            result = kernel(*arguments)
            self.kernels[kind] += time.thread_time_ns() - began
            return result

        return timed

    def part(self, name: str, kind: str, live: Callable[..., None]) -> Callable[..., None]:
        """Return a part of the month that adds its time, and that of its kernels apart."""
        spent = self.spent[name, kind] = np.zeros(len(KINDS) + 1, np.int64)

        def timed(*arguments: Any) -> None:
            self.kernels[:] = 0
            began = time.thread_time_ns()
            live(*arguments)
            spent[-1] += time.thread_time_ns() - began
            spent[:-1] += self.kernels

        return timed


def by_process(town: "SocialBaseModel", months: int) -> pd.DataFrame:
    """Live some months and return where the time went.

    Parameters
    ----------
    town : SocialBaseModel
        After its warm-up; afterwards it is of no use to anybody, since it is clocked.
    months : int

    Returns
    -------
    DataFrame
        A row per process and observer in the order of the month, and their sum: nanoseconds per
        resident and month, `COLUMNS`.
    """
    clock = Clock()
    _put_behind(clock, town)
    resident_months = 0
    for _ in range(months):
        town.step()
        resident_months += len(town.residents.living)
    rows = [
        (*named, parallel, serial, whole - parallel - serial, whole)
        for named, (parallel, serial, whole) in clock.spent.items()
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table.loc[len(table)] = ["all", "sum", *table[list(COLUMNS[2:])].sum()]
    table[list(COLUMNS[2:])] /= resident_months
    return table.round(1)


def _put_behind(clock: Clock, town: Any) -> None:
    """Put the parts of a town's month behind a clock, and every kernel that Python calls in it."""
    from numba.core.registry import CPUDispatcher

    town._pull_levers = clock.part("levers", "step", town._pull_levers)
    for process in town.processes:
        process.step = clock.part(process.name, "process", process.step)
    for observer in town.observers:
        observer.observe = clock.part(observer.name, "observer", observer.observe)
    town.ledger.close_month = clock.part("ledger", "step", town.ledger.close_month)
    behind: dict[int, Any] = {}
    for name, module in list(sys.modules.items()):
        if not name.startswith(("model.", "agents.")):
            continue
        # Compiled code calls a rule, inside a kernel.
        for word, kernel in list(vars(module).items()):
            if not isinstance(kernel, CPUDispatcher) or isinstance(kernel, Rule):
                continue
            if kernel.signatures:
                setattr(module, word, behind.setdefault(id(kernel), clock.kernel(kernel)))
