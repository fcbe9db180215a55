"""What must be true for a plan to pay: the probability of a saving over the numbers that decide."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.analyses.uncertainty.surface import HIGH, LOW, MIDDLE, Surface
from experiments.report.charts.style import say, wrapped
from experiments.report.number_format import number, percent
from experiments.report.words import Words, words_of

GRID = 61
MOST_LETTERS, TITLE_LETTERS = 54, 60
"""Of a line below or beside a panel, and of one above it."""
LEVELS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


def response_surface(
    found: Surface, caption: str, lang: str | Words = "en"
) -> tuple[Figure, pd.DataFrame]:
    """Draw the probability of a saving over the first two numbers, for halves of the others.

    Parameters
    ----------
    found : Surface
        Of two to four numbers, the most deciding first.
    caption : str
        Draws, date, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows: a row per draw.
    """
    names = list(found.drawn.columns)
    w = words_of(lang)
    rows, columns = (2 if len(names) > 3 else 1), (2 if len(names) > 2 else 1)
    figure = Figure(figsize=(9.0, 3.6 * rows + 1.2), layout="constrained", dpi=120)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    filled: Any = None
    for row in range(rows):
        for column in range(columns):
            halves = (*([column] if columns > 1 else []), *([row] if rows > 1 else []))
            filled = _panel(grid[row, column], found, halves, w)
    bar = figure.colorbar(filled, ax=grid, shrink=0.8, pad=0.02)
    bar.set_ticks(LEVELS, labels=[percent(one, w) for one in LEVELS])
    bar.ax.tick_params(labelsize=8, length=0)
    bar.set_label(w("surface.probability"), fontsize=9)
    figure.supylabel(_label(names[1], w), fontsize=9)
    for axes in grid[-1]:
        axes.set_xlabel(_label(names[0], w), fontsize=9)
    low, high = found.ends()
    title = w("surface.finding", low=percent(low, w), high=percent(high, w))
    small = w("surface.small", explained=percent(found.explained, w))
    say(figure, title, wrapped(f"{small} {caption}"))
    return figure, found.drawn.assign(net_eur=found.net)


def _label(name: str, w: Words) -> str:
    """Return what a number is, and below it its name."""
    plain = w.parameter(name)
    return f"{wrapped(plain, MOST_LETTERS)}\n{name}" if plain else name


def _panel(axes: Axes, found: Surface, halves: tuple[int, ...], w: Words) -> Any:
    x = found.drawn.to_numpy(float)
    sides = [np.linspace(x[:, k].min(), x[:, k].max(), GRID) for k in (0, 1)]
    across, up = np.meshgrid(*sides)
    others = found.at([MIDDLE, MIDDLE, *(HIGH if half else LOW for half in halves)])[2:]
    points = np.column_stack([across.ravel(), up.ravel(), np.tile(others, (across.size, 1))])
    likely = found.saving(points).reshape(across.shape)
    filled = axes.contourf(across, up, likely, levels=LEVELS, cmap="RdYlBu", alpha=0.75)
    axes.contour(across, up, likely, levels=[MIDDLE], colors="#222222", linewidths=1.4)
    here = np.ones(len(x), bool)
    for k, half in enumerate(halves, start=2):
        above = x[:, k] > np.median(x[:, k])
        here &= above if half else ~above
    for saves, face in ((True, "#222222"), (False, "none")):
        shown = here & ((found.net > 0.0) == saves)
        axes.scatter(x[shown, 0], x[shown, 1], s=9, facecolors=face, edgecolors="#222222", lw=0.6)
    said = [
        w(
            f"surface.{'upper' if half else 'lower'}",
            number=w.parameter(name) or name,
            value=number(value, w),
        )
        for name, half, value in zip(found.drawn.columns[2:], halves, others, strict=True)
    ]
    axes.set_title("\n".join(wrapped(one, TITLE_LETTERS) for one in said), loc="left", fontsize=8)
    axes.tick_params(labelsize=8, length=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: w.figure(value, "g"))
    return filled
