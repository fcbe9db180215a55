"""What every process of the month has: a name, parameters, named values, and one step."""

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from model.parameters import Parameters
from model.values import NamedValue

if TYPE_CHECKING:
    from model.town import SocialBaseModel


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
    state : dict of str to array
        What the process remembers from month to month beside the records: saved and branched.
    by_place : tuple of str
        Keys of `state` that have a row per facility.
    holds : tuple of str
        Attributes, each an array with a row per facility, that another process reads next month:
        saved and branched too.
    """

    name: ClassVar[str]
    Parameters: ClassVar[type[Numbers]] = NoParameters
    publishes: ClassVar[tuple[NamedValue, ...]] = ()
    by_place: ClassVar[tuple[str, ...]] = ()
    holds: ClassVar[tuple[str, ...]] = ()

    def __init__(self, town: "SocialBaseModel", parameters: Numbers) -> None:
        self.parameters: Any = parameters
        self.numbers = parameters.as_record()
        self.p: Any = self.numbers[0]
        self.state: dict[str, NDArray[Any]] = {}

    def prepare(self, town: "SocialBaseModel") -> None:
        """Set the start state of the attributes it owns, before the warm-up."""

    def resume(self, town: "SocialBaseModel") -> None:
        """Lay anew what is neither record nor `state`, after a state was put back.

        `town.month` is the month before. What the process `holds` is then put back as it was; only
        what a new world adds to it (more places) stays as laid here.
        """

    def step(self, town: "SocialBaseModel") -> None:
        """Live one month."""
        raise NotImplementedError

    def values(self, town: "SocialBaseModel") -> NDArray[Any]:
        """Return this month's named values: one record per area."""
        return town.values[self.name]


def month_key(month: int) -> np.int64:
    """Return the month as compiled kernels take it."""
    return np.int64(month)
