"""Where places lie on a map: cells around the middles of postcodes, or outlines handed in.

A cell holds what lies nearer to the middle of its postcode than to that of any other, and within
reach of it. It is no border of anything: only where each postcode lies is known here. Whoever has
the true outlines hands in a GeoJSON file.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import DataError
from model.inputs.reading import read_text

Points = NDArray[np.float64]
"""Corners of a ring, shape [n, 2], the first not repeated."""
CORNERS = 72
"""Of the circle in which a cell begins."""
REACH = 0.75
"""Of the widest gap between a middle and the one nearest to it."""
ALONE_KM = 1.0
"""Reach of a postcode that is the only one."""
OUTER = -1
"""What lies beyond an edge that is no border with another cell."""
MOST_BYTES = 20_000_000
_WIDEST_DEGREE = 180.0
"""A file none of whose numbers is larger holds degrees; in metres of RD New all are."""


@dataclass(frozen=True, eq=False)
class Shape:
    """One place on a map.

    Attributes
    ----------
    rings : tuple of arrays, shape [corners, 2]
        Outer rings counter-clockwise, holes clockwise.
    beyond : array of int, shape [corners], or None
        Of a cell: the place beyond the edge that begins at each corner, `OUTER` where none.
    """

    rings: tuple[Points, ...]
    beyond: NDArray[np.int64] | None = None


def cells_around(middles: Points) -> list[Shape]:
    """Return the cell of each middle.

    Parameters
    ----------
    middles : array, shape [places, 2]
        Kilometres, no two alike.
    """
    apart = np.linalg.norm(middles[:, None] - middles[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    reach = REACH * apart.min(axis=1).max() if len(middles) > 1 else ALONE_KM
    turn = np.linspace(0.0, 2.0 * np.pi, CORNERS, endpoint=False)
    circle = reach * np.column_stack([np.cos(turn), np.sin(turn)])
    cells = []
    for me, middle in enumerate(middles):
        ring, beyond = middle + circle, np.full(CORNERS, OUTER)
        for other in np.argsort(apart[me], kind="stable")[:-1].tolist():
            if apart[me, other] < 2.0 * reach:
                ring, beyond = _cut(ring, beyond, middle, middles[other], other)
        cells.append(Shape((ring,), beyond))
    return cells


def _cut(
    ring: Points, beyond: NDArray[np.int64], mine: Points, theirs: Points, other: int
) -> tuple[Points, NDArray[np.int64]]:
    """Keep of a convex ring what is nearer to one middle than to another."""
    side = (ring - (mine + theirs) / 2.0) @ (mine - theirs)
    if (side >= 0.0).all():
        return ring, beyond
    corners: list[Points] = []
    edges: list[int] = []
    for k in range(len(ring)):
        after = (k + 1) % len(ring)
        if side[k] >= 0.0:
            corners.append(ring[k])
            edges.append(int(beyond[k]))
        if (side[k] >= 0.0) != (side[after] >= 0.0):
            share = side[k] / (side[k] - side[after])
            corners.append(ring[k] + share * (ring[after] - ring[k]))
            edges.append(other if side[k] >= 0.0 else int(beyond[k]))
    return np.array(corners), np.array(edges)


@dataclass(frozen=True)
class Outlines:
    """The true outlines of places, as somebody hands them in.

    Attributes
    ----------
    path : Path
        A GeoJSON FeatureCollection of polygons, in degrees or in metres of RD New.
    features : tuple of dict
    """

    path: Path
    features: tuple[dict[str, Any], ...]

    def of(self, places: Mapping[str, str]) -> dict[str, Shape]:
        """Return the outlines of places by their keys, in kilometres.

        A place is known by its key or its title, whatever property holds it: that which knows most
        of the places, the first of equals. Degrees are laid flat around their middle.

        Parameters
        ----------
        places : mapping of str to str
            What each is called, by its key; other outlines are left out.

        Raises
        ------
        DataError
            If a place lacks or its outline is no polygon: what, where, and what to do.
        """
        known = _by_property(self.features, places)
        found = max(known.values(), key=len, default={})
        lacking = [key for key in places if key not in found]
        if lacking:
            raise DataError(
                f"{self.path} has no outline of {', '.join(lacking)}: give each feature a property "
                f"with the key or the name of its place."
            )
        rings = {
            key: [
                ring for one in found[key] for ring in _rings(one.get("geometry"), key, self.path)
            ]
            for key in places
        }
        return {key: Shape(tuple(ours)) for key, ours in _in_km(rings).items()}


def read_outlines(path: str | Path) -> Outlines:
    """Read a GeoJSON file of outlines.

    Raises
    ------
    DataError
        If it is no such collection.
    """
    try:
        content = json.loads(read_text(Path(path), MOST_BYTES))
    except (json.JSONDecodeError, RecursionError):
        raise DataError(f"{path} is no JSON: give a GeoJSON file.") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise DataError(f"{path} holds no list 'features': give a GeoJSON FeatureCollection.")
    return Outlines(Path(path), tuple(features))


def _by_property(
    features: Sequence[dict[str, Any]], places: Mapping[str, str]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return by property the features of each place whose key or title it holds."""
    keys = {title: key for key, title in places.items()} | {key: key for key in places}
    known: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for feature in features:
        properties = feature.get("properties")
        for name, value in properties.items() if isinstance(properties, dict) else ():
            if str(value) in keys:
                known.setdefault(name, {}).setdefault(keys[str(value)], []).append(feature)
    return known


