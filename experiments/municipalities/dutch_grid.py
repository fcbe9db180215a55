"""Degrees to metres of the Dutch grid (RD New)."""

import numpy as np
from numpy.typing import NDArray

_LAT, _LON, _X, _Y = 52.15517440, 5.38720621, 155_000.0, 463_000.0
"""The tower of Our Lady in Amersfoort."""
_TO_X = {(0, 1): 190094.945, (1, 1): -11832.228, (2, 1): -114.221, (0, 3): -32.391,
         (1, 0): -0.705, (3, 1): -2.340, (1, 3): -0.608, (0, 2): -0.008, (2, 3): 0.148}  # fmt: skip
_TO_Y = {(1, 0): 309056.544, (0, 2): 3638.893, (2, 0): 73.077, (1, 2): -157.984, (3, 0): 59.788,
         (0, 1): 0.433, (2, 2): -6.439, (1, 1): -0.032, (0, 4): 0.092, (1, 4): -0.054}  # fmt: skip


def to_rd_new(
    lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y in metres of RD New (EPSG:28992) of points in degrees (WGS 84).

    Notes
    -----
    The polynomial of Schreutelkamp and Strang van Hees (2001), right to half a metre.
    """
    north, east = 0.36 * (lat - _LAT), 0.36 * (lon - _LON)

    def sum_of(terms: dict[tuple[int, int], float]) -> NDArray[np.float64]:
        parts = [factor * north**p * east**q for (p, q), factor in terms.items()]
        return np.asarray(np.sum(parts, axis=0))

    return _X + sum_of(_TO_X), _Y + sum_of(_TO_Y)
