"""The order in which scarce places go: a draw of each resident's own, never a slot number."""

import numpy as np
from numpy.typing import NDArray

from model.draws import uniforms


def keyed_order(
    who: NDArray[np.intp], uids: NDArray[np.int64], seed: int, what: int, month: int
) -> NDArray[np.intp]:
    """Return slots in the order of a draw keyed by uid and month, whatever their numbers."""
    keys = uids[who]
    return who[order_by(uniforms(seed, keys, what, month), keys)]


def order_by(drawn: NDArray[np.float64], uids: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the places of draws in ascending order; of two that are equal, the lower uid first."""
    order = np.argsort(drawn)
    in_order = drawn[order]
    if (in_order[1:] == in_order[:-1]).any():  # rare: two words of 32 bits are the same
        order = np.lexsort((uids, drawn))
    return order
