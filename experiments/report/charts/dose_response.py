"""What each dose of a lever does, in one line per dose of another."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.charts.style import GREY, as_written, plain, say, wrapped
from experiments.report.words import Words, words_of

COLOURS = ("#9a9a9a", "#6db3d6", "#0b6fa4", "#e0a03a", "#c26a00", "#4a4a4a")
MARKS = ("o", "s", "D", "^", "v", "P")
MILLION = 1e6
LINE_LETTERS = 30


def dose_response(
    table: pd.DataFrame, along: str, lines: Mapping[str, pd.Series], titles: Mapping[str, str],
    axis: str, finding: str, caption: str, lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:  # fmt: skip
    """Draw the difference made at each dose, one panel per outcome.

    Parameters
    ----------
    table : DataFrame
        As `dose_table` returns it.
    along : str
        The dose on the horizontal axis.
    lines : mapping of str to Series of bool
        For each line its name and which rows of the table it joins.
    titles : mapping of str to str
        Of each outcome that is drawn, with its unit.
    axis, finding, caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    names = [name for name in titles if name in set(table["outcome"])]
    figure = Figure(figsize=(2.9 + 3.1 * len(names), 4.6), layout="constrained", dpi=120)
    panels = figure.subplots(1, len(names), squeeze=False)[0]
    for axes, name in zip(panels, names, strict=True):
        rows, unit = table[table["outcome"] == name], MILLION if name.endswith("_eur") else 1.0
        _panel(axes, rows, along, lines, unit, w)
        plain(axes, wrapped(titles[name], 38), w)
        axes.set_xlabel(axis, fontsize=8.5)
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside right center", frameon=False, fontsize=8.5)
    bar = w("doses.bars" if table["low"].notna().any() else "doses.no_bars")
    say(figure, finding, wrapped(f"{bar} {caption}", 150))
    return figure, table


def _panel(
    axes: Axes, rows: pd.DataFrame, along: str, lines: Mapping[str, "pd.Series[bool]"],
    unit: float, w: Words,
) -> None:  # fmt: skip
    shifts = _shifts(len(lines), rows[along])
    for (name, chosen), colour, mark, shift in zip(lines.items(), COLOURS, MARKS, shifts,
                                                   strict=False):  # fmt: skip
        points = rows[chosen.reindex(rows.index)].sort_values(along)
        at = points[along] + shift
        axes.vlines(at, points["low"] / unit, points["high"] / unit, color=colour, lw=1.1)
        axes.plot(at, points["difference"] / unit, f"{mark}-", color=colour, ms=4.5, lw=1.2,
                  label=wrapped(name, LINE_LETTERS))  # fmt: skip
    axes.axhline(0, color=GREY, lw=1)
    as_written(axes.xaxis, w, ".0%")
    axes.set_xticks(sorted(rows[along].unique()))


def _shifts(lines: int, doses: "pd.Series[float]") -> Sequence[float]:
    """Return how far each line stands aside, so that whiskers do not hide each other."""
    span = float(doses.max() - doses.min()) or 1.0
    return [(k - (lines - 1) / 2) * 0.012 * span for k in range(lines)]
