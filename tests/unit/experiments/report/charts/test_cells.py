"""Cells around postcodes, and outlines that somebody hands in."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.report.charts.area_map import HATCH, area_map
from experiments.report.charts.cells import (
    OUTER,
    Shape,
    cells_around,
    label_point,
    read_outlines,
    signed_area,
)
from model.errors import DataError

MIDDLES = np.array([[0.0, 0.0], [2.0, 0.0], [0.5, 1.8], [6.0, 6.0]])


def test_a_cell_holds_what_is_nearest_to_its_middle() -> None:
    for me, cell in enumerate(cells_around(MIDDLES)):
        (ring,) = cell.rings
        apart = np.linalg.norm(ring[:, None] - MIDDLES[None], axis=2)
        assert (apart[:, me] <= apart.min(axis=1) + 1e-9).all()
        assert signed_area(ring) > 0


def test_two_neighbours_know_of_each_other() -> None:
    cells = cells_around(MIDDLES[:2])
    beyond = [set(np.asarray(cell.beyond).tolist()) for cell in cells]
    assert beyond == [{OUTER, 1}, {OUTER, 0}]


def test_a_postcode_alone_is_a_circle() -> None:
    ((ring,),) = (cell.rings for cell in cells_around(MIDDLES[:1]))
    assert np.linalg.norm(ring, axis=1) == pytest.approx(1.0)


def square(low: float, high: float) -> list[list[float]]:
    return [[low, low], [high, low], [high, high], [low, high], [low, low]]


def shapes_in(path: Path, *places: str) -> dict[str, Shape]:
    return read_outlines(path).of({place: place.title() for place in places})


def file_with(folder: Path, geometry: Any, name: str = "east") -> Path:
    features = [{"type": "Feature", "properties": {"key": name}, "geometry": geometry}]
    path = folder / "outlines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_outlines_are_read_in_kilometres_with_their_holes(tmp_path: Path) -> None:
    rings = [square(78_000, 80_000), square(78_500, 79_000)]
    path = file_with(tmp_path, {"type": "Polygon", "coordinates": rings})
    shape = shapes_in(path, "east")["east"]
    assert [signed_area(ring) for ring in shape.rings] == pytest.approx([4.0, -0.25])
    x, y = label_point(shape)
    assert 78 < x < 80
    assert 78 < y < 80


def test_degrees_are_laid_flat(tmp_path: Path) -> None:
    ring = [[4.0, 51.5], [5.0, 51.5], [5.0, 51.6], [4.0, 51.6], [4.0, 51.5]]
    path = file_with(tmp_path, {"type": "MultiPolygon", "coordinates": [[ring]]})
    (ring_km,) = shapes_in(path, "east")["east"].rings
    assert np.ptp(ring_km, axis=0) == pytest.approx([69.2, 11.1], abs=0.2)


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "is Point: give a Polygon"),
        (None, "is None: give a Polygon"),
        ({"type": "Polygon", "coordinates": [[["a", 1]]]}, "are no rings"),
        ({"type": "Polygon", "coordinates": []}, "are no rings"),
        ({"type": "Polygon"}, "are no rings"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "are no rings"),
    ],
)
def test_a_shape_that_is_none_is_refused(tmp_path: Path, geometry: Any, said: str) -> None:
    with pytest.raises(DataError, match=said):
        shapes_in(file_with(tmp_path, geometry), "east")


def test_a_place_that_lacks_is_named(tmp_path: Path) -> None:
    path = file_with(tmp_path, {"type": "Polygon", "coordinates": [square(0, 1)]})
    with pytest.raises(DataError, match="no outline of west: give each feature a property"):
        shapes_in(path, "east", "west")


def test_a_place_is_known_by_its_key_or_its_name_in_any_property(tmp_path: Path) -> None:
    """Not by a property that knows fewer of them; postcodes may be numbers."""
    named = (("east", "East", 4611), ("b", "West", 4612), ("c", "Elsewhere", 9999))
    features = [
        {"properties": {"code": code, "naam": name, "pc4": number},
         "geometry": {"type": "Polygon", "coordinates": [square(k, k + 1 + k)]}}
        for k, (code, name, number) in enumerate(named)
    ]  # fmt: skip
    path = tmp_path / "outlines.geojson"
    path.write_text(json.dumps({"features": [*features, {"properties": ["east"]}]}))
    areas = shapes_in(path, "east", "west")
    assert [float(np.ptp(areas[k].rings[0][:, 1])) for k in areas] == pytest.approx(
        [110.57, 2 * 110.57]
    )
    assert set(shapes_in(path, "4611", "4612")) == {"4611", "4612"}


@pytest.mark.parametrize("text", ["{", "[]", '{"features": 1}', '{"features": [1]}'])
def test_what_is_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "outlines.geojson"
    path.write_text(text)
    with pytest.raises(DataError, match="give a GeoJSON"):
        read_outlines(path)


def test_a_map_of_outlines_handed_in_has_no_cells(tmp_path: Path) -> None:
    rings = {"east": square(78_000, 80_000), "west": square(75_000, 77_900)}
    features = [
        {"properties": {"key": key}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for key, ring in rings.items()
    ]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"features": features}))
    table = pd.DataFrame(
        {"place": ["east", "west"], "difference": [-2.0, 1.0], "low": [-3.0, -1.0],
         "high": [-1.0, 3.0]}
    )  # fmt: skip
    figure, _ = area_map(
        table, pd.DataFrame(), {}, ("residents", "in 2030"), "current", "plan", "", "en",
        read_outlines(path),
    )  # fmt: skip
    assert "Outlines as handed in" in str(figure.get_supxlabel())
    fills = [patch.get_facecolor() for patch in figure.axes[0].patches]
    hatches = [patch.get_hatch() for patch in figure.axes[0].patches]
    assert len(fills) == 2
    assert hatches == ["", HATCH], "what cannot be told from zero is hatched"
