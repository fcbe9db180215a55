"""What became of demand in several variants of the plan: differences and participants."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.charts.style import GREY, POLICY_COLOUR, as_written, say, wrapped
from experiments.report.width import beyond_zero
from experiments.report.words import Words, words_of

PARTS = {
    "substituted": "#0b6fa4",
    "postponed": "#6db3d6",
    "converted": "#b9dbe9",
    "added": "#a03a2c",
    "brought_forward": "#cf8478",
    "lengthened": "#e8c2bb",
    "induced": "#e0a03a",
    "other_participants": "#cccccc",
}


def shift_by_variant(
    table: pd.DataFrame, base: str, caption: str, lang: str | Words = "en"
) -> tuple[Figure, pd.DataFrame]:
    """Draw one row per variant: difference in day-activity users, and shares of participants.

    Parameters
    ----------
    table : DataFrame
        `variant, difference, low, high, participants` and one column per part of the participants.
    base, caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    figure = Figure(figsize=(9.5, 1.6 + 0.5 * len(table)), layout="constrained", dpi=120)
    left, right = figure.subplots(1, 2, sharey=True)
    _differences(left, table, base, w)
    _parts(right, table, w)
    figure.legend(
        loc="outside upper right", ncols=4, frameon=False, fontsize=7.5, handlelength=1.0,
        columnspacing=1.0,
    )  # fmt: skip
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8.5)
    bar = w("variants.bar" if table["low"].notna().any() else "variants.no_bar")
    say(figure, _finding(table, w), wrapped(f"{bar} {caption}"))
    return figure, table


def _differences(axes: Axes, table: pd.DataFrame, base: str, w: Words) -> None:
    rows = pd.Series(range(len(table)), index=table.index)
    bounded = table["low"].notna()
    axes.axvline(0, color=GREY, lw=1)
    axes.hlines(rows[bounded], table["low"][bounded], table["high"][bounded],
                color=POLICY_COLOUR, lw=2)  # fmt: skip
    axes.plot(table["difference"], rows, "o", color=POLICY_COLOUR, ms=5)
    axes.set_yticks(rows, table["variant"], fontsize=8.5)
    axes.invert_yaxis()
    as_written(axes.xaxis, w)
    axes.set_xlabel(wrapped(w("variants.left", base=w.world(base)), 42), fontsize=8.5)


def _parts(axes: Axes, table: pd.DataFrame, w: Words) -> None:
    """Draw what became of demand as shares of the participants, whose number stands behind."""
    rows = range(len(table))
    whole = table["participants"].where(table["participants"] > 0)
    start = pd.Series(0.0, index=table.index)
    for name, colour in PARTS.items():
        width = (table[name] / whole).fillna(0.0)
        title = w(f"variants.{name}")
        axes.barh(list(rows), width, left=start, color=colour, label=title, height=0.6)
        start = start + width
    for row, n in zip(rows, table["participants"], strict=True):
        axes.text(1.02, row, f"n = {w.figure(n, ',.0f')}", va="center", fontsize=8)
    axes.set_xlim(0, 1.18)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_xlabel(wrapped(w("variants.right"), 42), fontsize=8.5)


def _finding(table: pd.DataFrame, w: Words) -> str:
    low, high = (
        w.figure(x, "+,.0f") for x in (table["difference"].min(), table["difference"].max())
    )
    clear = int(beyond_zero(table["low"], table["high"]).sum())
    return w("variants.finding", low=low, high=high, clear=clear, all=len(table))
