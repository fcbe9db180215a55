"""Hours: caseworkers of desks and teams begin with files in the order of their days."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import File
from model.process_state import N_DESKS
from model.processes.access.case_files import begin, queue_of, work_of
from model.processes.access.haste import book_study, hours_given, share_seen, study_given
from model.processes.sampled_demand import months_kept

Hours = NDArray[np.float64]


def hand_hours(town: Any, line: list[File]) -> tuple[Hours, Hours]:
    """Begin investigations, first come first served; return waits and the days that are reached.

    Parameters
    ----------
    town : PlainTown
    line : list of File
        Those that wait for hours, in order.

    Returns
    -------
    array, array
        By queue: months that a new file waits, and the day of the first file that still waits.
    """
    mine, p = town.state.access, town.parameters["access"]
    hours, queues = mine.hours, range(len(mine.hours))
    waiting, reached = np.zeros(len(hours)), np.full(len(hours), np.inf)
    budget = np.where(hours > 0.0, hours + mine.carry, 0.0)
    asked = np.zeros(len(hours))
    for file in line:
        asked[queue_of(file, hours)] += work_of(file, p)
    given = study_given(budget, asked, p)
    for file in line:
        q, work = queue_of(file, hours), work_of(file, p)
        if budget[q] > 0.0:
            budget[q] -= work * hours_given(given[q], p)
            begin(file, town.month, town.seed, share_seen(given[q], p), p)
            book_study(mine.spent[file.area, int(q >= N_DESKS)], work, given[q], p)
        else:
            waiting[q] += work
            reached[q] = min(reached[q], file.opened_day)
    for q in queues:
        _close_queue(town, q, budget[q])
        waiting[q] = _months_of_wait(waiting[q], hours[q], mine.carry[q], p)
    return waiting, reached


def _close_queue(town: Any, q: int, left: float) -> None:
    """Keep some of the hours that are left, and tell a team what its cases leave it."""
    mine = town.state.access
    hours, finite = mine.hours[q], np.isfinite(mine.hours[q])
    mine.carry[q] = min(months_kept(town.scale) * hours, left) if finite else 0.0
    if q >= N_DESKS:
        spare = min(hours, max(0.0, left - mine.carry[q])) if finite else 0.0
        mine.spare_hours[q - N_DESKS] = spare


def _months_of_wait(work: float, hours: float, carry: float, p: Any) -> float:
    """Return the months that the work ahead of a new file takes."""
    if hours > 0.0:
        return float(min(p.longest_wait, (work - min(0.0, carry)) / hours))
    return float(p.longest_wait) if work > 0.0 else work


read_plainly(__name__)
