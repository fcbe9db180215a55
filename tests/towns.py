"""Towns that several tests share: each is warmed up once in a process, and branched by the tests.

`again(*begun("current"))` is a town of its own that continues from there.
"""

from functools import cache
from typing import Any

from model.scenario.scenario import load_scenario
from model.state.state import TownState, capture
from tests.worlds.small_towns import SIZE, run_town, with_levers

NO_LEVERS = "no levers"


@cache
def begun(name: str, month: int = 0, size: int = SIZE) -> tuple[Any, TownState]:
    """Return a town at the beginning of a month, 2021 by default, and its state.

    Tests read the town and step another one, made with `again`.

    Parameters
    ----------
    name : str
        A shipped scenario, or NO_LEVERS: that of today without any lever.
    month : int
        Months since January 2021.
    size : int
        Residents.
    """
    town = run_town(with_levers() if name == NO_LEVERS else load_scenario(name), month, size)
    return town, capture(town)
