"""What a reader of a picture sees, measured on the drawn figure."""

from itertools import combinations
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

SLACK = 1.0
"""Pixels by which boxes may touch, or a box leave the figure."""


Boxes = list[tuple[str, Bbox]]


def boxes(figure: Figure) -> Boxes:
    """Return every text that is drawn with the box that it takes, in pixels.

    What is drawn is told by drawing: labels of ticks beyond an axis never are. A layout moves from
    one drawing to the next: who wants what a reader gets asks once, of a figure that is new.
    """
    FigureCanvasAgg(figure)
    seen: list[Text] = []
    draw = Text.draw

    def watched(self: Text, renderer: Any) -> None:
        if self.get_visible() and self.get_text().strip():
            seen.append(self)
        draw(self, renderer)

    Text.draw = watched  # type: ignore[method-assign]
    try:
        figure.draw_without_rendering()
    finally:
        Text.draw = draw  # type: ignore[method-assign]
    once = {id(text): text for text in seen}.values()
    return [(text.get_text(), text.get_window_extent()) for text in once]


def cut_off(figure: Figure, seen: Boxes | None = None) -> list[str]:
    """Return the texts that leave a picture at an edge; `seen` are its boxes, if known."""
    width, height = figure.bbox.width, figure.bbox.height
    return [
        text for text, box in (boxes(figure) if seen is None else seen)
        if box.x0 < -SLACK or box.y0 < -SLACK
        or box.x1 > width + SLACK or box.y1 > height + SLACK
    ]  # fmt: skip


def overlaps(figure: Figure, seen: Boxes | None = None) -> list[tuple[str, str]]:
    """Return the pairs of texts that lie over each other; `seen` are its boxes, if known."""
    found = []
    for (one, a), (other, b) in combinations(boxes(figure) if seen is None else seen, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > SLACK and up > SLACK:
            found.append((one, other))
    return found