def _rings(geometry: Any, name: str, path: str | Path) -> list[Points]:
    """Return the rings of a Polygon or MultiPolygon, outer ones turned one way, holes the other."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise DataError(f"{path}: '{name}' is {kind}: give a Polygon or MultiPolygon.")
    try:
        parts = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
        rings = [
            _turned(np.array([point[:2] for point in ring], float), hole=bool(place))
            for part in parts
            for place, ring in enumerate(part)
        ]
    except (KeyError, TypeError, ValueError, IndexError):
        rings = []
    if not rings or not all(len(r) >= 3 and np.isfinite(r).all() for r in rings):
        raise DataError(
            f"{path}: the coordinates of '{name}' are no rings of at least four points: mend them."
        )
    return rings


def _turned(ring: Points, *, hole: bool) -> Points:
    ring = ring[:-1]
    return ring[::-1] if (signed_area(ring) < 0.0) != hole else ring


def signed_area(ring: Points) -> float:
    """Return the area within a ring: above zero where it turns counter-clockwise."""
    x, y = ring.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2.0)


def _in_km(found: dict[str, list[Points]]) -> dict[str, list[Points]]:
    every = np.concatenate([ring for rings in found.values() for ring in rings])
    scale = np.full(2, 1e-3)
    if np.abs(every).max() <= _WIDEST_DEGREE:
        around = np.cos(np.radians(every[:, 1].mean()))
        scale = np.array([111.32 * around, 110.57])  # kilometres of a degree, east and north
    return {name: [ring * scale for ring in rings] for name, rings in found.items()}


def label_point(shape: Shape) -> Points:
    """Return the point of the largest ring that lies deepest in it, to the grid of a search."""
    from matplotlib.path import Path as Line

    ring = max(shape.rings, key=signed_area)
    sides = [np.linspace(low, high, 23)[1:-1] for low, high in zip(ring.min(0), ring.max(0),
                                                                  strict=True)]  # fmt: skip
    grid = np.column_stack([side.ravel() for side in np.meshgrid(*sides)])
    inside = grid[Line(ring).contains_points(grid)]
    if not len(inside):
        return np.asarray(ring.mean(axis=0))
    edge = np.concatenate([ring + share * (np.roll(ring, -1, 0) - ring) for share in (0, 0.5)])
    depth = np.linalg.norm(inside[:, None] - edge[None], axis=2).min(axis=1)
    return np.asarray(inside[int(depth.argmax())])
