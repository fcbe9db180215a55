"""What a reader of a picture sees, measured on the drawn figure."""

from collections.abc import Iterator

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text


def _texts(figure: Figure) -> Iterator[Text]:
    """Go through what is written in a figure; ticks beyond an axis are never drawn."""
    yield from figure.texts
    legends = [*figure.legends, *(axes.get_legend() for axes in figure.axes)]
    for legend in legends:
        yield from legend.get_texts() if legend else ()
    for axes in figure.axes:
        yield from (axes.title, axes.xaxis.label, axes.yaxis.label, *axes.texts)


def cut_off(figure: Figure) -> list[str]:
    """Return the titles, labels and entries of legends that leave a picture at an edge."""
    FigureCanvasAgg(figure).draw()
    width, height = figure.bbox.width, figure.bbox.height
    cut = []
    for text in _texts(figure):
        box = text.get_window_extent()
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        if text.get_text().strip() and not inside:
            cut.append(text.get_text())
    return cut
