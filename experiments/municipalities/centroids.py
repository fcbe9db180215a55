"""The middle of each postcode: centroids of the polygons that CBS publishes through PDOK."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.municipalities.asking import SECONDS, Source, saying
from experiments.municipalities.made import Made
from experiments.municipalities.residents import parts
from model.errors import FetchError

YEAR = 2020
SERVER = Source("postcode4", "service.pdok.nl")
ADDRESS = f"https://service.pdok.nl/cbs/postcode4/{YEAR}/wfs/v1_0"
SOURCE = f"CBS postcode-4 polygons {YEAR} (PDOK, RD New EPSG:28992), area-weighted centroid"
SQUARE_METRES = 1_000_000
_ONE = (
    "<PropertyIsEqualTo><ValueReference>postcode</ValueReference>"
    "<Literal>{code}</Literal></PropertyIsEqualTo>"
)


def centroids(places: Mapping[int, str]) -> Made:
    """Return the centroid of each postcode in metres of RD New, and its area.

    Parameters
    ----------
    places : mapping of int to str
        Name of the place by postcode.

    Raises
    ------
    FetchError
        If the polygons cannot be had, or lack a postcode.
    """
    found: dict[int, tuple[float, float, float]] = {}
    for some in parts([str(code) for code in places]):
        for feature in _features(some):
            code = _postcode(feature["properties"])
            found[code] = centre(feature["geometry"])
    lacking = [str(code) for code in places if code not in found]
    if lacking:
        raise FetchError(
            f"the polygons of {YEAR} ({SERVER.catalog}) lack postcode {', '.join(lacking[:5])}: "
            f"leave it out of the key, or give the key of that year."
        )
    rows = [
        (code, place, round(found[code][0]), round(found[code][1]),
         round(found[code][2] / SQUARE_METRES, 2), SOURCE)
        for code, place in places.items()
    ]  # fmt: skip
    columns = ["postcode", "place", "rd_x_m", "rd_y_m", "area_km2", "source"]
    return Made("centroids.csv", pd.DataFrame(rows, columns=columns), "CBS/PDOK postcode4",
                str(YEAR))  # fmt: skip


def _features(codes: Sequence[str]) -> list[Mapping[str, Any]]:
    import requests

    each = "".join(_ONE.format(code=code) for code in codes)
    condition = f"<Filter>{each if len(codes) == 1 else f'<Or>{each}</Or>'}</Filter>"
    question = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature", "outputFormat": "json",
        "typeNames": "postcode4:postcode4", "srsName": "EPSG:28992", "filter": condition,
    }  # fmt: skip
    with saying(SERVER):
        answer = requests.get(ADDRESS, params=question, timeout=SECONDS)
        answer.raise_for_status()
        return list(answer.json()["features"])


def _postcode(properties: Mapping[str, Any]) -> int:
    for name, value in properties.items():
        if name.startswith("postcode"):
            return int(str(value)[:4])
    raise FetchError(f"the polygons of {SERVER.catalog} name no postcode: their form has changed.")


def centre(geometry: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return the area-weighted centroid of a polygon or several, holes left out, and the area.

    Parameters
    ----------
    geometry : mapping
        GeoJSON: Polygon or MultiPolygon.

    Notes
    -----
    The sums of Bourke (1988) over the edges, each ring by its own direction: a hole runs the other
    way round, or is counted so.
    """
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    sums = np.zeros(3)
    for rings in polygons:
        for number, ring in enumerate(rings):
            part = _ring(np.asarray(ring, float)[:, :2])
            outer = number == 0
            sums += part if (part[2] > 0) == outer else -part
    area = float(sums[2])
    return float(sums[0]) / area, float(sums[1]) / area, area


def _ring(corners: Any) -> Any:
    """Return area times centroid, and area, of one ring, negative where it runs clockwise."""
    origin = corners[0]
    x, y = (corners - origin).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum() / 2.0
    x_sum = ((x[:-1] + x[1:]) * cross).sum() / 6.0
    y_sum = ((y[:-1] + y[1:]) * cross).sum() / 6.0
    return np.array([x_sum + area * origin[0], y_sum + area * origin[1], area])
