"""What every process of the month has: a name, parameters, named values, and one step."""

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import Parameters
from model.values import NamedValue

if TYPE_CHECKING:
    from model.town import SocialBaseModel


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
    state : dict of str to array
        What the process remembers from month to month beside the records: saved and branched.
    """

    name: ClassVar[str]
    Parameters: ClassVar[type[Parameters]] = NoParameters
    publishes: ClassVar[tuple[NamedValue, ...]] = ()

    def __init__(self, town: "SocialBaseModel", parameters: Parameters) -> None:
        self.parameters: Any = parameters
        self.p: NamedTuple = parameters.as_tuple()
        self.state: dict[str, NDArray[Any]] = {}

    def prepare(self, town: "SocialBaseModel") -> None:
        """Set the start state of the attributes it owns, before the warm-up."""

    def step(self, town: "SocialBaseModel") -> None:
        """Live one month."""
        raise NotImplementedError

    def values(self, town: "SocialBaseModel") -> NDArray[Any]:
        """Return this month's named values: one record per area."""
        return town.values[self.name]


def month_key(month: int) -> np.int64:
    """Return the month as compiled kernels take it."""
    return np.int64(month)
