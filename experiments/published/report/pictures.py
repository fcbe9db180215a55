"""The charts of a comparison as pictures within a page: no file beside it, equal bytes always."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl

from experiments.published.charts_of_few import charts_of_few
from experiments.published.report.areas_sheet import by_area, hidden_areas
from experiments.published.report.document import Picture
from experiments.published.report.source import Source
from experiments.runs.charts import MAPPED, file_of, kinds_of, pictures

MAP = "area_map"


def drawn(source: Source, kinds: Sequence[str]) -> dict[str, Picture]:
    """Return charts of the policy by kind; none that would show a small count.

    Parameters
    ----------
    source : Source
    kinds : sequence of str
        Of `experiments.runs.charts.kinds_of`; those that the folder has no tables for are left out.
    """
    there = kinds_of(source.comparison, source.policy)
    hidden = withheld_charts(source)
    chosen = [kind for kind in kinds if kind in there and kind not in hidden]
    charts = pictures(source.comparison, source.policy, chosen) if chosen else {}
    return {kind: _picture(charts[file_of(kind, source.policy)][0], kind, source)
            for kind in chosen}  # fmt: skip


def _picture(figure: Any, kind: str, source: Source) -> Picture:
    said = " ".join(str(figure.get_suptitle()).split())
    shows = source.w(f"picture.{kind}")
    return Picture(as_data(figure), f"{shows}: {said}", shows)


def withheld_charts(source: Source) -> tuple[str, ...]:
    """Return the charts that would show a small count, in some month or some area."""
    few = charts_of_few(source.comparison, source.policy)
    gaps = by_area(source, (MAPPED,))
    in_areas = hidden_areas(gaps, (MAPPED,), source.comparison.factor).any(axis=None)
    return (*few, *((MAP,) if in_areas else ()))


def as_data(figure: Any) -> str:
    """Return a figure of matplotlib as the address of a picture that holds all of itself."""
    content = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "social-base", "svg.fonttype": "path"}):
        figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    code = base64.b64encode(content.getvalue()).decode("ascii")
    return f"data:image/svg+xml;base64,{code}"
