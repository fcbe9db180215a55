"""The charts of a comparison as pictures within a page: no file beside it, equal bytes always."""

import base64
from collections.abc import Sequence
from typing import Any

from experiments.published.by_area import areas_shown
from experiments.published.charts_of_few import charts_of_few
from experiments.published.report.document import Picture
from experiments.published.report.source import Source
from experiments.report.charts.cells import Outlines
from experiments.results.whole import figure_bytes
from experiments.runs.charts import file_of, kinds_of, picture_of_areas, pictures

MAP = "area_map"


def drawn(
    source: Source, kinds: Sequence[str], outlines: Outlines | None = None
) -> dict[str, Picture]:
    """Return charts of the policy by kind; none that would show a small count.

    Parameters
    ----------
    source : Source
    kinds : sequence of str
        Of `experiments.runs.charts.kinds_of`; those that the folder has no tables for are left out.
    outlines : Outlines, optional
        True ones of the areas, for the map.
    """
    c, policy = source.comparison, source.policy
    hidden = charts_of_few(c, policy)
    there = [kind for kind in kinds_of(c, policy) if kind in kinds and kind not in hidden]
    others = [kind for kind in there if kind != MAP]
    charts = pictures(c, policy, others)
    figures = {kind: charts[file_of(kind, policy)][0] for kind in others}
    if MAP in there:
        areas = areas_shown(c, policy)
        figures[MAP] = picture_of_areas(c, policy, outlines=outlines, table=areas)[0]
    return {kind: _picture(figures[kind], kind, source) for kind in there}


def _picture(figure: Any, kind: str, source: Source) -> Picture:
    said = " ".join(str(figure.get_suptitle()).split())
    shows = source.w(f"picture.{kind}")
    return Picture(as_data(figure), f"{shows}: {said}", shows)


def as_data(figure: Any) -> str:
    """Return a figure of matplotlib as the address of a picture that holds all of itself."""
    code = base64.b64encode(figure_bytes(figure, "svg")).decode("ascii")
    return f"data:image/svg+xml;base64,{code}"
