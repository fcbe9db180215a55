"""The probability of a saving along each number that decides, the others as a reader puts them."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    POLICY_COLOUR,
    as_written,
    say,
    wrapped,
)
from experiments.report.tables import records
from experiments.report.words import Words

LETTERS = 46
EVEN = 0.5


def saving_along(
    table: pd.DataFrame, chosen: pd.DataFrame, axis: str, finding: str, caption: str, w: Words
) -> tuple[Figure, pd.DataFrame]:
    """Draw one panel per number.

    Parameters
    ----------
    table : DataFrame
        `parameter, value, saving`: the probability along each number.
    chosen : DataFrame
        `parameter, value, saving, title`: where the reader put it.
    axis, finding, caption : str
    w : Words

    Returns
    -------
    Figure and the table it shows.
    """
    rows = (len(chosen) + 1) // 2
    figure = Figure(figsize=(9.0, 1.6 + 2.5 * rows), layout="constrained", dpi=120)
    grid = figure.subplots(rows, 2, sharey=True, squeeze=False).ravel()
    points = records(chosen)
    for axes, point in zip(grid, points, strict=False):
        line = table[table["parameter"] == point["parameter"]]
        axes.axhline(EVEN, color=GREY, lw=1, ls=":")
        axes.plot(line["value"], line["saving"], color=POLICY_COLOUR, lw=1.8)
        axes.plot([point["value"]], [point["saving"]], "o", color=BASE_COLOUR, ms=8)
        axes.set_ylim(0, 1)
        axes.set_title(wrapped(str(point["title"]), LETTERS), loc="left", fontsize=8.5)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8.5)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        as_written(axes.xaxis, w, "g")
    for axes in grid[len(points) :]:
        axes.set_visible(False)
    figure.supylabel(axis, fontsize=9)
    say(figure, finding, wrapped(caption))
    return figure, table.reset_index(drop=True)
