"""What every process of the month has: a name, parameters, named values, and one step."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.compiled import PLAIN_PYTHON
from model.parameters import Parameters
from model.values import NamedValue
from model.world import World

Numbers = Parameters
"""The class under another name: within a process, `Parameters` is the process's own."""


class NoParameters(Parameters):
    """For a process without numbers of its own."""


class Process:
    """One step of the month.

    Attributes
    ----------
    name : str
        The file's name; parameters, values and decisions carry it.
    publishes : tuple of NamedValue
        Values that levers may move.
    numbers, p : array of one record, and that record
        The parameters as compiled code takes them: the array into parallel loops, the record into
        the others.

    What it remembers from month to month beside the records, and what it lays for others, is
    declared in `model.process_state`: it alone writes `world.state.<its name>`.
    """

    name: ClassVar[str]
    Parameters: ClassVar[type[Numbers]] = NoParameters
    publishes: ClassVar[tuple[NamedValue, ...]] = ()

    def __init__(self, town: World, parameters: Numbers) -> None:
        self.parameters: Any = parameters
        record = parameters.as_record()
        self.p: Any = record[0]
        # Compiled code looks at a plain array several times as fast.
        self.numbers = record if PLAIN_PYTHON else record.view(np.ndarray)

    def prepare(self, town: World) -> None:
        """Set the start state of the attributes it owns, before the warm-up."""

    def resume(self, town: World) -> None:
        """Lay anew what it lays for others and does not remember, after a state was restored.

        `town.month` is the month before. What others read next month is then restored as it was;
        only what a new world adds to it (more places) stays as laid here.
        """

    def step(self, town: World) -> None:
        """Run one month."""
        raise NotImplementedError

    def values(self, town: World) -> NDArray[Any]:
        """Return this month's named values: one record per area."""
        return town.values[self.name]


def month_key(month: int) -> np.int64:
    """Return the month as compiled kernels take it."""
    return np.int64(month)
