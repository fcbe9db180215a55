"""What every observer has: it reads the town at the end of a month and keeps rows."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from model.world import World


class Observer:
    """Counts something each month; never writes into the town.

    Attributes
    ----------
    name : str
        The file's name.
    on_by_default : bool
    exported : bool
        Its `frame(town)` becomes a table of the results folder, named like the observer.
    rows : list
        What was seen so far: copied when a town is branched.
    memory : dict of str to array
        What it remembers of last month, to see changes: copied as well.
    """

    name: ClassVar[str]
    on_by_default: ClassVar[bool] = True
    exported: ClassVar[bool] = True

    def __init__(self, town: World) -> None:
        self.rows: list[Any] = []
        self.memory: dict[str, NDArray[Any]] = {}

    def renumber(self, places: NDArray[np.int64]) -> None:
        """Give remembered facilities their numbers in a branched world, -1 for those not there."""

    def observe(self, town: World) -> None:
        """Look at the town at the end of a month."""
        raise NotImplementedError
