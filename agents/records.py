"""Table of records with a free list: what cases and indications are kept in."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import PLAIN_PYTHON


def records(shape: int | tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return zeroed records; in plain Python they read like compiled ones (`record.field`)."""
    array = np.zeros(shape, dtype)
    return array.view(np.recarray) if PLAIN_PYTHON else array


def grown(table: NDArray[Any], needed: int, free_stage: int) -> NDArray[Any]:
    """Return the table, enlarged if fewer than `needed` of its rows have the free stage."""
    if np.count_nonzero(table["stage"] == free_stage) >= needed:
        return table
    larger = records(len(table) + len(table) // 4 + needed, table.dtype)
    larger[: len(table)] = table
    return larger
